/** Half a query is what a language server sees most: every feature answers at every place of damaged text. */
import { expect, test } from 'vitest';
import { completion } from '../../../server/src/core/ide/completion/completion';
import { codeActions } from '../../../server/src/core/ide/codeActions';
import { documentSymbols } from '../../../server/src/core/ide/documentSymbols';
import { inlayHints } from '../../../server/src/core/ide/inlayHints';
import { lints } from '../../../server/src/core/ide/lints';
import { references } from '../../../server/src/core/ide/occurrences';
import { foldingRanges, selectionRanges } from '../../../server/src/core/ide/ranges';
import { rename } from '../../../server/src/core/ide/rename';
import { semanticTokens } from '../../../server/src/core/ide/semanticTokens';
import { signatureHelp } from '../../../server/src/core/ide/signatureHelp';
import type { TextRange } from '../../../server/src/core/text/TextRange';
import { fixture } from '../../support/ide';

const lake = ['bronze.orders: id bigint, amount decimal(12,2) | day date'];
const whole =
  'with a (x, y) as (select id, sum(amount) from bronze.orders group by 1)\nselect case when a.x > 1 then coalesce(a.y, 0) end as z, a.* from a join bronze.orders o on o.id = a.x -- end\norder by z';

test.each(Array.from({ length: 12 }, (_, i) => i))('all prefixes, cut at every twelfth place from %i', from => {
  for (let cut = from; cut <= whole.length; cut += 12) {
    const { view, catalog } = fixture(lake, whole.slice(0, cut));
    const inside = ({ start, end }: TextRange): boolean => 0 <= start && start <= end && end <= cut;
    const ranges: TextRange[] = [...documentSymbols(view).map(({ range }) => range), ...foldingRanges(view)];
    ranges.push(...semanticTokens(view).map(({ range }) => range), ...lints(view, {}).map(({ range }) => range));
    ranges.push(...inlayHints(view, { start: 0, end: cut }).map(({ offset }) => ({ start: offset, end: offset })));
    for (let at = 0; at <= cut; at += 5) {
      ranges.push(...selectionRanges(view, at), ...references(view, at).map(({ range }) => range));
      ranges.push(...codeActions(view, { start: at, end: at }).flatMap(({ edits }) => edits.map(({ range }) => range)));
      const answer = rename(view, at, 'other');
      if (answer.kind === 'edits') ranges.push(...answer.edits.map(({ range }) => range));
      const list = completion(view, at, catalog);
      if (list) ranges.push(list.replace);
      const help = signatureHelp(view, at);
      if (help) expect(help.signatures[help.active]).toBeDefined();
    }
    expect(ranges.filter(range => !inside(range))).toEqual([]);
  }
});
