#!/usr/bin/env node
/**
 * Stands where `@vscode/test-electron` expects a VS Code executable: opens code-server with the same arguments and ends with the suite's exit code.
 * What the editor prints is shown where the suite failed, or at once with MEDALLION_HOST_VERBOSE.
 * Understands `--extensionDevelopmentPath`, `--extensionTestsPath`, a folder or workspace file, and `--settings=JSON`; other switches are the desktop's.
 */
import { openWindow, startCodeServer } from '../../scripts/code-server.mjs';

const options = new Map();
let open;
for (const argument of process.argv.slice(2)) {
  const match = /^--([A-Za-z-]+)(?:=(.*))?$/s.exec(argument);
  if (match) options.set(match[1], match[2]);
  else open = argument;
}

const printed = [];
const print = line => (process.env.MEDALLION_HOST_VERBOSE ? process.stdout.write(line) : printed.push(line));

const server = await startCodeServer({ settings: JSON.parse(options.get('settings') ?? '{}') });
let code = 1;
try {
  const window = await openWindow(server, {
    open,
    extensionDevelopmentPath: options.get('extensionDevelopmentPath'),
    extensionTestsPath: options.get('extensionTestsPath'),
    onConsole: (_type, args) => print(`${args.map(String).join(' ')}\n`),
  });
  const limit = new Promise((_, reject) => setTimeout(() => reject(new Error('the suite did not end within 5 minutes')), 300_000).unref());
  code = await Promise.race([window.exit, limit]);
  await window.close();
} catch (error) {
  process.stderr.write(`${error.message}\n`);
} finally {
  await server.stop();
}
if (code !== 0) process.stderr.write(printed.slice(-200).join(''));
process.exit(code);
