/**
 * The process's one DuckDB: opened in memory, limited, without network, reading and writing only the mapped folders.
 * Invariant: after `openDatabase` no statement can change a setting or reach a file outside these folders.
 */
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { ProcessSettings } from '../messages';
import { registerFunctions } from '../functions/register';
import { text } from '../sqlText';

export async function openDatabase(settings: ProcessSettings): Promise<DuckDBInstance> {
  mkdirSync(settings.tempDirectory, { recursive: true });
  const instance = await DuckDBInstance.create(':memory:', {
    threads: String(settings.threads),
    memory_limit: settings.memoryLimit,
    temp_directory: settings.tempDirectory,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
  });
  const connection = await instance.connect();
  await registerFunctions(connection);
  const folders = [...settings.store.map(([, folder]) => resolve(folder)), resolve(settings.tempDirectory)];
  for (const statement of [
    `SET TimeZone = 'UTC'`,
    `SET preserve_insertion_order = true`,
    `SET allowed_directories = [${folders.map(folder => text(`${folder}/`)).join(', ')}]`,
    'SET enable_external_access = false',
    'SET lock_configuration = true',
  ])
    await connection.run(statement);
  connection.closeSync();
  return instance;
}
