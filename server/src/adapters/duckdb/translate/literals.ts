/** Literals and the values of the session. Invariant: a literal has Trino's type from the start; DuckDB never chooses one. */
import type * as tree from '../../../core/sql/tree';
import { text } from '../sqlText';
import type { Translator } from './Translator';

export function literal(t: Translator, node: tree.Literal): string {
  switch (node.kind) {
    case 'NullLiteral':
      return 'NULL';
    case 'BooleanLiteral':
      return node.value ? 'true' : 'false';
    case 'LongLiteral':
      return `${String(node.value)}::${t.home(t.typeOf(node), node)}`;
    case 'DecimalLiteral':
      return `CAST(${text(node.text.replaceAll('_', ''))} AS ${t.home(t.typeOf(node), node)})`;
    case 'DoubleLiteral':
      return `CAST(${text(node.text)} AS DOUBLE)`;
    case 'StringLiteral':
      return text(node.value);
    case 'BinaryLiteral':
      return `unhex(${text(node.hex)})`;
    case 'GenericLiteral':
      return generic(t, node);
    case 'IntervalLiteral':
      return interval(t, node);
  }
}

function generic(t: Translator, node: tree.GenericLiteral): string {
  const type = t.typeOf(node);
  if (node.value.kind === 'Missing') throw t.refuse(node, 'an unfinished literal');
  const value = text(node.value.value);
  const home = t.home(type, node);
  switch (type.kind) {
    case 'decimal':
      return `CAST(${value} AS ${home})`;
    case 'timestamp':
      return type.withTimeZone ? `mz_zoned_literal(${value}, ${type.precision})` : `mz_timestamp_literal(${value})`;
    case 'time':
      return `mz_to_time(${value}, ${type.precision})`;
    case 'varchar':
      return value;
    case 'char':
      return `rtrim(${value}, ' ')`;
    case 'simple':
      break;
    default:
      throw t.refuse(node, `a literal of type ${type.display}`);
  }
  switch (type.base) {
    case 'date':
      return `mz_to_date(${value})`;
    case 'json':
      return `mz_json_parse(${value})`;
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'bigint':
      return `CAST(mz_integer_text(${value}, ${text(type.display)}) AS ${home})`;
    case 'double':
    case 'real':
      return `CAST(mz_to_double(${value}, ${text(type.display)}) AS ${home})`;
    case 'boolean':
      return `mz_to_boolean(${value})`;
    case 'uuid':
      return `CAST(${value} AS UUID)`;
    default:
      throw t.refuse(node, `a literal of type ${type.display}`);
  }
}

const fields = ['YEAR', 'MONTH', 'DAY', 'HOUR', 'MINUTE', 'SECOND'] as const;
const separators: Readonly<Record<tree.IntervalField, string>> = { YEAR: '', MONTH: '-', DAY: '', HOUR: ' ', MINUTE: ':', SECOND: ':' };

function interval(t: Translator, node: tree.IntervalLiteral): string {
  if (node.value.kind === 'Missing' || !node.from) throw t.refuse(node, 'an unfinished interval');
  const from = fields.indexOf(node.from);
  const to = node.to ? fields.indexOf(node.to) : from;
  const parts = fields.slice(from, to + 1);
  const pattern = parts
    .map((field, at) => `${at === 0 ? '' : separators[field]}(\\d+${field === 'SECOND' ? '(?:\\.\\d{1,3})?' : ''})`)
    .join('');
  const match = new RegExp(`^([+-]?)${pattern}$`).exec(node.value.value.trim());
  if (!match) throw t.refuse(node, `the interval '${node.value.value}'`);
  const negative = node.negative !== (match[1] === '-');
  let months = 0;
  let millis = 0;
  const size = { YEAR: 12, MONTH: 1, DAY: 86_400_000, HOUR: 3_600_000, MINUTE: 60_000, SECOND: 1000 };
  parts.forEach((field, at) => {
    const amount = Number(match[at + 2]) * size[field];
    if (field === 'YEAR' || field === 'MONTH') months += amount;
    else millis += Math.round(amount);
  });
  const sign = negative ? -1 : 1;
  return from < 2 ? `to_months(${sign * months}::INTEGER)` : `to_microseconds(${sign * millis * 1000}::BIGINT)`;
}

export function currentValue(t: Translator, node: tree.CurrentValue): string {
  switch (node.name) {
    case 'current_date':
      return `CAST(current_timestamp AS DATE)`;
    case 'current_timestamp':
      return `mz_zoned(date_trunc('millisecond', CAST(current_timestamp AS TIMESTAMP)), 'UTC')`;
    case 'localtimestamp':
      return `date_trunc('millisecond', CAST(current_timestamp AS TIMESTAMP))`;
    default:
      throw t.refuse(node, node.name);
  }
}
