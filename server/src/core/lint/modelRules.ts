/**
 * What the configuration of a dbt model asks for and dbt-athena would refuse, or run at a cost that nobody meant.
 * Invariant: a rule judges only what the configuration says in so many words; a value that Jinja computes is what it came out as.
 * Source of the rules: dbt-athena's own checks of strategies, and what its statements need.
 */
import type { LintSeverity } from './Rule';

export interface ModelContext {
  readonly materialized: string;
  /** Lower case, as configured or as dbt-athena takes it where it is not. */
  readonly tableType: string;
  readonly strategy: string | undefined;
  readonly uniqueKey: readonly string[];
  readonly partitionedBy: readonly string[];
  /** Lower-cased names of all columns that the query gives; undefined where they are not all known. */
  readonly columns: readonly string[] | undefined;
  /** Whether the template asks is_incremental(), itself or in a macro that it calls. */
  readonly asksIncremental: boolean;
}

export interface ModelFinding {
  readonly message: string;
  /** The config key that the finding stands on. */
  readonly key: string;
}

export interface ModelRule {
  readonly name: string;
  readonly severity: LintSeverity;
  readonly source: 'sql' | 'cost';
  readonly check: (model: ModelContext) => readonly ModelFinding[];
}

const transform = /^\s*(?:year|month|day|hour|bucket|truncate)\s*\(\s*([\w"]+)\s*(?:,[^)]*)?\)\s*$/i;

export const modelRules: readonly ModelRule[] = [
  {
    name: 'MERGE_WITHOUT_KEY',
    severity: 'error',
    source: 'sql',
    check: ({ materialized, strategy, uniqueKey }) =>
      materialized === 'incremental' && strategy === 'merge' && uniqueKey.length === 0
        ? [{ message: 'the strategy merge needs a unique_key: dbt-athena refuses the model without one', key: 'incremental_strategy' }]
        : [],
  },
  {
    name: 'MERGE_NEEDS_ICEBERG',
    severity: 'error',
    source: 'sql',
    check: ({ materialized, strategy, tableType }) =>
      materialized === 'incremental' && strategy === 'merge' && tableType !== 'iceberg'
        ? [{ message: "only Iceberg tables can be merged into: add table_type='iceberg'", key: 'incremental_strategy' }]
        : [],
  },
  {
    name: 'PARTITION_COLUMN_MISSING',
    severity: 'error',
    source: 'sql',
    check: ({ materialized, partitionedBy, columns }) =>
      columns === undefined || (materialized !== 'table' && materialized !== 'incremental')
        ? []
        : partitionedBy.flatMap((entry): ModelFinding[] => {
            const column = (transform.exec(entry)?.[1] ?? entry).trim().replaceAll('"', '').toLowerCase();
            return /^\w+$/.test(column) && !columns.includes(column)
              ? [{ message: `partitioned_by names ${column}, which the query does not give`, key: 'partitioned_by' }]
              : [];
          }),
  },
  {
    name: 'INCREMENTAL_READS_ALL',
    severity: 'warning',
    source: 'cost',
    check: ({ materialized, asksIncremental }) =>
      materialized === 'incremental' && !asksIncremental
        ? [
            {
              message: 'every run reads all of its sources: filter in {% if is_incremental() %} what is there already',
              key: 'materialized',
            },
          ]
        : [],
  },
];
