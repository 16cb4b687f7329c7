/** Puts all functions and macros into a database. Invariant: done once per database, before its first statement. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { register } from './define';
import { jsonFunctions } from './jsonFunctions';
import { macros } from './macros';
import { numberFunctions } from './numberFunctions';
import { regexpFunctions } from './regexpFunctions';
import { temporalFunctions } from './temporalFunctions';
import { textFunctions } from './textFunctions';

export async function registerFunctions(connection: DuckDBConnection): Promise<void> {
  for (const definition of [...textFunctions, ...numberFunctions, ...temporalFunctions, ...regexpFunctions, ...jsonFunctions])
    register(connection, definition);
  for (const [signature, body] of macros) await connection.run(`CREATE OR REPLACE MACRO ${signature} AS (${body})`);
}
