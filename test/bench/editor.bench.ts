/** What an editor waits for over an account of 100,000 tables with 3,000,000 columns: the language server as it ships, over stdio. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';
import { writeLargeCatalog } from '../support/largeCatalog';
import type { Figure } from './figures';
import { quantiles } from './figures';

const starts = 5;
const keystrokes = 200;

export async function* measure(): AsyncGenerator<Figure> {
  const folder = mkdtempSync(resolve('node_modules/.bench-editor-'));
  const file = join(folder, 'account.ndjson');
  try {
    await writeLargeCatalog(file, 100_000, 30);
    yield { what: 'catalog snapshot of 100,000 tables, 3,000,000 columns', figure: mebibytes(statSync(file).size) };
    const first: number[] = [];
    for (let run = 0; run < starts; run++) {
      const editor = await Editor.start(folder, file);
      first.push(await editor.firstColumns());
      editor.close();
    }
    yield { what: 'start of the server → first completion with columns', figure: quantiles(first) };

    const editor = await Editor.start(folder, file);
    const firstMs = await editor.firstColumns();
    yield { what: 'memory of the server (RSS) at its first completion', figure: editor.memory() };
    await editor.search('customer email');
    yield {
      what: 'the catalog is loaded and indexed',
      figure: `${(editor.age() / 1000).toFixed(1)} s after the start (first completion ${firstMs.toFixed(0)} ms)`,
    };
    yield { what: 'memory of the server (RSS) when all is indexed', figure: editor.memory() };
    for (const [what, typed] of Object.entries(places))
      yield { what: `keystroke → completion, ${what}`, figure: quantiles(await editor.completions(model(typed), typed)) };
    yield { what: 'hover over a table, a column, a function', figure: quantiles(await editor.hovers()) };
    for (const [what, text] of Object.entries({ 'of 100 statements': manyStatements(), 'that is one statement': oneStatement() })) {
      const { seen, work } = await editor.diagnostics(text);
      const lines = text.split('\n').length;
      yield {
        what: `edit → diagnostics in a file of ${lines.toLocaleString('en')} lines ${what}`,
        figure: `${quantiles(work)}; ${quantiles(seen)} with the rest of ${restMs} ms`,
      };
    }
    yield { what: 'memory of the server (RSS) at the end', figure: editor.memory() };
    editor.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(0)} MiB`;
}

/** The server waits as long after the last keystroke before it looks for findings. */
const restMs = 200;

/** What is typed letter by letter at the caret of the model below. */
const places = {
  'behind a dot': 'o.',
  'a column without a dot': 'order_am',
  'a table behind FROM': 'from invo',
} as const;

/** A model such as people write: two CTEs over tables of the catalog, and a caret. */
function model(typed: string): { readonly before: string; readonly after: string } {
  const ctes = `with visits as (
  select v.visit_id, v.visit_owner, v.visit_amount, v.day
  from ${table(4)} v
  where v.day >= date '2024-01-01' and v.visit_status in ('open', 'billed')
),
totals as (
  select visit_owner, count(*) as visits, sum(visit_amount) as amount
  from visits
  group by visit_owner
)
`;
  return typed.startsWith('from')
    ? { before: `${ctes}select * `, after: '\n' }
    : {
        before: `${ctes}select o.order_id, o.order_total, t.visits, t.amount, `,
        after: `\nfrom ${table(1)} o\nleft join totals t on t.visit_owner = o.order_owner\nwhere o.day = current_date\n`,
      };
}

/** The name of a generated table, by its number. */
function table(made: number): string {
  return tableNames[made]!;
}

const tableNames = ['customer', 'order', 'invoice', 'payment', 'visit', 'session'].map(
  (subject, made) => `bronze_customer_0.${subject}_daily_${made}`,
);

/** A hundred reports of twenty lines each; the edit stands in the middle one. */
function manyStatements(): string {
  return Array.from({ length: 100 }, (_, at) => report(at)).join('\n');
}

function report(at: number): string {
  return `with recent_${at} as (
  select o.order_id, o.order_name, o.order_owner, o.order_amount, o.order_country, o.day
  from ${table(1)} o
  where o.day between date '2024-01-01' and date '2024-12-31'
    and o.order_status <> 'void'
),
paid_${at} as (
  select payment_owner, sum(payment_amount) as amount, max(payment_total) as largest
  from ${table(3)}
  group by payment_owner
)
select r.order_country,
  count(*) as orders,
  sum(r.order_amount) as amount,
  coalesce(sum(p.amount), 0) as paid,
  ${at === 50 ? marker : 'max(p.largest)'} as largest
from recent_${at} r
left join paid_${at} p on p.payment_owner = r.order_owner
group by r.order_country
order by amount desc;`;
}

/** One query of 2,000 lines: three hundred steps that read each other, as generated SQL does. */
function oneStatement(): string {
  const step = (at: number): string => `step_${at} as (
  select order_id, order_owner, order_country,
    order_amount + ${at} as order_amount,
    case when order_amount > ${at} then order_status else 'low' end as order_status
  from ${at === 0 ? table(1) : `step_${at - 1}`}
  ${at === 150 ? `where ${marker} is not null` : 'where order_id is not null'}
)`;
  return `with ${Array.from({ length: 285 }, (_, at) => step(at)).join(',\n')}\nselect order_country, sum(order_amount) as amount\nfrom step_284\ngroup by order_country`;
}

const marker = 'max(0)';

interface LspPosition {
  readonly line: number;
  readonly character: number;
}

/** An editor with one document, as far as the measurements need one. */
class Editor {
  private readonly started = performance.now();
  private readonly server;
  private readonly connection;
  private readonly uri: string;
  private version = 0;
  private published: (() => void) | undefined;

  private constructor(folder: string) {
    this.uri = pathToFileURL(join(folder, 'report.sql')).href;
    this.server = spawn(process.execPath, ['dist/server.cjs', '--stdio'], { stdio: ['pipe', 'pipe', 'ignore'] });
    this.connection = createMessageConnection(new StreamMessageReader(this.server.stdout), new StreamMessageWriter(this.server.stdin));
    this.connection.onRequest('client/registerCapability', () => null);
    this.connection.onNotification('textDocument/publishDiagnostics', () => this.published?.());
    this.connection.listen();
  }

  static async start(folder: string, file: string): Promise<Editor> {
    const editor = new Editor(folder);
    await editor.connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities: {},
      workspaceFolders: [{ uri: pathToFileURL(folder).href, name: 'bench' }],
      initializationOptions: { trusted: true, settings: { catalog: { source: 'snapshot', file } } },
    });
    await editor.connection.sendNotification('initialized', {});
    await editor.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri: editor.uri, languageId: 'sql', version: editor.version, text: '' },
    });
    return editor;
  }

  age(): number {
    return performance.now() - this.started;
  }

  close(): void {
    this.connection.dispose();
    this.server.kill();
  }

  memory(): string {
    const { stdout } = spawnSync('ps', ['-o', 'rss=', '-p', String(this.server.pid)], { encoding: 'utf8' });
    return mebibytes(Number(stdout) * 1024);
  }

  search(query: string): Promise<unknown> {
    return this.connection.sendRequest('medallion/catalog/search', { text: query, limit: 10 });
  }

  /** Since the start of the process. */
  async firstColumns(): Promise<number> {
    const text = `select o. from ${table(1)} o`;
    await this.replaceAll(text);
    // 5: a field, so a column; before the catalog is there, only words can be offered.
    while (!(await this.complete(positionOf(text, 'select o.'.length))).some(({ kind }) => kind === 5)) await pause(5);
    return this.age();
  }

  /** Types the letters again and again; each is a keystroke with its completion. */
  async completions({ before, after }: ReturnType<typeof model>, typed: string): Promise<readonly number[]> {
    const times: number[] = [];
    for (let warm = true, typings = 0; times.length < keystrokes; typings++) {
      await this.replaceAll(before + after);
      for (let at = 0; at < typed.length; at++) {
        const start = performance.now();
        const place = positionOf(before + typed, before.length + at);
        await this.change({ range: { start: place, end: place }, text: typed[at]! });
        await this.complete({ ...place, character: place.character + 1 });
        if (!warm) times.push(performance.now() - start);
      }
      if (typings === 3) warm = false;
    }
    return times;
  }

  async hovers(): Promise<readonly number[]> {
    const { before, after } = model('');
    const text = `${before}max(o.order_amount)${after}`;
    const targets = [text.indexOf('visit_daily'), text.indexOf('visit_amount'), text.indexOf('max('), text.lastIndexOf('order_amount')].map(
      offset => positionOf(text, offset + 1),
    );
    const times: number[] = [];
    for (let run = 0; times.length < keystrokes; run++) {
      await this.replaceAll(`${text}${' '.repeat(run % 2)}`);
      for (const position of targets) {
        const start = performance.now();
        await this.connection.sendRequest('textDocument/hover', { textDocument: { uri: this.uri }, position });
        times.push(performance.now() - start);
      }
    }
    return times;
  }

  /** Each edit brings or takes one finding, because the same findings are not sent again. `work`: without the rest that the server waits for. */
  async diagnostics(text: string): Promise<{ readonly seen: readonly number[]; readonly work: readonly number[] }> {
    await this.replaceAll(text);
    await pause(2 * restMs);
    const seen: number[] = [];
    const place = positionOf(text, text.indexOf(marker));
    const range = { start: place, end: { ...place, character: place.character + 'max'.length } };
    for (let run = 0; run < 25; run++) {
      const start = performance.now();
      const arrived = new Promise<void>(resolve => (this.published = resolve));
      await this.change({ range, text: run % 2 === 0 ? 'mxx' : 'max' });
      await arrived;
      seen.push(performance.now() - start);
    }
    return { seen, work: seen.map(ms => ms - restMs) };
  }

  private async complete(position: LspPosition): Promise<readonly { readonly kind: number }[]> {
    const answer: { readonly items: readonly { readonly kind: number }[] } | null = await this.connection.sendRequest(
      'textDocument/completion',
      {
        textDocument: { uri: this.uri },
        position,
      },
    );
    return answer?.items ?? [];
  }

  private replaceAll(text: string): Promise<void> {
    return this.change({ text });
  }

  private change(change: object): Promise<void> {
    return this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri: this.uri, version: ++this.version },
      contentChanges: [change],
    });
  }
}

function positionOf(text: string, offset: number): LspPosition {
  return { line: text.slice(0, offset).split('\n').length - 1, character: offset - text.lastIndexOf('\n', offset - 1) - 1 };
}

function pause(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms));
}
