/**
 * Writes a sample in a process of its own, for the language server: DuckDB's memory, crashes and working time stay out of it.
 * Invariant: an answer comes exactly once; a refusal is the command's own sentence.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export type SampleOutcome = { readonly kind: 'written'; readonly folder: string } | { readonly kind: 'refused'; readonly message: string };

/** @param command the bundled `medallion` command: by default the one beside this bundle */
export function writeSampleAside(
  folder: string,
  signal: AbortSignal,
  command = fileURLToPath(new URL('./medallion.cjs', import.meta.url)),
): Promise<SampleOutcome> {
  const child = spawn(process.execPath, [command, 'sample', folder, '--quiet', '--format', 'json'], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  // The command takes an interrupt as Ctrl+C and cleans up.
  const interrupt = (): void => void child.kill('SIGINT');
  signal.addEventListener('abort', interrupt);
  if (signal.aborted) interrupt();
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  return new Promise(resolve => {
    const refuse = (message: string): void => resolve({ kind: 'refused', message });
    child.once('error', error => refuse(`the medallion command cannot be started: ${error.message}`));
    child.once('close', status => {
      signal.removeEventListener('abort', interrupt);
      if (status === 0) resolve({ kind: 'written', folder });
      else if (signal.aborted) refuse(`Cancelled: nothing was written to ${folder}.`);
      else refuse(lastLine(said) ?? `writing the sample ended with status ${String(status)}`);
    });
  });
}

function lastLine(text: string): string | undefined {
  const line = text.trim().split('\n').at(-1);
  return line ? line.replace(/^medallion: /, '') : undefined;
}
