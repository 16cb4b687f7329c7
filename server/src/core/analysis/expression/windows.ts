/** Windows: OVER, named windows, frames. Invariant: what a window partitions and orders by counts as value of the function over it. */
import type * as tree from '../../sql/tree';
import type { Analyzer } from '../Analyzer';
import type { Scope } from '../scope/Scope';
import { canCoerce } from '../types/coercion';
import { isComparable, isExactNumericWithScaleZero, isNumeric, isOrderable } from '../types/properties';
import { unknownType, unresolvedType, type TrinoType } from '../types/TrinoType';
import { arithmetic } from './operators';
import { analyzePattern } from '../query/rowPattern';

/** A window with what it takes over from the windows it names. */
interface WholeWindow {
  readonly partitionBy: readonly tree.Expression[];
  readonly orderBy: tree.OrderBy | undefined;
  readonly frame: tree.WindowFrame | undefined;
}

export function analyzeWindow(a: Analyzer, window: tree.Window, scope: Scope): void {
  if (window.kind === 'WindowReference') {
    const named = window.name.kind === 'Identifier' ? a.windows.get(window.name.value.toLowerCase()) : undefined;
    if (named) countWindow(a, wholeWindow(a, named));
    else if (window.name.kind === 'Identifier') {
      a.error('INVALID_WINDOW_REFERENCE', window.name, `Cannot resolve WINDOW name ${window.name.text}`);
    }
    return;
  }
  analyzeSpecification(a, window, scope);
}

/** Ranks and neighbours are of the whole partition: they take no frame, and neighbours need an order. */
export function checkWindowOf(a: Analyzer, name: string, window: tree.Window): void {
  const specification = window.kind === 'WindowReference' ? named(a, window) : window;
  if (!specification || valueFunctions.has(name)) return;
  const { orderBy, frame } = wholeWindow(a, specification);
  if (!orderBy && (name === 'lag' || name === 'lead')) {
    // Trino points behind the parenthesis, or at OVER before a name; the tree keeps no places of their own for them.
    const start = window.kind === 'WindowReference' ? window.start - 'over '.length : window.start + 1;
    a.error('MISSING_ORDER_BY', { start, end: window.end }, `${name} function requires an ORDER BY window clause`);
  } else if (frame) a.error('INVALID_WINDOW_FRAME', frame, `Cannot specify window frame for ${name} function`);
}

const valueFunctions: ReadonlySet<string> = new Set(['first_value', 'last_value', 'nth_value']);

/** Analyses a window's own parts; those of the window it names are only counted. */
export function analyzeSpecification(a: Analyzer, window: tree.WindowSpecification, scope: Scope): void {
  const existing = checkExisting(a, window);
  if (existing) countWindow(a, existing);
  for (const expression of window.partitionBy) {
    const type = a.expression(expression, scope);
    if (!isComparable(type)) {
      a.error(
        'TYPE_MISMATCH',
        expression,
        `${type.display} is not comparable, and therefore cannot be used in window function PARTITION BY`,
      );
    }
  }
  for (const { sortKey } of window.orderBy?.items ?? []) {
    const type = a.expression(sortKey, scope);
    if (!isOrderable(type)) {
      a.error('TYPE_MISMATCH', sortKey, `${type.display} is not orderable, and therefore cannot be used in window function ORDER BY`);
    }
  }
  if (window.frame) frame(a, window.frame, window.orderBy ?? existing?.orderBy, scope);
}

/** The type of `measure OVER w`. */
export function windowMeasureType(a: Analyzer, node: tree.WindowOperation, scope: Scope): TrinoType {
  analyzeWindow(a, node.window, scope);
  const window = node.window.kind === 'WindowReference' ? named(a, node.window) : node.window;
  const measure = window?.frame?.measures.find(
    m => m.name.kind === 'Identifier' && m.name.value.toLowerCase() === node.name.value.toLowerCase(),
  );
  if (!measure) {
    if (window) a.error('INVALID_WINDOW_MEASURE', node.name, `Measure ${node.name.text} is not defined in the corresponding window`);
    return unresolvedType;
  }
  return a.typeOf(measure.expression);
}

function named(a: Analyzer, reference: tree.WindowReference): tree.WindowSpecification | undefined {
  return reference.name.kind === 'Identifier' ? a.windows.get(reference.name.value.toLowerCase()) : undefined;
}

function checkExisting(a: Analyzer, window: tree.WindowSpecification): WholeWindow | undefined {
  const { existingName } = window;
  if (!existingName) return undefined;
  const existing = a.windows.get(existingName.value.toLowerCase());
  if (!existing) {
    a.error('INVALID_WINDOW_REFERENCE', existingName, `Cannot resolve WINDOW name ${existingName.text}`);
    return undefined;
  }
  const whole = wholeWindow(a, existing);
  const [firstPartition] = window.partitionBy;
  if (firstPartition)
    a.error('INVALID_PARTITION_BY', firstPartition, 'WINDOW specification with named WINDOW reference cannot specify PARTITION BY');
  if (window.orderBy && whole.orderBy) {
    a.error('INVALID_ORDER_BY', window.orderBy, 'Cannot specify ORDER BY if referenced named WINDOW specifies ORDER BY');
  }
  if (whole.frame) a.error('INVALID_WINDOW_REFERENCE', existingName, 'Cannot reference named WINDOW containing frame specification');
  return whole;
}

function wholeWindow(a: Analyzer, window: tree.WindowSpecification, depth = 0): WholeWindow {
  const base = window.existingName && depth < 50 ? a.windows.get(window.existingName.value.toLowerCase()) : undefined;
  const below = base && base !== window ? wholeWindow(a, base, depth + 1) : undefined;
  return {
    partitionBy: [...(below?.partitionBy ?? []), ...window.partitionBy],
    orderBy: window.orderBy ?? below?.orderBy,
    frame: window.frame ?? below?.frame,
  };
}

function countWindow(a: Analyzer, window: WholeWindow): void {
  for (const expression of [...window.partitionBy, ...(window.orderBy?.items ?? []).map(item => item.sortKey)]) {
    a.countAll(a.windowSources.get(expression) ?? []);
  }
}

function frame(a: Analyzer, node: tree.WindowFrame, orderBy: tree.OrderBy | undefined, scope: Scope): void {
  if (node.pattern) {
    if (node.frameStart.kind === 'FrameBound' && (node.type !== 'ROWS' || node.frameStart.type !== 'CURRENT_ROW' || !node.frameEnd)) {
      const what = node.type === 'ROWS' ? 'frame specified as BETWEEN CURRENT ROW AND ...' : 'ROWS frame type';
      a.error('INVALID_WINDOW_FRAME', node, `Pattern recognition requires ${what}`);
    }
    analyzePattern(a, node.pattern, node.measures, scope);
  } else if (node.measures.length > 0) a.error('MISSING_ROW_PATTERN', node, 'Row pattern measures require PATTERN clause');
  const { frameStart: start } = node;
  const end = node.frameEnd;
  if (start.kind === 'Missing' || end?.kind === 'Missing') return;
  const problem = frameProblem(start, end);
  if (problem) {
    a.error('INVALID_WINDOW_FRAME', node, problem);
    return;
  }
  for (const bound of [start, end]) if (bound?.value) frameValue(a, node, bound, bound.value, orderBy, scope, bound === start);
}

function frameProblem(start: tree.FrameBound, end: tree.FrameBound | undefined): string | undefined {
  const endType = end?.type ?? 'CURRENT_ROW';
  if (start.type === 'UNBOUNDED_FOLLOWING') return 'Window frame start cannot be UNBOUNDED FOLLOWING';
  if (endType === 'UNBOUNDED_PRECEDING') return 'Window frame end cannot be UNBOUNDED PRECEDING';
  if (start.type === 'CURRENT_ROW' && endType === 'PRECEDING') return 'Window frame starting from CURRENT ROW cannot end with PRECEDING';
  if (start.type === 'FOLLOWING' && endType === 'PRECEDING') return 'Window frame starting from FOLLOWING cannot end with PRECEDING';
  if (start.type === 'FOLLOWING' && endType === 'CURRENT_ROW') return 'Window frame starting from FOLLOWING cannot end with CURRENT ROW';
  return undefined;
}

function frameValue(
  a: Analyzer,
  node: tree.WindowFrame,
  bound: tree.FrameBound,
  value: tree.Expression,
  orderBy: tree.OrderBy | undefined,
  scope: Scope,
  isStart: boolean,
): void {
  const type = a.expression(value, scope);
  if (node.type !== 'RANGE') {
    if (node.type === 'GROUPS' && !orderBy) {
      a.error('MISSING_ORDER_BY', node, 'Window frame of type GROUPS PRECEDING or FOLLOWING requires ORDER BY');
    } else if (!isExactNumericWithScaleZero(type)) {
      const message = `Window frame ${node.type} ${isStart ? 'start' : 'end'} value type must be exact numeric type with scale 0 (actual ${type.display})`;
      a.error('TYPE_MISMATCH', value, message);
    }
    return;
  }
  if (!orderBy) {
    a.error('MISSING_ORDER_BY', node, 'Window frame of type RANGE PRECEDING or FOLLOWING requires ORDER BY');
    return;
  }
  const [sort, ...more] = orderBy.items;
  if (!sort) return;
  if (more.length > 0) {
    const message = `Window frame of type RANGE PRECEDING or FOLLOWING requires single sort item in ORDER BY (actual: ${orderBy.items.length})`;
    a.error('INVALID_ORDER_BY', orderBy, message);
    return;
  }
  const sortType = a.typeOf(sort.sortKey);
  if (!sortType.resolved || !type.resolved || !isOrderable(sortType)) return;
  const ordered =
    isNumeric(sortType) ||
    ['date', 'time', 'timestamp'].some(base => sortType.base.startsWith(base)) ||
    sortType.base.startsWith('interval');
  if (!ordered) {
    const message = `Window frame of type RANGE PRECEDING or FOLLOWING requires that sort item type be numeric, datetime or interval (actual: ${sortType.display})`;
    a.error('TYPE_MISMATCH', sort.sortKey, message);
    return;
  }
  // NULL has no type that could be added.
  const shifted = type === unknownType ? undefined : arithmetic(bound.type === 'PRECEDING' ? '-' : '+', sortType, type);
  const fits = shifted !== undefined && (canCoerce(shifted, sortType) || isNumeric(sortType) || shifted.base === sortType.base);
  if (!fits)
    a.error(
      'TYPE_MISMATCH',
      value,
      `Window frame RANGE value type (${type.display}) not compatible with sort item type (${sortType.display})`,
    );
}
