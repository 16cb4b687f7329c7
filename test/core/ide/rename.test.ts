import { expect, test } from 'vitest';
import { references } from '../../../server/src/core/ide/occurrences';
import { prepareRename, rename } from '../../../server/src/core/ide/rename';
import { fixture } from '../../support/ide';

const lake = ['bronze.orders: id bigint, amount decimal(12,2) | day date', 'bronze.customers: id bigint, email string'];

/** The text with `[…]` around the references, `{…}` around definitions. */
function marks(marked: string): string {
  const { view, offset } = fixture(lake, marked);
  let text = view.text;
  for (const { range, isDefinition } of [...references(view, offset)].sort((a, b) => b.range.start - a.range.start)) {
    const [open, close] = isDefinition ? ['{', '}'] : ['[', ']'];
    text = `${text.slice(0, range.start)}${open}${text.slice(range.start, range.end)}${close}${text.slice(range.end)}`;
  }
  return text;
}

test.each([
  [
    'a CTE, also as a qualifier',
    'with paid as (select 1 as one) select pai$0d.one from paid where exists (select 1 from paid p where p.one = paid.one)',
    'with {paid} as (select 1 as one) select [paid].one from [paid] where exists (select 1 from [paid] p where p.one = [paid].one)',
  ],
  [
    'an alias; the same alias elsewhere is another one',
    'select o.id, o.* from bronze.orders $0o where o.id in (select o.id from bronze.customers o) order by o.id',
    'select [o].id, [o].* from bronze.orders {o} where [o].id in (select o.id from bronze.customers o) order by [o].id',
  ],
  [
    'a column of a CTE, through a star',
    'with a as (select amount * 2 as twice from bronze.orders), b as (select * from a) select tw$0ice from b where b.twice > 1',
    'with a as (select amount * 2 as {twice} from bronze.orders), b as (select * from a) select [twice] from b where b.[twice] > 1',
  ],
  [
    'a column of the catalog, in both aliases',
    'select x.am$0ount from bronze.orders x join bronze.orders y on x.amount = y.amount',
    'select x.[amount] from bronze.orders x join bronze.orders y on x.[amount] = y.[amount]',
  ],
  ['a table', 'select orders.id from bronze.or$0ders', 'select [orders].id from bronze.[orders]'],
  ['an alias of a table that is not known', 'select t.a from nowhere.at.all t$0', 'select [t].a from nowhere.at.all {t}'],
])('references of %s', (_, marked, expected) => {
  expect(marks(marked)).toBe(expected);
});

function renamed(marked: string, name: string): string {
  const { view, offset } = fixture(lake, marked);
  const answer = rename(view, offset, name);
  if (answer.kind === 'refused') return answer.why;
  let text = view.text;
  for (const { range, newText } of [...answer.edits].reverse()) text = text.slice(0, range.start) + newText + text.slice(range.end);
  return text;
}

test.each([
  ['with a as (select 1 as one) select $0a.one from a', 'b', 'with b as (select 1 as one) select b.one from b'],
  ['with a as (select 1 as one) select $0a.one from a', 'order', 'with "order" as (select 1 as one) select "order".one from "order"'],
  ['select o.id from bronze.orders $0o', 'ord', 'select ord.id from bronze.orders ord'],
  [
    'with a as (select 1 as one), b as (select one from a) select $0one from b',
    'uno',
    'with a as (select 1 as one), b as (select one as uno from a) select uno as one from b',
  ],
  [
    'with a as (select 1 as $0one), b as (select a.one from a) select one from b',
    'uno',
    'with a as (select 1 as uno), b as (select a.uno as one from a) select one from b',
  ],
  ['with a ($0x) as (select 1) select x + 1 as y from a', 'z', 'with a (z) as (select 1) select z + 1 as y from a'],
  [
    'select amount * 2 as $0twice from bronze.orders order by twice',
    'double',
    'select amount * 2 as double from bronze.orders order by double',
  ],
])('%s: renamed to %s', (marked, name, expected) => {
  expect(renamed(marked, name)).toBe(expected);
});

test.each([
  ['select $0amount from bronze.orders', 'x', 'column of the catalog'],
  ['select 1 from bronze.or$0ders', 'x', 'table of the catalog'],
  ['with a as (select 1 as one), b as (select 2 as two) select $0a.one from a, b', 'b', 'already means'],
  ['with a as (select 1 as one), b as (select 2 as two) select $0one from a, b', 'two', 'already means'],
  ['with a as (select 1 as $0k), b as (select 2 as k) select 1 from a join b using (k)', 'x', 'USING'],
  ['select $0abs(1)', 'x', 'Only a CTE'],
  ['select o$0dd from nowhere.at.all', 'x', 'not known'],
])('%s: not renamed to %s', (marked, name, why) => {
  expect(renamed(marked, name)).toContain(why);
});

test('what would be renamed is told first', () => {
  const { view, offset } = fixture(lake, 'with a as (select 1 as one) select o$0ne from a');
  expect(prepareRename(view, offset)).toEqual({ kind: 'name', range: { start: 35, end: 38 }, name: 'one' });
});
