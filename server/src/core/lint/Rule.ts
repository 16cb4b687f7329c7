/** What a lint rule is: a check of one statement that parsed, and its findings. Invariant: ranges are relative to the statement, as its tree's. */
import type { StatementAnalysis } from '../analysis/StatementAnalysis';
import type { OwnedSpecification } from '../sql/queries';
import type { Node, Statement } from '../sql/tree';
import type { TextRange } from '../text/TextRange';

export type LintSeverity = 'error' | 'warning' | 'info' | 'hint';

export interface LintContext {
  /** Of the statement. */
  readonly text: string;
  readonly statement: Statement;
  /** Of the statement, parents first. */
  readonly nodes: readonly Node[];
  readonly specifications: readonly OwnedSpecification[];
  readonly analysis: StatementAnalysis;
  /** The table of Athena that keeps the statement's result: a model's or a CTAS's; undefined for a query that is only read. */
  readonly target: LintTarget | undefined;
  /** Whether the statement is the query of a dbt model. */
  readonly isModel: boolean;
  /** Whether a column of the catalog, by its full name, is known to hold no NULL: a test or a constraint says so. */
  readonly isNotNull: (column: string) => boolean;
  /** Whether a part of the model that is not rendered now filters on a column of this name (lower case): what `is_incremental()` adds. */
  readonly filtersElsewhere: (column: string) => boolean;
}

export interface LintTarget {
  readonly kind: 'iceberg' | 'hive';
}

export interface LintFinding {
  readonly message: string;
  readonly range: TextRange;
  /** A change that settles it and keeps what the statement means, or says in its title what it changes. */
  readonly fix?: LintFix;
}

export interface LintFix {
  readonly title: string;
  readonly edits: readonly (TextRange & { readonly newText: string })[];
}

export interface LintRule {
  /** In upper case, as Trino writes its error names. */
  readonly name: string;
  readonly severity: LintSeverity;
  /** What it is about: money, or what the statement means. */
  readonly source: 'sql' | 'cost';
  readonly check: (context: LintContext) => readonly LintFinding[];
}
