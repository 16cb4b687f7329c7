/** Writing a sample from the language server: the command's process is started, its refusal is passed on, an abort reaches it. */
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { writeSampleAside } from '../../../server/src/adapters/sample/sampleProcess';

let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'medallion-process-'));
});

afterAll(() => rm(root, { recursive: true, force: true }));

test('done: the folder that was asked for', async () => {
  const command = await script('done', "if (process.argv[2] !== 'sample' || process.argv[3] !== '/somewhere') process.exit(2);");
  expect(await writeSampleAside('/somewhere', never(), command)).toEqual({ kind: 'written', folder: '/somewhere' });
});

test('refused: the sentence of the command', async () => {
  const command = await script('refused', "console.error('  10 %  bronze'); console.error('medallion: /x is not empty'); process.exitCode = 2;");
  expect(await writeSampleAside('/x', never(), command)).toEqual({ kind: 'refused', message: '/x is not empty' });
});

test('ended without a word: the status is said', async () => {
  expect(await writeSampleAside('/x', never(), await script('silent', 'process.exitCode = 7;'))).toEqual({
    kind: 'refused',
    message: 'writing the sample ended with status 7',
  });
});

test('aborted: the command is interrupted and may clean up', async () => {
  const [ready, cleaned] = [join(root, 'ready'), join(root, 'cleaned')];
  const command = await script(
    'slow',
    `const { writeFileSync } = require('node:fs');
     process.once('SIGINT', () => { writeFileSync(${JSON.stringify(cleaned)}, ''); process.exit(2); });
     writeFileSync(${JSON.stringify(ready)}, '');
     setInterval(() => {}, 1000);`,
  );
  const abort = new AbortController();
  const outcome = writeSampleAside('/x', abort.signal, command);
  await vi.waitFor(() => access(ready), { timeout: 30_000 });
  abort.abort();
  expect(await outcome).toEqual({ kind: 'refused', message: 'Cancelled: nothing was written to /x.' });
  await access(cleaned);
});

async function script(name: string, text: string): Promise<string> {
  const path = join(root, `${name}.cjs`);
  await writeFile(path, text);
  return path;
}

function never(): AbortSignal {
  return new AbortController().signal;
}
