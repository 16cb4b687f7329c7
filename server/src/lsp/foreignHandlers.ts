/** `CREATE TABLE` of a source database as columns of a dbt source. */
import type { Connection } from 'vscode-languageserver/node';
import { foreignTables, sourceYaml } from '../core/foreign/createTable';
import type { ForeignDialect, ForeignParser } from '../core/foreign/foreignParser';
import { foreignColumns } from '../protocol/foreign';
import type { SourceColumns } from '../protocol/foreign';
import type { Refusal } from '../protocol/message';
import { onRequest, refusal } from './dispatch';

export interface ForeignParsers {
  readonly loadForeignParser: (dialect: ForeignDialect) => Promise<ForeignParser>;
}

export function serveForeign(connection: Connection, { loadForeignParser }: ForeignParsers): void {
  onRequest(connection, foreignColumns, async ({ text, dialect }): Promise<SourceColumns | Refusal> => {
    const { tables, failures } = foreignTables(text, await loadForeignParser(dialect));
    const problems = failures.map(({ line, message }) => `line ${line}: ${message}`);
    if (tables.length === 0) {
      const why = problems.length > 0 ? 'none of its statements can be read in that dialect' : 'there is no CREATE TABLE in it';
      return refusal(`No columns were found: ${why}.`, problems.join('\n') || undefined);
    }
    return { kind: 'yaml', text: sourceYaml(tables), tables: tables.length, problems };
  });
}
