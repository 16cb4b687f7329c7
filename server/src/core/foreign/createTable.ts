/**
 * `CREATE TABLE` of a source database as Glue columns: what a table landed from PostgreSQL, MySQL and others looks like in the lake.
 * Invariant: a type that has no safe equal becomes `string`, and the column says so; nothing is guessed narrower than it is.
 */
import type { AST } from 'node-sql-parser';
import { failureOf, parseForeign, statementsOf } from './foreignParser';
import type { ForeignFailure, ForeignParser, Stopped } from './foreignParser';

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

export interface ForeignTables {
  readonly tables: readonly ForeignTable[];
  /** Statements that create a table and cannot be read; the others are read all the same. */
  readonly failures: readonly ForeignFailure[];
}

/** Tables that the text creates; other statements are passed over. */
export function foreignTables(text: string, parser: ForeignParser): ForeignTables {
  const tables: ForeignTable[] = [];
  const failures: ForeignFailure[] = [];
  for (const statement of statementsOf(text)) {
    if (!/^\s*create\b[\s\w]*?\btable\b/i.test(statement.text.replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, ' '))) continue;
    const read = createdTables(statement.text, parser);
    if ('kind' in read) failures.push(failureOf(read, statement.line));
    else tables.push(...read);
  }
  return { tables, failures };
}

/** The tables as `sources:` of a dbt project lists them. */
export function sourceYaml(tables: readonly ForeignTable[]): string {
  return tables
    .map(({ name, columns }) => {
      const lines = columns.map(
        column =>
          `    - name: ${scalar(column.name)}\n      data_type: ${column.type}${column.note === undefined ? '' : ` # ${column.note.replace(/\s+/g, ' ')} in the source`}\n`,
      );
      return `- name: ${scalar(name)}\n  columns:\n${lines.join('')}`;
    })
    .join('');
}

/** A name as YAML reads it back. */
function scalar(name: string): string {
  return /^[a-z_][\w-]*$/i.test(name) && !/^(?:y|n|yes|no|true|false|on|off|null)$/i.test(name) ? name : JSON.stringify(name);
}

/** A database has more types than the parser knows: a type that it stumbles over is read as text, and said in the column's note. */
function createdTables(text: string, parser: ForeignParser): readonly ForeignTable[] | Stopped {
  let readable = text;
  const replaced = new Map<string, string>();
  for (;;) {
    const parsed = parseForeign(readable, parser);
    if (parsed.kind === 'parsed') return parsed.statements.flatMap(tableOf).map(table => withNotes(table, replaced));
    // It stops inside a word that begins like a type it knows: `int4range`.
    const inWord = /\w$/.test(readable.slice(0, parsed.offset)) ? /^\w*/.exec(readable.slice(parsed.offset))![0].length : 0;
    const before = readable.slice(0, parsed.offset + inWord).trimEnd();
    const [, name, word] = /[(,]\s*("[^"]+"|`[^`]+`|\[[^\]]+\]|\w+)\s+([a-z_][\w.]*)$/i.exec(before) ?? [];
    const key = name?.replace(/^["`[]|["`\]]$/g, '').toLowerCase();
    if (key === undefined || word === undefined || replaced.has(key)) return parsed;
    const [parameters] = /^\s*\([^()]*\)/.exec(readable.slice(before.length)) ?? [''];
    replaced.set(key, word + parameters.trim());
    readable = `${before.slice(0, before.length - word.length)}text${readable.slice(before.length + parameters.length)}`;
  }
}

function withNotes(table: ForeignTable, types: ReadonlyMap<string, string>): ForeignTable {
  return {
    ...table,
    columns: table.columns.map(column => {
      const note = types.get(column.name);
      return note === undefined ? column : { ...column, note };
    }),
  };
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
