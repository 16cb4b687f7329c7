import { expect, test } from 'vitest';
import { diagnostics } from '../../../server/src/core/ide/diagnostics';
import { fixture, noLints } from '../../support/ide';

const lake = ['bronze.orders: id bigint, amount decimal(12,2), "select" string | day date'];

test.each([
  ['select emial from bronze.orders', ['COLUMN_NOT_FOUND emial']],
  ['select id, count(*) from bronze.orders', ['EXPRESSION_NOT_AGGREGATE id']],
  ['select * from bronze.ordes', ['TABLE_NOT_FOUND bronze.ordes']],
  ['select id form bronze.orders', ['SYNTAX_ERROR bronze']],
  ['select id from bronze.orders; select nope from bronze.orders', ['COLUMN_NOT_FOUND nope']],
  ['select id from bronze.orders', []],
  ['', []],
])('%s', (text, expected) => {
  const { view } = fixture(lake, text);
  expect(diagnostics(view, [], [], noLints).map(({ code, range }) => `${code} ${text.slice(range.start, range.end)}`)).toEqual(expected);
});
