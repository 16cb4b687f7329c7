/**
 * Expressions and types. Invariant: `start`/`end` cover the whole construct, parentheses around it excluded;
 * `operatorAt` is the place where Trino reports an error of an infix construct (its operator or the predicate's first word).
 */
import type { DataType, NumericParameter, RowDataTypeField } from './dataType';
import type {
  JsonArray,
  JsonArrayElement,
  JsonExists,
  JsonObject,
  JsonObjectMember,
  JsonPathInvocation,
  JsonPathParameter,
  JsonQuery,
  JsonValue,
  JsonValueBehavior,
} from './json';
import type { Identifier, Missing, Name, NodeBase, QualifiedName } from './node';
import type { OrderBy, Query, SortItem } from './query';
import type {
  FrameBound,
  FramePattern,
  MeasureDefinition,
  SkipTo,
  SubsetDefinition,
  VariableDefinition,
  Window,
  WindowFrame,
} from './window';

export type Expression =
  | Identifier
  | Missing
  | DereferenceExpression
  | SubscriptExpression
  | Literal
  | Parameter
  | ArrayConstructor
  | Row
  | ArithmeticUnary
  | ArithmeticBinary
  | Concatenation
  | ComparisonExpression
  | QuantifiedComparison
  | BetweenPredicate
  | InPredicate
  | LikePredicate
  | IsNullPredicate
  | IsDistinctFromPredicate
  | ExistsPredicate
  | NotExpression
  | LogicalExpression
  | SubqueryExpression
  | SimpleCaseExpression
  | SearchedCaseExpression
  | Cast
  | AtTimeZone
  | Extract
  | Trim
  | CurrentValue
  | FunctionCall
  | WindowOperation
  | GroupingOperation
  | LambdaExpression
  | JsonExists
  | JsonValue
  | JsonQuery
  | JsonObject
  | JsonArray;

/** `base.field`. Whether the base is a relation, a schema or a row is for the analyzer to find out. */
export interface DereferenceExpression extends NodeBase {
  readonly kind: 'DereferenceExpression';
  readonly base: Expression;
  readonly field: Name;
}

export interface SubscriptExpression extends NodeBase {
  readonly kind: 'SubscriptExpression';
  readonly base: Expression;
  readonly index: Expression;
}

export type Literal =
  | NullLiteral
  | BooleanLiteral
  | LongLiteral
  | DecimalLiteral
  | DoubleLiteral
  | StringLiteral
  | BinaryLiteral
  | GenericLiteral
  | IntervalLiteral;

export interface NullLiteral extends NodeBase {
  readonly kind: 'NullLiteral';
}
export interface BooleanLiteral extends NodeBase {
  readonly kind: 'BooleanLiteral';
  readonly value: boolean;
}
/** An integer as written (it may be hexadecimal, octal or binary, with underscores); `value` is what it says. */
export interface LongLiteral extends NodeBase {
  readonly kind: 'LongLiteral';
  readonly text: string;
  readonly value: bigint;
}
export interface DecimalLiteral extends NodeBase {
  readonly kind: 'DecimalLiteral';
  readonly text: string;
}
export interface DoubleLiteral extends NodeBase {
  readonly kind: 'DoubleLiteral';
  readonly text: string;
}
/** `value` has quotes undone and, for `U&'…'`, escapes decoded. */
export interface StringLiteral extends NodeBase {
  readonly kind: 'StringLiteral';
  readonly value: string;
}
/** `X'…'`: `hex` holds the digits without blanks. */
export interface BinaryLiteral extends NodeBase {
  readonly kind: 'BinaryLiteral';
  readonly hex: string;
}
/** `date '2024-01-01'`: a type's name before a string. */
export interface GenericLiteral extends NodeBase {
  readonly kind: 'GenericLiteral';
  readonly type: Identifier;
  readonly value: StringLiteral | Missing;
}
export type IntervalField = 'YEAR' | 'MONTH' | 'DAY' | 'HOUR' | 'MINUTE' | 'SECOND';
export interface IntervalLiteral extends NodeBase {
  readonly kind: 'IntervalLiteral';
  readonly negative: boolean;
  readonly value: StringLiteral | Missing;
  readonly from: IntervalField | undefined;
  readonly to: IntervalField | undefined;
}
/** `?`, counted from 0 within its statement. */
export interface Parameter extends NodeBase {
  readonly kind: 'Parameter';
  readonly position: number;
}

export interface ArrayConstructor extends NodeBase {
  readonly kind: 'ArrayConstructor';
  readonly values: readonly Expression[];
}
/** `ROW(a, b AS x)` or `(a, b)` (`implicit`). */
export interface Row extends NodeBase {
  readonly kind: 'Row';
  readonly implicit: boolean;
  readonly fields: readonly RowItem[];
}
export interface RowItem extends NodeBase {
  readonly kind: 'RowItem';
  readonly expression: Expression;
  readonly name: Name | undefined;
}

export interface ArithmeticUnary extends NodeBase {
  readonly kind: 'ArithmeticUnary';
  readonly operator: '+' | '-';
  readonly value: Expression;
}
export interface ArithmeticBinary extends NodeBase {
  readonly kind: 'ArithmeticBinary';
  readonly operator: '+' | '-' | '*' | '/' | '%';
  readonly operatorAt: number;
  readonly left: Expression;
  readonly right: Expression;
}
export interface Concatenation extends NodeBase {
  readonly kind: 'Concatenation';
  readonly operatorAt: number;
  readonly left: Expression;
  readonly right: Expression;
}
/** `!=` is kept as `<>`. */
export type ComparisonOperator = '=' | '<>' | '<' | '<=' | '>' | '>=';
export interface ComparisonExpression extends NodeBase {
  readonly kind: 'ComparisonExpression';
  readonly operator: ComparisonOperator;
  readonly operatorAt: number;
  readonly left: Expression;
  readonly right: Expression;
}
export interface QuantifiedComparison extends NodeBase {
  readonly kind: 'QuantifiedComparison';
  readonly operator: ComparisonOperator;
  readonly operatorAt: number;
  readonly quantifier: 'ALL' | 'ANY' | 'SOME';
  readonly value: Expression;
  readonly subquery: Query | Missing;
}
export interface BetweenPredicate extends NodeBase {
  readonly kind: 'BetweenPredicate';
  readonly operatorAt: number;
  readonly not: boolean;
  readonly value: Expression;
  readonly min: Expression;
  readonly max: Expression;
}
export interface InPredicate extends NodeBase {
  readonly kind: 'InPredicate';
  readonly operatorAt: number;
  readonly not: boolean;
  readonly value: Expression;
  readonly list: InListExpression | SubqueryExpression | Missing;
}
export interface InListExpression extends NodeBase {
  readonly kind: 'InListExpression';
  readonly values: readonly Expression[];
}
export interface LikePredicate extends NodeBase {
  readonly kind: 'LikePredicate';
  readonly operatorAt: number;
  readonly not: boolean;
  readonly value: Expression;
  readonly pattern: Expression;
  readonly escape: Expression | undefined;
}
export interface IsNullPredicate extends NodeBase {
  readonly kind: 'IsNullPredicate';
  readonly operatorAt: number;
  readonly not: boolean;
  readonly value: Expression;
}
export interface IsDistinctFromPredicate extends NodeBase {
  readonly kind: 'IsDistinctFromPredicate';
  readonly operatorAt: number;
  readonly not: boolean;
  readonly left: Expression;
  readonly right: Expression;
}
export interface ExistsPredicate extends NodeBase {
  readonly kind: 'ExistsPredicate';
  readonly subquery: Query | Missing;
}
export interface NotExpression extends NodeBase {
  readonly kind: 'NotExpression';
  readonly value: Expression;
}
/** `a AND b AND c` is one node with three terms. */
export interface LogicalExpression extends NodeBase {
  readonly kind: 'LogicalExpression';
  readonly operator: 'AND' | 'OR';
  readonly terms: readonly Expression[];
}
/** A query in parentheses used as a value (or as the right side of IN); the range includes the parentheses. */
export interface SubqueryExpression extends NodeBase {
  readonly kind: 'SubqueryExpression';
  readonly query: Query;
}
export interface SimpleCaseExpression extends NodeBase {
  readonly kind: 'SimpleCaseExpression';
  readonly operand: Expression;
  readonly whenClauses: readonly WhenClause[];
  readonly defaultValue: Expression | undefined;
}
export interface SearchedCaseExpression extends NodeBase {
  readonly kind: 'SearchedCaseExpression';
  readonly whenClauses: readonly WhenClause[];
  readonly defaultValue: Expression | undefined;
}
export interface WhenClause extends NodeBase {
  readonly kind: 'WhenClause';
  readonly operand: Expression;
  readonly result: Expression;
}

/** `safe`: TRY_CAST. */
export interface Cast extends NodeBase {
  readonly kind: 'Cast';
  readonly safe: boolean;
  readonly expression: Expression;
  readonly type: DataType;
}
export interface AtTimeZone extends NodeBase {
  readonly kind: 'AtTimeZone';
  readonly operatorAt: number;
  readonly value: Expression;
  readonly timeZone: Expression;
}
export interface Extract extends NodeBase {
  readonly kind: 'Extract';
  readonly field: Name;
  readonly expression: Expression;
}
export interface Trim extends NodeBase {
  readonly kind: 'Trim';
  readonly specification: 'LEADING' | 'TRAILING' | 'BOTH';
  readonly trimCharacter: Expression | undefined;
  readonly source: Expression;
}
export interface CurrentValue extends NodeBase {
  readonly kind: 'CurrentValue';
  readonly name:
    | 'current_date'
    | 'current_time'
    | 'current_timestamp'
    | 'localtime'
    | 'localtimestamp'
    | 'current_user'
    | 'current_catalog'
    | 'current_schema'
    | 'current_path';
  readonly precision: number | undefined;
}

/**
 * A call. The forms with words between their arguments are calls too, with the arguments in written order: SUBSTRING(x FROM 2 FOR 3),
 * NORMALIZE(x, NFC), POSITION(a IN b), LISTAGG(x, ','), IF, NULLIF, COALESCE, TRY and FORMAT.
 */
export interface FunctionCall extends NodeBase {
  readonly kind: 'FunctionCall';
  readonly processingMode: 'RUNNING' | 'FINAL' | undefined;
  readonly name: QualifiedName;
  readonly distinct: boolean;
  readonly arguments: readonly Expression[];
  /** `count(*)`, and `count(label.*)` inside MATCH_RECOGNIZE. */
  readonly star: FunctionStar | undefined;
  /** ORDER BY inside the parentheses, or inside WITHIN GROUP of LISTAGG. */
  readonly orderBy: OrderBy | undefined;
  readonly filter: Expression | undefined;
  readonly nullTreatment: 'IGNORE' | 'RESPECT' | undefined;
  readonly window: Window | undefined;
  /** Set for POSITION(a IN b); with a comma there is no such function. */
  readonly infix?: true;
  /** Ends of the argument list: just behind `(` and just before `)`; the same as `end` when the parenthesis is not closed. */
  readonly argumentsStart: number;
  readonly argumentsEnd: number;
}
export interface FunctionStar extends NodeBase {
  readonly kind: 'FunctionStar';
  readonly label: Identifier | undefined;
}
/** `measure OVER w`: a row-pattern measure of a window. */
export interface WindowOperation extends NodeBase {
  readonly kind: 'WindowOperation';
  readonly name: Identifier;
  readonly window: Window;
}
export interface GroupingOperation extends NodeBase {
  readonly kind: 'GroupingOperation';
  readonly columns: readonly QualifiedName[];
}
export interface LambdaExpression extends NodeBase {
  readonly kind: 'LambdaExpression';
  readonly parameters: readonly Identifier[];
  readonly body: Expression;
}

export type ExpressionPart =
  | RowItem
  | InListExpression
  | WhenClause
  | FunctionStar
  | Window
  | WindowFrame
  | FrameBound
  | FramePattern
  | SkipTo
  | MeasureDefinition
  | SubsetDefinition
  | VariableDefinition
  | JsonPathInvocation
  | JsonPathParameter
  | JsonValueBehavior
  | JsonObjectMember
  | JsonArrayElement
  | DataType
  | NumericParameter
  | RowDataTypeField
  | SortItem;
