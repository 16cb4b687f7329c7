/**
 * What building a node would send to Athena, statement by statement.
 * Invariant: in order of execution; what depends on rows that only a run can see is one statement with a note, never a guess of many.
 */
import type { DbtNode } from '../dbt/project/nodes';

export type StatementKind = 'ctas' | 'insert' | 'merge' | 'select' | 'view' | 'ddl' | 'hook' | 'catalog' | 'spark';

export interface PlannedStatement {
  /** Athena's SQL; of `catalog` steps the call to AWS, of `spark` the program. `<uuid>` stands for an id that each run makes anew. */
  readonly sql: string;
  readonly kind: StatementKind;
  /** One sentence for a person. */
  readonly purpose: string;
  /** Nothing is scanned and nothing is charged. */
  readonly free: boolean;
  /** What has to be so for the statement to run; undefined: it always does. */
  readonly onlyIf?: string;
}

export type ExistingRelation = 'absent' | 'table' | 'view' | 'unknown';

export interface RunPlan {
  readonly node: DbtNode;
  readonly statements: readonly PlannedStatement[];
  /** What the catalog said about the relation that is built. `unknown` is planned like an existing table of the model's kind. */
  readonly existing: ExistingRelation;
  /** What the plan takes for granted, each a sentence. */
  readonly notes: readonly string[];
  /** Why dbt would refuse to run the node; the statements end where it does. */
  readonly refusals: readonly string[];
}

export interface PlanOptions {
  readonly fullRefresh?: boolean;
}
