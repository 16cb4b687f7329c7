/** Generated catalogs of any size, the same for the same arguments. */
import { CatalogSnapshot } from '../../server/src/core/catalog/CatalogSnapshot';
import type { DatabaseEntry, TableEntry } from '../../server/src/core/catalog/CatalogSnapshot';

const subjects = [
  'customer',
  'order',
  'invoice',
  'payment',
  'visit',
  'session',
  'ticket',
  'product',
  'claim',
  'caregiver',
  'contract',
  'device',
];
const aspects = ['daily', 'history', 'items', 'events', 'summary', 'snapshot', 'raw', 'clean', 'scores', 'links', 'audit', 'facts'];
const fields = [
  'id',
  'name',
  'email',
  'status',
  'amount',
  'created_at',
  'updated_at',
  'country',
  'source',
  'kind',
  'phone',
  'total',
  'note',
  'owner',
  'code',
];

/** Every table has its own name; column names repeat across tables as they do in real accounts, with some that are rare. */
export function largeCatalog(tables: number, columnsPerTable: number, databases = 50): CatalogSnapshot {
  const entries = new Map<string, DatabaseEntry>();
  const perDatabase = Math.ceil(tables / databases);
  for (let d = 0, made = 0; d < databases && made < tables; d++) {
    const Name = `${['bronze', 'silver', 'gold'][d % 3]!}_${subjects[d % subjects.length]!}_${d}`;
    const inside = new Map<string, TableEntry>();
    for (let t = 0; t < perDatabase && made < tables; t++, made++) {
      const name = `${subjects[made % subjects.length]!}_${aspects[Math.floor(made / subjects.length) % aspects.length]!}_${made}`;
      inside.set(name, {
        table: {
          DatabaseName: Name,
          Name: name,
          TableType: 'EXTERNAL_TABLE',
          StorageDescriptor: {
            Columns: Array.from({ length: columnsPerTable - 1 }, (_, c) => ({
              Name: columnName(made, c),
              Type: c % 3 === 0 ? 'bigint' : 'string',
            })),
            Location: `s3://lake/${Name}/${name}/`,
          },
          PartitionKeys: [{ Name: 'day', Type: 'date' }],
        },
        lfTags: { database: [], table: made % 10 === 0 ? [{ TagKey: 'department', TagValues: [subjects[made % 5]!] }] : [], columns: [] },
      });
    }
    entries.set(Name, { database: { Name }, lfTags: [], state: { kind: 'loaded' }, tables: inside });
  }
  return new CatalogSnapshot({ identity: { takenAt: '2026-01-01T00:00:00Z' }, databases: entries });
}

function columnName(table: number, column: number): string {
  const field = fields[column % fields.length]!;
  return column < fields.length
    ? `${subjects[table % subjects.length]!}_${field}`
    : `${field}_${Math.floor(column / fields.length)}_${table % 40}`;
}
