// `npm test`: builds, prepares the editor that the tests drive, runs the static checks and every test project, and ends with the plain line "N passed, N failed".
//   node scripts/test.mjs [vitest arguments]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const run = (command, ...args) => spawnSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32' }).status ?? 1;
const extra = process.argv.slice(2);
let passed = 0;
let failed = 0;
const count = status => (status === 0 ? passed++ : failed++);

count(run(process.execPath, 'scripts/build.mjs'));
if (extra.length === 0) {
  count(run(process.execPath, 'scripts/lint.mjs'));
  count(run(process.execPath, 'scripts/setup-editor.mjs'));
}

const scratch = mkdtempSync(join(tmpdir(), 'medallion-test-'));
const report = join(scratch, 'report.json');
const status = run('node_modules/.bin/vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...extra);
try {
  const { numPassedTests, numFailedTests, numFailedTestSuites, success } = JSON.parse(readFileSync(report, 'utf8'));
  passed += numPassedTests;
  failed += numFailedTests > 0 || success ? numFailedTests : Math.max(1, numFailedTestSuites);
} catch {
  failed++;
}
rmSync(scratch, { recursive: true, force: true });
if (status !== 0 && failed === 0) failed++;
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
