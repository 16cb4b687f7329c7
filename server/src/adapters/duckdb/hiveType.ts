/** Trino's types in Glue's (Hive's) spelling, for tables that the embedded engine makes. */
import type { TrinoType } from '../../core/analysis/types/TrinoType';

/** undefined where Glue has no such type. */
export function hiveType(type: TrinoType): string | undefined {
  switch (type.kind) {
    case 'varchar':
      return type.length === undefined ? 'string' : `varchar(${type.length})`;
    case 'char':
      return `char(${type.length})`;
    case 'decimal':
      return `decimal(${type.precision},${type.scale})`;
    case 'timestamp':
      return type.withTimeZone ? undefined : 'timestamp';
    case 'array': {
      const element = hiveType(type.element);
      return element === undefined ? undefined : `array<${element}>`;
    }
    case 'map': {
      const [key, value] = [hiveType(type.key), hiveType(type.value)];
      return key === undefined || value === undefined ? undefined : `map<${key},${value}>`;
    }
    case 'row': {
      const fields = type.fields.map((field, at) => {
        const inner = hiveType(field.type);
        return inner === undefined ? undefined : `${field.name ?? `field${at}`}:${inner}`;
      });
      return fields.includes(undefined) ? undefined : `struct<${fields.join(',')}>`;
    }
    case 'simple':
      return simpleTypes.get(type.base);
    default:
      return undefined;
  }
}

const simpleTypes: ReadonlyMap<string, string> = new Map([
  ['boolean', 'boolean'],
  ['tinyint', 'tinyint'],
  ['smallint', 'smallint'],
  ['integer', 'int'],
  ['bigint', 'bigint'],
  ['real', 'float'],
  ['double', 'double'],
  ['date', 'date'],
  ['varbinary', 'binary'],
]);
