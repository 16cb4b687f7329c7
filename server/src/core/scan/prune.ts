/**
 * Whether a predicate can be true for any row of a partition, file or row group, from what is known of its columns.
 * Invariant: the answer "no" is certain; everything that is not understood answers "maybe", so that no file with a matching row is ever left out.
 */
import type * as tree from '../sql/tree';
import { compareConstants, dateFrom, point, timestampFrom, toDate, toTimestamp } from './bounds';
import type { Constant, Known } from './bounds';

export interface PruneContext {
  /** What is known of a column reference; undefined for everything that is no column of the scanned table. */
  readonly column: (reference: tree.Expression) => Known;
  /** Today as the engine will see it, in days since 1970 (UTC). */
  readonly today: number;
}

/** Truth values a predicate can take. */
interface Truth {
  readonly true: boolean;
  readonly false: boolean;
  readonly null: boolean;
}

const anything: Truth = { true: true, false: true, null: true };

/** The terms of a predicate that all have to hold. */
export function conjuncts(predicate: tree.Expression): readonly tree.Expression[] {
  return predicate.kind === 'LogicalExpression' && predicate.operator === 'AND' ? predicate.terms.flatMap(conjuncts) : [predicate];
}

export function mayBeTrue(predicate: tree.Expression, context: PruneContext): boolean {
  return truth(predicate, context).true;
}

function truth(node: tree.Expression, context: PruneContext): Truth {
  switch (node.kind) {
    case 'LogicalExpression': {
      const terms = node.terms.map(term => truth(term, context));
      const nulls = terms.some(term => term.null);
      return node.operator === 'AND'
        ? { true: terms.every(term => term.true), false: terms.some(term => term.false), null: nulls }
        : { true: terms.some(term => term.true), false: terms.every(term => term.false), null: nulls };
    }
    case 'NotExpression': {
      const inner = truth(node.value, context);
      return { true: inner.false, false: inner.true, null: inner.null };
    }
    case 'ComparisonExpression':
      return compared(node.operator, known(node.left, context), known(node.right, context));
    case 'BetweenPredicate': {
      const value = known(node.value, context);
      const low = compared('>=', value, known(node.min, context));
      const high = compared('<=', value, known(node.max, context));
      return negated(node.not, { true: low.true && high.true, false: low.false || high.false, null: low.null || high.null });
    }
    case 'InPredicate': {
      if (node.list.kind !== 'InListExpression') return anything;
      const value = known(node.value, context);
      const terms = node.list.values.map(item => compared('=', value, known(item, context)));
      return negated(node.not, { true: terms.some(t => t.true), false: terms.every(t => t.false), null: terms.some(t => t.null) });
    }
    case 'LikePredicate':
      return negated(node.not, like(known(node.value, context), node));
    case 'IsNullPredicate': {
      const value = known(node.value, context);
      if (!value) return { ...anything, null: false };
      return negated(
        node.not,
        value.kind === 'null' ? { true: true, false: false, null: false } : { true: value.nulls, false: true, null: false },
      );
    }
    case 'BooleanLiteral':
      return { true: node.value, false: !node.value, null: false };
    default: {
      const value = known(node, context);
      if (value?.kind === 'null') return { true: false, false: false, null: true };
      if (value?.kind !== 'range') return anything;
      const { min, max } = value.range;
      return min.kind === 'boolean' && max.kind === 'boolean' ? { true: max.value, false: !min.value, null: value.nulls } : anything;
    }
  }
}

function negated(not: boolean, value: Truth): Truth {
  return not ? { true: value.false, false: value.true, null: value.null } : value;
}

function compared(operator: tree.ComparisonOperator, left: Known, right: Known): Truth {
  if (left?.kind === 'null' || right?.kind === 'null') return { true: false, false: false, null: true };
  if (!left || !right) return anything;
  const lowest = compareConstants(left.range.min, right.range.max);
  const highest = compareConstants(left.range.max, right.range.min);
  if (lowest === undefined || highest === undefined) return anything;
  // The difference left - right lies somewhere between these two.
  const nulls = left.nulls || right.nulls;
  const one = lowest === 0 && highest === 0;
  switch (operator) {
    case '=':
      return { true: lowest <= 0 && highest >= 0, false: !one, null: nulls };
    case '<>':
      return { true: !one, false: lowest <= 0 && highest >= 0, null: nulls };
    case '<':
      return { true: lowest < 0, false: highest >= 0, null: nulls };
    case '<=':
      return { true: lowest <= 0, false: highest > 0, null: nulls };
    case '>':
      return { true: highest > 0, false: lowest <= 0, null: nulls };
    case '>=':
      return { true: highest >= 0, false: lowest < 0, null: nulls };
  }
}

/** Only the text before the first wildcard counts: `'2026-01%'`. */
function like(value: Known, node: tree.LikePredicate): Truth {
  if (value?.kind === 'null') return { true: false, false: false, null: true };
  if (!value || node.escape || node.pattern.kind !== 'StringLiteral') return anything;
  const { min, max } = value.range;
  if (min.kind !== 'string' || max.kind !== 'string') return anything;
  const prefix = /^[^%_]*/.exec(node.pattern.value)?.[0] ?? '';
  const below = compareConstants({ kind: 'string', value: max.value.slice(0, prefix.length) }, { kind: 'string', value: prefix }) ?? 0;
  const above = compareConstants({ kind: 'string', value: min.value.slice(0, prefix.length) }, { kind: 'string', value: prefix }) ?? 0;
  return { true: below >= 0 && above <= 0, false: true, null: value.nulls };
}

/** What is known of an expression's value; undefined where nothing is. */
function known(node: tree.Expression, context: PruneContext): Known {
  switch (node.kind) {
    case 'Identifier':
    case 'DereferenceExpression':
      return context.column(node);
    case 'NullLiteral':
      return { kind: 'null' };
    case 'LongLiteral':
      return point({ kind: 'number', value: Number(node.value) });
    case 'DecimalLiteral':
    case 'DoubleLiteral':
      return point({ kind: 'number', value: Number(node.text.replaceAll('_', '')) });
    case 'StringLiteral':
      return point({ kind: 'string', value: node.value });
    case 'BooleanLiteral':
      return point({ kind: 'boolean', value: node.value });
    case 'GenericLiteral':
      return node.value.kind === 'StringLiteral' ? typedLiteral(node.type.value.toLowerCase(), node.value.value) : undefined;
    case 'CurrentValue':
      return node.name === 'current_date' ? point({ kind: 'date', value: context.today }) : undefined;
    case 'ArithmeticUnary':
      return node.operator === '-' ? mapMonotonic(known(node.value, context), negate, true) : known(node.value, context);
    case 'ArithmeticBinary':
      return arithmetic(node, context);
    case 'Cast':
      return converted(typeName(node.type), known(node.expression, context));
    case 'FunctionCall':
      return call(node, context);
    default:
      return undefined;
  }
}

function typedLiteral(type: string, text: string): Known {
  const value = type === 'date' ? dateFrom(text) : type === 'timestamp' ? timestampFrom(text) : undefined;
  return value && point(value);
}

function negate(constant: Constant): Constant | undefined {
  return constant.kind === 'number' ? { kind: 'number', value: -constant.value } : undefined;
}

/** `a + interval`, `a - interval`, and sums of numbers. */
function arithmetic(node: tree.ArithmeticBinary, context: PruneContext): Known {
  if (node.operator !== '+' && node.operator !== '-') return undefined;
  const sign = node.operator === '+' ? 1 : -1;
  if (node.right.kind === 'IntervalLiteral') {
    const { from, to, negative, value } = node.right;
    const amount =
      value.kind === 'StringLiteral' && /^\d+$/.test(value.value) ? Number(value.value) * (negative ? -1 : 1) * sign : undefined;
    return amount === undefined || from === undefined || to
      ? undefined
      : mapMonotonic(known(node.left, context), constant => shifted(constant, from.toLowerCase(), amount), false);
  }
  const right = known(node.right, context);
  if (right?.kind !== 'range' || compareConstants(right.range.min, right.range.max) !== 0) return undefined;
  const { min: by } = right.range;
  if (by.kind !== 'number') return undefined;
  return mapMonotonic(
    known(node.left, context),
    constant => (constant.kind === 'number' ? { kind: 'number', value: constant.value + sign * by.value } : undefined),
    false,
  );
}

/** Whole months end at the last day of a shorter month, as Trino adds them. */
function shifted(constant: Constant, unit: string, amount: number): Constant | undefined {
  const micros: Readonly<Record<string, number>> = { week: 604_800e6, day: 86_400e6, hour: 3_600e6, minute: 60e6, second: 1e6 };
  const step = micros[unit];
  if (step !== undefined) {
    if (constant.kind === 'timestamp') return { kind: 'timestamp', value: constant.value + amount * step };
    return constant.kind === 'date' && step >= 86_400e6 ? { kind: 'date', value: constant.value + (amount * step) / 86_400e6 } : undefined;
  }
  const months = unit === 'month' ? amount : unit === 'quarter' ? amount * 3 : unit === 'year' ? amount * 12 : undefined;
  if (months === undefined || (constant.kind !== 'date' && constant.kind !== 'timestamp')) return undefined;
  const days = constant.kind === 'date' ? constant.value : Math.floor(constant.value / 86_400e6);
  const date = new Date(days * 86_400_000);
  const target = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months + 1, 0));
  const day = Math.min(date.getUTCDate(), target.getUTCDate());
  const shiftedDays = Date.UTC(target.getUTCFullYear(), target.getUTCMonth(), day) / 86_400_000;
  return constant.kind === 'date'
    ? { kind: 'date', value: shiftedDays }
    : { kind: 'timestamp', value: constant.value + (shiftedDays - days) * 86_400e6 };
}

/** Types with a zone or a size are not understood. */
function typeName(type: tree.DataType): string {
  if (type.kind === 'DateTimeDataType') return type.base === 'TIMESTAMP' && !type.withTimeZone ? 'timestamp' : '';
  return type.kind === 'GenericDataType' && type.arguments.length === 0 ? type.name.value.toLowerCase() : '';
}

function converted(type: string, value: Known): Known {
  switch (type) {
    case 'date':
      return mapMonotonic(value, toDate, false);
    case 'timestamp':
      return mapMonotonic(value, toTimestamp, false);
    case 'varchar':
      // Text orders differently from numbers: only a single value keeps its place.
      return value?.kind === 'range' && value.range.min.kind === 'string' ? value : undefined;
    case 'bigint':
    case 'integer':
    case 'int':
    case 'double':
      return value?.kind === 'range' &&
        value.range.min.kind === 'number' &&
        Number.isInteger(value.range.min.value) &&
        value.range.max.kind === 'number' &&
        Number.isInteger(value.range.max.value)
        ? value
        : undefined;
    default:
      return undefined;
  }
}

function call(node: tree.FunctionCall, context: PruneContext): Known {
  const last = node.name.parts.at(-1);
  const name = node.name.parts.length === 1 && last?.kind === 'Identifier' ? last.value.toLowerCase() : '';
  const [first, second, third] = node.arguments;
  if (node.window || node.distinct || node.filter) return undefined;
  switch (name) {
    case 'date':
      return first && node.arguments.length === 1 ? converted('date', known(first, context)) : undefined;
    case 'date_add': {
      if (first?.kind !== 'StringLiteral' || !second || !third) return undefined;
      const amount = known(second, context);
      const by =
        amount?.kind === 'range' && compareConstants(amount.range.min, amount.range.max) === 0 && amount.range.min.kind === 'number'
          ? amount.range.min.value
          : undefined;
      return by === undefined
        ? undefined
        : mapMonotonic(known(third, context), constant => shifted(constant, first.value.toLowerCase(), by), false);
    }
    case 'from_iso8601_date':
      return first
        ? mapMonotonic(known(first, context), constant => (constant.kind === 'string' ? dateFrom(constant.value) : undefined), false)
        : undefined;
    default:
      return undefined;
  }
}

/** Through a function that keeps the order (or turns it around). Strings only pass as single values: their ranges order otherwise. */
function mapMonotonic(value: Known, change: (constant: Constant) => Constant | undefined, turns: boolean): Known {
  if (value?.kind !== 'range') return value;
  const { min, max } = value.range;
  if (min.kind === 'string' && compareConstants(min, max) !== 0) return undefined;
  const first = change(turns ? max : min);
  const last = change(turns ? min : max);
  return first && last ? { kind: 'range', range: { min: first, max: last }, nulls: value.nulls } : undefined;
}
