/** Arrays and lambdas. Invariant: order is kept, NULL elements count as Trino counts them, places out of range fail where Trino fails. */
import type { TrinoType } from '../../../../core/analysis/types/TrinoType';
import type { CallSite } from './CallSite';
import { byCount, type Rule, type Rules } from './CallSite';

export const arrayRules: Rules = [
  ['cardinality', call => (call.type(0).kind === 'map' ? `CAST(cardinality(${call.arg(0)}) AS BIGINT)` : `len(${call.arg(0)})`)],
  [
    'element_at',
    call => {
      const type = call.type(0);
      return type.kind === 'map'
        ? `map_extract_value(${call.arg(0)}, ${call.t.as(call.argument(1), type.key)})`
        : `mz_element_at(${call.arg(0)}, ${call.arg(1)})`;
    },
  ],
  ['contains', call => withPlain(call, ([list, item]) => `mz_contains(${list!}, ${item!})`)],
  [
    'array_position',
    call =>
      withPlain(
        call,
        ([list, item]) =>
          `CAST(CASE WHEN ${list!} IS NULL OR ${item!} IS NULL THEN NULL ELSE coalesce(list_position(${list!}, ${item!}), 0) END AS BIGINT)`,
      ),
  ],
  ['array_distinct', call => `mz_distinct(${plainList(call, 0)})`],
  ['array_sort', byCount({ 1: call => `list_sort(${plainList(call, 0)}, 'ASC', 'NULLS LAST')` })],
  ['array_max', call => arrayExtreme(call, 'list_max')],
  ['array_min', call => arrayExtreme(call, 'list_min')],
  [
    'array_join',
    call => {
      const type = call.own(0);
      const element = type.kind === 'array' ? type.element : undefined;
      if (!element) throw call.refuse();
      const item = call.fresh();
      const list = `list_transform(${call.t.expression(call.argument(0))}, lambda ${item}: ${textOf(call, item, element)})`;
      return call.count > 2 ? `mz_array_join(${list}, ${call.arg(1)}, ${call.arg(2)})` : `mz_concat_ws(${call.arg(1)}, ${list})`;
    },
  ],
  ['array_remove', call => withPlain(call, ([list, item]) => `mz_array_remove(${list!}, ${item!})`)],
  ['array_union', call => `mz_distinct(list_concat(${plainList(call, 0)}, ${plainList(call, 1)}))`],
  ['array_intersect', call => `mz_array_intersect(${plainList(call, 0)}, ${plainList(call, 1)})`],
  ['array_except', call => `mz_array_except(${plainList(call, 0)}, ${plainList(call, 1)})`],
  ['arrays_overlap', call => `mz_arrays_overlap(${plainList(call, 0)}, ${plainList(call, 1)})`],
  ['array_histogram', call => `mz_array_histogram(${plainList(call, 0)})`],
  [
    'reverse',
    call =>
      call.type(0).kind === 'array'
        ? `list_reverse(${call.arg(0)})`
        : call.type(0).kind === 'varchar'
          ? `mz_reverse(${call.arg(0)})`
          : refuseOther(call),
  ],
  ['slice', call => `mz_slice(${call.args().join(', ')})`],
  ['trim_array', call => `mz_trim_array(${call.args().join(', ')})`],
  ['flatten', call => `mz_flatten(${call.arg(0)})`],
  [
    'repeat',
    call => {
      const type = call.result.kind === 'array' ? call.result.element : call.type(0);
      return call.typed(`mz_repeat(${call.t.as(call.argument(0), type)}, ${call.arg(1)})`);
    },
  ],
  ['sequence', sequence],
  ['zip', zip],
  ['ngrams', call => `mz_ngrams(${call.args().join(', ')})`],
  ['combinations', combinations],
  [
    'transform',
    call => {
      const element = call.result.kind === 'array' ? call.result.element : undefined;
      const { parameters, body } = call.lambda(1, element);
      return `list_transform(${call.arg(0)}, lambda ${parameters[0]!}: ${body})`;
    },
  ],
  [
    'filter',
    call => {
      const { parameters, body } = call.lambda(1);
      return `list_filter(${call.arg(0)}, lambda ${parameters[0]!}: coalesce(${body}, false))`;
    },
  ],
  ['any_match', matcher('mz_any')],
  ['all_match', matcher('mz_all')],
  ['none_match', call => `(NOT ${matcher('mz_any')(call)})`],
  ['zip_with', zipWith],
  ['reduce', reduce],
];

function refuseOther(call: CallSite): never {
  throw call.refuse(`${call.name} of ${call.type(0).display}`);
}

function textOf(call: CallSite, sql: string, element: TrinoType): string {
  if (element.kind === 'varchar') return sql;
  if (element.kind === 'decimal') return `mz_decimal_print(${sql})`;
  switch (element.base) {
    case 'boolean':
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'bigint':
      return `CAST(${sql} AS VARCHAR)`;
    case 'double':
      return `mz_double_text(${sql})`;
    case 'real':
      return `mz_real_text(${sql})`;
    case 'date':
      return `mz_date_text(${sql})`;
    default:
      if (element.kind === 'timestamp' && !element.withTimeZone) return `mz_timestamp_text(${sql}, ${element.precision})`;
      throw call.refuse(`${call.name} of ${element.display}`);
  }
}

/** Types whose equality DuckDB's list functions share with Trino. */
export function isPlain(type: TrinoType): boolean {
  if (type.kind === 'timestamp') return !type.withTimeZone;
  return type.kind === 'decimal' || type.kind === 'varchar' || type.kind === 'char' || type.kind === 'time' || type.kind === 'simple';
}

function plainList(call: CallSite, at: number): string {
  const type = call.type(at);
  if (type.kind !== 'array' || !isPlain(type.element)) throw call.refuse(`${call.name} of ${type.display}`);
  return call.arg(at);
}

function withPlain(call: CallSite, build: (args: readonly string[]) => string): string {
  const type = call.type(0);
  if (type.kind !== 'array' || !isPlain(type.element)) throw call.refuse(`${call.name} of ${type.display}`);
  return build([call.arg(0), call.t.as(call.argument(1), type.element)]);
}

/** NULL where an element is. */
function arrayExtreme(call: CallSite, name: string): string {
  if (call.count > 1) throw call.refuse(`${call.name} with a number`);
  const list = plainList(call, 0);
  return `CASE WHEN list_count(${list}) < len(${list}) THEN NULL ELSE ${name}(${list}) END`;
}

function matcher(name: string): Rule {
  return call => {
    const { parameters, body } = call.lambda(1);
    return `${name}(list_transform(${call.arg(0)}, lambda ${parameters[0]!}: ${body}))`;
  };
}

function sequence(call: CallSite): string {
  const type = call.result.kind === 'array' ? call.result.element : undefined;
  if (!type) throw call.refuse();
  const start = call.t.as(call.argument(0), type);
  const stop = call.t.as(call.argument(1), type);
  if (type.base === 'bigint' || type.base === 'integer') {
    const by = call.count > 2 ? call.arg(2) : `CASE WHEN ${stop} >= ${start} THEN 1 ELSE -1 END`;
    return call.typed(`mz_sequence(CAST(${start} AS BIGINT), CAST(${stop} AS BIGINT), CAST(${by} AS BIGINT))`);
  }
  if (type.kind === 'timestamp' && type.withTimeZone) throw call.refuse('sequence of timestamp with time zone');
  if (type.base !== 'date' && type.kind !== 'timestamp') throw call.refuse(`sequence of ${type.display}`);
  const by = call.count > 2 ? call.arg(2) : `CASE WHEN ${stop} >= ${start} THEN to_days(1) ELSE to_days(-1) END`;
  if (call.count > 2 && call.own(2).base === 'interval year to month') {
    return call.typed(`mz_sequence_months(CAST(${start} AS TIMESTAMP), CAST(${stop} AS TIMESTAMP), ${by})`);
  }
  return call.typed(
    `mz_sequence_time(CAST(${start} AS TIMESTAMP), CAST(${stop} AS TIMESTAMP), ${by}, ${type.base === 'date' ? 'true' : 'false'})`,
  );
}

function zip(call: CallSite): string {
  const row = call.result.kind === 'array' && call.result.element.kind === 'row' ? call.result.element : undefined;
  if (!row) throw call.refuse();
  const lists = call.args();
  const at = call.fresh();
  const fields = lists.map((list, place) => `f${place + 1} := list_extract(${list}, ${at})`);
  const anyNull = lists.map(list => `${list} IS NULL`).join(' OR ');
  const longest = lists.length === 1 ? `len(${lists[0]!})` : `greatest(${lists.map(list => `len(${list})`).join(', ')})`;
  return `CASE WHEN ${anyNull} THEN NULL ELSE list_transform(range(1, ${longest} + 1), lambda ${at}: struct_pack(${fields.join(', ')})) END`;
}

function zipWith(call: CallSite): string {
  const element = call.result.kind === 'array' ? call.result.element : undefined;
  const { parameters, body } = call.lambda(2, element);
  const [a, b] = [call.arg(0), call.arg(1)];
  const at = call.fresh();
  const pair = call.fresh();
  const pairs = `list_transform(range(1, greatest(len(${a}), len(${b})) + 1), lambda ${at}: struct_pack(a := list_extract(${a}, ${at}), b := list_extract(${b}, ${at})))`;
  const inner = `list_extract(list_transform([struct_extract(${pair}, 'a')], lambda ${parameters[0]!}: list_extract(list_transform([struct_extract(${pair}, 'b')], lambda ${parameters[1]!}: ${body}), 1)), 1)`;
  return `CASE WHEN ${a} IS NULL OR ${b} IS NULL THEN NULL ELSE list_transform(${pairs}, lambda ${pair}: ${inner}) END`;
}

/** DuckDB's fold keeps one type for state and elements, so both travel in a struct. */
function reduce(call: CallSite): string {
  const elements = call.type(0);
  if (elements.kind !== 'array') throw call.refuse();
  const step = call.lambda(2);
  const state = step.bodyType;
  const end = call.lambda(3, call.result);
  const stateHome = call.t.home(state, call.node);
  const elementHome = call.t.home(elements.element, call.node);
  const [acc, next, item] = [call.fresh(), call.fresh(), call.fresh()];
  const bind = (parameter: string, value: string, inner: string): string =>
    `list_extract(list_transform([${value}], lambda ${parameter}: ${inner}), 1)`;
  const cell = (s: string, x: string): string => `struct_pack(s := CAST(${s} AS ${stateHome}), x := CAST(${x} AS ${elementHome}))`;
  const body = bind(
    step.parameters[0]!,
    `struct_extract(${acc}, 's')`,
    bind(step.parameters[1]!, `struct_extract(${next}, 'x')`, step.body),
  );
  const list = `list_transform(${call.arg(0)}, lambda ${item}: ${cell('NULL', item)})`;
  const initial = cell(call.t.as(call.argument(1), state), 'NULL');
  const folded = `struct_extract(list_reduce(${list}, lambda ${acc}, ${next}: ${cell(body, 'NULL')}, ${initial}), 's')`;
  return bind(end.parameters[0]!, folded, end.body);
}

function combinations(call: CallSite): string {
  const count = call.argument(1);
  const size = count.kind === 'LongLiteral' ? Number(count.value) : -1;
  if (size < 1 || size > 5) throw call.refuse('combinations of this size');
  const list = call.arg(0);
  const places = Array.from({ length: size }, () => call.fresh());
  const pick = `[${places.map(place => `list_extract(${list}, ${place})`).join(', ')}]`;
  const build = (depth: number): string => {
    const place = places[depth]!;
    const from = depth === 0 ? '1' : `${places[depth - 1]!} + 1`;
    const range = `range(${from}, len(${list}) + 1)`;
    return depth === size - 1
      ? `list_transform(${range}, lambda ${place}: ${pick})`
      : `flatten(list_transform(${range}, lambda ${place}: ${build(depth + 1)}))`;
  };
  return build(0);
}
