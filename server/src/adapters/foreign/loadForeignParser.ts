/** node-sql-parser's builds, one dialect each: a few hundred kilobytes that are read only when they are asked for. */
import type { AST } from 'node-sql-parser';
import type { ForeignDialect, ForeignParser } from '../../core/foreign/foreignParser';

interface Build {
  readonly Parser: new () => { astify: (sql: string, options: { database: string }) => AST | AST[] };
}

const builds: Readonly<Record<ForeignDialect, () => Promise<Build>>> = {
  postgresql: () => import('node-sql-parser/build/postgresql'),
  mysql: () => import('node-sql-parser/build/mysql'),
  mariadb: () => import('node-sql-parser/build/mariadb'),
  redshift: () => import('node-sql-parser/build/redshift'),
  snowflake: () => import('node-sql-parser/build/snowflake'),
  bigquery: () => import('node-sql-parser/build/bigquery'),
  transactsql: () => import('node-sql-parser/build/transactsql'),
  sqlite: () => import('node-sql-parser/build/sqlite'),
};

export async function loadForeignParser(dialect: ForeignDialect): Promise<ForeignParser> {
  const { Parser } = await builds[dialect]();
  const parser = new Parser();
  return { dialect, astify: sql => parser.astify(sql, { database: dialect }) };
}
