/** `medallion lsp --stdio`: the language server for any editor, with the command's own options for catalog and project. */
import { resolve } from 'node:path';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { composeServer } from '../../compose';
import { CommandError } from '../arguments';
import type { CommandArguments } from '../arguments';

export async function lsp({ options, io }: CommandArguments): Promise<number> {
  if (!options.stdio) throw new CommandError('give --stdio: the server speaks over standard input and output');
  const connection = createConnection(ProposedFeatures.all, process.stdin, process.stdout);
  composeServer(connection, options.catalog === undefined ? undefined : { catalogFile: resolve(options.catalog) }).listen();
  return new Promise(done => {
    connection.onExit(() => done(0));
    io.stdin.on('end', () => done(0));
  });
}
