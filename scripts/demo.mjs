// `npm run demo`: the main job in the terminal, on the sample lakehouse, without an account and without a network.
//   node scripts/demo.mjs [FOLDER]      (the sample is written to FOLDER, default .sample/demo)
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const command = join(root, 'dist/medallion.cjs');
const folder = resolve(process.argv[2] ?? join(root, '.sample/demo'));
const started = Date.now();

const colour = process.stdout.isTTY && !process.env.NO_COLOR;
const bold = text => (colour ? `\u001b[1m${text}\u001b[0m` : text);
const dim = text => (colour ? `\u001b[2m${text}\u001b[0m` : text);

function step(title) {
  console.log(`\n${bold(title)}`);
}

/** Runs a command of Medallion as a person would, and shows both. Exit status 1 means findings: that is the point here. */
function medallion(args, { first = Number.POSITIVE_INFINITY, cwd = folder } = {}) {
  console.log(dim(`$ medallion ${args.join(' ')}`));
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...args], { cwd, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (status !== 0 && status !== 1) {
    console.error(stderr.trim());
    process.exit(status ?? 1);
  }
  const lines = stdout.trimEnd().split('\n');
  console.log(lines.slice(0, first).join('\n'));
  if (stderr.trim() !== '') console.log(stderr.trimEnd());
  if (lines.length > first) console.log(dim(`… ${lines.length - first} more lines`));
}

/** What the editor offers at `|` in a model: asked of the real language server. */
async function complete(file, marked) {
  const server = spawn(process.execPath, [join(root, 'dist/server.cjs'), '--stdio'], { stdio: ['pipe', 'pipe', 'ignore'] });
  const connection = createMessageConnection(new StreamMessageReader(server.stdout), new StreamMessageWriter(server.stdin));
  const ready = Promise.all(
    ['medallion/catalog/changed', 'medallion/project/changed'].map(
      method => new Promise(done => connection.onNotification(method, state => state.kind === 'loaded' && done(undefined))),
    ),
  );
  connection.onRequest('client/registerCapability', () => null);
  connection.listen();
  const settings = { storage: { folders: {} } };
  await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities: {},
    workspaceFolders: [{ uri: pathToFileURL(folder).href, name: 'sample' }],
    initializationOptions: { trusted: true, settings },
  });
  await connection.sendNotification('initialized', {});
  await ready;
  const offset = marked.indexOf('|');
  const text = marked.replace('|', '');
  const uri = pathToFileURL(join(folder, file)).href;
  await connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId: 'sql', version: 1, text } });
  const before = text.slice(0, offset).split('\n');
  const list = await connection.sendRequest('textDocument/completion', {
    textDocument: { uri },
    position: { line: before.length - 1, character: before.at(-1).length },
  });
  server.kill();
  return list?.items.sort((a, b) => (a.sortText < b.sortText ? -1 : 1)) ?? [];
}

step('1  A sample lakehouse: a dbt project, its data and its catalog');
medallion(['sample', folder, '--format', 'text'], { cwd: root });

step('2  The catalog by layer, with LF-Tags');
medallion(['catalog', 'list', '--format', 'text'], { first: 22 });

step('3  Everything that is wrong with the project');
medallion(['check', '--format', 'text']);
console.log(dim('PHI that reached a client-facing mart, and a gold model that reads bronze: both are planted in the sample.'));

step('4  Completion while a model is being written (| is the cursor)');
const marked = "select s.|\nfrom {{ ref('visits') }} s";
console.log(marked);
for (const { label, labelDetails } of (await complete('models/gold/operations/new_model.sql', marked)).slice(0, 6))
  console.log(`    ${label.padEnd(24)}${(labelDetails?.detail ?? '').trim()}`);

step('5  Column lineage of a gold model');
medallion(['lineage', 'agency_health', '--format', 'text', '--depth', '1']);

step('6  Where tagged columns end up');
medallion(['tags', 'visit_feed', '--flow', '--format', 'text']);

step('7  What a run would scan and cost, before it runs');
medallion(['estimate', 'agency_health', '--format', 'text']);

step('8  The run itself, with the estimate beside the actual');
medallion(['run', 'agency_health', '--preview', '--limit', '5', '--format', 'text']);
medallion(['run', 'agency_health', '--format', 'text']);

const settings = join(folder, '.vscode/settings.json');
step(`Done in ${((Date.now() - started) / 1000).toFixed(0)} s. To see it in an editor: npm run editor`);
if (existsSync(settings))
  console.log(dim(`The sample is in ${folder}; its settings: ${Object.keys(JSON.parse(readFileSync(settings, 'utf8'))).join(', ')}`));
