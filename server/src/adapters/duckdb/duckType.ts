/**
 * How Trino's types are kept in DuckDB. Invariant: a type maps to one DuckDB type, so that two values of a Trino type always compare and unite;
 * types without a faithful home have none, and statements that need them are refused.
 *
 * char: without its padding. json: its canonical text. timestamp with time zone: a struct of the instant (UTC) and the zone.
 */
import type { RowType, TrinoType } from '../../core/analysis/types/TrinoType';
import { quote } from './sqlText';

export const zonedTimestamp = 'STRUCT(t TIMESTAMP, z VARCHAR)';

/** DuckDB keeps microseconds. */
const keptPrecision = 6;

/** DuckDB's spelling of the type; undefined where the embedded engine has no such type. */
export function duckType(type: TrinoType): string | undefined {
  switch (type.kind) {
    case 'simple':
      return simpleTypes.get(type.base);
    case 'decimal':
      return `DECIMAL(${type.precision},${type.scale})`;
    case 'varchar':
    case 'char':
      return 'VARCHAR';
    case 'time':
      return type.withTimeZone || type.precision > keptPrecision ? undefined : 'TIME';
    case 'timestamp':
      if (type.precision > keptPrecision) return undefined;
      return type.withTimeZone ? zonedTimestamp : 'TIMESTAMP';
    case 'array': {
      const element = duckType(type.element);
      return element === undefined ? undefined : `${element}[]`;
    }
    case 'map': {
      const key = duckType(type.key);
      const value = duckType(type.value);
      return key === undefined || value === undefined ? undefined : `MAP(${key}, ${value})`;
    }
    case 'row': {
      const names = fieldNames(type);
      const fields = type.fields.map((field, at) => {
        const inner = duckType(field.type);
        return inner === undefined ? undefined : `${quote(names[at]!)} ${inner}`;
      });
      return fields.includes(undefined) ? undefined : `STRUCT(${fields.join(', ')})`;
    }
    case 'function':
    case 'sketch':
      return undefined;
  }
}

/** Names of the fields in DuckDB: the row's own where all have one and no two are alike, else their places. */
export function fieldNames(type: RowType): readonly string[] {
  const names = type.fields.map(field => field.name?.toLowerCase());
  const own = names.every((name): name is string => name !== undefined && name !== '') && new Set(names).size === names.length;
  return own ? names : type.fields.map((_, at) => `f${at + 1}`);
}

/** Whether casting between the two in DuckDB pairs their parts as Trino does: rows go by name there and by place here. */
export function sameLayout(from: TrinoType, to: TrinoType): boolean {
  if (from.kind === 'row' && to.kind === 'row') {
    const names = fieldNames(from);
    return (
      from.fields.length === to.fields.length &&
      fieldNames(to).every((name, at) => name === names[at]) &&
      from.fields.every((field, at) => sameLayout(field.type, to.fields[at]!.type))
    );
  }
  if (from.kind === 'array' && to.kind === 'array') return sameLayout(from.element, to.element);
  if (from.kind === 'map' && to.kind === 'map') return sameLayout(from.key, to.key) && sameLayout(from.value, to.value);
  return from.kind !== 'row' && to.kind !== 'row';
}

const simpleTypes: ReadonlyMap<string, string> = new Map([
  ['boolean', 'BOOLEAN'],
  ['tinyint', 'TINYINT'],
  ['smallint', 'SMALLINT'],
  ['integer', 'INTEGER'],
  ['bigint', 'BIGINT'],
  ['real', 'FLOAT'],
  ['double', 'DOUBLE'],
  ['varbinary', 'BLOB'],
  ['date', 'DATE'],
  ['json', 'VARCHAR'],
  ['uuid', 'UUID'],
  ['interval day to second', 'INTERVAL'],
  ['interval year to month', 'INTERVAL'],
  ['unknown', 'INTEGER'],
]);
