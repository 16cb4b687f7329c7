/** `medallion columns FILE`: the tables that a source's DDL creates, as columns of Glue tables; JSON, or YAML of a dbt source. */
import { readFile } from 'node:fs/promises';
import { foreignDialects, foreignTables } from '../../core/foreign/createTable';
import { CommandError, oneOf } from '../arguments';
import type { CommandArguments } from '../arguments';
import { formatOf } from '../output';

export async function columns({ positionals, options, io }: CommandArguments): Promise<number> {
  const [file] = positionals;
  if (file === undefined)
    throw new CommandError('name a file with CREATE TABLE statements, for example: medallion columns schema.sql --from mysql');
  const dialect = oneOf('from', options.from, foreignDialects) ?? 'postgresql';
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new CommandError(`${file} cannot be read: ${(error as Error).message}`);
  }
  const found = foreignTables(text, dialect);
  if (found.kind === 'failed')
    throw new CommandError(`${file}${found.line === undefined ? '' : `:${found.line}`}: not readable as ${dialect}: ${found.message}`);
  if (formatOf(options, io) === 'json') io.out(`${JSON.stringify({ tables: found.tables }, null, 2)}\n`);
  else {
    for (const table of found.tables) {
      io.out(`- name: ${table.name}\n  columns:\n`);
      for (const { name, type, note } of table.columns)
        io.out(`    - name: ${name}\n      data_type: ${type}${note === undefined ? '' : ` # ${note} in the source`}\n`);
    }
  }
  return 0;
}
