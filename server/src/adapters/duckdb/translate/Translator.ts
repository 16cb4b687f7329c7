/**
 * What the parts of the translation share: the analysis they read, the tables they meet, and how they refuse.
 * Invariant: a construct has a rule that is known to give Trino's answer, or it is refused by name; there is no default that passes text on.
 */
import type { CatalogSnapshot, TableEntry } from '../../../core/catalog/CatalogSnapshot';
import type { Field, RelationType } from '../../../core/analysis/scope/Field';
import type { TrinoType } from '../../../core/analysis/types/TrinoType';
import type { Signature } from '../../../core/analysis/functions/signature';
import type * as tree from '../../../core/sql/tree';
import { duckType } from '../duckType';
import type { TableRequest } from '../messages';
import { quote } from '../sqlText';

/** What the analyzer found about one statement, as far as the translation asks. */
export interface Facts {
  typeOf(node: tree.Node): TrinoType | undefined;
  fieldOf(node: tree.Node): Field | undefined;
  /** The catalog's table or view that a name means; `query` where WITH defines it. */
  relationOf(node: tree.Node): 'query' | { readonly entry: TableEntry; readonly database: string } | undefined;
  functionOf(
    node: tree.Node,
  ): { readonly signature: Signature; readonly argumentTypes: readonly TrinoType[]; readonly resultType: TrinoType } | undefined;
  /** The columns of a relation or query. */
  columnsOf(node: tree.Node): RelationType | undefined;
}

/** Raised inside a translation, caught where it starts. */
export class Refusal extends Error {
  readonly offset: number;
  constructor(message: string, node: { readonly start: number }) {
    super(message);
    this.offset = node.start;
  }
}

export class Translator {
  readonly facts: Facts;
  readonly catalog: CatalogSnapshot;
  /** The statement's own text, by which its nodes count. */
  readonly sourceText: string;
  readonly parts: TranslatorParts;
  readonly tables: TableRequest[];
  /** Query of a view, already translated, by the view's node. */
  readonly viewSql: (node: tree.Table, entry: TableEntry) => string;
  /** Identifiers of ORDER BY that mean an output column inside a larger expression stand for its expression. */
  outputItems: ReadonlyMap<tree.Node, tree.Expression> = new Map();
  #nextName = 0;
  #mixesZones: boolean | undefined;

  constructor(options: {
    facts: Facts;
    catalog: CatalogSnapshot;
    sourceText: string;
    parts: TranslatorParts;
    tables: TableRequest[];
    viewSql: (node: tree.Table, entry: TableEntry) => string;
  }) {
    this.facts = options.facts;
    this.catalog = options.catalog;
    this.sourceText = options.sourceText;
    this.parts = options.parts;
    this.tables = options.tables;
    this.viewSql = options.viewSql;
  }

  /** The expression in its own type. */
  expression(node: tree.Expression): string {
    return this.parts.expression(this, node);
  }

  /** The expression as a value of another type, as Trino converts unasked. */
  as(node: tree.Expression, type: TrinoType): string {
    return this.parts.coerce(this, this.expression(node), this.typeOf(node), type, node);
  }

  coerce(sql: string, from: TrinoType, to: TrinoType, node: tree.Node): string {
    return this.parts.coerce(this, sql, from, to, node);
  }

  cast(sql: string, from: TrinoType, to: TrinoType, node: tree.Node): string {
    return this.parts.cast(this, sql, from, to, node);
  }

  query(node: tree.Query | tree.Missing): string {
    if (node.kind === 'Missing') throw this.refuse(node, 'an unfinished query');
    return this.parts.query(this, node);
  }

  relation(node: tree.Relation): string {
    return this.parts.relation(this, node);
  }

  typeOf(node: tree.Node): TrinoType {
    const type = this.facts.typeOf(node);
    if (!type?.resolved) throw this.refuse(node, 'an expression whose type is not known');
    return type;
  }

  /** DuckDB's type for a Trino type. */
  home(type: TrinoType, node: tree.Node): string {
    const home = duckType(type);
    if (home === undefined) throw this.refuse(node, `the type ${type.display}`);
    return home;
  }

  /** The quoted view over a catalog table's files; asked for once per statement. */
  tableView(entry: TableEntry): string {
    const known = this.tables.find(request => request.table === entry.table);
    if (known) return quote(known.view);
    const view = `_table${this.tables.length}`;
    this.tables.push({ view, table: entry.table, ...(entry.partitions ? { partitions: entry.partitions } : {}) });
    return quote(view);
  }

  /** Whether the statement has anything that gives a timestamp a zone other than UTC; files hold UTC only. */
  mayMixZones(): boolean {
    this.#mixesZones ??=
      /\bat\s+time\s+zone\b|_timezone\b|from_iso8601_timestamp|parse_datetime|with\s+time\s+zone|from_unixtime\s*\([^)]*,|timestamp\s*'[^']*[A-Za-z+][^']*'|timestamp\s*'[^']*:[^']*-[^']*'/i.test(
        this.sourceText,
      );
    return this.#mixesZones;
  }

  /** A name that no column has. */
  freshName(): string {
    return `_m${this.#nextName++}`;
  }

  /** @param what a noun phrase: "regexp_split", "MATCH_RECOGNIZE". */
  refuse(node: { readonly start: number }, what: string): Refusal {
    return new Refusal(`${what} is not available on the embedded engine`, node);
  }
}

export interface TranslatorParts {
  readonly expression: (t: Translator, node: tree.Expression) => string;
  readonly coerce: (t: Translator, sql: string, from: TrinoType, to: TrinoType, node: tree.Node) => string;
  /** CAST, without the expression around it. */
  readonly cast: (t: Translator, sql: string, from: TrinoType, to: TrinoType, node: tree.Node) => string;
  readonly query: (t: Translator, node: tree.Query) => string;
  readonly relation: (t: Translator, node: tree.Relation) => string;
}
