/**
 * The process that holds DuckDB: native memory and native crashes stay here. Started by EngineProcess, told what to do by messages.
 * Invariant: ends when its parent goes away.
 */
import type { FromProcess, ToProcess } from './messages';
import { openDatabase } from './process/database';
import { createRuns } from './process/runs';
import type { Runs } from './process/runs';

let runs: Promise<Runs> | undefined;

process.on('message', (message: ToProcess) => {
  if (message.kind === 'settings') {
    runs = openDatabase(message.settings).then(instance => createRuns(instance, message.settings, send));
    runs.then(
      () => send({ kind: 'ready' }),
      (error: unknown) => {
        process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
        process.exit(1);
      },
    );
    return;
  }
  void runs?.then(ready => ready.take(message));
});
// Ctrl+C reaches the whole group of a terminal: the parent decides what to cancel, and this process has to live to do it.
process.on('SIGINT', () => undefined);
process.on('disconnect', () => process.exit(0));

function send(message: FromProcess): void {
  process.send?.(message);
}
