/**
 * The workspaces that the suites inside the extension host run on, and one run of a scene through `runTests`.
 * Invariant: a scene has its own folder, made anew; a run hands back a result for each test, or one failure that says why there is none.
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { sampleLakehouse } from '../../scripts/sample.mjs';
import { repository } from '../support/editor';
import type { HostResult } from './suite/index';

export const scenes = ['empty', 'noProject', 'twoFolders', 'sample'] as const;
export type Scene = (typeof scenes)[number];

/** Where mocha can be found by the bundled suite: below the repository. */
const bundled = join(repository, '.vscode-test/host/suite.cjs');

export async function buildSuite(): Promise<void> {
  await build({
    entryPoints: [join(repository, 'test/host/suite/index.ts')],
    outfile: bundled,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['vscode', 'mocha'],
    supported: { 'dynamic-import': true },
    logLevel: 'silent',
  });
}

/**
 * Runs a scene in code-server; with MEDALLION_HOST=download in the desktop editor that `@vscode/test-electron` fetches.
 * That editor needs a screen.
 */
export async function runScene(scene: Scene): Promise<readonly HostResult[]> {
  const folder = mkdtempSync(join(tmpdir(), `medallion-host-${scene}-`));
  const report = join(folder, 'report.ndjson');
  writeFileSync(report, '');
  let failure: string | undefined;
  try {
    const opened = workspaces[scene](folder);
    await runTests({
      ...(process.env.MEDALLION_HOST === 'download'
        ? { version: '1.100.3' }
        : { vscodeExecutablePath: join(repository, 'test/support/launcher.mjs') }),
      extensionDevelopmentPath: repository,
      extensionTestsPath: bundled,
      launchArgs: opened === undefined ? [] : [opened],
      extensionTestsEnv: { MEDALLION_HOST_SCENE: scene, MEDALLION_HOST_REPORT: report },
      reuseMachineInstall: true,
    });
  } catch (error) {
    failure = error instanceof Error ? error.message : String(error);
  }
  const results = readFileSync(report, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line) as HostResult);
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  const explained = failure === undefined ? results.length > 0 : results.some(({ error }) => error !== undefined);
  return explained ? results : [...results, { title: `scene ${scene} ends by itself`, error: failure ?? 'the suite reported no test' }];
}

const workspaces: Readonly<Record<Scene, (folder: string) => string | undefined>> = {
  empty: () => undefined,
  noProject: folder => write(folder, { 'workspace/report.sql': 'select 1 as one\n' }, 'workspace'),
  twoFolders: folder =>
    write(
      folder,
      {
        'a/dbt_project.yml': project('shop_a'),
        'a/models/orders.sql': 'select 1 as id\n',
        'b/dbt_project.yml': project('shop_b'),
        'b/models/orders.sql': 'select 1 as id\n',
        'b/models/schema.yml': 'version: 2\nmodels:\n  - name: orders\n   columns: [oops\n',
        'two.code-workspace': JSON.stringify({ folders: [{ path: 'a' }, { path: 'b' }] }),
      },
      'two.code-workspace',
    ),
  sample(folder) {
    const target = join(folder, 'sample');
    cpSync(sampleLakehouse(), target, { recursive: true });
    return target;
  },
};

function project(name: string): string {
  return `name: ${name}\nversion: '1.0'\nprofile: ${name}\nmodel-paths: [models]\n`;
}

function write(folder: string, files: Readonly<Record<string, string>>, open: string): string {
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return join(folder, open);
}
