/** Restarts the language server; what it showed comes back from its cache. */
import type { Command } from '../app';

export const restartServer: Command = { id: 'medallion.restartServer', run: ({ session }) => session.server.restart() };

export const showLog: Command = { id: 'medallion.showLog', run: ({ session }) => session.server.log.show() };
