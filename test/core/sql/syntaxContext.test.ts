/** What the grammar says about a caret (`$0`): the clause, the query around, what may stand there. */
import { describe, expect, test } from 'vitest';
import { parse } from '../../../server/src/core/sql/parser';
import { contextAt, type SyntaxContext } from '../../../server/src/core/sql/syntaxContext';

function at(marked: string): SyntaxContext | undefined {
  return contextAt(parse(marked.replace('$0', '')), marked.indexOf('$0'));
}

describe('clause and what is expected', () => {
  test.each([
    ['select $0 from t', 'select', ['expression']],
    ['select o.$0 from orders o', 'select', ['field']],
    ['select a from $0', 'from', ['relation']],
    ['select a from lake.$0 where x', 'from', ['relation']],
    ['select a from t where $0', 'where', ['expression']],
    ['select a from t where x = $0 and y', 'where', ['expression']],
    ['select a from t join u on $0', 'on', ['expression']],
    ['select a from t join u using ($0)', 'using', ['column']],
    ['select a from t group by $0', 'group by', ['expression']],
    ['select a from t order by $0 limit 5', 'order by', ['expression']],
    ['select a from t having $0', 'having', ['expression']],
    ['select cast(a as $0)', 'select', ['type']],
    ['select sum(a) over ($0)', 'select', ['window']],
    ['insert into t ($0', 'insert', ['column']],
    ['update t set $0', 'set', ['column']],
    ['drop table $0', 'statement', ['table']],
    ['create table t as $0', 'statement', ['query']],
    ['create external table t (a $0)', 'statement', ['type']],
    ['se$0', 'statement', ['statement']],
    ['select 1; $0', 'statement', ['statement']],
  ])('%s', (marked, clause, expects) => {
    const context = at(marked)!;
    expect({ clause: context.clause, expects: [...context.expects] }).toEqual({ clause, expects });
  });
});

describe('keywords', () => {
  test.each([
    ['select a fro$0', 'FROM'],
    ['select a from t $0', 'JOIN'],
    ['select a from t $0', 'WHERE'],
    ['select a from t lef$0', 'LEFT'],
    ['select a from t x $0 where b', 'JOIN'],
    ['select a from t join u $0', 'ON'],
    ['select a from t order $0', 'BY'],
    ['select a from t order by a $0', 'DESC'],
    ['select $0', 'CASE'],
    ['select case when a $0', 'THEN'],
    ['select sum(a) over (partition $0', 'BY'],
    ['create external table t (a int) $0', 'PARTITIONED'],
    ['alter table t $0', 'ADD'],
    ['show $0', 'PARTITIONS'],
  ])('%s offers %s', (marked, keyword) => {
    expect(at(marked)?.keywords).toContain(keyword);
  });

  test.each([
    ['select $0 from t', 'FROM'],
    ['select a from $0', 'WHERE'],
    ['select a from t $0', 'SELECT'],
    ['select t.$0 from t', 'CASE'],
  ])('%s does not offer %s', (marked, keyword) => {
    expect(at(marked)?.keywords).not.toContain(keyword);
  });
});

describe('the word at the caret', () => {
  test.each([
    ['select na$0me from t', 'na', 7, 11, undefined],
    ['select "na$0 from t', 'na', 7, 10, '"'],
    ["select a from t where b = 'op$0en'", 'op', 26, 32, "'"],
    ['select a$0, b from t', 'a', 7, 8, undefined],
    ['select $0a from t', '', 7, 7, undefined],
  ] as const)('%s', (marked, prefix, start, end, quote) => {
    const context = at(marked)!;
    expect({ prefix: context.prefix, word: context.word, quote: context.quote }).toEqual({ prefix, word: { start, end }, quote });
  });

  test.each([
    ['select db.tbl.$0', ['db', 'tbl']],
    ['select "My Db".x.y$0', ['My Db', 'x']],
    ['select $0', []],
  ])('%s is qualified by %j', (marked, qualifier) => {
    expect(at(marked)?.qualifier.map(part => part.value)).toEqual(qualifier);
  });

  test.each(['select a -- b$0', 'select /* a$0 */ b', 'select a /* b$0'])('%s is inside a comment', marked => {
    expect(at(marked)).toBeUndefined();
  });
});

test.each([
  ['select f(a, g($0 from t', 'g', 0],
  ['select f(a, $0) from t', 'f', 1],
  ['select lake.f(a, b, $0', 'lake.f', 2],
  ['select f(a) $0', undefined, undefined],
  ['select f((select $0 from t))', undefined, undefined],
])('%s is in the call of %s', (marked, name, argument) => {
  const call = at(marked)?.call;
  expect(call?.name.parts.map(part => (part.kind === 'Identifier' ? part.value : '')).join('.')).toBe(name);
  expect(call?.argument).toBe(argument);
});

test('scopes go outwards, and the path ends at what is missing', () => {
  const context = at('with a as (select 1 from t) select (select $0 from u) from a')!;
  expect(context.scopes.map(scope => scope.kind)).toEqual(['QuerySpecification', 'Query', 'QuerySpecification', 'Query']);
  expect(context.path.map(node => node.kind).slice(-3)).toEqual(['Select', 'SingleColumn', 'Missing']);
});
