/** The language server's process: composes workspace, adapters and handlers over the connection that its arguments name (`--node-ipc`, `--stdio`). */
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { composeServer } from './compose';

composeServer(createConnection(ProposedFeatures.all)).listen();
