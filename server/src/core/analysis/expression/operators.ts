/**
 * Operators: arithmetic, comparison, predicates, conditions. Invariant: an operand of unresolved type raises nothing and makes
 * arithmetic unresolved; predicates stay boolean.
 */
import type * as tree from '../../sql/tree';
import type { Analyzer } from '../Analyzer';
import type { Scope } from '../scope/Scope';
import { canCoerce, coerceToBase, commonSuperType } from '../types/coercion';
import { isComparable, isNumeric, isOrderable } from '../types/properties';
import {
  booleanType,
  datetime,
  decimalType,
  intervalDayToSecond,
  intervalYearToMonth,
  sameType,
  tinyintType,
  unknownType,
  unresolvedType,
  type TrinoType,
} from '../types/TrinoType';

type Operator = tree.ArithmeticBinary['operator'];

export function unaryType(a: Analyzer, node: tree.ArithmeticUnary, scope: Scope): TrinoType {
  const type = a.expression(node.value, scope);
  if (!type.resolved) return type;
  // A plus is for numbers of fixed and floating width alone: not even decimals take it.
  const fits =
    node.operator === '+'
      ? isNumeric(type) && type.base !== 'decimal'
      : type === unknownType || isNumeric(type) || type.base.startsWith('interval');
  if (fits) return type;
  a.error('TYPE_MISMATCH', node, `Unary '${node.operator}' operator cannot be applied to ${type.display}`);
  return unresolvedType;
}

export function arithmeticType(a: Analyzer, node: tree.ArithmeticBinary, scope: Scope): TrinoType {
  const left = a.expression(node.left, scope);
  const right = a.expression(node.right, scope);
  if (!left.resolved || !right.resolved) return unresolvedType;
  const type = left === unknownType || right === unknownType ? withNull(a, node, left, right) : arithmetic(node.operator, left, right);
  if (type) return type;
  cannotApply(a, node, left, node.operator, right);
  return unresolvedType;
}

/** The result type of an arithmetic operator, or undefined where it does not apply. */
export function arithmetic(operator: Operator, left: TrinoType, right: TrinoType): TrinoType | undefined {
  if (isNumeric(left) && isNumeric(right)) return numeric(operator, left, right);
  return temporal(operator, left, right);
}

/**
 * Arithmetic with NULL: the operator of the other operand's own type, where several do not fit equally well. Undefined where none does.
 * Source: Trino 476, asked for every type.
 */
function withNull(a: Analyzer, { operator, operatorAt }: tree.ArithmeticBinary, left: TrinoType, right: TrinoType): TrinoType | undefined {
  const nullLeft = left === unknownType;
  const type = nullLeft ? right : left;
  const ambiguous = (): TrinoType => {
    const message = `Several forms of ${operator} fit NULL and ${type.display}; add a cast to choose one`;
    a.errorAt('AMBIGUOUS_FUNCTION_CALL', operatorAt, operator.length, message);
    return unresolvedType;
  };
  const isInterval = type.base.startsWith('interval');
  const isTime = type.kind === 'time' || type.kind === 'timestamp';
  switch (operator) {
    case '+':
      if (type === unknownType || isInterval) return ambiguous();
      // Days bring milliseconds with them, months do not: below that precision the results differ.
      if (type.kind === 'timestamp' && type.precision < 3) return ambiguous();
      if (type.base === 'date' || isTime) return shifted(type, intervalDayToSecond);
      break;
    case '-':
      if (type === unknownType) return ambiguous();
      if (isInterval) return nullLeft ? ambiguous() : type;
      if (nullLeft && (isTime || type.base === 'date')) return intervalDayToSecond;
      if (isTime) return ambiguous();
      if (type.base === 'date') return type;
      break;
    case '*':
      // Beside numbers, bigint and double also multiply intervals.
      if (type === unknownType || type.base === 'bigint' || type.base === 'double') return ambiguous();
      if (isInterval) return type;
      break;
    case '/':
      if (type === unknownType || (type.base === 'double' && nullLeft)) return ambiguous();
      if (isInterval) return nullLeft ? undefined : type;
      break;
    case '%':
      if (type === unknownType) return tinyintType;
  }
  const converted = type.kind === 'decimal' ? decimalType(1, 0) : type;
  return isNumeric(type) ? numeric(operator, nullLeft ? converted : type, nullLeft ? type : converted) : undefined;
}

function numeric(operator: Operator, left: TrinoType, right: TrinoType): TrinoType | undefined {
  const common = commonSuperType(left, right);
  if (common?.kind !== 'decimal') return common;
  const [a, b] = [coerceToBase(left, 'decimal'), coerceToBase(right, 'decimal')];
  if (a?.kind !== 'decimal' || b?.kind !== 'decimal') return undefined;
  const scale = Math.max(a.scale, b.scale);
  const whole = { a: a.precision - a.scale, b: b.precision - b.scale };
  switch (operator) {
    case '+':
    case '-':
      return decimalType(Math.min(38, Math.max(whole.a, whole.b) + scale + 1), scale);
    case '*':
      return a.scale + b.scale > 38 ? unresolvedType : decimalType(Math.min(38, a.precision + b.precision), a.scale + b.scale);
    case '/':
      return decimalType(Math.min(38, a.precision + b.scale + Math.max(b.scale - a.scale, 0)), scale);
    case '%':
      return decimalType(Math.max(1, Math.min(whole.a, whole.b) + scale), scale);
  }
}

function temporal(operator: Operator, left: TrinoType, right: TrinoType): TrinoType | undefined {
  const leftInterval = left === intervalDayToSecond || left === intervalYearToMonth;
  const rightInterval = right === intervalDayToSecond || right === intervalYearToMonth;
  switch (operator) {
    case '+':
      if (leftInterval && rightInterval) return left === right ? left : undefined;
      return rightInterval ? shifted(left, right) : leftInterval ? shifted(right, left) : undefined;
    case '-': {
      if (leftInterval && rightInterval) return left === right ? left : undefined;
      if (rightInterval) return shifted(left, right);
      const both = commonSuperType(left, right);
      return both && isPointInTime(both) ? intervalDayToSecond : undefined;
    }
    case '*':
      if (leftInterval && isNumeric(right)) return left;
      return rightInterval && isNumeric(left) ? right : undefined;
    case '/':
      return leftInterval && isNumeric(right) ? left : undefined;
    case '%':
      return undefined;
  }
}

function isPointInTime(type: TrinoType): boolean {
  return type.base === 'date' || type.kind === 'time' || type.kind === 'timestamp';
}

/** Days and seconds are added with at least milliseconds; months keep the precision. */
function shifted(type: TrinoType, interval: TrinoType): TrinoType | undefined {
  if (type.base === 'date') return type;
  if (type.kind === 'time')
    return interval === intervalDayToSecond ? datetime('time', Math.max(3, type.precision), type.withTimeZone) : undefined;
  if (type.kind !== 'timestamp') return undefined;
  return interval === intervalYearToMonth ? type : datetime('timestamp', Math.max(3, type.precision), type.withTimeZone);
}

export function comparisonType(a: Analyzer, node: tree.ComparisonExpression, scope: Scope): TrinoType {
  const left = a.expression(node.left, scope);
  const right = a.expression(node.right, scope);
  if (!isComparison(node.operator, left, right)) cannotApply(a, node, left, node.operator, right);
  return booleanType;
}

export function isDistinctFromType(a: Analyzer, node: tree.IsDistinctFromPredicate, scope: Scope): TrinoType {
  const left = a.expression(node.left, scope);
  const right = a.expression(node.right, scope);
  if (!isComparison('=', left, right)) cannotApply(a, node, left, 'IS DISTINCT FROM', right);
  return booleanType;
}

/** Whether two types compare by the operator. */
export function isComparison(operator: tree.ComparisonOperator, left: TrinoType, right: TrinoType): boolean {
  if (!left.resolved || !right.resolved) return true;
  const common = commonSuperType(left, right);
  if (!common) return false;
  return operator === '=' || operator === '<>' ? isComparable(common) : isOrderable(common);
}

function cannotApply(
  a: Analyzer,
  node: { readonly operatorAt: number; readonly left: tree.Expression; readonly right: tree.Expression },
  left: TrinoType,
  operator: string,
  right: TrinoType,
): void {
  const hint = datetimeHint(left, node.right) ?? datetimeHint(right, node.left) ?? '';
  a.errorAt(
    'TYPE_MISMATCH',
    node.operatorAt,
    operator.length,
    `Cannot apply operator: ${left.display} ${operator} ${right.display}${hint}`,
  );
}

/** Dates do not compare with text: the literal wants its type in front. */
function datetimeHint(type: TrinoType, other: tree.Expression): string | undefined {
  const isDatetime = type.base === 'date' || type.kind === 'timestamp' || type.kind === 'time';
  return isDatetime && other.kind === 'StringLiteral'
    ? `; write ${type.kind === 'simple' ? type.base : type.kind} '${other.value}'`
    : undefined;
}

export function betweenType(a: Analyzer, node: tree.BetweenPredicate, scope: Scope): TrinoType {
  const [value, min, max] = [node.value, node.min, node.max].map(part => a.expression(part, scope)) as [TrinoType, TrinoType, TrinoType];
  if (value.resolved && min.resolved && max.resolved) {
    const withMin = commonSuperType(value, min);
    const common = withMin && commonSuperType(withMin, max);
    if (!common || !isOrderable(common)) {
      const message = `Cannot check if ${value.display} is BETWEEN ${min.display} and ${max.display}`;
      a.errorAt('TYPE_MISMATCH', node.operatorAt, 'between'.length, message);
    }
  }
  return booleanType;
}

export function likeType(a: Analyzer, node: tree.LikePredicate, scope: Scope): TrinoType {
  const value = a.expression(node.value, scope);
  if (value.resolved && value.kind !== 'varchar' && value.kind !== 'char' && value !== unknownType) {
    a.error('TYPE_MISMATCH', node.value, `Left side of LIKE expression must evaluate to a varchar (actual: ${value.display})`);
  }
  text(a, node.pattern, scope, 'Pattern for LIKE expression');
  if (node.escape) text(a, node.escape, scope, 'Escape for LIKE expression');
  return booleanType;
}

function text(a: Analyzer, node: tree.Expression, scope: Scope, what: string): void {
  const type = a.expression(node, scope);
  if (!type.resolved || type.kind === 'varchar' || type === unknownType) return;
  a.error('TYPE_MISMATCH', node, `${what} must evaluate to a varchar (actual: ${type.display})`);
}

/** Asks that an expression be boolean; `what` begins the message. */
export function requireBoolean(a: Analyzer, node: tree.Expression, scope: Scope, message: (actual: string) => string): void {
  const type = a.expression(node, scope);
  if (type.resolved && !canCoerce(type, booleanType)) a.error('TYPE_MISMATCH', node, message(type.display));
}

/** The type that all share; where one does not fit the error stands at it. */
export function commonTypeOf(a: Analyzer, nodes: readonly tree.Expression[], scope: Scope, what: string): TrinoType {
  let common: TrinoType = unknownType;
  let open = false;
  const types = nodes.map(node => a.expression(node, scope));
  for (const [i, type] of types.entries()) {
    if (!type.resolved) {
      open = true;
      continue;
    }
    const next = commonSuperType(common, type);
    if (!next) {
      const all = [...new Set(types.map(t => t.display))].join(', ');
      const message = `${what} must be the same type or coercible to a common type: ${common.display} and ${type.display} have none (all types: ${all})`;
      a.error('TYPE_MISMATCH', nodes[i] ?? { start: 0, end: 0 }, message);
      return unresolvedType;
    }
    common = next;
  }
  return open && sameType(common, unknownType) ? unresolvedType : common;
}
