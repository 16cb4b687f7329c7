-- What models/gold/product/churn_risk.py computes, in Athena's SQL: the sample is written without Spark. ${prefix} is that of the environment.
select
    h.agency_id,
    h.agency_name,
    h.mrr_usd,
    h.health_score,
    p.plan_changes,
    least(1e0, greatest(0e0,
        1e0 - h.health_score / 100e0
        + case when h.active_users_30d < 3 then 0.25e0 else 0e0 end
        + case when h.status = 'churned' then 1e0 else 0e0 end)) as churn_risk
from ${prefix}gold_product.agency_health as h
left join (
    select agency_id, count(*) as plan_changes
    from ${prefix}silver_reference.agencies_history
    group by agency_id
) as p on p.agency_id = h.agency_id
