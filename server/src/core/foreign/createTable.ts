/**
 * `CREATE TABLE` of a source database as Glue columns: what a table landed from PostgreSQL, MySQL and others looks like in the lake.
 * Invariant: a type that has no safe equal becomes `string`, and the column says so; nothing is guessed narrower than it is.
 */
import { Parser as MysqlParser } from 'node-sql-parser/build/mysql';
import { Parser as PostgresqlParser } from 'node-sql-parser/build/postgresql';
import type { AST } from 'node-sql-parser';

export const foreignDialects = ['postgresql', 'mysql'] as const;
export type ForeignDialect = (typeof foreignDialects)[number];

export interface ForeignTable {
  readonly name: string;
  readonly columns: readonly ForeignColumn[];
}

export interface ForeignColumn {
  readonly name: string;
  /** Hive type. */
  readonly type: string;
  /** The source's own type, where `type` does not say all of it. */
  readonly note: string | undefined;
}

export type ForeignTables =
  | { readonly kind: 'tables'; readonly tables: readonly ForeignTable[] }
  | { readonly kind: 'failed'; readonly message: string; readonly line: number | undefined };

/** Tables that the text creates; other statements are passed over. */
export function foreignTables(text: string, dialect: ForeignDialect): ForeignTables {
  try {
    const parser = dialect === 'mysql' ? new MysqlParser() : new PostgresqlParser();
    const ast = parser.astify(text, { database: dialect });
    return { kind: 'tables', tables: (Array.isArray(ast) ? ast : [ast]).flatMap(tableOf) };
  } catch (error) {
    const { message, location } = error as Error & { readonly location?: { readonly start: { readonly line: number } } };
    return { kind: 'failed', message: message.split('\n', 1)[0] ?? message, line: location?.start.line };
  }
}

/** The parts of node-sql-parser's answer that are read here; its own types leave most of them open. */
interface CreateTable {
  readonly type: string;
  readonly keyword: string;
  readonly table?: readonly { readonly table: string }[];
  readonly create_definitions?: readonly Definition[] | null;
}
interface Definition {
  readonly resource: string;
  readonly column?: { readonly column: string | { readonly expr: { readonly value: string } } };
  readonly definition?: { readonly dataType: string; readonly length?: number; readonly scale?: number; readonly array?: unknown };
}

function tableOf(statement: AST): readonly ForeignTable[] {
  const create = statement as unknown as CreateTable;
  if (create.type !== 'create' || create.keyword !== 'table') return [];
  return [{ name: create.table?.[0]?.table ?? '', columns: (create.create_definitions ?? []).flatMap(columnOf) }];
}

function columnOf({ resource, column, definition }: Definition): readonly ForeignColumn[] {
  if (resource !== 'column' || !column || !definition) return [];
  const name = typeof column.column === 'string' ? column.column : column.column.expr.value;
  const written = `${definition.dataType.toLowerCase()}${definition.length === undefined ? '' : `(${definition.length}${definition.scale === undefined ? '' : `,${definition.scale}`})`}`;
  const type = definition.array ? undefined : hiveType(definition);
  // Glue keeps names in lower case.
  return [{ name: name.toLowerCase(), type: type ?? 'string', note: type === undefined ? written : undefined }];
}

/** undefined: no safe equal. */
function hiveType({ dataType, length, scale }: NonNullable<Definition['definition']>): string | undefined {
  const base = dataType.toLowerCase();
  if (/^(decimal|numeric|number)$/.test(base)) return length === undefined || length > 38 ? undefined : `decimal(${length},${scale ?? 0})`;
  return types.get(base);
}

const types: ReadonlyMap<string, string> = new Map([
  ['boolean', 'boolean'],
  ['bool', 'boolean'],
  ['bit', 'boolean'],
  ['tinyint', 'tinyint'],
  ['smallint', 'smallint'],
  ['int2', 'smallint'],
  ['smallserial', 'smallint'],
  ['int', 'int'],
  ['integer', 'int'],
  ['int4', 'int'],
  ['mediumint', 'int'],
  ['serial', 'int'],
  ['bigint', 'bigint'],
  ['int8', 'bigint'],
  ['bigserial', 'bigint'],
  ['real', 'float'],
  ['float4', 'float'],
  ['float', 'double'],
  ['double', 'double'],
  ['double precision', 'double'],
  ['float8', 'double'],
  ['char', 'string'],
  ['character', 'string'],
  ['varchar', 'string'],
  ['character varying', 'string'],
  ['text', 'string'],
  ['tinytext', 'string'],
  ['mediumtext', 'string'],
  ['longtext', 'string'],
  ['string', 'string'],
  ['nvarchar', 'string'],
  ['uuid', 'string'],
  ['json', 'string'],
  ['jsonb', 'string'],
  ['enum', 'string'],
  ['date', 'date'],
  ['datetime', 'timestamp'],
  ['datetime2', 'timestamp'],
  ['timestamp', 'timestamp'],
  ['timestamptz', 'timestamp'],
  ['timestamp without time zone', 'timestamp'],
  ['timestamp with time zone', 'timestamp'],
  ['bytea', 'binary'],
  ['blob', 'binary'],
  ['binary', 'binary'],
  ['varbinary', 'binary'],
]);
