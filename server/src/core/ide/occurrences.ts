/**
 * Everything a document means by one name: a CTE, an alias of a relation, a column of a query or of the catalog.
 * Invariant: two places belong to one symbol exactly where the analysis resolves both to the same definition.
 */
import type { StatementAnalysis } from '../analysis/StatementAnalysis';
import type { Field } from '../analysis/scope/Field';
import type { ParsedStatement } from '../sql/parser';
import * as tree from '../sql/tree';
import type { TextRange } from '../text/TextRange';
import type { AnalyzedSql, DocumentView } from './DocumentView';
import { nameOf } from './documentSymbols';

export type SymbolKind = 'cte' | 'alias' | 'column' | 'catalogColumn' | 'catalogRelation';

export interface Occurrence {
  readonly kind: SymbolKind;
  /** The definition's node, or the full name in the catalog. */
  readonly symbol: tree.Node | string;
  readonly name: tree.Identifier;
  readonly statement: ParsedStatement;
  /** Of the name, in the analysed SQL. */
  readonly range: TextRange;
  readonly isDefinition: boolean;
  /** Set where the name stands in a SELECT list without an alias, so that it names a column of the result as well. */
  readonly item: tree.SingleColumn | undefined;
}

/** All names of a document that mean something, in the order of the text; memoized. */
export function occurrencesIn(sql: AnalyzedSql): readonly Occurrence[] {
  let found = kept.get(sql);
  if (!found) {
    found = sql.source.statements.flatMap((statement, at) => new Collector(statement, sql.statements[at]!).run());
    kept.set(sql, found);
  }
  return found;
}

const kept = new WeakMap<AnalyzedSql, readonly Occurrence[]>();

/** The name at an offset of the document's text. Where one word is a use and names a column as well, the use is meant. */
export function occurrenceAt({ sql }: DocumentView, offset: number): Occurrence | undefined {
  const at = sql?.places.toSql(offset);
  if (!sql || at === undefined) return undefined;
  const here = occurrencesIn(sql).filter(({ range }) => range.start <= at && at <= range.end);
  return here.find(({ isDefinition }) => !isDefinition) ?? here[0];
}

/** The occurrences of the same symbol. */
export function occurrencesOf(sql: AnalyzedSql, { symbol }: Occurrence): readonly Occurrence[] {
  return occurrencesIn(sql).filter(other => other.symbol === symbol);
}

/** Places of the document's text, each once: a loop of a template writes one place several times. */
export function references(view: DocumentView, offset: number): readonly { readonly range: TextRange; readonly isDefinition: boolean }[] {
  const { sql } = view;
  const found = occurrenceAt(view, offset);
  if (!sql || !found) return [];
  const places = new Map<string, { readonly range: TextRange; readonly isDefinition: boolean }>();
  for (const { range, isDefinition } of occurrencesOf(sql, found)) {
    const place = sql.places.toText(range);
    if (!place) continue;
    const key = `${place.start} ${place.end}`;
    if (isDefinition || !places.has(key)) places.set(key, { range: place, isDefinition });
  }
  return [...places.values()];
}

class Collector {
  private readonly statement: ParsedStatement;
  private readonly analysis: StatementAnalysis;
  private readonly found: Occurrence[] = [];
  /** The expressions of SELECT items that have no alias, by node. */
  private readonly items = new Map<tree.Node, tree.SingleColumn>();

  constructor(statement: ParsedStatement, analysis: StatementAnalysis) {
    this.statement = statement;
    this.analysis = analysis;
  }

  run(): readonly Occurrence[] {
    // Depth first, with the queries that hold a node: what a qualifier means depends on them.
    const open: { readonly node: tree.Node; readonly froms: Froms | undefined }[] = [{ node: this.statement.node, froms: undefined }];
    for (let next = open.pop(); next; next = open.pop()) {
      const { node } = next;
      const froms = fromsBelow(node, next.froms);
      this.visit(node, froms);
      const below = tree.children(node);
      for (let i = below.length - 1; i >= 0; i--) open.push({ node: below[i]!, froms });
    }
    return this.found.sort((a, b) => a.range.start - b.range.start);
  }

  private visit(node: tree.Node, froms: Froms | undefined): void {
    switch (node.kind) {
      case 'WithQuery':
        if (node.name.kind === 'Identifier') this.add('cte', node, node.name, true);
        for (const name of node.columnNames?.names ?? []) this.definedName(name);
        return;
      case 'AliasedRelation':
        if (node.alias.kind === 'Identifier' && isDeclared(froms, node)) this.add('alias', node, node.alias, true);
        for (const name of node.columnNames?.names ?? []) this.definedName(name);
        return;
      case 'Table':
        this.table(node);
        return;
      case 'SingleColumn': {
        const name = nameOf(node);
        if (!name) return;
        if (!node.alias) this.items.set(node.expression, node);
        this.add('column', node, name, true);
        return;
      }
      case 'AllColumns':
        if (node.target?.kind === 'Identifier') this.qualifier(node.target, froms);
        return;
      case 'Identifier': {
        const field = this.analysis.fieldOf(node);
        if (field) this.field(field, node, this.items.get(node));
        return;
      }
      case 'DereferenceExpression': {
        const field = this.analysis.fieldOf(node);
        if (!field || node.field.kind === 'Missing') {
          // `a.b` with an unknown `b`: the relation is meant all the same.
          if (node.base.kind === 'Identifier' && !this.analysis.fieldOf(node.base)) this.qualifier(node.base, froms);
          return;
        }
        this.field(field, node.field, this.items.get(node));
        if (node.base.kind === 'Identifier') this.qualifier(node.base, froms);
        return;
      }
      default:
        return;
    }
  }

  private definedName(name: tree.Name): void {
    if (name.kind === 'Identifier') this.add('column', name, name, true);
  }

  private table(node: tree.Table): void {
    const relation = this.analysis.relationOf(node);
    const name = node.name.parts.at(-1);
    if (name?.kind === 'Identifier') this.relation(relation, name);
  }

  private relation(relation: ReturnType<StatementAnalysis['relationOf']>, name: tree.Identifier): void {
    if (relation?.kind === 'query') this.add('cte', relation.query.node, name, false);
    else if (relation?.kind === 'catalog') this.add('catalogRelation', `relation ${relation.name.key}`, name, false);
  }

  private field({ definition }: Field, name: tree.Identifier, item: tree.SingleColumn | undefined): void {
    if (definition.kind === 'column') this.add('catalogColumn', `column ${definition.id.key}`, name, false, item);
    else if (definition.kind === 'item' || definition.kind === 'name') this.add('column', definition.node, name, false, item);
  }

  private qualifier(name: tree.Identifier, froms: Froms | undefined): void {
    const declared = declaredAs(froms, tree.canonical(name));
    if (declared?.kind === 'AliasedRelation') this.add('alias', declared, name, false);
    else if (declared) this.relation(this.analysis.relationOf(declared), name);
  }

  private add(kind: SymbolKind, symbol: tree.Node | string, name: tree.Identifier, isDefinition: boolean, item?: tree.SingleColumn): void {
    const { start } = this.statement;
    const range = { start: name.start + start, end: name.end + start };
    this.found.push({ kind, symbol, name, statement: this.statement, range, isDefinition, item });
  }
}

/** The FROM clauses around a place, the innermost first. */
interface Froms {
  readonly relations: readonly (tree.AliasedRelation | tree.Table)[];
  readonly outer: Froms | undefined;
}

/** A query's FROM is in sight in its SELECT and all that follows, and in the ORDER BY of the query around it. */
function fromsBelow(node: tree.Node, outer: Froms | undefined): Froms | undefined {
  const spec =
    node.kind === 'QuerySpecification' ? node : node.kind === 'Query' && node.body.kind === 'QuerySpecification' ? node.body : undefined;
  if (!spec?.from) return outer;
  return { relations: spec.from.relations.flatMap(namedRelations), outer };
}

/** Long chains of joins lean to the left; they are gone through without recursion. */
function namedRelations(relation: tree.Relation): readonly (tree.AliasedRelation | tree.Table)[] {
  const found: (tree.AliasedRelation | tree.Table)[] = [];
  const open: tree.Relation[] = [relation];
  for (let next = open.pop(); next; next = open.pop()) {
    if (next.kind === 'AliasedRelation' || next.kind === 'Table') found.push(next);
    else if (next.kind === 'Join') open.push(next.right, next.left);
    else if (next.kind === 'SampledRelation') open.push(next.relation);
  }
  return found;
}

function declaredAs(froms: Froms | undefined, name: string): tree.AliasedRelation | tree.Table | undefined {
  for (let at = froms; at; at = at.outer) {
    const found = at.relations.filter(relation => declaredName(relation) === name);
    const [only, ...others] = found;
    if (only) return others.length === 0 ? only : undefined;
  }
  return undefined;
}

function declaredName(relation: tree.AliasedRelation | tree.Table): string {
  const name = relation.kind === 'AliasedRelation' ? relation.alias : relation.name.parts.at(-1);
  return name ? tree.canonical(name) : '';
}

function isDeclared(froms: Froms | undefined, relation: tree.AliasedRelation): boolean {
  for (let at = froms; at; at = at.outer) if (at.relations.includes(relation)) return true;
  return false;
}
