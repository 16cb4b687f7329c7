/**
 * Which tables and columns a text of another database reads, as Superset's virtual datasets and sources have them.
 * Invariant: names of WITH are no tables; a column without a qualifier belongs to a table only where there is one.
 */
import { failureOf, parseForeign, statementsOf } from './foreignParser';
import type { ForeignFailure, ForeignParser } from './foreignParser';

export interface ForeignReads {
  /** `schema.table`, or the table alone where no schema is written; in lower case, sorted. */
  readonly tables: readonly string[];
  /** `table.column` as qualified in the text, or the column alone where its table is not certain; in lower case, sorted. */
  readonly columns: readonly string[];
  readonly failures: readonly ForeignFailure[];
}

export function foreignReads(text: string, parser: ForeignParser): ForeignReads {
  const tables = new Set<string>();
  const columns = new Set<string>();
  const failures: ForeignFailure[] = [];
  for (const statement of statementsOf(text)) {
    const parsed = parseForeign(statement.text, parser);
    if (parsed.kind === 'stopped') failures.push(failureOf(parsed, statement.line));
    else {
      const found = new Reader();
      for (const one of parsed.statements) found.visit(one, new Set());
      for (const table of found.tables) tables.add(table);
      for (const column of found.columns()) columns.add(column);
    }
  }
  return { tables: [...tables].sort(), columns: [...columns].sort(), failures };
}

type AstObject = Readonly<Record<string, unknown>>;

class Reader {
  readonly tables = new Set<string>();
  /** Alias or table → table, of the whole statement. */
  private readonly named = new Map<string, string>();
  private readonly references: { readonly qualifier: string | undefined; readonly column: string }[] = [];
  private derived = false;

  visit(node: unknown, ctes: ReadonlySet<string>): void {
    if (Array.isArray(node)) {
      for (const item of node) this.visit(item, ctes);
      return;
    }
    if (typeof node !== 'object' || node === null) return;
    const object = node as AstObject;
    const inner = withNames(object, ctes);
    if (object.type === 'column_ref') this.reference(object);
    else if (typeof object.table === 'string' && 'db' in object) this.table(object, inner);
    if (Array.isArray(object.from) && object.from.some(item => (item as AstObject | null)?.expr)) this.derived = true;
    for (const [key, value] of Object.entries(object)) if (key !== 'tableList' && key !== 'columnList') this.visit(value, inner);
  }

  private table({ db, schema, table, as }: AstObject, ctes: ReadonlySet<string>): void {
    const name = String(table).toLowerCase();
    const database = [schema, db].find((part): part is string => typeof part === 'string' && part !== '');
    if (database === undefined && ctes.has(name)) {
      this.derived = true;
      return;
    }
    const full = database === undefined ? name : `${database.toLowerCase()}.${name}`;
    this.tables.add(full);
    this.named.set(typeof as === 'string' ? as.toLowerCase() : name, full);
  }

  private reference({ table, column }: AstObject): void {
    const name = columnName(column);
    if (name !== undefined && name !== '*')
      this.references.push({ qualifier: typeof table === 'string' ? table.toLowerCase() : undefined, column: name.toLowerCase() });
  }

  columns(): readonly string[] {
    const [only, ...others] = this.tables;
    return this.references.flatMap(({ qualifier, column }): string[] => {
      if (qualifier === undefined) return only !== undefined && others.length === 0 && !this.derived ? [`${only}.${column}`] : [column];
      const table = this.named.get(qualifier);
      // Behind the alias of a subquery or CTE stands no table.
      return table === undefined ? [] : [`${table}.${column}`];
    });
  }
}

function withNames({ with: list }: AstObject, ctes: ReadonlySet<string>): ReadonlySet<string> {
  if (!Array.isArray(list)) return ctes;
  const names = (list as readonly AstObject[]).map(({ name }) => columnName(name)?.toLowerCase() ?? '');
  return new Set([...ctes, ...names]);
}

/** The parser writes a name as a text, or as an expression that holds it. */
function columnName(name: unknown): string | undefined {
  if (typeof name === 'string') return name;
  if (typeof name !== 'object' || name === null) return undefined;
  const { value, expr } = name as AstObject;
  return typeof value === 'string' ? value : columnName(expr);
}
