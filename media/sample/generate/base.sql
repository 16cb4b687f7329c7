-- The world that every bronze table is cut from. Each value follows from hash(key, salt): two runs give the same rows.
-- The writer sets two variables before: environment ('prod' or 'dev') and first_load (the day of the first full sync).
-- dev holds every sixth agency, with the names of people masked.

create or replace macro pick(words, salt, k) as words[1 + (hash(k, salt) % len(words))::integer];
create or replace macro share(salt, k) as (hash(k, salt) % 1000003)::double / 1000003.0;
create or replace macro spread(salt, k, n) as (hash(k, salt) % n)::integer;
create or replace macro in_scope(agency_id) as getvariable('environment') = 'prod' or agency_id % 6 = 0;
create or replace macro masked(word, k) as case when getvariable('environment') = 'prod' then word else 'Test' || k end;
create or replace macro first_load_at() as getvariable('first_load')::timestamp + interval 3 hour;
create or replace macro end_of_history() as timestamp '2026-07-01 00:00:00';
create or replace macro iso(t) as strftime(t, '%Y-%m-%dT%H:%M:%SZ');
create or replace macro epoch_s(t) as epoch(t)::bigint;
create or replace macro raw_id(salt, k) as md5(concat(salt, ':', k))::uuid::varchar;

-- Airbyte syncs every six hours; what changed before the first full sync lands with it. A redelivery lands one sync later.
create or replace macro landed_at(changed_at, redelivery) as
  greatest(first_load_at(), time_bucket(interval 6 hour, changed_at) + interval 6 hour + interval 7 minute) + redelivery * interval 6 hour;
create or replace macro sync_meta(landed) as {
  'changes': []::struct("field" varchar, "change" varchar, "reason" varchar)[],
  'sync_id': (epoch(landed) / 3600)::bigint
};
create or replace macro generation(landed) as case when landed < first_load_at() + interval 1 hour then 0 else 1 end::bigint;
create or replace macro day_of(landed) as strftime(landed, '%Y-%m-%d');

create or replace table given_names as select ['Ada', 'Ben', 'Clara', 'Dario', 'Elena', 'Farid', 'Grace', 'Hugo', 'Ines', 'Jonas', 'Keiko', 'Liam', 'Mara', 'Nadia', 'Oscar', 'Priya', 'Quentin', 'Rosa', 'Samuel', 'Tilda', 'Uma', 'Victor', 'Wanda', 'Yusuf', 'Zoe'] as words;
create or replace table family_names as select ['Abbott', 'Baptiste', 'Castillo', 'Drummond', 'Eriksen', 'Fontaine', 'Gallagher', 'Hassan', 'Ivanova', 'Jimenez', 'Kowalski', 'Lindgren', 'Morales', 'Nakamura', 'Okafor', 'Petrov', 'Quigley', 'Ramirez', 'Sorensen', 'Thackeray', 'Underhill', 'Vasquez', 'Whitcomb', 'Yamada', 'Zielinski'] as words;
create or replace macro given_name(salt, k) as pick((select words from given_names), salt, k);
create or replace macro family_name(salt, k) as pick((select words from family_names), salt, k);
create or replace macro street_address(salt, k) as {
  'street': concat(1 + spread(salt || 'no', k, 899), ' ', pick(['Maple', 'Oak', 'Cedar', 'Walnut', 'Birch', 'Juniper', 'Hawthorn', 'Laurel'], salt || 'st', k), pick([' St', ' Ave', ' Rd', ' Lane'], salt || 'ty', k)),
  'city': pick(['Dayton', 'Akron', 'Toledo', 'Erie', 'Scranton', 'Lansing', 'Flint', 'Boise', 'Tacoma', 'Spokane'], salt || 'ci', k),
  'state': pick(['OH', 'PA', 'MI', 'ID', 'WA'], salt || 'sa', k),
  'postal_code': lpad((10000 + spread(salt || 'pc', k, 89999))::varchar, 5, '0')
};
create or replace macro phone_as_typed(salt, k) as pick([
  printf('(%03d) %03d-%04d', 200 + spread(salt || 'a', k, 700), 200 + spread(salt || 'b', k, 700), spread(salt || 'c', k, 10000)),
  printf('%03d.%03d.%04d', 200 + spread(salt || 'a', k, 700), 200 + spread(salt || 'b', k, 700), spread(salt || 'c', k, 10000)),
  printf('+1%03d%03d%04d', 200 + spread(salt || 'a', k, 700), 200 + spread(salt || 'b', k, 700), spread(salt || 'c', k, 10000)),
  'n/a', ''], salt || 'form', k);

create or replace table agency as
select
  i as agency_id,
  concat(pick(['Amber', 'Blue River', 'Cedar Hill', 'Evergreen', 'Golden Hour', 'Harbor', 'Kindred', 'Lakeside', 'Meadow', 'North Star', 'Silver Oak', 'Willow'], 'agency', i),
    pick([' Home Care', ' Senior Services', ' Care Partners', ' at Home', ' Companions'], 'agency kind', i), ' ', i) as name,
  pick(['starter', 'growth', 'growth', 'enterprise'], 'plan', i) as plan_code,
  pick(['America/New_York', 'America/Detroit', 'America/Boise', 'America/Los_Angeles'], 'zone', i) as timezone,
  timestamp '2023-02-01 14:00:00' + spread('since', i, 1000) * interval 1 day as created_at,
  share('churn', i) < 0.08 as churned
from range(1, 121) t(i)
where in_scope(i);

create or replace table client as
select
  i as client_id,
  1 + spread('agency of client', i, 120) as agency_id,
  timestamp '2024-01-10 15:30:00' + spread('client since', i, 850) * interval 1 day + spread('client minute', i, 480) * interval 1 minute as created_at,
  share('discharged', i) as fate
from range(1, 6001) t(i)
where in_scope(1 + spread('agency of client', i, 120));

create or replace table caregiver as
select
  i as caregiver_id,
  1 + spread('agency of caregiver', i, 120) as agency_id,
  date '2022-01-03' + spread('hired', i, 1600) as hire_date
from range(1, 2801) t(i)
where in_scope(1 + spread('agency of caregiver', i, 120));

-- Caregivers of an agency by position, so that a visit finds one of its own agency.
create or replace table roster as
select agency_id, list(caregiver_id order by caregiver_id) as caregivers from caregiver group by agency_id;

create or replace table visit as
select
  v.visit_id,
  c.agency_id,
  c.client_id,
  case when share('open shift', v.visit_id) < 0.03 then null else r.caregivers[1 + spread('who', v.visit_id, len(r.caregivers))] end as caregiver_id,
  v.scheduled_start,
  v.scheduled_start + pick([30, 45, 60, 60, 90, 120, 240], 'length', v.visit_id) * interval 1 minute as scheduled_end,
  share('outcome', v.visit_id) as outcome
from (
  select
    i as visit_id,
    1 + spread('client of visit', i, 6000) as client_id,
    timestamp '2026-02-01 11:00:00' + (i // 286) * interval 1 day + spread('slot', i, 44) * interval 15 minute as scheduled_start
  from range(1, 43001) t(i)
) v
join client c on c.client_id = v.client_id and c.created_at < v.scheduled_start
join roster r on r.agency_id = c.agency_id;
