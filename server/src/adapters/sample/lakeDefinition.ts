/**
 * What media/sample/lake says of the sample lake: its databases with their LF-Tags and the bronze tables with columns, comments and tags.
 * Invariant: a definition that is read has every field; a mistake in the files is an error that names the place.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { LFTagPair } from '../../core/catalog/lakeFormation';

export interface LakeDefinition {
  readonly databases: readonly LakeDatabase[];
  readonly bronze: readonly BronzeTable[];
  readonly views: readonly LakeView[];
}

export interface LakeDatabase {
  readonly name: string;
  readonly description: string;
  readonly environments: readonly EnvironmentName[];
  readonly tags: readonly LFTagPair[];
  /** The API call that is refused on the database, where its tables may not be seen. */
  readonly denied?: string;
}

/** A view that no project keeps. */
export interface LakeView {
  readonly database: string;
  readonly name: string;
  readonly environments: readonly EnvironmentName[];
  readonly comment: string;
  /** Athena's SQL; `${prefix}` stands for the environment's. */
  readonly sql: string;
}

export interface BronzeTable {
  readonly database: string;
  readonly name: string;
  readonly comment: string;
  readonly format: 'parquet' | 'json' | 'csv';
  /** Partitions are projected from the key's range: Glue holds none. */
  readonly projected: boolean;
  /** Declared, but nothing has landed. */
  readonly empty: boolean;
  /** LF-Tags of the table may not be seen. */
  readonly tagsHidden: boolean;
  readonly compression: string;
  /** Rows of a Parquet row group. */
  readonly rowGroup: number;
  readonly tags: readonly LFTagPair[];
  readonly columns: readonly LakeColumn[];
}

export interface LakeColumn {
  readonly name: string;
  /** Hive spelling. */
  readonly type: string;
  readonly comment: string;
  readonly tags: readonly LFTagPair[];
}

export type EnvironmentName = 'prod' | 'dev';

/** The two environments stand side by side in one account: `silver_care` and `dev_silver_care`. */
export interface Environment {
  readonly name: EnvironmentName;
  readonly prefix: string;
  /** Location of everything in the environment, with a slash at the end. */
  readonly location: string;
  /** The folder that stands for it, relative to the sample. */
  readonly folder: string;
  /** The day of the first full sync: everything older landed on it. */
  readonly firstLoad: string;
}

/** The day of the last sync. */
export const lastDay = '2026-06-30';

export const environments: readonly Environment[] = [
  { name: 'prod', prefix: '', location: 's3://hearthline-lake-prod/', folder: 'lake/prod', firstLoad: '2026-05-01' },
  { name: 'dev', prefix: 'dev_', location: 's3://hearthline-lake-dev/', folder: 'lake/dev', firstLoad: '2026-06-01' },
];

const airbyteColumns: readonly LakeColumn[] = [
  { name: '_airbyte_raw_id', type: 'string', comment: 'Airbyte: id of the delivered record', tags: [] },
  { name: '_airbyte_extracted_at', type: 'timestamp', comment: 'Airbyte: when the record was read from its source', tags: [] },
  {
    name: '_airbyte_meta',
    type: 'struct<changes:array<struct<field:string,change:string,reason:string>>,sync_id:bigint>',
    comment: 'Airbyte: changes made to the values on their way, id of the sync',
    tags: [],
  },
  { name: '_airbyte_generation_id', type: 'bigint', comment: 'Airbyte: counts the full refreshes', tags: [] },
];

export async function readLakeDefinition(assets: string): Promise<LakeDefinition> {
  const databases = await readYaml(join(assets, 'lake', 'databases.yml'));
  const bronze = await readYaml(join(assets, 'lake', 'bronze.yml'));
  const views = await readYaml(join(assets, 'lake', 'views.yml'));
  return {
    databases: list(databases.databases, 'databases').map(databaseOf),
    bronze: Object.entries(bronze).flatMap(([database, tables]) =>
      Object.entries(record(tables, database)).map(([name, table]) => bronzeTable(database, name, record(table, `${database}.${name}`))),
    ),
    views: list(views.views, 'views').map(viewOf),
  };
}

export function tagPairs(tags: Readonly<Record<string, unknown>>): LFTagPair[] {
  return Object.entries(tags).map(([TagKey, value]) => ({ TagKey, TagValues: [String(value)] }));
}

type Fields = Readonly<Record<string, unknown>>;

async function readYaml(path: string): Promise<Fields> {
  return record(parse(await readFile(path, 'utf8')), path);
}

function databaseOf(value: unknown): LakeDatabase {
  const fields = record(value, 'a database');
  const name = text(fields.name, 'the name of a database');
  return {
    name,
    description: text(fields.description, `${name}.description`),
    environments: fields.environments === undefined ? ['prod', 'dev'] : (list(fields.environments, name) as EnvironmentName[]),
    tags: tagPairs(record(fields.tags ?? {}, `${name}.tags`)),
    ...(fields.denied === undefined ? {} : { denied: text(fields.denied, `${name}.denied`) }),
  };
}

function viewOf(value: unknown): LakeView {
  const fields = record(value, 'a view');
  const name = text(fields.name, 'the name of a view');
  return {
    database: text(fields.database, `${name}.database`),
    name,
    environments: list(fields.environments, name) as EnvironmentName[],
    comment: text(fields.comment, `${name}.comment`),
    sql: text(fields.sql, `${name}.sql`),
  };
}

function bronzeTable(database: string, name: string, fields: Fields): BronzeTable {
  const format = fields.format ?? 'parquet';
  if (format !== 'parquet' && format !== 'json' && format !== 'csv') throw new Error(`${database}.${name}: no such format`);
  const columns = Object.entries(record(fields.columns, `${database}.${name}.columns`)).map(([column, value]) => {
    const [type, comment, tags] = list(value, `${name}.${column}`);
    return { name: column, type: text(type, column), comment: text(comment, column), tags: tagPairs(record(tags ?? {}, column)) };
  });
  return {
    database,
    name,
    comment: text(fields.comment, `${database}.${name}.comment`),
    format,
    compression: format === 'csv' ? 'none' : format === 'json' ? 'gzip' : text(fields.compression ?? 'zstd', `${name}.compression`),
    projected: fields.projection === 'date',
    empty: fields.empty === true,
    tagsHidden: fields.tagsHidden === true,
    rowGroup: typeof fields.rowGroup === 'number' ? fields.rowGroup : 122_880,
    tags: tagPairs(record(fields.tags ?? {}, `${name}.tags`)),
    columns: fields.airbyte === true ? [...airbyteColumns, ...columns] : columns,
  };
}

function record(value: unknown, where: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error(`sample lake: ${where} is no mapping`);
  return value as Fields;
}

function list(value: unknown, where: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new Error(`sample lake: ${where} is no list`);
  return value;
}

function text(value: unknown, where: string): string {
  if (typeof value !== 'string') throw new Error(`sample lake: ${where} is no text`);
  return value;
}
