/** DuckDB's spelling of a type in Glue's (Hive's): `STRUCT(a VARCHAR, b INTEGER[])` → `struct<a:string,b:array<int>>`. What Glue has no type for is a string. */

export function duckTypeToHive(type: string): string {
  const text = type.trim();
  if (text.endsWith('[]')) return `array<${duckTypeToHive(text.slice(0, -2))}>`;
  const [, base = text, inside] = /^(\w+)\s*\((.*)\)$/s.exec(text) ?? [];
  if (inside !== undefined) {
    const parts = splitTopLevel(inside);
    switch (base.toUpperCase()) {
      case 'STRUCT':
        return `struct<${parts.map(field).join(',')}>`;
      case 'MAP':
        return `map<${parts.map(duckTypeToHive).join(',')}>`;
      case 'DECIMAL':
        return `decimal(${parts.join(',')})`;
      default:
        return 'string';
    }
  }
  return simple.get(text.toUpperCase()) ?? 'string';
}

const simple: ReadonlyMap<string, string> = new Map([
  ['BOOLEAN', 'boolean'],
  ['TINYINT', 'tinyint'],
  ['SMALLINT', 'smallint'],
  ['UTINYINT', 'smallint'],
  ['INTEGER', 'int'],
  ['USMALLINT', 'int'],
  ['BIGINT', 'bigint'],
  ['UINTEGER', 'bigint'],
  ['UBIGINT', 'decimal(20,0)'],
  ['HUGEINT', 'decimal(38,0)'],
  ['FLOAT', 'float'],
  ['DOUBLE', 'double'],
  ['DATE', 'date'],
  ['TIMESTAMP', 'timestamp'],
  ['TIMESTAMP_S', 'timestamp'],
  ['TIMESTAMP_MS', 'timestamp'],
  ['TIMESTAMP_NS', 'timestamp'],
  ['TIMESTAMP WITH TIME ZONE', 'timestamp'],
  ['BLOB', 'binary'],
]);

/** `name TYPE` or `"a name" TYPE`. */
function field(part: string): string {
  const [, quoted, plain, type = ''] = /^(?:"((?:[^"]|"")*)"|(\w+))\s+(.*)$/s.exec(part.trim()) ?? [];
  return `${(quoted?.replaceAll('""', '"') ?? plain ?? '').toLowerCase()}:${duckTypeToHive(type)}`;
}

/** Parts between commas that lie in no parenthesis and no quotes. */
function splitTopLevel(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let quoted = false;
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (char === '(') depth++;
    else if (char === ')') depth--;
    else if (char === ',' && depth === 0) {
      parts.push(text.slice(start, at).trim());
      start = at + 1;
    }
  }
  return [...parts, text.slice(start).trim()];
}
