/**
 * Entry of the suite inside the extension host: runs the tests of one scene with mocha and writes what became of each.
 * Invariant: `run` settles when every test has ended, and fails if one did; VS Code turns that into the exit code.
 */
import { appendFileSync } from 'node:fs';

/** A line of the report: one test. */
export interface HostResult {
  readonly title: string;
  readonly error?: string;
}

const scenes: Readonly<Record<string, () => Promise<unknown>>> = {
  empty: () => import('./empty'),
  noProject: () => import('./noProject'),
  sample: () => import('./sample'),
  twoFolders: () => import('./twoFolders'),
};

export async function run(): Promise<void> {
  const scene = process.env.MEDALLION_HOST_SCENE ?? '';
  const load = scenes[scene];
  if (!load) throw new Error(`MEDALLION_HOST_SCENE names no scene: ${scene}`);
  // Narrows a run at the desk to some tests.
  const grep = process.env.MEDALLION_HOST_GREP;
  // Mocha is an ES module: a native import finds its constructor where a bundled `require` would not.
  const { default: Mocha } = await import('mocha');
  const mocha = new Mocha({ ui: 'tdd', timeout: 60_000, reporter: 'dot', ...(grep && { grep }) });
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  await load();
  await new Promise<void>((resolve, reject) => {
    const runner = mocha.run(failures => (failures > 0 ? reject(new Error(`${failures} tests failed in scene ${scene}`)) : resolve()));
    runner.on('pass', test => report({ title: test.fullTitle() }));
    runner.on('fail', (test, error: Error) => report({ title: test.fullTitle(), error: error.stack ?? error.message }));
  });
}

function report(result: HostResult): void {
  const file = process.env.MEDALLION_HOST_REPORT;
  if (file) appendFileSync(file, `${JSON.stringify(result)}\n`);
}
