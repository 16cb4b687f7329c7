// Every static check of the house, each named, all run even when one fails.
//   node scripts/lint.mjs [--fix]
import { spawnSync } from 'node:child_process';

const fix = process.argv.includes('--fix');
const checks = [
  ['types', 'tsc', ['-b']],
  ['rules', 'eslint', ['.', '--max-warnings=0', ...(fix ? ['--fix'] : [])]],
  ['imports', 'depcruise', ['server/src', 'client', '--config', '.dependency-cruiser.cjs', '--output-type', 'err']],
  ['unused', 'knip', ['--no-progress']],
  ['format', 'prettier', [fix ? '--write' : '--check', '--log-level=warn', '.']],
];
let failed = 0;
for (const [name, command, args] of checks) {
  const { status } = spawnSync(`node_modules/.bin/${command}`, args, { stdio: 'inherit', shell: process.platform === 'win32' });
  console.log(`${name}: ${status === 0 ? 'ok' : 'failed'}`);
  if (status !== 0) failed++;
}
process.exitCode = failed === 0 ? 0 : 1;
