/**
 * Queries and relations. Invariant: every query keeps its parts in written order; ORDER BY, OFFSET and LIMIT belong to the
 * Query, whose body is the QuerySpecification, set operation, VALUES, TABLE or parenthesised query before them.
 */
import type { DataType, NumericParameter } from './dataType';
import type { Expression, StringLiteral } from './expression';
import type { JsonFormat, JsonPathInvocation, JsonQueryBehavior, JsonValueBehavior } from './json';
import type { Identifier, Missing, Name, NodeBase, QualifiedName } from './node';
import type { FunctionSpecification, SessionSpecification } from './statement';
import type { FramePattern, MeasureDefinition, WindowSpecification } from './window';

/** The statement SELECT, and every query inside others (without the parentheses around it). */
export interface Query extends NodeBase {
  readonly kind: 'Query';
  /** WITH FUNCTION … and WITH SESSION …: only a statement's outermost query has them. */
  readonly functions: readonly FunctionSpecification[];
  readonly sessionProperties: readonly SessionSpecification[];
  readonly with: With | undefined;
  readonly body: QueryBody;
  readonly orderBy: OrderBy | undefined;
  readonly offset: Offset | undefined;
  readonly limit: Limit | FetchFirst | undefined;
}
export type QueryBody = QuerySpecification | SetOperation | TableSubquery | Values | Table | Missing;

export interface With extends NodeBase {
  readonly kind: 'With';
  readonly recursive: boolean;
  readonly queries: readonly WithQuery[];
}
export interface WithQuery extends NodeBase {
  readonly kind: 'WithQuery';
  readonly name: Name;
  readonly columnNames: ColumnAliases | undefined;
  readonly query: Query | Missing;
}
export interface ColumnAliases extends NodeBase {
  readonly kind: 'ColumnAliases';
  readonly names: readonly Name[];
}

export interface QuerySpecification extends NodeBase {
  readonly kind: 'QuerySpecification';
  readonly select: Select;
  readonly from: From | undefined;
  readonly where: Expression | undefined;
  readonly groupBy: GroupBy | undefined;
  readonly having: Expression | undefined;
  readonly windows: readonly WindowDefinition[];
  /** Subqueries that stand where the grammar allows none: kept so that names inside find their scope. Empty in correct text. */
  readonly strays: readonly Expression[];
}
export interface Select extends NodeBase {
  readonly kind: 'Select';
  readonly quantifier: SetQuantifier | undefined;
  readonly items: readonly SelectItem[];
}
export type SetQuantifier = 'DISTINCT' | 'ALL';
export type SelectItem = SingleColumn | AllColumns;
export interface SingleColumn extends NodeBase {
  readonly kind: 'SingleColumn';
  readonly expression: Expression;
  readonly alias: Name | undefined;
}
/** `*`, `t.*`, `(row).* AS (a, b)`. */
export interface AllColumns extends NodeBase {
  readonly kind: 'AllColumns';
  readonly target: Expression | undefined;
  readonly aliases: ColumnAliases | undefined;
}
/** FROM with its relations: a comma between them is a cross join. */
export interface From extends NodeBase {
  readonly kind: 'From';
  readonly relations: readonly Relation[];
}
export interface GroupBy extends NodeBase {
  readonly kind: 'GroupBy';
  readonly quantifier: SetQuantifier | undefined;
  /** GROUP BY AUTO: the elements are the select items that are not aggregated. */
  readonly auto: boolean;
  readonly elements: readonly GroupingElement[];
}
export type GroupingElement = SimpleGroupBy | GroupingSets;
/** One set: `a`, `(a, b)` or `()`. */
export interface SimpleGroupBy extends NodeBase {
  readonly kind: 'SimpleGroupBy';
  readonly columns: readonly Expression[];
}
export interface GroupingSets extends NodeBase {
  readonly kind: 'GroupingSets';
  readonly type: 'EXPLICIT' | 'ROLLUP' | 'CUBE';
  readonly sets: readonly SimpleGroupBy[];
}
export interface WindowDefinition extends NodeBase {
  readonly kind: 'WindowDefinition';
  readonly name: Name;
  readonly window: WindowSpecification | Missing;
}
export interface OrderBy extends NodeBase {
  readonly kind: 'OrderBy';
  readonly items: readonly SortItem[];
}
export interface SortItem extends NodeBase {
  readonly kind: 'SortItem';
  readonly sortKey: Expression;
  readonly ordering: 'ASC' | 'DESC';
  readonly nullOrdering: 'FIRST' | 'LAST' | undefined;
}
/** `rowCount`: a LongLiteral or a Parameter. */
export interface Offset extends NodeBase {
  readonly kind: 'Offset';
  readonly rowCount: Expression;
}
/** `rowCount` is undefined for LIMIT ALL. */
export interface Limit extends NodeBase {
  readonly kind: 'Limit';
  readonly rowCount: Expression | undefined;
}
export interface FetchFirst extends NodeBase {
  readonly kind: 'FetchFirst';
  readonly rowCount: Expression | undefined;
  readonly withTies: boolean;
}
export interface SetOperation extends NodeBase {
  readonly kind: 'SetOperation';
  readonly operator: 'UNION' | 'INTERSECT' | 'EXCEPT';
  readonly operatorAt: number;
  readonly quantifier: SetQuantifier | undefined;
  readonly corresponding: Corresponding | undefined;
  readonly left: QueryBody;
  readonly right: QueryBody;
}
/** CORRESPONDING [BY (a, b)]. */
export interface Corresponding extends NodeBase {
  readonly kind: 'Corresponding';
  readonly columns: ColumnAliases | undefined;
}
export interface Values extends NodeBase {
  readonly kind: 'Values';
  readonly rows: readonly Expression[];
}

export type Relation =
  | Table
  | AliasedRelation
  | SampledRelation
  | Join
  | TableSubquery
  | Unnest
  | Lateral
  | TableFunctionInvocation
  | PatternRecognitionRelation
  | JsonTable
  | Missing;

/** A relation by its name, also in TABLE name. */
export interface Table extends NodeBase {
  readonly kind: 'Table';
  readonly name: QualifiedName;
  readonly period: QueryPeriod | undefined;
}
export interface QueryPeriod extends NodeBase {
  readonly kind: 'QueryPeriod';
  readonly rangeType: 'TIMESTAMP' | 'VERSION';
  readonly rangeEnd: Expression;
}
export interface AliasedRelation extends NodeBase {
  readonly kind: 'AliasedRelation';
  readonly relation: Relation;
  readonly alias: Name;
  readonly columnNames: ColumnAliases | undefined;
}
export interface SampledRelation extends NodeBase {
  readonly kind: 'SampledRelation';
  readonly relation: Relation;
  readonly type: 'BERNOULLI' | 'SYSTEM' | undefined;
  readonly percentage: Expression;
}
export interface Join extends NodeBase {
  readonly kind: 'Join';
  readonly type: 'CROSS' | 'INNER' | 'LEFT' | 'RIGHT' | 'FULL';
  readonly left: Relation;
  readonly right: Relation;
  /** Undefined for a cross join; Missing where ON or USING has not been typed yet. */
  readonly criteria: JoinOn | JoinUsing | NaturalJoin | Missing | undefined;
}
export interface JoinOn extends NodeBase {
  readonly kind: 'JoinOn';
  readonly expression: Expression;
}
export interface JoinUsing extends NodeBase {
  readonly kind: 'JoinUsing';
  readonly columns: readonly Name[];
}
export interface NaturalJoin extends NodeBase {
  readonly kind: 'NaturalJoin';
}
/** A query in parentheses, as a relation or as an operand; the range includes the parentheses. */
export interface TableSubquery extends NodeBase {
  readonly kind: 'TableSubquery';
  readonly query: Query;
}
export interface Unnest extends NodeBase {
  readonly kind: 'Unnest';
  readonly expressions: readonly Expression[];
  readonly withOrdinality: boolean;
}
export interface Lateral extends NodeBase {
  readonly kind: 'Lateral';
  readonly query: Query | Missing;
}

/** TABLE(f(…)) as a relation. */
export interface TableFunctionInvocation extends NodeBase {
  readonly kind: 'TableFunctionInvocation';
  readonly name: QualifiedName;
  readonly arguments: readonly TableFunctionArgument[];
  readonly copartitioning: readonly Copartition[];
}
export interface TableFunctionArgument extends NodeBase {
  readonly kind: 'TableFunctionArgument';
  readonly name: Identifier | undefined;
  readonly value: Expression | TableFunctionTableArgument | TableFunctionDescriptorArgument;
}
export interface TableFunctionTableArgument extends NodeBase {
  readonly kind: 'TableFunctionTableArgument';
  readonly table: Relation;
  readonly partitionBy: readonly Expression[] | undefined;
  readonly orderBy: OrderBy | undefined;
  readonly whenEmpty: 'PRUNE' | 'KEEP' | undefined;
}
/** DESCRIPTOR(a, b bigint), or CAST(NULL AS DESCRIPTOR) where `fields` is undefined. */
export interface TableFunctionDescriptorArgument extends NodeBase {
  readonly kind: 'TableFunctionDescriptorArgument';
  readonly fields: readonly DescriptorField[] | undefined;
}
export interface DescriptorField extends NodeBase {
  readonly kind: 'DescriptorField';
  readonly name: Name;
  readonly type: DataType | undefined;
}
export interface Copartition extends NodeBase {
  readonly kind: 'Copartition';
  readonly tables: readonly QualifiedName[];
}

/** MATCH_RECOGNIZE. */
export interface PatternRecognitionRelation extends NodeBase {
  readonly kind: 'PatternRecognitionRelation';
  readonly input: Relation;
  readonly partitionBy: readonly Expression[];
  readonly orderBy: OrderBy | undefined;
  readonly measures: readonly MeasureDefinition[];
  readonly rowsPerMatch: 'ONE' | 'ALL SHOW EMPTY' | 'ALL OMIT EMPTY' | 'ALL WITH UNMATCHED' | undefined;
  readonly pattern: FramePattern;
}
export type RowPattern =
  | PatternVariable
  | EmptyPattern
  | PatternConcatenation
  | PatternAlternation
  | PatternPermutation
  | ExcludedPattern
  | AnchorPattern
  | QuantifiedPattern;
export interface PatternVariable extends NodeBase {
  readonly kind: 'PatternVariable';
  readonly name: Name;
}
export interface EmptyPattern extends NodeBase {
  readonly kind: 'EmptyPattern';
}
export interface PatternConcatenation extends NodeBase {
  readonly kind: 'PatternConcatenation';
  readonly patterns: readonly RowPattern[];
}
export interface PatternAlternation extends NodeBase {
  readonly kind: 'PatternAlternation';
  readonly patterns: readonly RowPattern[];
}
export interface PatternPermutation extends NodeBase {
  readonly kind: 'PatternPermutation';
  readonly patterns: readonly RowPattern[];
}
export interface ExcludedPattern extends NodeBase {
  readonly kind: 'ExcludedPattern';
  readonly pattern: RowPattern;
}
export interface AnchorPattern extends NodeBase {
  readonly kind: 'AnchorPattern';
  readonly type: 'PARTITION_START' | 'PARTITION_END';
}
/** `at least` 0 and no `atMost` is `*`. */
export interface QuantifiedPattern extends NodeBase {
  readonly kind: 'QuantifiedPattern';
  readonly pattern: RowPattern;
  readonly atLeast: number;
  readonly atMost: number | undefined;
  readonly greedy: boolean;
}

export interface JsonTable extends NodeBase {
  readonly kind: 'JsonTable';
  readonly invocation: JsonPathInvocation;
  readonly columns: readonly JsonTableColumn[];
  readonly plan: JsonTablePlan | undefined;
  readonly onError: 'ERROR' | 'EMPTY' | undefined;
}
export type JsonTableColumn = OrdinalityColumn | ValueColumn | QueryColumn | NestedColumns;
export interface OrdinalityColumn extends NodeBase {
  readonly kind: 'OrdinalityColumn';
  readonly name: Name;
}
export interface ValueColumn extends NodeBase {
  readonly kind: 'ValueColumn';
  readonly name: Name;
  readonly type: DataType;
  readonly path: StringLiteral | Missing | undefined;
  readonly onEmpty: JsonValueBehavior | undefined;
  readonly onError: JsonValueBehavior | undefined;
}
export interface QueryColumn extends NodeBase {
  readonly kind: 'QueryColumn';
  readonly name: Name;
  readonly type: DataType;
  readonly format: JsonFormat;
  readonly path: StringLiteral | Missing | undefined;
  readonly wrapper: 'WITHOUT' | 'CONDITIONAL' | 'UNCONDITIONAL' | undefined;
  readonly quotes: 'KEEP' | 'OMIT' | undefined;
  readonly onEmpty: JsonQueryBehavior | undefined;
  readonly onError: JsonQueryBehavior | undefined;
}
export interface NestedColumns extends NodeBase {
  readonly kind: 'NestedColumns';
  readonly path: StringLiteral | Missing;
  readonly pathName: Name | undefined;
  readonly columns: readonly JsonTableColumn[];
}
export type JsonTablePlan = PlanLeaf | PlanJoin | DefaultPlan;
export interface PlanLeaf extends NodeBase {
  readonly kind: 'PlanLeaf';
  readonly name: Name;
}
export interface PlanJoin extends NodeBase {
  readonly kind: 'PlanJoin';
  readonly type: 'OUTER' | 'INNER' | 'UNION' | 'CROSS';
  readonly plans: readonly JsonTablePlan[];
}
export interface DefaultPlan extends NodeBase {
  readonly kind: 'DefaultPlan';
  readonly parentChild: 'OUTER' | 'INNER' | undefined;
  readonly siblings: 'UNION' | 'CROSS' | undefined;
}

export type QueryPart =
  | Query
  | With
  | WithQuery
  | ColumnAliases
  | QueryBody
  | Select
  | SelectItem
  | From
  | GroupBy
  | GroupingElement
  | WindowDefinition
  | OrderBy
  | Offset
  | Limit
  | FetchFirst
  | Corresponding
  | QueryPeriod
  | JoinOn
  | JoinUsing
  | NaturalJoin
  | TableFunctionArgument
  | TableFunctionTableArgument
  | TableFunctionDescriptorArgument
  | DescriptorField
  | Copartition
  | RowPattern
  | JsonTableColumn
  | JsonTablePlan
  | NumericParameter
  | Relation;
