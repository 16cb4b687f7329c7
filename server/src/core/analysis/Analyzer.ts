/**
 * What the parts of the analysis share while one statement is analysed: context, side tables, errors, and where column references
 * are counted now. Invariant: parts call each other through this object only, so that they do not import each other in circles.
 */
import type { CatalogRelation, CatalogSnapshot, DatabaseState } from '../catalog/CatalogSnapshot';
import type * as tree from '../sql/tree';
import type { Signature } from './functions/signature';
import type { PatternContext } from './query/PatternContext';
import type { ColumnId, Field, RelationName } from './scope/Field';
import type { NamedQuery, Scope } from './scope/Scope';
import type { SemanticError, SemanticErrorCode } from './semanticError';
import type { TransformKind, TransformPlace } from './transform';
import { unresolvedType, type TrinoType } from './types/TrinoType';

export interface AnalysisContext {
  readonly catalog: CatalogSnapshot;
  /** The session's defaults for names that do not say them. */
  readonly session: { readonly catalog?: string | undefined; readonly schema?: string | undefined };
  readonly dialect: 'athena' | 'trino';
}

/** What a relation's name turned out to mean. */
export type ResolvedRelation =
  | { readonly kind: 'query'; readonly query: NamedQuery }
  | { readonly kind: 'catalog'; readonly name: RelationName; readonly relation: CatalogRelation }
  /** `information_schema`, `system` and metadata tables (`t$snapshots`), known without the catalog. */
  | { readonly kind: 'builtIn'; readonly name: RelationName }
  | { readonly kind: 'absent'; readonly name: RelationName; readonly missing: 'catalog' | 'schema' | 'relation' }
  | { readonly kind: 'unknown'; readonly name: RelationName | undefined; readonly why: DatabaseState | undefined };

export interface ResolvedFunction {
  readonly signature: Signature;
  readonly argumentTypes: readonly TrinoType[];
  readonly resultType: TrinoType;
}

/** What a column does besides giving values. */
export type UseKind = 'filter' | 'join' | 'group' | 'sort' | 'partition' | 'unnest' | 'pattern';

export interface ColumnUse {
  readonly column: ColumnId;
  readonly kind: UseKind;
}

/** The places of a statement and what is in sight there. */
export interface ScopeRegion {
  readonly start: number;
  readonly end: number;
  readonly scope: Scope;
}

export interface OutputColumn {
  readonly name: string;
  readonly type: TrinoType;
  /** Table columns whose values it is computed from. */
  readonly sources: readonly ColumnId[];
  readonly transform: TransformKind;
  /** The column's expression, or the star that brought it; undefined where the text has neither. */
  readonly place: TransformPlace | undefined;
  readonly field: Field;
}

interface Place {
  readonly start: number;
  readonly end: number;
  readonly operatorAt?: number;
}

export interface AnalyzerParts {
  readonly expression: (a: Analyzer, node: tree.Expression, scope: Scope) => TrinoType;
  readonly query: (a: Analyzer, node: tree.Query, scope: Scope) => Scope;
  readonly relation: (a: Analyzer, node: tree.Relation, scope: Scope) => Scope;
}

export class Analyzer {
  readonly context: AnalysisContext;
  readonly parts: AnalyzerParts;
  readonly errors: SemanticError[] = [];
  readonly types = new Map<tree.Node, TrinoType>();
  /** Fields that identifiers and dereferences resolved to. */
  readonly fields = new Map<tree.Node, Field>();
  readonly relations = new Map<tree.Node, ResolvedRelation>();
  readonly functions = new Map<tree.Node, ResolvedFunction>();
  readonly scopes = new Map<tree.Node, Scope>();
  readonly regions: ScopeRegion[] = [];
  readonly reads = new Map<string, RelationName>();
  readonly uses = new Map<string, ColumnUse>();
  readonly columnIds = new Map<string, ColumnId>();
  /** Types of the values that EXECUTE IMMEDIATE … USING gives for `?`, by position. */
  parameterTypes: readonly TrinoType[] = [];
  /** Functions that the statement itself declares (WITH FUNCTION), by lower-cased name; several may share one. */
  readonly declaredFunctions = new Map<string, readonly Signature[]>();
  /** Those of them whose declaration is wrong: calls of them are not judged. */
  readonly brokenFunctions = new Set<string>();
  /** Windows that the query specification at hand names, by lower-cased name. */
  windows: ReadonlyMap<string, tree.WindowSpecification> = new Map();
  /** Numbers for fields, to compare expressions by. */
  readonly fieldIds = new Map<Field, number>();
  /** Names (last part, lower case) of relations whose columns are not known. */
  readonly openRelations = new Set<string>();
  /** Whether any aggregate was called so far: without one, grouping rules need no look. */
  sawAggregate = false;
  /** Aliases of the SELECT list at hand, by lower-cased name: not in sight where rows are filtered and grouped, and often meant there. */
  aliases: ReadonlyMap<string, tree.Identifier> = new Map();
  /** What the expressions of named windows are computed from. */
  readonly windowSources = new Map<tree.Node, readonly ColumnId[]>();
  /** Set while MATCH_RECOGNIZE or a window's pattern is analysed. */
  pattern: PatternContext | undefined;
  /** Where values that are referenced now are counted. */
  private sink = new Set<ColumnId>();

  constructor(context: AnalysisContext, parts: AnalyzerParts) {
    this.context = context;
    this.parts = parts;
  }

  error(code: SemanticErrorCode, place: Place, message: string, more: Pick<SemanticError, 'related' | 'suggestions'> = {}): void {
    // Trino points at the operator of an infix expression, not at its beginning.
    const start = place.operatorAt ?? place.start;
    if (this.errors.some(e => e.start === start && e.code === code)) return;
    this.errors.push({ code, message, start, end: Math.max(place.end, start), ...more });
  }

  /** An error whose place is one point, where Trino shows no more: an operator. */
  errorAt(code: SemanticErrorCode, offset: number, length: number, message: string): void {
    this.error(code, { start: offset, end: offset + length }, message);
  }

  expression(node: tree.Expression, scope: Scope): TrinoType {
    const type = this.parts.expression(this, node, scope);
    this.types.set(node, type);
    return type;
  }

  query(node: tree.Query | tree.Missing, scope: Scope): Scope {
    if (node.kind === 'Missing') return { parent: scope, outer: false, relation: { fields: [], open: true }, queries: undefined };
    // Pattern variables and functions are not in sight inside a subquery.
    const { pattern } = this;
    this.pattern = undefined;
    const result = this.parts.query(this, node, scope);
    this.pattern = pattern;
    return result;
  }

  relation(node: tree.Relation, scope: Scope): Scope {
    return this.parts.relation(this, node, scope);
  }

  setScope(node: tree.Node, scope: Scope): Scope {
    this.scopes.set(node, scope);
    return scope;
  }

  region(start: number, end: number, scope: Scope): void {
    if (end >= start) this.regions.push({ start, end, scope });
  }

  typeOf(node: tree.Expression): TrinoType {
    return this.types.get(node) ?? unresolvedType;
  }

  /** Counts a reference to a field's value. */
  count(field: Field): void {
    for (const source of field.sources) this.sink.add(source);
  }

  countAll(columns: Iterable<ColumnId>): void {
    for (const column of columns) this.sink.add(column);
  }

  /** Runs `work` and gives the table columns whose values it referenced; they are not counted outside. */
  sourcesOf<T>(work: () => T): { readonly value: T; readonly sources: readonly ColumnId[] } {
    const before = this.sink;
    this.sink = new Set();
    try {
      const value = work();
      return { value, sources: [...this.sink] };
    } finally {
      this.sink = before;
    }
  }

  /** Runs `work` whose references give no value but only filter, join, group or sort. */
  using<T>(kind: UseKind, work: () => T): T {
    const { value, sources } = this.sourcesOf(work);
    for (const column of sources) {
      const key = `${kind} ${column.key}`;
      if (!this.uses.has(key)) this.uses.set(key, { column, kind });
    }
    return value;
  }

  /** Runs `work` and gives back the errors it found instead of telling them. */
  trying<T>(work: () => T): { readonly value: T; readonly errors: readonly SemanticError[] } {
    const before = this.errors.length;
    const value = work();
    return { value, errors: this.errors.splice(before) };
  }

  /** Tells errors that were found before. */
  tell(errors: readonly SemanticError[]): void {
    for (const { code, message, start, end, ...more } of errors) this.error(code, { start, end }, message, more);
  }

  columnId(relation: RelationName, column: string): ColumnId {
    const name = column.toLowerCase();
    const key = `${relation.key}.${name}`;
    const known = this.columnIds.get(key);
    if (known) return known;
    const id: ColumnId = { relation, column: name, key };
    this.columnIds.set(key, id);
    return id;
  }
}

/** Union of sources, in order of first mention. */
export function unionSources(...lists: readonly (readonly ColumnId[])[]): readonly ColumnId[] {
  const filled = lists.filter(list => list.length > 0);
  if (filled.length <= 1) return filled[0] ?? [];
  return [...new Set(filled.flat())];
}
