/** DDL of a source database, as a dbt source with Glue's types. */
import { request } from './message';
import type { Refusal } from './message';

/** Databases whose SQL is read, by the parser's names. */
export const foreignDialectLabels = {
  postgresql: 'PostgreSQL',
  mysql: 'MySQL',
  mariadb: 'MariaDB',
  redshift: 'Redshift',
  snowflake: 'Snowflake',
  bigquery: 'BigQuery',
  transactsql: 'SQL Server',
  sqlite: 'SQLite',
} as const;

export interface SourceColumns {
  readonly kind: 'yaml';
  /** Tables with their columns, as `sources:` of a dbt project has them. */
  readonly text: string;
  readonly tables: number;
  /** Statements that could not be read, in one sentence each. */
  readonly problems: readonly string[];
}

export const foreignColumns = request<
  { readonly text: string; readonly dialect: keyof typeof foreignDialectLabels },
  SourceColumns | Refusal
>('medallion/foreign/columns');
