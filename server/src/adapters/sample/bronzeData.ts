/**
 * Writes the bronze layer: runs the generator's SQL in DuckDB and lays the rows out as their sources would have landed them.
 * Invariant: rows, files and bytes depend on the environment alone, never on the machine or the time.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseHiveType } from '../../core/analysis/types/parseType';
import type { TableEntry } from '../../core/catalog/CatalogSnapshot';
import type { LFTagPair } from '../../core/catalog/lakeFormation';
import { duckType } from '../duckdb/duckType';
import { fileCount } from './files';
import { bronzeGlueTable, bronzeLocation, gluePartition } from './glueShapes';
import type { PartitionFiles } from './glueShapes';
import type { BronzeTable, Environment, LakeColumn } from './lakeDefinition';
import { identifier, quoted } from './sqlText';

/** Makes the world of an environment; every table of it is then cut from the same rows. */
export async function prepareBronze(connection: DuckDBConnection, assets: string, environment: Environment): Promise<void> {
  await connection.run(`set variable environment = ${quoted(environment.name)}`);
  await connection.run(`set variable first_load = ${quoted(environment.firstLoad)}`);
  await connection.run(await readFile(join(assets, 'generate', 'base.sql'), 'utf8'));
}

/** Writes one table under `root` and describes it. */
export async function writeBronzeTable(
  connection: DuckDBConnection,
  {
    assets,
    root,
    environment,
    databaseTags,
  }: { assets: string; root: string; environment: Environment; databaseTags: readonly LFTagPair[] },
  table: BronzeTable,
): Promise<TableEntry> {
  const folder = join(root, environment.folder, ...bronzeLocation(environment, table).slice(environment.location.length).split('/'));
  const partitions = table.empty ? [] : await writeRows(connection, await readFile(sqlFile(assets, table), 'utf8'), table, folder);
  const total = { files: sum(partitions, 'files'), bytes: sum(partitions, 'bytes'), rows: sum(partitions, 'rows') };
  const glue = bronzeGlueTable(environment, table, total);
  return {
    table: glue,
    lfTags: table.tagsHidden
      ? null
      : {
          database: databaseTags,
          table: table.tags,
          columns: table.columns.filter(({ tags }) => tags.length > 0).map(({ name, tags }) => ({ Name: name, LFTags: tags })),
        },
    partitions: table.projected ? [] : partitions.map(files => gluePartition(glue, files)),
  };
}

async function writeRows(connection: DuckDBConnection, sql: string, table: BronzeTable, folder: string): Promise<PartitionFiles[]> {
  await mkdir(folder, { recursive: true });
  await connection.run(`create or replace temp table landing as ${sql}`);
  const columns = table.columns.map(typed).join(', ');
  const days = await connection.runAndReadAll('select day, count(*)::integer from landing group by day order by day');
  if (table.format === 'json') for (const [day] of days.getRows()) await writeJsonDay(connection, columns, folder, String(day));
  else
    await connection.run(
      `copy (select ${columns}, day from landing) to ${quoted(folder)} (${copyOptions(table)}, partition_by (day), overwrite_or_ignore)`,
    );
  const partitions: PartitionFiles[] = [];
  for (const [day, rows] of days.getRows()) {
    const path = `day=${String(day)}/`;
    partitions.push({ values: [String(day)], path, rows: Number(rows), ...(await fileCount(join(folder, path))) });
  }
  return partitions;
}

/** The column in the type that the catalog declares. */
function typed({ name, type }: LakeColumn): string {
  return `cast(${identifier(name)} as ${duckType(parseHiveType(type, 'hive')) ?? 'varchar'}) as ${identifier(name)}`;
}

/** DuckDB partitions no JSON, so each day is a COPY of its own. */
async function writeJsonDay(connection: DuckDBConnection, columns: string, folder: string, day: string): Promise<void> {
  await mkdir(join(folder, `day=${day}`));
  const file = join(folder, `day=${day}`, 'data_0.json.gz');
  await connection.run(
    `copy (select ${columns} from landing where day = ${quoted(day)}) to ${quoted(file)} (format json, compression gzip)`,
  );
}

function copyOptions({ format, compression, rowGroup }: BronzeTable): string {
  return format === 'csv' ? 'format csv, header true' : `format parquet, compression ${compression}, row_group_size ${rowGroup}`;
}

function sqlFile(assets: string, { database, name }: BronzeTable): string {
  return join(assets, 'generate', database, `${name}.sql`);
}

function sum<K extends string>(parts: readonly Readonly<Record<K, number>>[], key: K): number {
  return parts.reduce((total, part) => total + part[key], 0);
}
