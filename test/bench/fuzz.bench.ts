/**
 * 100,000 random inputs through parser, analyzer, caret and every feature of the editor: how many threw, and the slowest for its length.
 * The tests run a fixed part of them; this is the whole.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeActions } from '../../server/src/core/ide/codeActions';
import { completion } from '../../server/src/core/ide/completion/completion';
import { diagnostics } from '../../server/src/core/ide/diagnostics';
import { sqlView } from '../../server/src/core/ide/DocumentView';
import { hover } from '../../server/src/core/ide/hover';
import { LayerRules } from '../../server/src/core/catalog/layers';
import { SnapshotReader } from '../../server/src/core/catalog/snapshotFormat';
import { inlayHints } from '../../server/src/core/ide/inlayHints';
import { semanticTokens } from '../../server/src/core/ide/semanticTokens';
import { cutUp, numbers, randomCharacters, tokenSoup } from '../support/sql/randomText';
import type { Figure } from './figures';

const count = 100_000;
const folder = join('test', 'conformance', 'trino');
const lines = (file: string): readonly string[] =>
  readFileSync(join(folder, file), 'utf8')
    .split('\n')
    .filter(line => line !== '');

export function* measure(): Generator<Figure> {
  const reader = new SnapshotReader();
  for (const line of lines('catalog.ndjson')) reader.add(line);
  const catalog = reader.finish();
  const layerRules = new LayerRules();
  const queries = lines('valid.ndjson').map(line => (JSON.parse(line) as { readonly sql: string }).sql);
  const next = numbers(20261122);
  const makers = [() => randomCharacters(next, next(300)), () => tokenSoup(next, next(120)), () => cutUp(next, queries)];
  let thrown = 0;
  let first = '';
  let slowest = 0;
  let total = 0;
  for (let i = 0; i < count; i++) {
    const text = makers[i % makers.length]!();
    const caret = next(text.length + 1);
    const started = performance.now();
    try {
      const view = sqlView(text, { catalog, session: { catalog: 'tpch', schema: 'tiny' }, dialect: i % 2 === 0 ? 'trino' : 'athena' });
      diagnostics(view);
      completion(view, caret, catalog);
      hover(view, caret, { catalog, layerRules });
      codeActions(view, { start: caret, end: caret });
      inlayHints(view, { start: 0, end: text.length });
      semanticTokens(view);
    } catch (error) {
      thrown++;
      first ||= `${(error as Error).message}: ${JSON.stringify(text.slice(0, 200))}`;
    }
    const spent = performance.now() - started;
    total += spent;
    // Of short texts a single pause of the machine would be all that is seen.
    slowest = Math.max(slowest, (spent * 10_000) / Math.max(text.length, 2_000));
  }
  yield { what: `${count.toLocaleString('en-US')} inputs: exceptions`, figure: `${thrown}${first === '' ? '' : ` (${first})`}` };
  yield { what: 'all features of one input', figure: `mean ${(total / count).toFixed(2)} ms, slowest ${slowest.toFixed(1)} ms per 10 KB` };
  yield { what: 'heap at the end', figure: `${Math.round(process.memoryUsage().heapUsed / 2 ** 20)} MB` };
}
