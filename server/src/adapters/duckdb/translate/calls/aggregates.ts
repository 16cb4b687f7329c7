/** Aggregates and window functions. Invariant: FILTER, DISTINCT, ORDER BY and OVER of the call stand on every DuckDB aggregate that it becomes. */
import { booleanType, decimalType, type TrinoType } from '../../../../core/analysis/types/TrinoType';
import { divideDecimals } from '../operators';
import { orderBy, overClause } from '../window';
import { isPlain } from './arrays';
import type { CallSite } from './CallSite';
import { type Rule, type Rules } from './CallSite';

export const aggregateRules: Rules = [
  [
    'count',
    call => {
      if (call.node.star) return call.node.star.label ? refused(call) : aggregate(call, 'count', '*');
      if (call.count === 0) return aggregate(call, 'count', '*');
      if (call.node.distinct && !isPlain(call.type(0)) && call.type(0).kind !== 'row')
        throw call.refuse(`count(DISTINCT ${call.type(0).display})`);
      return aggregate(call, 'count', call.arg(0));
    },
  ],
  ['count_if', call => `CAST(coalesce(${aggregate(call, 'count_if', call.arg(0))}, 0) AS BIGINT)`],
  ['sum', call => call.typed(aggregate(call, 'sum', call.arg(0)))],
  ['avg', average],
  ['min', call => extreme(call, 'min')],
  ['max', call => extreme(call, 'max')],
  ['min_by', call => extremeBy(call, 'min')],
  ['max_by', call => extremeBy(call, 'max')],
  ['array_agg', call => aggregate(call, 'list', call.arg(0))],
  ['bool_and', plain('bool_and')],
  ['every', plain('bool_and')],
  ['bool_or', plain('bool_or')],
  ['arbitrary', plain('any_value')],
  ['any_value', plain('any_value')],
  ...['stddev', 'stddev_samp', 'stddev_pop', 'variance', 'var_samp', 'var_pop', 'covar_pop', 'covar_samp'].map(
    (name): readonly [string, Rule] => [name, call => call.typed(aggregate(call, name, call.args().join(', ')))],
  ),
  // What has no finite answer is NULL.
  ...['corr', 'regr_slope', 'regr_intercept'].map((name): readonly [string, Rule] => [
    name,
    call => {
      const value = aggregate(call, name, call.args().join(', '));
      return call.typed(`CASE WHEN isfinite(${value}) THEN ${value} END`);
    },
  ]),
  ['kurtosis', call => spread(call, 4, aggregate(call, 'kurtosis', call.arg(0)))],
  [
    'skewness',
    call => {
      const count = aggregate(call, 'count', call.arg(0));
      return spread(
        call,
        3,
        `(${aggregate(call, 'skewness', call.arg(0))} * (${count} - 2) / sqrt(CAST(${count} AS DOUBLE) * (${count} - 1)))`,
      );
    },
  ],
  ['geometric_mean', call => call.typed(aggregate(call, 'geomean', `CAST(${call.arg(0)} AS DOUBLE)`))],
  ['bitwise_and_agg', call => call.typed(aggregate(call, 'bit_and', call.arg(0)))],
  ['bitwise_or_agg', call => call.typed(aggregate(call, 'bit_or', call.arg(0)))],
  ['bitwise_xor_agg', call => call.typed(aggregate(call, 'bit_xor', call.arg(0)))],
  ['listagg', listagg],
  [
    'map_agg',
    call => {
      if (!isPlain(call.type(0))) throw call.refuse(`map_agg with keys of ${call.type(0).display}`);
      return `mz_map_agg(${aggregate(call, 'list', `struct_pack(k := ${call.arg(0)}, v := ${call.arg(1)})`, `${call.arg(0)} IS NOT NULL`)})`;
    },
  ],
  [
    'multimap_agg',
    call => {
      if (!isPlain(call.type(0))) throw call.refuse(`multimap_agg with keys of ${call.type(0).display}`);
      return `mz_multimap_agg(${aggregate(call, 'list', `struct_pack(k := ${call.arg(0)}, v := ${call.arg(1)})`, `${call.arg(0)} IS NOT NULL`)})`;
    },
  ],
  [
    'histogram',
    call => {
      if (!isPlain(call.type(0))) throw call.refuse(`histogram of ${call.type(0).display}`);
      return call.typed(aggregate(call, 'histogram', call.arg(0)));
    },
  ],
  [
    'approx_distinct',
    call => {
      if (!isPlain(call.type(0))) throw call.refuse(`approx_distinct of ${call.type(0).display}`);
      return `count(DISTINCT ${call.arg(0)})${tail(call)}`;
    },
  ],
  ['approx_percentile', percentile],
  ['row_number', ranking('row_number')],
  ['rank', ranking('rank')],
  ['dense_rank', ranking('dense_rank')],
  ['percent_rank', ranking('percent_rank')],
  ['cume_dist', ranking('cume_dist')],
  ['ntile', call => call.typed(`ntile(${call.arg(0)})${tail(call)}`)],
  ['lag', shifting('lag')],
  ['lead', shifting('lead')],
  ['first_value', valueAt('first_value')],
  ['last_value', valueAt('last_value')],
  ['nth_value', valueAt('nth_value')],
];

function refused(call: CallSite): never {
  throw call.refuse(`${call.name} of this argument`);
}

function plain(name: string): Rule {
  return call => aggregate(call, name, call.args().join(', '));
}

/** The call's DISTINCT, ORDER BY, FILTER and OVER around a DuckDB aggregate; `also` joins the filter. */
function aggregate(call: CallSite, name: string, args: string, also?: string): string {
  const { node, t } = call;
  const order = node.orderBy ? ` ${orderBy(t, node.orderBy)}` : '';
  return `${name}(${node.distinct ? 'DISTINCT ' : ''}${args}${order})${tail(call, also)}`;
}

function tail(call: CallSite, also?: string): string {
  const { node, t } = call;
  const conditions = [...(node.filter ? [t.as(node.filter, booleanType)] : []), ...(also === undefined ? [] : [also])];
  const filter = conditions.length === 0 ? '' : ` FILTER (WHERE ${conditions.join(' AND ')})`;
  return `${filter}${overClause(t, node.window)}`;
}

/** NULL below so many values, NaN where all are equal. */
function spread(call: CallSite, least: number, value: string): string {
  const count = aggregate(call, 'count', call.arg(0));
  return `CASE WHEN ${count} < ${least} THEN NULL WHEN ${aggregate(call, 'var_pop', call.arg(0))} = 0 THEN CAST('NaN' AS DOUBLE) ELSE ${value} END`;
}

function average(call: CallSite): string {
  const type = call.type(0);
  const result = call.result;
  if (result.kind === 'decimal' && type.kind === 'decimal') {
    const sum = `CAST(${aggregate(call, 'sum', call.arg(0))} AS ${call.t.home(decimalType(38, type.scale), call.node)})`;
    const count = `CAST(${aggregate(call, 'count', call.arg(0))} AS ${call.t.home(decimalType(19, 0), call.node)})`;
    return `CASE WHEN ${count} = 0 THEN NULL ELSE ${divideDecimals(call.t, sum, type.scale, count, 0, result, call.node)} END`;
  }
  if (result.base.startsWith('interval')) throw call.refuse(`avg of ${type.display}`);
  return call.typed(aggregate(call, 'avg', call.arg(0)));
}

function isFloating(type: TrinoType): boolean {
  return type.base === 'double' || type.base === 'real';
}

function extreme(call: CallSite, name: string): string {
  const type = call.type(0);
  if (!isPlain(type) && type.kind !== 'timestamp') throw call.refuse(`${name} of ${type.display}`);
  if (call.count === 1) {
    // NaN is the greatest in DuckDB, and in Trino only where there is nothing else.
    if (name === 'max' && isFloating(type))
      return `coalesce(${aggregate(call, name, call.arg(0), `NOT isnan(${call.arg(0)})`)}, ${aggregate(call, name, call.arg(0))})`;
    return aggregate(call, name, call.arg(0));
  }
  if (call.node.window) throw call.refuse(`${name} with a number over a window`);
  return call.typed(aggregate(call, name, call.args().join(', ')));
}

/** The value beside the extreme key; a NULL value counts, a NULL key does not. */
function extremeBy(call: CallSite, name: string): string {
  const [value, key] = [call.arg(0), call.arg(1)];
  if (!isPlain(call.type(1)) && call.type(1).kind !== 'timestamp') throw call.refuse(`${call.name} by ${call.type(1).display}`);
  if (isFloating(call.type(1)) && name === 'max' && call.count > 2)
    throw call.refuse(`${call.name} by ${call.type(1).display} with a number`);
  const pair = `struct_pack(k := ${key}, v := struct_pack(x := ${value}))`;
  const counted = isFloating(call.type(1)) && name === 'max' ? `${key} IS NOT NULL AND NOT isnan(${key})` : `${key} IS NOT NULL`;
  if (call.count === 2)
    return `struct_extract(struct_extract(${aggregate(call, name === 'min' ? 'arg_min' : 'arg_max', `${pair}, ${key}`, counted)}, 'v'), 'x')`;
  if (call.node.window) throw call.refuse(`${call.name} with a number over a window`);
  const item = call.fresh();
  const pairs = aggregate(call, name === 'min' ? 'arg_min' : 'arg_max', `${pair}, ${key}, ${call.arg(2)}`, `${key} IS NOT NULL`);
  return `list_transform(${pairs}, lambda ${item}: struct_extract(struct_extract(${item}, 'v'), 'x'))`;
}

function listagg(call: CallSite): string {
  const separator = call.count > 1 ? call.arg(1) : `''`;
  return aggregate(call, 'string_agg', `${call.arg(0)}, ${separator}`);
}

/** The value at the rank of the percentile: exact, so within every error bound. */
function percentile(call: CallSite): string {
  if (call.count !== 2 || call.type(1).base !== 'double' || call.node.distinct)
    throw call.refuse('approx_percentile with weights or several percentiles');
  if (!isPlain(call.type(0))) throw call.refuse();
  return `mz_percentile(${aggregate(call, 'list', call.arg(0), `${call.arg(0)} IS NOT NULL`)}, ${call.arg(1)})`;
}

function ranking(name: string): Rule {
  return call => call.typed(`${name}()${tail(call)}`);
}

function nulls(call: CallSite): string {
  return call.node.nullTreatment === 'IGNORE' ? ' IGNORE NULLS' : '';
}

function shifting(name: string): Rule {
  return call => {
    const parts = [call.arg(0)];
    if (call.count > 1) parts.push(call.arg(1));
    if (call.count > 2) parts.push(call.t.as(call.argument(2), call.result));
    return `${name}(${parts.join(', ')}${nulls(call)})${tail(call)}`;
  };
}

function valueAt(name: string): Rule {
  return call => `${name}(${call.args().join(', ')}${nulls(call)})${tail(call)}`;
}
