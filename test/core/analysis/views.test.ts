/** Views of the catalog: their columns in a query, and the tables behind them. */
import { expect, test } from 'vitest';
import { CatalogSnapshot } from '../../../server/src/core/catalog/CatalogSnapshot';
import { tableColumnsBehind } from '../../../server/src/core/lineage/columnLineage';
import { analysisOf, columnsOf, contextOf, lake } from '../../support/analysis';

const view = (name: string, sql: string, columns: readonly { readonly name: string; readonly type: string }[]) => {
  const stored = JSON.stringify({ originalSql: sql, catalog: 'awsdatacatalog', schema: 'bronze', columns });
  return [
    name,
    {
      table: {
        DatabaseName: 'gold',
        Name: name,
        TableType: 'VIRTUAL_VIEW',
        ViewOriginalText: `/* Presto View: ${Buffer.from(stored).toString('base64')} */`,
        ViewExpandedText: '/* Presto View */',
        // Glue holds Hive's idea of the types, which is coarser than the view's own.
        StorageDescriptor: { Columns: columns.map(column => ({ Name: column.name, Type: 'string' })) },
      },
      lfTags: null,
    },
  ] as const;
};

const gold = lake.databases.get('gold')!;
const catalog = new CatalogSnapshot({
  identity: lake.identity,
  databases: new Map([
    ...lake.databases,
    [
      'gold',
      {
        ...gold,
        tables: new Map([
          ...gold.tables,
          view(
            'paid',
            "select c.name || ' — é' as label, o.amount from orders o join customers c on c.id = o.customer_id where status = 'paid'",
            [
              { name: 'label', type: 'varchar' },
              { name: 'amount', type: 'decimal(12,2)' },
            ],
          ),
          view('totals', 'select label, sum(amount) as total from gold.paid group by label', [
            { name: 'label', type: 'varchar' },
            { name: 'total', type: 'decimal(38,2)' },
          ]),
          view('itself', 'select x from gold.itself', [{ name: 'x', type: 'bigint' }]),
          view('broken', 'select from where', [{ name: 'y', type: 'bigint' }]),
        ]),
      },
    ],
  ]),
});
const context = contextOf(catalog);

test('a view has the columns and types that it was created with', () => {
  expect(columnsOf('select * from gold.totals', context)).toEqual([
    'label varchar ← gold.totals.label',
    'total decimal(38,2) ← gold.totals.total',
  ]);
});

test.each([
  ['through two views', 'select total, label from gold.totals', [['bronze.orders.amount'], ['bronze.customers.name']]],
  ['a table is its own source', 'select amount from orders', [['bronze.orders.amount']]],
  ['a view that reads itself ends', 'select x from gold.itself', [[]]],
  ['a view that cannot be read is the source', 'select y from gold.broken', [['gold.broken.y']]],
])('%s', (_, sql, expected) => {
  const columns = analysisOf(sql, context).columns ?? [];
  expect(columns.map(column => tableColumnsBehind(context, column.sources).map(source => source.key))).toEqual(expected);
});
