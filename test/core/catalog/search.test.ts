import { expect, test } from 'vitest';
import { SnapshotReader } from '../../../server/src/core/catalog/snapshotFormat';
import { searchCatalog } from '../../../server/src/core/catalog/searchIndex';
import { catalogOf } from '../../support/catalog';

const lake = catalogOf(
  'bronze_app.customers: id bigint, email string, full_name string',
  'bronze_app.customer_orders: id bigint, customer_id bigint, amount decimal(12,2) | day date',
  'gold.orders: order_id bigint, customer_name string',
  'gold.order: order_id bigint',
);

const found = (query: string): string[] =>
  searchCatalog(lake, query).map(hit => [hit.database, hit.table, hit.column].filter(Boolean).join('.'));

test.each([
  ['orders', ['gold.orders', 'bronze_app.customer_orders'], 'equal before part of a name'],
  ['cust email', ['bronze_app.customers.email'], 'every word must be found, at the object or at what it lies in'],
  ['day', ['bronze_app.customer_orders.day'], 'partition keys are columns'],
  ['custord', ['bronze_app.customer_orders'], 'letters may be left out'],
  ['gold.orders', ['gold.orders'], 'a dot parts the words'],
  ['nothing_like_this', [], 'no match'],
  ['  ', [], 'blanks only'],
])('search %j: %j (%s)', (query, expected) => {
  expect(found(query).slice(0, Math.max(1, expected.length))).toEqual(expected);
});

test('comments and tags are found, and the hit says what matched', () => {
  const reader = new SnapshotReader();
  reader.add('{"kind":"catalog","takenAt":"2026-01-01T00:00:00Z"}');
  reader.add(
    JSON.stringify({
      kind: 'table',
      table: {
        DatabaseName: 'silver',
        Name: 'visits',
        Description: 'One row per home visit',
        StorageDescriptor: { Columns: [{ Name: 'dx', Type: 'string', Comment: 'Diagnosis code' }] },
      },
      lfTags: {
        database: [],
        table: [{ TagKey: 'department', TagValues: ['care'] }],
        columns: [{ Name: 'dx', LFTags: [{ TagKey: 'phi', TagValues: ['true'] }] }],
      },
    }),
  );
  const snapshot = reader.finish();
  expect(searchCatalog(snapshot, 'home')[0]).toMatchObject({ kind: 'table', table: 'visits', matched: 'one row per home visit' });
  expect(searchCatalog(snapshot, 'diagnosis')[0]).toMatchObject({ kind: 'column', column: 'dx', matched: 'diagnosis code' });
  expect(searchCatalog(snapshot, 'phi=true')[0]).toMatchObject({ kind: 'column', column: 'dx', matched: 'phi=true' });
  expect(searchCatalog(snapshot, 'department')[0]).toMatchObject({ kind: 'table', table: 'visits' });
});
