/** A small lakehouse in a temporary folder: a dbt project of a few models, its catalog, and data as JSON lines. */
import { mkdir, mkdtemp, realpath, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface SmallLake {
  readonly root: string;
  readonly settings: unknown;
}

const json = { SerializationLibrary: 'org.openx.data.jsonserde.JsonSerDe' };

const catalog = [
  { kind: 'catalog', version: 1, account: '123456789012', region: 'eu-west-1', takenAt: '2026-01-01T00:00:00Z' },
  { kind: 'database', database: { Name: 'bronze_app' }, lfTags: [{ TagKey: 'data_lake_layer', TagValues: ['bronze'] }], state: 'loaded' },
  { kind: 'database', database: { Name: 'bronze_hr' }, lfTags: null, state: 'denied' },
  { kind: 'database', database: { Name: 'dev_gold' }, lfTags: [], state: 'loaded' },
  {
    kind: 'table',
    table: {
      DatabaseName: 'bronze_app',
      Name: 'customers',
      TableType: 'EXTERNAL_TABLE',
      StorageDescriptor: {
        Columns: [
          { Name: 'id', Type: 'bigint' },
          { Name: 'email', Type: 'string', Comment: 'As typed by the customer' },
          { Name: 'select', Type: 'string' },
          { Name: 'address', Type: 'struct<city:string,zip:string>' },
        ],
        Location: 's3://lake/customers/',
        SerdeInfo: json,
      },
    },
    lfTags: { database: [], table: [], columns: [{ Name: 'email', LFTags: [{ TagKey: 'phi', TagValues: ['true'] }] }] },
  },
  {
    kind: 'table',
    table: {
      DatabaseName: 'bronze_app',
      Name: 'orders',
      TableType: 'EXTERNAL_TABLE',
      StorageDescriptor: {
        Columns: [
          { Name: 'order_id', Type: 'bigint' },
          { Name: 'customer_id', Type: 'bigint' },
          { Name: 'amount', Type: 'decimal(12,2)' },
        ],
        Location: 's3://lake/orders/',
        SerdeInfo: json,
      },
    },
    lfTags: { database: [], table: [], columns: [] },
  },
];

const files: Readonly<Record<string, string>> = {
  'dbt_project.yml': "name: shop\nversion: '1.0'\nprofile: shop\nmodels:\n  shop:\n    +materialized: view\n",
  'profiles.yml':
    'shop:\n  target: dev\n  outputs:\n    dev: {type: athena, schema: dev, database: awsdatacatalog, region_name: eu-west-1, s3_staging_dir: "s3://lake/staging/"}\n',
  'models/sources.yml':
    'version: 2\nsources:\n  - name: app\n    schema: bronze_app\n    tables:\n      - name: customers\n      - name: orders\n',
  'models/stg_customers.sql': "select id as customer_id, email, address.city as city from {{ source('app', 'customers') }}\n",
  'models/customer_orders.sql':
    "with spent as (\n  select customer_id, sum(amount) as total from {{ source('app', 'orders') }} group by customer_id\n)\nselect c.customer_id, c.email, s.total\nfrom {{ ref('stg_customers') }} c\nleft join spent s on s.customer_id = c.customer_id\n",
  'lake/customers/part-0.json':
    '{"id":9007199254740993,"email":"ada@example.com","select":"yes","address":{"city":"Bern","zip":"3000"}}\n{"id":2,"email":null,"select":"no","address":null}\n',
  'lake/orders/part-0.json': '{"order_id":1,"customer_id":2,"amount":12.50}\n{"order_id":2,"customer_id":2,"amount":0.01}\n',
};

/** @param changed files that are written otherwise; undefined leaves one out */
export async function smallLake(changed: Readonly<Record<string, string | undefined>> = {}): Promise<SmallLake> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'medallion-lake-')));
  const all: Readonly<Record<string, string | undefined>> = {
    'catalog.ndjson': `${catalog.map(line => JSON.stringify(line)).join('\n')}\n`,
    ...files,
    ...changed,
  };
  for (const [path, text] of Object.entries(all)) {
    if (text === undefined) continue;
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  return { root, settings: { storage: { folders: { 's3://lake/': 'lake' } } } };
}
