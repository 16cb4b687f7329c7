/**
 * Whether a predicate can be true for any row of a partition, file or row group, from what is known of its columns.
 * Invariant: the answer "no" is certain; everything that is not understood answers "maybe", so that no file with a matching row is ever left out.
 */
import type * as tree from '../sql/tree';
import { walk } from '../sql/tree';
import { compareConstants, dateFrom, point, timestampFrom, toDate, toTimestamp } from './bounds';
import type { Bucket, Constant, Known } from './bounds';
import { bucketOf } from './bucket';
import { evaluated, likeMatches, truncated, yearOf } from './evaluate';

export interface PruneContext {
  /** What is known of a column reference; undefined for everything that is no column of the scanned table. */
  readonly column: (reference: tree.Expression) => Known;
  /** Today as the engine will see it, in days since 1970 (UTC). */
  readonly today: number;
  /** Only the forms that Trino turns into a range of a column, as it does for statistics; partition values take every expression. */
  readonly rangesOnly?: boolean;
}

/** Truth values a predicate can take. */
interface Truth {
  readonly true: boolean;
  readonly false: boolean;
  readonly null: boolean;
}

const anything: Truth = { true: true, false: true, null: true };

export function mayBeTrue(predicate: tree.Expression, context: PruneContext): boolean {
  return truth(predicate, context).true;
}

/** Whether a predicate holds for every row there is. */
export function mustBeTrue(predicate: tree.Expression, context: PruneContext): boolean {
  const value = truth(predicate, context);
  return !value.false && !value.null;
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
      // Of a converted column Trino takes one value to a range, but no list of values.
      if (context.rangesOnly && node.list.values.length > 1 && !isReference(node.value)) return anything;
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
  if (left.unordered || right.unordered) {
    const may = operator === '<>' || compared(operator, { ...left, unordered: false }, { ...right, unordered: false }).true;
    return { true: may, false: true, null: nulls };
  }
  if (outsideBucket(left.bucket, right) || outsideBucket(right.bucket, left)) {
    if (operator === '=') return { true: false, false: true, null: nulls };
    if (operator === '<>') return { true: true, false: false, null: nulls };
  }
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

function outsideBucket(bucket: Bucket | undefined, value: Known): boolean {
  if (!bucket || value?.kind !== 'range' || compareConstants(value.range.min, value.range.max) !== 0) return false;
  const own = bucketOf(value.range.min, bucket.count);
  return own !== undefined && own !== bucket.value;
}

function isReference(node: tree.Expression): boolean {
  return node.kind === 'Identifier' || node.kind === 'DereferenceExpression';
}

/** Of a range only the text before the first wildcard counts: `'2026-01%'`. */
function like(value: Known, node: tree.LikePredicate): Truth {
  if (value?.kind === 'null') return { true: false, false: false, null: true };
  if (!value || node.escape || node.pattern.kind !== 'StringLiteral') return anything;
  const { min, max } = value.range;
  if (min.kind !== 'string' || max.kind !== 'string') return anything;
  if (min.value === max.value) {
    const holds = likeMatches(min.value, node.pattern.value);
    return { true: holds, false: !holds, null: value.nulls };
  }
  const prefix = /^[^%_]*/.exec(node.pattern.value)?.[0] ?? '';
  const start = { kind: 'string', value: prefix } as const;
  const length = Array.from(prefix).length;
  // Cut by code points: half of a surrogate pair would order before U+FFFF.
  const beginning = (text: string): Constant => ({ kind: 'string', value: Array.from(text).slice(0, length).join('') });
  const below = compareConstants(beginning(max.value), start) ?? 0;
  const above = compareConstants(beginning(min.value), start) ?? 0;
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
      return exactNumber(Number(node.value));
    case 'DecimalLiteral':
    case 'DoubleLiteral':
      return node.text.length > 15 ? undefined : point({ kind: 'number', value: Number(node.text.replaceAll('_', '')) });
    case 'StringLiteral':
      return point({ kind: 'string', value: node.value });
    case 'BooleanLiteral':
      return point({ kind: 'boolean', value: node.value });
    case 'GenericLiteral':
      return node.value.kind === 'StringLiteral' ? typedLiteral(node.type.value.toLowerCase(), node.value.value) : undefined;
    case 'CurrentValue':
      if (node.name === 'current_date') return point({ kind: 'date', value: context.today });
      return node.name === 'current_timestamp' || node.name === 'localtimestamp' ? aroundNow(context.today) : undefined;
    case 'Concatenation': {
      const sides = [known(node.left, context), known(node.right, context)];
      return computed('concat', sides);
    }
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

/** Beyond 2^53 neighbours fall together, and an order that is not exact would prune too much. */
function exactNumber(value: number): Known {
  return Number.isSafeInteger(value) ? point({ kind: 'number', value }) : undefined;
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
  if ((node.operator !== '+' && node.operator !== '-') || (context.rangesOnly && holdsReference(node))) return undefined;
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
      if (value?.kind === 'range' && value.range.min.kind === 'string') return value;
      return mapMonotonic(single(value), textOf, false);
    case 'bigint':
    case 'integer':
    case 'int':
    case 'double':
      if (value?.kind === 'range' && value.range.min.kind === 'string')
        return mapMonotonic(value, constant => (constant.kind === 'string' ? numberFrom(constant.value) : undefined), false);
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
  if (node.window || node.distinct || node.filter || node.star || node.orderBy) return undefined;
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
    case 'from_iso8601_timestamp':
      // The zone of the session is UTC, as Athena's always is.
      return first
        ? mapMonotonic(
            known(first, context),
            constant => (constant.kind === 'string' ? timestampFrom(constant.value.replace(/Z$/, '')) : undefined),
            false,
          )
        : undefined;
    case 'date_trunc':
      return first?.kind === 'StringLiteral' && second
        ? mapMonotonic(known(second, context), constant => truncated(first.value.toLowerCase(), constant), false)
        : undefined;
    case 'year':
      return first && node.arguments.length === 1 ? mapMonotonic(known(first, context), yearOf, false) : undefined;
    default:
      return context.rangesOnly && holdsReference(node)
        ? undefined
        : computed(
            name,
            node.arguments.map(argument => known(argument, context)),
          );
  }
}

/** A function of single values; NULL of any argument gives NULL. */
function computed(name: string, values: readonly Known[]): Known {
  const constants = values.flatMap(value => (value?.kind === 'range' && single(value) ? [value.range.min] : []));
  const result = constants.length === values.length ? evaluated(name, constants) : undefined;
  if (!result) return undefined;
  return { kind: 'range', range: { min: result, max: result }, nulls: values.some(value => value?.kind === 'range' && value.nulls) };
}

function single(value: Known): Known {
  return value?.kind === 'range' && compareConstants(value.range.min, value.range.max) === 0 ? value : undefined;
}

function holdsReference(node: tree.Expression): boolean {
  let found = false;
  walk(node, inner => {
    if (inner.kind === 'Identifier' || inner.kind === 'DereferenceExpression') found = true;
    switch (inner.kind) {
      // Names of functions, types and units are no columns.
      case 'QualifiedName':
      case 'GenericLiteral':
      case 'IntervalLiteral':
      case 'GenericDataType':
        return 'skip';
      default:
        return undefined;
    }
  });
  return found;
}

function numberFrom(text: string): Constant | undefined {
  return /^[+-]?\d{1,15}$/.test(text) ? { kind: 'number', value: Number(text) } : undefined;
}

function textOf(constant: Constant): Constant | undefined {
  switch (constant.kind) {
    case 'string':
      return constant;
    case 'number':
      return Number.isSafeInteger(constant.value) ? { kind: 'string', value: String(constant.value) } : undefined;
    case 'date':
      return { kind: 'string', value: new Date(constant.value * 86_400_000).toISOString().slice(0, 10) };
    default:
      return undefined;
  }
}

/** The day is known, the hour and the session's zone are not. */
function aroundNow(today: number): Known {
  const day = 86_400e6;
  const range = { min: { kind: 'timestamp', value: (today - 1) * day }, max: { kind: 'timestamp', value: (today + 2) * day } } as const;
  return { kind: 'range', range, nulls: false };
}

/** Through a function that keeps the order (or turns it around). Strings only pass as single values: their ranges order otherwise. */
function mapMonotonic(value: Known, change: (constant: Constant) => Constant | undefined, turns: boolean): Known {
  if (value?.kind !== 'range') return value;
  const { min, max } = value.range;
  if (min.kind === 'string' && compareConstants(min, max) !== 0) return undefined;
  const first = change(turns ? max : min);
  const last = change(turns ? min : max);
  if (!first || !last) return undefined;
  return { kind: 'range', range: { min: first, max: last }, nulls: value.nulls, ...(value.unordered ? { unordered: true } : {}) };
}
