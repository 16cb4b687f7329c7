/**
 * `medallion columns FILE`: the tables that a source's DDL creates, as columns of Glue tables; JSON, or YAML of a dbt source.
 * With `--reads`: which tables and columns its queries read.
 */
import { readFile } from 'node:fs/promises';
import { loadForeignParser } from '../../adapters/foreign/loadForeignParser';
import { foreignTables, sourceYaml } from '../../core/foreign/createTable';
import { foreignDialects } from '../../core/foreign/foreignParser';
import { foreignReads } from '../../core/foreign/reads';
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
  const parser = await loadForeignParser(dialect);
  const reads = options.reads ? foreignReads(text, parser) : undefined;
  const { tables, failures } = reads ? { tables: [], failures: reads.failures } : foreignTables(text, parser);
  const lines = failures.map(({ line, message }) => `${file}:${line}: not readable as ${dialect}: ${message}`);
  // One statement that cannot be read does not hide the others; nothing read at all is a failure.
  if (failures.length > 0 && tables.length === 0 && (reads?.tables.length ?? 0) === 0) throw new CommandError(lines[0] ?? '');
  for (const line of lines) io.message(`medallion: ${line}`);
  if (formatOf(options, io) === 'json')
    io.out(`${JSON.stringify(reads ? { tables: reads.tables, columns: reads.columns } : { tables }, null, 2)}\n`);
  else if (reads) for (const name of [...reads.tables, ...reads.columns]) io.out(`${name}\n`);
  else io.out(sourceYaml(tables));
  return failures.length > 0 ? 1 : 0;
}
