/** Queries, relations and statements: their trees. */
import { expect, test } from 'vitest';
import { parse } from '../../../server/src/core/sql/parser';
import { outline } from '../../support/sql/outline';

function tree(text: string, dialect: 'athena' | 'trino' = 'trino'): string {
  const source = parse(text, { dialect });
  expect(source.errors).toEqual([]);
  return source.statements.map(statement => outline(statement.node)).join('; ');
}

test.each([
  ['select a b, t.*, * from t', 'QuerySpecification(Select(SingleColumn(a b) AllColumns(t) AllColumns) From(Table(name(t))))'],
  ['select limit from t limit 5', 'QuerySpecification(Select(SingleColumn(limit)) From(Table(name(t)))) Limit(5)'],
  ['select a from t limit', 'QuerySpecification(Select(SingleColumn(a)) From(AliasedRelation(Table(name(t)) limit)))'],
  [
    'select 1 from a join b on x left join c using (y)',
    'QuerySpecification(Select(SingleColumn(1)) From(LEFT Join(INNER Join(Table(name(a)) Table(name(b)) JoinOn(x)) Table(name(c)) JoinUsing(y))))',
  ],
  [
    'select 1 from a join b join c on x on y',
    'QuerySpecification(Select(SingleColumn(1)) From(INNER Join(Table(name(a)) INNER Join(Table(name(b)) Table(name(c)) JoinOn(x)) JoinOn(y))))',
  ],
  [
    'select 1 from (a cross join b), lateral (select 2) l(x)',
    'QuerySpecification(Select(SingleColumn(1)) From(CROSS Join(Table(name(a)) Table(name(b))) AliasedRelation(Lateral(Query(QuerySpecification(Select(SingleColumn(2))))) l ColumnAliases(x))))',
  ],
  [
    'select 1 from unnest(a, b) with ordinality as t(x, y, n)',
    'QuerySpecification(Select(SingleColumn(1)) From(AliasedRelation(Unnest(a b) t ColumnAliases(x y n))))',
  ],
  [
    'select 1 from t for version as of 3 tablesample bernoulli (10)',
    'QuerySpecification(Select(SingleColumn(1)) From(SampledRelation(Table(name(t) QueryPeriod(3)) 10)))',
  ],
  [
    'select 1 from table(f(input => table(t) partition by a, n => 1))',
    'QuerySpecification(Select(SingleColumn(1)) From(TableFunctionInvocation(name(f) TableFunctionArgument(input TableFunctionTableArgument(Table(name(t)) a)) TableFunctionArgument(n 1))))',
  ],
  [
    'select a from t group by grouping sets ((a), ()), rollup (b)',
    'QuerySpecification(Select(SingleColumn(a)) From(Table(name(t))) GroupBy(GroupingSets(SimpleGroupBy(a) SimpleGroupBy) GroupingSets(SimpleGroupBy(b))))',
  ],
  ['values (1, 2), 3', 'Values(Row(RowItem(1) RowItem(2)) 3)'],
  ['table t', 'Table(name(t))'],
  [
    'select 1 union select 2 intersect all select 3',
    'UNION(QuerySpecification(Select(SingleColumn(1))) INTERSECT ALL(QuerySpecification(Select(SingleColumn(2))) QuerySpecification(Select(SingleColumn(3)))))',
  ],
  [
    'with a (x) as (select 1) select * from a',
    'With(WithQuery(a ColumnAliases(x) Query(QuerySpecification(Select(SingleColumn(1)))))) QuerySpecification(Select(AllColumns) From(Table(name(a))))',
  ],
  [
    '(select 1) order by 1 offset 2 rows fetch next 3 rows with ties',
    'TableSubquery(Query(QuerySpecification(Select(SingleColumn(1))))) OrderBy(SortItem(1)) Offset(2) FetchFirst(3)',
  ],
  [
    'select 1 from t match_recognize (order by a measures b as c pattern (x+ y?) define x as d) m',
    'QuerySpecification(Select(SingleColumn(1)) From(AliasedRelation(PatternRecognitionRelation(Table(name(t)) OrderBy(SortItem(a)) MeasureDefinition(b c) FramePattern(PatternConcatenation(QuantifiedPattern(PatternVariable(x)) QuantifiedPattern(PatternVariable(y))) VariableDefinition(x d))) m)))',
  ],
])('%s', (text, expected) => {
  expect(tree(text)).toBe(`Query(${expected})`);
});

test.each([
  ['insert into t (a) select 1', 'Insert(name(t) ColumnAliases(a) Query(QuerySpecification(Select(SingleColumn(1)))))'],
  ['update t set a = 1 where b', 'Update(name(t) Assignment(a 1) b)'],
  ['delete from s.t where a', 'Delete(name(s t) a)'],
  [
    'merge into t a using s on b when matched then delete when not matched then insert (c) values (1)',
    'Merge(name(t) a Table(name(s)) b MergeDelete MergeInsert(ColumnAliases(c) 1))',
  ],
  [
    'create table t (a bigint not null, like s)',
    'CreateTable(name(t) ColumnDefinition(name(a) GenericDataType(bigint)) LikeClause(name(s)))',
  ],
  [
    'create table t with (format = 1) as select 1 with no data',
    'CreateTableAsSelect(name(t) Property(format 1) Query(QuerySpecification(Select(SingleColumn(1)))))',
  ],
  ['prepare p from select ?', 'Prepare(p Query(QuerySpecification(Select(SingleColumn(Parameter)))))'],
  ['execute p using 1', 'Execute(p 1)'],
  ['explain (type validate) select 1', 'Explain(Query(QuerySpecification(Select(SingleColumn(1)))))'],
  ["show tables from s like 'a'", "Show(name(s) 'a')"],
  ['alter table t execute optimize(a => 1)', 'TableExecute(name(t) optimize CallArgument(a 1))'],
  [
    'with function f(x bigint) returns bigint begin declare y bigint; set y = x; return y; end select f(1)',
    'Query(FunctionSpecification(name(f) ParameterDeclaration(x GenericDataType(bigint)) GenericDataType(bigint) CompoundStatement(VariableDeclaration(y GenericDataType(bigint)) SetVariable(y x) ReturnStatement(y))) QuerySpecification(Select(SingleColumn(FunctionCall(name(f) 1)))))',
  ],
])('%s', (text, expected) => {
  expect(tree(text)).toBe(expected);
});

test.each([
  [
    "create external table t (a struct<b:int>) partitioned by (d string) row format serde 'x' stored as orc location 's3://b/' tblproperties ('k'='v')",
    "CreateExternalTable(name(t) HiveColumn(a RowDataType(RowDataTypeField(b GenericDataType(int)))) HiveColumn(d GenericDataType(string)) RowFormat('x') StoredAs(orc) 's3://b/' HiveProperty('k' 'v'))",
  ],
  [
    'create table t (a int) partitioned by (bucket(4, a), a) location \'l\' tblproperties ("table_type"="ICEBERG")',
    "CreateExternalTable(name(t) HiveColumn(a GenericDataType(int)) PartitionTransform(bucket 4 a) HiveColumn(a) 'l' HiveProperty('table_type' 'ICEBERG'))",
  ],
  [
    "alter table t add partition (d = '1') location 'l'",
    "AlterHiveTable(name(t) AddPartitions(AddedPartition(PartitionSpec(PartitionValue(d '1')) 'l')))",
  ],
  [
    "unload (select 1) to 's3://b/' with (format = 'ORC')",
    "Unload(Query(QuerySpecification(Select(SingleColumn(1)))) 's3://b/' Property(format 'ORC'))",
  ],
  ['msck repair table `a-b`', 'MsckRepairTable(name(`a-b`))'],
  ['optimize t rewrite data using bin_pack where a', 'Optimize(name(t) a)'],
])('Athena: %s', (text, expected) => {
  expect(tree(text, 'athena')).toBe(expected);
});

test('several statements, empty ones left out', () => {
  expect(tree('select 1;; select 2;')).toBe(
    'Query(QuerySpecification(Select(SingleColumn(1)))); Query(QuerySpecification(Select(SingleColumn(2))))',
  );
});
