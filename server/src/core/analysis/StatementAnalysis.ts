/**
 * What is known of one statement: its columns, what it reads and writes, errors, and what every name and expression in it means.
 * Invariant: immutable; offsets are relative to the statement, as its tree's.
 */
import type * as tree from '../sql/tree';
import type { Analyzer, ColumnUse, OutputColumn, ResolvedFunction, ResolvedRelation, ScopeRegion } from './Analyzer';
import type { Field, RelationName } from './scope/Field';
import { rootScope, type Scope } from './scope/Scope';
import type { SemanticError } from './semanticError';
import { unresolvedType, type TrinoType } from './types/TrinoType';

export class StatementAnalysis {
  readonly statement: tree.Statement;
  /** Of a query what it returns, of a statement that writes the target's columns; undefined where there are none. */
  readonly columns: readonly OutputColumn[] | undefined;
  /** Whether there may be more columns than `columns`: a `*` over something unknown. */
  readonly columnsOpen: boolean;
  readonly reads: readonly RelationName[];
  readonly writes: readonly RelationName[];
  readonly errors: readonly SemanticError[];
  /** Columns that filter, join, group or sort. */
  readonly uses: readonly ColumnUse[];
  private readonly tables: Analyzer;

  constructor(
    statement: tree.Statement,
    tables: Analyzer,
    output: { readonly columns: readonly OutputColumn[] | undefined; readonly open: boolean; readonly writes: readonly RelationName[] },
  ) {
    this.statement = statement;
    this.tables = tables;
    this.columns = output.columns;
    this.columnsOpen = output.open;
    this.writes = output.writes;
    this.reads = [...tables.reads.values()];
    this.errors = [...tables.errors].sort((a, b) => a.start - b.start);
    this.uses = [...tables.uses.values()];
  }

  typeOf(expression: tree.Node): TrinoType {
    return this.tables.types.get(expression) ?? unresolvedType;
  }

  /** The field that an identifier, a qualified column or a name in USING means. */
  fieldOf(reference: tree.Node): Field | undefined {
    return this.tables.fields.get(reference);
  }

  /** What a table's name means; for a target of DML ask with its name. */
  relationOf(table: tree.Node): ResolvedRelation | undefined {
    return this.tables.relations.get(table);
  }

  functionOf(call: tree.Node): ResolvedFunction | undefined {
    return this.tables.functions.get(call);
  }

  /** The scope of a query, relation, FROM, ON, ORDER BY or lambda: for a relation what it gives, for a clause what it sees. */
  scopeOf(node: tree.Node): Scope | undefined {
    return this.tables.scopes.get(node);
  }

  /**
   * What is in sight at an offset of the statement: the innermost place that holds it, the last one behind the end of the text.
   * Blanks belong to no place: ask for the end of the token before them.
   */
  scopeAt(offset: number): Scope {
    const { regions } = this.tables;
    const last = regions.reduce((end, region) => Math.max(end, region.end), 0);
    const at = Math.min(offset, last);
    let best: ScopeRegion | undefined;
    for (const region of regions) {
      if (region.start <= at && at <= region.end && (!best || region.end - region.start <= best.end - best.start)) best = region;
    }
    return best?.scope ?? rootScope;
  }
}
