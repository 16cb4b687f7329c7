/** Syntax errors: one for a mistake, at Trino's place, with words that help; and the tree that is left. */
import { describe, expect, test } from 'vitest';
import { parse, type Dialect } from '../../../server/src/core/sql/parser';
import { children, type Node } from '../../../server/src/core/sql/tree';
import { outline } from '../../support/sql/outline';

/** `‸` stands before the token that the error is at. */
function errorIs(marked: string, message: string, dialect: Dialect = 'trino'): void {
  const text = marked.replace('‸', '');
  const { errors } = parse(text, { dialect });
  expect(errors.map(error => ({ start: error.start, message: error.message }))).toEqual([{ start: marked.indexOf('‸'), message }]);
}

describe('messages', () => {
  test.each([
    ['select name form ‸nation', "mismatched input 'nation': expected FROM, WHERE, GROUP, HAVING, WINDOW, UNION, …; did you mean FROM?"],
    [
      "select * from t wher ‸x = 'a'",
      "mismatched input 'x': expected MATCH_RECOGNIZE, TABLESAMPLE, CROSS, NATURAL, JOIN, INNER, …; did you mean WHERE?",
    ],
    ['select a from t order ‸a', "mismatched input 'a': expected BY"],
    ['‸selct a from t', "mismatched input 'selct': expected a statement, SELECT, WITH, VALUES, TABLE, ALTER, …; did you mean SELECT?"],
    ['select a, ‸from t', "mismatched input 'from': expected an expression"],
    ['select cast(a as ‸) from t', "mismatched input ')': expected a type"],
    ['select a from ‸', 'mismatched input end of statement: expected a table or subquery, UNNEST, LATERAL, TABLE or JSON_TABLE'],
    ['select * from t left ‸u on a', "mismatched input 'u': expected OUTER or JOIN"],
    [
      'select ‸99999999999999999999',
      "Invalid numeric literal: 99999999999999999999 does not fit into bigint; write it as decimal '99999999999999999999'",
    ],
    ['select ‸`a` from t', 'backquoted identifiers are not supported in queries; put the name in double quotes'],
    ['select ‸1a from t', 'identifiers must not start with a digit; put the name in double quotes'],
    ["select a from t where b = ‸'x", 'the string is not closed'],
    ['select ‸coalesce(a)', "The 'coalesce' function must have at least two arguments"],
    ['drop ‸column a from t', "mismatched input 'column': expected TABLE, VIEW, SCHEMA, CATALOG, FUNCTION, ROLE, …"],
  ])('%s', (marked, message) => {
    errorIs(marked, message);
  });

  test.each([
    [
      "create external table t (a int) ‸locations 'x'",
      "mismatched input 'locations': expected COMMENT, PARTITIONED, CLUSTERED, ROW, STORED, WITH, …; did you mean LOCATION?",
    ],
    ["create external table t (a int) location 'x' ‸stored as orc", "mismatched input 'stored': expected TBLPROPERTIES"],
    ['alter table t add ‸partitions (a = 1)', "mismatched input 'partitions': expected COLUMNS, IF or PARTITION; did you mean PARTITION?"],
    ['msck ‸table t', "mismatched input 'table': expected REPAIR"],
  ])('Athena: %s', (marked, message) => {
    errorIs(marked, message, 'athena');
  });
});

describe('what is left of damaged text', () => {
  test.each([
    ['select a form t where x = 1', 'Query(QuerySpecification(Select(SingleColumn(a form)) From(Table(name(t))) =(x 1)))'],
    ['select a from t whre x = 1', 'Query(QuerySpecification(Select(SingleColumn(a)) From(AliasedRelation(Table(name(t)) whre)) =(x 1)))'],
    ['select a, from t', 'Query(QuerySpecification(Select(SingleColumn(a) SingleColumn(∅)) From(Table(name(t)))))'],
    ['select t. from t', 'Query(QuerySpecification(Select(SingleColumn(DereferenceExpression(t ∅))) From(Table(name(t)))))'],
    ['select f(a from t', 'Query(QuerySpecification(Select(SingleColumn(FunctionCall(name(f) a))) From(Table(name(t)))))'],
    ['select a from t join', 'Query(QuerySpecification(Select(SingleColumn(a)) From(INNER Join(Table(name(t)) ∅ ∅))))'],
    ['select a from t join u', 'Query(QuerySpecification(Select(SingleColumn(a)) From(INNER Join(Table(name(t)) Table(name(u)) ∅))))'],
    [
      'select a from t u on t.x = u.x',
      'Query(QuerySpecification(Select(SingleColumn(a)) From(INNER Join(AliasedRelation(Table(name(t)) u) JoinOn(=(DereferenceExpression(t x) DereferenceExpression(u x))) ∅))))',
    ],
    [
      'select a from (b from t) x',
      'Query(QuerySpecification(Select(SingleColumn(a)) From(AliasedRelation(TableSubquery(Query(QuerySpecification(Select From(Table(name(t)))))) x))))',
    ],
    ['select a where b from t', 'Query(QuerySpecification(Select(SingleColumn(a)) b From(Table(name(t)))))'],
    [
      'with a as (select 1 from t, b as (select 2) select * from a',
      'Query(With(WithQuery(a Query(QuerySpecification(Select(SingleColumn(1)) From(Table(name(t)))))) WithQuery(b Query(QuerySpecification(Select(SingleColumn(2)))))) QuerySpecification(Select(AllColumns) From(Table(name(a)))))',
    ],
    [
      'select a from t where x in select b from u',
      'Query(QuerySpecification(Select(SingleColumn(a)) From(Table(name(t))) InPredicate(x SubqueryExpression(Query(QuerySpecification(Select(SingleColumn(b)) From(Table(name(u)))))))))',
    ],
    ['create', 'Incomplete'],
    ['insert into t', 'Insert(name(t) Query(∅))'],
  ])('%s', (text, expected) => {
    const source = parse(text, { dialect: 'trino' });
    expect(source.errors).toHaveLength(1);
    expect(outline(source.statements[0]!.node)).toBe(expected);
  });
});

test('two mistakes far apart are two errors', () => {
  expect(parse('select a, from t where x = 1 and y = 2 order z', { dialect: 'trino' }).errors.map(error => error.start)).toEqual([10, 45]);
});

test('a mistake in one statement leaves the next alone', () => {
  const { statements, errors } = parse('select from t; select a from u', { dialect: 'trino' });
  expect(errors.map(error => error.start)).toEqual([7]);
  expect(statements.map(statement => statement.errors.length)).toEqual([1, 0]);
});

test('children lie inside their parents, in order', () => {
  const texts = [
    'select a, from t where',
    'select f(a from (select b',
    'with a as (select 1), select 2',
    'create external table t (a int) location',
    'merge into t using s on',
  ];
  const outside: string[] = [];
  const check = (node: Node, text: string): void => {
    for (const child of children(node)) {
      if (child.start < node.start || child.end > node.end)
        outside.push(`${text}: ${node.kind} ${node.start}-${node.end} has ${child.kind} ${child.start}-${child.end}`);
      check(child, text);
    }
  };
  for (const text of texts) for (const statement of parse(text).statements) check(statement.node, text);
  expect(outside).toEqual([]);
});
