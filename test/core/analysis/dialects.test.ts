/** What only one of the two engines has: an error in the other, and said in the hover. */
import { expect, test } from 'vitest';
import { analyzeText } from '../../../server/src/core/analysis';
import { hover } from '../../../server/src/core/ide/hover';
import { LayerRules } from '../../../server/src/core/catalog/layers';
import { catalogOf } from '../../support/catalog';
import { fixture, offered } from '../../support/ide';

const errors = (sql: string, dialect: 'athena' | 'trino'): readonly string[] =>
  analyzeText(sql, { catalog: catalogOf('s.t: id bigint'), session: {}, dialect })
    .diagnostics.filter(({ severity }) => severity === 'error')
    .map(({ code }) => code);

test.each([
  ['start transaction', ['NOT_SUPPORTED'], []],
  ['rollback', ['NOT_SUPPORTED'], []],
  ['grant select on s.t to u', ['NOT_SUPPORTED'], []],
  ['call system.sync()', ['NOT_SUPPORTED'], []],
  ['describe input q', ['NOT_SUPPORTED'], []],
  ['show stats for s.t', ['NOT_SUPPORTED'], []],
  ['show roles', ['NOT_SUPPORTED'], []],
  ['select invoker_principal()', [], ['FUNCTION_NOT_FOUND']],
  ['select objectid_timestamp(objectid())', ['FUNCTION_NOT_FOUND'], []],
  ['msck repair table s.t', [], ['SYNTAX_ERROR']],
  ['select id from s.t', [], []],
])('%s', (sql, athena, trino) => {
  expect(errors(sql, 'athena').slice(0, 1)).toEqual(athena);
  expect(errors(sql, 'trino').slice(0, 1)).toEqual(trino);
});

test('completion leaves out what the engine lacks; hover says who has it', () => {
  const functions = offered([], 'select $0', ['function']);
  expect(functions).toContain('invoker_principal');
  expect(functions).not.toContain('objectid');
  const { view, offset, catalog } = fixture([], 'select invoker$0_principal()');
  expect(hover(view, offset, { catalog, layerRules: new LayerRules() })?.markdown).toContain('Only in Athena');
});
