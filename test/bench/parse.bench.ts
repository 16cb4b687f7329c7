/** Our parser beside others that a SQL editor in JavaScript could be built on: to load, to parse, to analyse. The texts are the ones a Trino server accepted. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { analyzeText } from '../../server/src/core/analysis';
import { facts, snapshotOf } from '../support/facts';
import type { Figure } from './figures';
import { median, quantiles } from './figures';

interface Contestant {
  readonly name: string;
  readonly module: string;
  readonly accepts: (text: string) => boolean;
}

interface SqlFact {
  readonly sql: string;
  readonly schema?: string | null;
}

const parsers = resolve('test/bench/parsers');
const lineage = resolve('test/conformance/lineage');
const lineageQueries = facts(lineage, 'queries.ndjson') as readonly SqlFact[];
const texts = [...(facts(resolve('test/conformance/trino'), 'valid.ndjson') as readonly SqlFact[]), ...lineageQueries].map(
  ({ sql }) => sql,
);

export async function* measure(): AsyncGenerator<Figure> {
  const scratch = mkdtempSync(resolve('node_modules/.bench-parsers-'));
  try {
    const ours = await bundled(scratch, 'medallion', 'medallion');
    const rivals = [
      await bundled(scratch, 'dt-sql-parser (Trino)', 'dtSqlParser'),
      await bundled(scratch, 'node-sql-parser (Athena)', 'nodeSqlParser'),
      await bundled(scratch, '@polyglot-sql/sdk (Trino)', 'polyglot'),
    ];
    for (const contestant of [ours, ...rivals]) yield loadFigure(contestant);
    for (const rival of [ours, ...rivals]) yield throughputFigure(ours, rival);
    yield* analysisFigures();
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** All are bundled and minified alike, because that is how a product would ship them; what comes with WebAssembly stays a package. */
async function bundled(scratch: string, name: string, entry: string): Promise<Contestant> {
  const module = join(scratch, `${entry}.mjs`);
  await build({
    entryPoints: [join(parsers, `${entry}.ts`)],
    outfile: module,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: ['@polyglot-sql/sdk'],
    logLevel: 'warning',
  });
  const { accepts } = (await import(pathToFileURL(module).href)) as Pick<Contestant, 'accepts'>;
  return { name, module, accepts };
}

const processes = 9;
/** What somebody may have open when the editor starts. */
const firstText = `
  with paid as (select customer_id, sum(amount) as amount from silver.payments where day >= date '2024-01-01' group by customer_id)
  select c.name, coalesce(p.amount, 0) as amount, row_number() over (partition by c.country order by p.amount desc) as place
  from silver.customers c left join paid p on p.customer_id = c.customer_id
  where c.status in ('active', 'trial') order by amount desc limit 100`;

function loadFigure({ name, module }: Contestant): Figure {
  const program = `
    const before = process.memoryUsage.rss();
    const start = performance.now();
    const { accepts } = await import(${JSON.stringify(pathToFileURL(module).href)});
    const accepted = accepts(${JSON.stringify(firstText)});
    const ms = performance.now() - start;
    console.log(JSON.stringify({ ms, mib: (process.memoryUsage.rss() - before) / 2 ** 20, accepted }));`;
  const runs = Array.from({ length: processes }, () => {
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
    return JSON.parse(stdout) as { readonly ms: number; readonly mib: number; readonly accepted: boolean };
  });
  const refused = runs[0]?.accepted === false ? ', refused' : '';
  return {
    what: `load + first parse in a new process, ${name}`,
    figure: `median ${median(runs.map(run => run.ms)).toFixed(1)} ms, ${median(runs.map(run => run.mib)).toFixed(0)} MiB${refused}`,
  };
}

const rounds = 7;
/** A round shorter than this would measure the clock. */
const leastRoundMs = 120;

/** Both read the texts that the rival accepts, in turns: what disturbs the machine disturbs both. */
function throughputFigure(ours: Contestant, rival: Contestant): Figure {
  const accepted = texts.filter(text => rival.accepts(text));
  const kib = accepted.reduce((sum, text) => sum + text.length, 0) / 1024;
  const pass = ({ accepts }: Contestant): void => {
    for (const text of accepted) accepts(text);
  };
  const speedOf = (contestant: Contestant): number => {
    let passes = 0;
    const start = performance.now();
    do pass(contestant);
    while (++passes > 0 && performance.now() - start < leastRoundMs);
    return (passes * kib) / ((performance.now() - start) / 1000);
  };
  for (let warm = 0; warm < 3; warm++) [ours, rival].forEach(speedOf);
  const speeds = Array.from({ length: rounds }, () => ({ own: speedOf(ours), other: speedOf(rival) }));
  const other = median(speeds.map(speed => speed.other));
  const figure = `${other.toFixed(0)} KiB/s, ${((other / kib) * accepted.length).toFixed(0)} texts/s (accepts ${accepted.length} of ${texts.length})`;
  if (rival === ours) return { what: `warm parse, ${ours.name}`, figure };
  const ratio = median(speeds.map(speed => speed.own / speed.other));
  return { what: `warm parse, ${rival.name}`, figure: `${figure}; medallion on the same texts: ${ratio.toFixed(1)} ×` };
}

function* analysisFigures(): Generator<Figure> {
  const catalog = snapshotOf(lineage, 'catalog.ndjson');
  const analyze = ({ sql, schema }: SqlFact): void => {
    analyzeText(sql, { catalog, session: { schema: schema ?? undefined }, dialect: 'athena' });
  };
  const timesOf = (): number[] =>
    lineageQueries.map(query => {
      const start = performance.now();
      analyze(query);
      return performance.now() - start;
    });
  yield { what: 'parse + analyse + lineage of each lineage query, the first time', figure: quantiles(timesOf(), 2) };
  for (let warm = 0; warm < 20; warm++) timesOf();
  yield { what: 'parse + analyse + lineage of each lineage query, warm', figure: quantiles(Array.from({ length: 20 }, timesOf).flat(), 2) };
}
