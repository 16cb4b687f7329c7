/** Catalogs for tests, written as a person would: one line a table. */
import type { CatalogSnapshot } from '../../server/src/core/catalog/CatalogSnapshot';
import { SnapshotReader } from '../../server/src/core/catalog/snapshotFormat';

/**
 * A catalog from lines such as `bronze_app.users: id bigint, email string | day date` (columns, then partition keys behind a bar).
 * Databases are loaded and their tags may be seen, but there are none.
 */
export function catalogOf(...tables: readonly string[]): CatalogSnapshot {
  const reader = new SnapshotReader();
  reader.add(JSON.stringify({ kind: 'catalog', version: 1, takenAt: '2026-01-01T00:00:00Z' }));
  for (const line of tables) {
    const [name = '', rest = ''] = line.split(/:(.*)/s);
    const [DatabaseName = '', Name = ''] = name.trim().split('.');
    const [columns = '', keys = ''] = rest.split('|');
    reader.add(
      JSON.stringify({
        kind: 'table',
        table: {
          DatabaseName,
          Name,
          TableType: 'EXTERNAL_TABLE',
          StorageDescriptor: { Columns: columnsOf(columns) },
          PartitionKeys: columnsOf(keys),
        },
        lfTags: { database: [], table: [], columns: [] },
      }),
    );
  }
  return reader.finish();
}

/** `id bigint, tags array<string>`: commas inside angle brackets and parentheses belong to the type. */
function columnsOf(text: string): { Name: string; Type: string }[] {
  const parts: string[] = [''];
  let depth = 0;
  for (const character of text) {
    if (character === '<' || character === '(') depth++;
    if (character === '>' || character === ')') depth--;
    if (character === ',' && depth === 0) parts.push('');
    else parts.push((parts.pop() ?? '') + character);
  }
  return parts
    .map(part => part.trim())
    .filter(part => part !== '')
    .map(part => {
      const at = part.indexOf(' ');
      return { Name: part.slice(0, at), Type: part.slice(at + 1) };
    });
}
