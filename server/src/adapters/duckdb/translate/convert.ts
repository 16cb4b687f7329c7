/**
 * Conversions between types: the implicit ones (`coerce`) and CAST. Invariant: both follow Trino's rules for text, rounding and range;
 * a pair without a rule is refused.
 */
import type { RowType, TrinoType } from '../../../core/analysis/types/TrinoType';
import type * as tree from '../../../core/sql/tree';
import { duckType, fieldNames, sameLayout } from '../duckType';
import { quote, text } from '../sqlText';
import { castFromJson, toJson } from './jsonCasts';
import type { Translator } from './Translator';

/** An implicit conversion: only between types where Trino makes one, so no value is lost. */
export function coerce(t: Translator, sql: string, from: TrinoType, to: TrinoType, node: tree.Node): string {
  if (from === to || from.kind === 'function') return sql;
  const home = t.home(to, node);
  if (from.base === 'unknown') return `CAST(${sql} AS ${home})`;
  if (from.kind === 'varchar' && to.kind === 'varchar') return sql;
  if (holdsConversion(from, to)) return cast(t, sql, from, to, node);
  return duckType(from) === home ? sql : `CAST(${sql} AS ${home})`;
}

/** CAST(sql AS to). */
export function cast(t: Translator, sql: string, from: TrinoType, to: TrinoType, node: tree.Node): string {
  const home = t.home(to, node);
  if (from === to) return sql;
  if (from.base === 'unknown') return `CAST(${sql} AS ${home})`;
  if (to.base === 'json') return toJson(t, sql, from, node);
  if (from.base === 'json') return castFromJson(t, sql, to, node);
  if (from.kind === 'array' && to.kind === 'array') return castArray(t, sql, from.element, to.element, node);
  if (from.kind === 'map' && to.kind === 'map') return castMap(t, sql, from, to, node);
  if (from.kind === 'row' && to.kind === 'row') return castRow(t, sql, from, to, node);
  const rule = rules.get(`${family(from)}>${family(to)}`);
  if (!rule) throw t.refuse(node, `a cast from ${from.display} to ${to.display}`);
  return rule({ sql, from, to, home });
}

interface Conversion {
  readonly sql: string;
  readonly from: TrinoType;
  readonly to: TrinoType;
  readonly home: string;
}
type Rule = (conversion: Conversion) => string;

/** Whether values change their shape: rows and zones inside, padded text. */
function holdsConversion(from: TrinoType, to: TrinoType): boolean {
  if (from.kind === 'char' || to.kind === 'char' || !sameLayout(from, to)) return true;
  if (from.kind === 'timestamp' || to.kind === 'timestamp' || to.base === 'json') return true;
  if (from.kind === 'array' && to.kind === 'array') return holdsConversion(from.element, to.element);
  if (from.kind === 'map' && to.kind === 'map') return holdsConversion(from.key, to.key) || holdsConversion(from.value, to.value);
  if (from.kind === 'row' && to.kind === 'row') return from.fields.some((field, at) => holdsConversion(field.type, to.fields[at]!.type));
  return false;
}

function castArray(t: Translator, sql: string, from: TrinoType, to: TrinoType, node: tree.Node): string {
  if (from === to) return sql;
  const item = quote(t.freshName());
  return `list_transform(${sql}, lambda ${item}: ${cast(t, item, from, to, node)})`;
}

function castMap(t: Translator, sql: string, from: TrinoType & { kind: 'map' }, to: TrinoType & { kind: 'map' }, node: tree.Node): string {
  const keys = castArray(t, `map_keys(${sql})`, from.key, to.key, node);
  const values = castArray(t, `map_values(${sql})`, from.value, to.value, node);
  return `CASE WHEN ${sql} IS NULL THEN NULL ELSE map(${keys}, ${values}) END`;
}

function castRow(t: Translator, sql: string, from: RowType, to: RowType, node: tree.Node): string {
  if (sameLayout(from, to) && from.fields.every((field, at) => field.type === to.fields[at]!.type)) return sql;
  const names = fieldNames(from);
  const fields = fieldNames(to).map((name, at) => {
    const value = `struct_extract(${sql}, ${text(names[at]!)})`;
    return `${quote(name)} := ${cast(t, value, from.fields[at]!.type, to.fields[at]!.type, node)}`;
  });
  return `CASE WHEN ${sql} IS NULL THEN NULL ELSE struct_pack(${fields.join(', ')}) END`;
}

function family(type: TrinoType): string {
  if (type.kind === 'timestamp') return type.withTimeZone ? 'zoned' : 'timestamp';
  switch (type.base) {
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'bigint':
      return 'integer';
    default:
      return type.base;
  }
}

const plain: Rule = ({ sql, home }) => `CAST(${sql} AS ${home})`;
const nonZero: Rule = ({ sql }) => `(${sql} <> 0)`;
const same: Rule = ({ sql }) => sql;
const printed = (name: string): Rule => limited(({ sql }) => `${name}(${sql})`);
/** Digits of the source's precision. */
const printedWithPrecision = (name: string): Rule =>
  limited(({ sql, from }) => `${name}(${sql}, ${'precision' in from ? from.precision : 0})`);

/** Text that does not fit a varchar(n) is an error, unless it was text before. */
function limited(rule: Rule): Rule {
  return conversion => {
    const { to } = conversion;
    const written = rule(conversion);
    if (to.kind === 'char') return `mz_fit(${written}, ${to.length}, ${text(to.display)})`;
    return to.kind === 'varchar' && to.length !== undefined ? `mz_fit(${written}, ${to.length}, ${text(to.display)})` : written;
  };
}

function targetPrecision({ to }: Conversion): number {
  return 'precision' in to ? to.precision : 3;
}

const rules: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  [
    'varchar>varchar',
    ({ sql, from, to }) =>
      to.kind === 'varchar' && to.length !== undefined && !fits(from, to.length) ? `left(${sql}, ${to.length})` : sql,
  ],
  ['varchar>char', ({ sql, to }) => `rtrim(left(${sql}, ${to.kind === 'char' ? to.length : 0}), ' ')`],
  ['char>char', ({ sql, to }) => `rtrim(left(${sql}, ${to.kind === 'char' ? to.length : 0}), ' ')`],
  [
    'char>varchar',
    ({ sql, from, to }) => {
      const padded = `rpad(${sql}, ${from.kind === 'char' ? from.length : 0}, ' ')`;
      return to.kind === 'varchar' && to.length !== undefined && from.kind === 'char' && to.length < from.length
        ? `left(${padded}, ${to.length})`
        : padded;
    },
  ],
  ['varchar>integer', ({ sql, to, home }) => `CAST(mz_integer_text(${sql}, ${text(to.display)}) AS ${home})`],
  ['varchar>decimal', ({ sql, to, home }) => `CAST(mz_decimal_text(${sql}, ${text(to.display)}) AS ${home})`],
  ['varchar>double', ({ sql }) => `mz_to_double(${sql}, 'double')`],
  ['varchar>real', ({ sql }) => `CAST(mz_to_double(${sql}, 'real') AS FLOAT)`],
  ['varchar>boolean', ({ sql }) => `mz_to_boolean(${sql})`],
  ['varchar>date', ({ sql }) => `mz_to_date(${sql})`],
  ['varchar>time', c => `mz_to_time(${c.sql}, ${targetPrecision(c)})`],
  ['varchar>timestamp', c => `mz_to_timestamp(${c.sql}, ${targetPrecision(c)})`],
  ['varchar>zoned', c => `mz_to_zoned(${c.sql}, ${targetPrecision(c)})`],
  ['varchar>varbinary', ({ sql }) => `encode(${sql})`],
  ['varchar>uuid', plain],
  ['uuid>varchar', limited(plain)],
  ['integer>integer', plain],
  ['integer>boolean', nonZero],
  ['integer>decimal', plain],
  ['integer>double', plain],
  ['integer>real', plain],
  ['integer>varchar', limited(({ sql }) => `CAST(${sql} AS VARCHAR)`)],
  ['decimal>integer', plain],
  ['decimal>decimal', plain],
  ['decimal>double', plain],
  ['decimal>real', plain],
  ['decimal>boolean', nonZero],
  ['decimal>varchar', limited(({ sql }) => `mz_decimal_print(${sql})`)],
  ['double>integer', ({ sql, home }) => `CAST(mz_round_half_up(${sql}) AS ${home})`],
  ['real>integer', ({ sql, home }) => `CAST(mz_round_half_up(CAST(${sql} AS DOUBLE)) AS ${home})`],
  ['double>decimal', plain],
  ['real>decimal', plain],
  ['double>real', plain],
  ['real>double', plain],
  ['double>boolean', nonZero],
  ['real>boolean', nonZero],
  ['double>varchar', printed('mz_double_text')],
  ['real>varchar', printed('mz_real_text')],
  ['boolean>integer', plain],
  ['boolean>double', plain],
  ['boolean>real', plain],
  ['boolean>decimal', ({ sql, home }) => `CAST(CAST(${sql} AS INTEGER) AS ${home})`],
  ['boolean>varchar', limited(({ sql }) => `CAST(${sql} AS VARCHAR)`)],
  ['date>varchar', printed('mz_date_text')],
  ['date>timestamp', plain],
  ['date>zoned', ({ sql }) => `mz_zoned(CAST(${sql} AS TIMESTAMP), 'UTC')`],
  ['timestamp>date', plain],
  ['timestamp>time', plain],
  ['timestamp>timestamp', c => (narrower(c) ? `mz_round_timestamp(${c.sql}, ${targetPrecision(c)})` : c.sql)],
  ['timestamp>zoned', c => `mz_zoned(${narrower(c) ? `mz_round_timestamp(${c.sql}, ${targetPrecision(c)})` : c.sql}, 'UTC')`],
  ['timestamp>varchar', printedWithPrecision('mz_timestamp_text')],
  ['zoned>date', ({ sql }) => `CAST(mz_local(${sql}) AS DATE)`],
  ['zoned>time', ({ sql }) => `CAST(mz_local(${sql}) AS TIME)`],
  ['zoned>timestamp', c => (narrower(c) ? `mz_round_timestamp(mz_local(${c.sql}), ${targetPrecision(c)})` : `mz_local(${c.sql})`)],
  ['zoned>zoned', c => (narrower(c) ? `mz_zoned(mz_round_timestamp((${c.sql}).t, ${targetPrecision(c)}), (${c.sql}).z)` : c.sql)],
  [
    'zoned>varchar',
    limited(({ sql, from }) => `(mz_timestamp_text(mz_local(${sql}), ${'precision' in from ? from.precision : 3}) || ' ' || (${sql}).z)`),
  ],
  ['time>time', c => (narrower(c) ? `mz_round_time(${c.sql}, ${targetPrecision(c)})` : c.sql)],
  ['time>varchar', printedWithPrecision('mz_time_text')],
  ['interval day to second>varchar', printed('mz_day_interval_text')],
  ['interval year to month>varchar', printed('mz_month_interval_text')],
  ['interval day to second>interval day to second', same],
]);

function fits(from: TrinoType, length: number): boolean {
  return from.kind === 'varchar' && from.length !== undefined && from.length <= length;
}

function narrower({ from, to }: Conversion): boolean {
  return 'precision' in from && 'precision' in to && to.precision < from.precision;
}
