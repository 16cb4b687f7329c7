/** Messages that say what may have been meant. */
import { expect, test } from 'vitest';
import { allFunctions } from '../../../server/src/core/analysis';
import { nearest } from '../../../server/src/core/analysis/suggest';
import { analysisOf } from '../../support/analysis';

test.each([
  ['select emial from customers', ['email']],
  ['select c.contry from customers c join orders o on o.customer_id = c.id', ['country']],
  ['select 1 from custmers', ['customers']],
  ['select 1 from slver.countries', ['silver']],
  ['with recent as (select 1 as x) select x from recnt', ['recent']],
  ['select aproximate from customers', []],
  ["select nvl(name, 'x') from customers", ['coalesce']],
  ['select coallesce(name, country) from customers', ['coalesce']],
  ['select datediff(1, 2, 3)', ['date_diff']],
])('%s', (sql, expected) => {
  const [error] = analysisOf(sql).errors;
  expect(error?.suggestions).toEqual(expected);
  for (const name of expected) expect(error?.message).toContain(name);
});

test.each([
  ['select count(*) as n from orders having n > 1', 'aliases of the SELECT list are not in sight here'],
  ['select id as k from orders where k = 1', 'repeat the expression'],
  ['select id from orders where status = "paid"', 'single quotes'],
  ["select id from orders where day >= '2024-01-01'", "write date '2024-01-01'"],
  ["select id from orders where '2024-01-01 00:00:00' < placed_at", "write timestamp '2024-01-01 00:00:00'"],
  ['select c.id from customers c join orders o on id = o.id', 'it is in c and o'],
])('%s: %s', (sql, expected) => {
  expect(
    analysisOf(sql)
      .errors.map(error => error.message)
      .join(),
  ).toContain(expected);
});

test('only near names are suggested, the nearest first', () => {
  expect(nearest('oder_id', ['order_id', 'id', 'older_ids', 'customer_id'])).toEqual(['order_id', 'older_ids']);
  expect(nearest('ab', ['abc', 'xyz', 'ab'])).toEqual(['abc']);
});

test('every function has a description, and a signature whose text can be read again', () => {
  const functions = allFunctions();
  expect(functions.length).toBeGreaterThan(410);
  for (const { name, signatures } of functions) {
    expect(signatures.length, name).toBeGreaterThan(0);
    for (const signature of signatures) expect(signature.arguments.length, name).toBe(signature.argumentTexts.length);
  }
  expect(functions.filter(({ description }) => description === undefined).map(({ name }) => name)).toEqual([]);
});
