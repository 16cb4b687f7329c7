/** Expressions: precedence, forms, and words that are names or not. */
import { expect, test } from 'vitest';
import { parseStandaloneExpression } from '../../../server/src/core/sql/parser';
import { outline } from '../../support/sql/outline';

test.each([
  ['a + b * c', '+(a *(b c))'],
  ['a - b - c', '-(-(a b) c)'],
  ['a || b + c', '||(a +(b c))'],
  ['-a * b', '*(-(a) b)'],
  ['-1', '-1'],
  ['a -1', '-(a 1)'],
  ['not a = 1 and b or c', 'OR(AND(NotExpression(=(a 1)) b) c)'],
  ['a and b and c', 'AND(a b c)'],
  ['a between 1 and 2 and b', 'AND(BetweenPredicate(a 1 2) b)'],
  ['a not in (1, 2)', 'not InPredicate(a InListExpression(1 2))'],
  ['a in (select b from t)', 'InPredicate(a SubqueryExpression(Query(QuerySpecification(Select(SingleColumn(b)) From(Table(name(t)))))))'],
  ["a like 'x' escape '!'", "LikePredicate(a 'x' '!')"],
  ['a is not distinct from b', 'not IsDistinctFromPredicate(a b)'],
  ['a is null', 'IsNullPredicate(a)'],
  ['a.b.c[1].d', 'DereferenceExpression(SubscriptExpression(DereferenceExpression(DereferenceExpression(a b) c) 1) d)'],
  ['s.f(a)', 'FunctionCall(name(s f) a)'],
  ['count(*)', 'FunctionCall(name(count) FunctionStar)'],
  [
    'sum(distinct a) filter (where b) over (partition by c order by d)',
    'FunctionCall(name(sum) a b WindowSpecification(c OrderBy(SortItem(d))))',
  ],
  ['first_value(a) ignore nulls over w', 'FunctionCall(name(first_value) a WindowReference(w))'],
  ['x -> x + 1', 'LambdaExpression(x +(x 1))'],
  ['(a, b) -> a', 'LambdaExpression(a b a)'],
  ['(a, b)', 'Row(RowItem(a) RowItem(b))'],
  ['row(1, 2)', 'Row(RowItem(1) RowItem(2))'],
  ['array[1, 2]', 'ArrayConstructor(1 2)'],
  ['[1, 2]', 'ArrayConstructor(1 2)'],
  ["date '2024-01-01'", "GenericLiteral(date '2024-01-01')"],
  ["interval '1' day to second", "IntervalLiteral('1')"],
  ['interval', 'interval'],
  ["a at time zone 'UTC'", "AtTimeZone(a 'UTC')"],
  ['cast(a as decimal(10, 2))', 'Cast(a GenericDataType(decimal NumericParameter NumericParameter))'],
  [
    'try_cast(a as array(row(b bigint, varchar)))',
    'Cast(a GenericDataType(array RowDataType(RowDataTypeField(b GenericDataType(bigint)) RowDataTypeField(GenericDataType(varchar)))))',
  ],
  ['cast(a as timestamp(3) with time zone)', 'Cast(a DateTimeDataType(NumericParameter))'],
  ['case a when 1 then 2 else 3 end', 'SimpleCaseExpression(a WhenClause(1 2) 3)'],
  ['case when a then b end', 'SearchedCaseExpression(WhenClause(a b))'],
  ['extract(year from a)', 'Extract(year a)'],
  ["trim(both 'x' from a)", "Trim('x' a)"],
  ["position('a' in b)", "FunctionCall(name(position) 'a' b)"],
  ['substring(a from 2 for 3)', 'FunctionCall(name(substring) a 2 3)'],
  ["listagg(a, ',') within group (order by b)", "FunctionCall(name(listagg) a ',' OrderBy(SortItem(b)))"],
  [
    "json_value(a, 'lax $' returning int default 0 on empty)",
    "JsonValue(JsonPathInvocation(a 'lax $') GenericDataType(int) JsonValueBehavior(0))",
  ],
  ["json_object('a' : 1, key 'b' value 2)", "JsonObject(JsonObjectMember('a' 1) JsonObjectMember('b' 2))"],
  [
    '((select 1) union select 2)',
    'SubqueryExpression(Query(UNION(TableSubquery(Query(QuerySpecification(Select(SingleColumn(1))))) QuerySpecification(Select(SingleColumn(2))))))',
  ],
  ['a = any (select 1)', 'QuantifiedComparison(a Query(QuerySpecification(Select(SingleColumn(1)))))'],
  ['any(a)', 'FunctionCall(name(any) a)'],
  ["U&'\\0041\\+01F600'", "'A😀'"],
  ['limit + offset', '+(limit offset)'],
])('%s', (text, expected) => {
  const { expression, errors } = parseStandaloneExpression(text, { dialect: 'trino' });
  expect(errors).toEqual([]);
  expect(outline(expression)).toBe(expected);
});

test('ranges cover what was written, and operators know their place', () => {
  const { expression } = parseStandaloneExpression('( a ) = f( b )');
  expect(expression).toMatchObject({
    kind: 'ComparisonExpression',
    start: 2,
    end: 14,
    operatorAt: 6,
    right: { argumentsStart: 10, argumentsEnd: 13 },
  });
});
