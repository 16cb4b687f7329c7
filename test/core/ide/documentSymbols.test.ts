import { expect, test } from 'vitest';
import { documentSymbols } from '../../../server/src/core/ide/documentSymbols';
import type { DocumentSymbol } from '../../../server/src/core/ide/documentSymbols';
import { fixture } from '../../support/ide';

const lake = ['bronze.orders: id bigint, amount decimal(12,2) | day date'];

function outline(text: string, symbols: readonly DocumentSymbol[], indent = ''): readonly string[] {
  return symbols.flatMap(({ kind, name, detail, selection, children }) => [
    `${indent}${kind} ${name}${detail === '' ? '' : `: ${detail}`} at ${text.slice(selection.start, selection.end)}`,
    ...outline(text, children, `${indent}  `),
  ]);
}

test.each([
  [
    'CTEs with their columns, then the columns of the query',
    'with paid as (select id, amount * 2 as twice from bronze.orders) select p.twice, 1 from paid p',
    ['cte paid at paid', '  column id: bigint at id', '  column twice: decimal(22,2) at twice', 'column twice: decimal(22,2) at twice'],
  ],
  [
    'a column list names the columns; a star stays a star',
    'with a (one) as (select 1) select * from a union all select 2',
    ['cte a at a', '  column one: integer at one', 'column * at *'],
  ],
  [
    'several statements',
    'select 1 as one; create table x as\n  select 2 as two;',
    [
      'statement select 1 as one at select 1 as one',
      '  column one: integer at one',
      'statement create table x as select 2 as two at create table x as\n  select 2 as two',
      '  column two: integer at two',
    ],
  ],
  ['half a query', 'with a as (select id from bronze.orders) select ', ['cte a at a', '  column id: bigint at id']],
  ['nothing', '', []],
])('outline: %s', (_, text, expected) => {
  expect(outline(text, documentSymbols(fixture(lake, text).view))).toEqual(expected);
});
