// Writes the columns of tables that Trino makes itself (information_schema, system, metadata tables of Iceberg), from an NDJSON list
// with lines {kind: information_schema|system|metadata_table, catalog?, schema?, table?, connector?, suffix?, columns: [{name, type}] | null}.
//   node scripts/generate-system-tables.mjs system_tables.ndjson > server/src/core/analysis/query/systemTables.json
import { readFileSync } from 'node:fs';

const [file] = process.argv.slice(2);
if (!file) {
  console.error('usage: node scripts/generate-system-tables.mjs system_tables.ndjson');
  process.exit(2);
}
const tables = {};
for (const line of readFileSync(file, 'utf8').split('\n').filter(Boolean)) {
  const row = JSON.parse(line);
  if (!row.columns) continue;
  const name =
    row.kind === 'information_schema'
      ? `information_schema.${row.table}`
      : row.kind === 'system'
        ? `system.${row.schema}.${row.table}`
        : row.kind === 'metadata_table' && row.connector === 'iceberg'
          ? `iceberg$${row.suffix}`
          : undefined;
  // What depends on the table's own columns is left to the analyzer: these columns have no fixed type.
  if (name)
    tables[name] = row.columns.map(c => [c.name, name.startsWith('iceberg$') && /^(partition|data|data_file)$/.test(c.name) ? '' : c.type]);
}
const lines = Object.entries(tables).map(([name, columns]) => `${JSON.stringify(name)}: ${JSON.stringify(columns)}`);
process.stdout.write(`{\n${lines.join(',\n')}\n}\n`);
