/**
 * Columns as Iceberg's schema has them. Invariant: every field, also a nested one, has its own id; columns are numbered before what they
 * hold, as a fresh Iceberg table numbers them.
 */
import { parseHiveType } from '../../../core/analysis/types/parseType';
import type { TrinoType } from '../../../core/analysis/types/TrinoType';
import type { Column } from '../../../core/catalog/glue';
import { identifier } from '../sqlText';

export interface IcebergField {
  readonly id: number;
  readonly name: string;
  readonly type: IcebergType;
  readonly comment?: string;
}

export type IcebergType =
  /** Spelt as Iceberg spells it: `long`, `decimal(12, 2)`. */
  | { readonly kind: 'primitive'; readonly name: string }
  | { readonly kind: 'struct'; readonly fields: readonly IcebergField[] }
  | { readonly kind: 'list'; readonly elementId: number; readonly element: IcebergType }
  | { readonly kind: 'map'; readonly keyId: number; readonly key: IcebergType; readonly valueId: number; readonly value: IcebergType };

export function icebergFields(columns: readonly Column[]): { readonly fields: readonly IcebergField[]; readonly lastId: number } {
  const ids = { last: columns.length };
  const fields = columns.map(({ Name, Type, Comment }, at) => ({
    id: at + 1,
    name: Name,
    type: icebergType(parseHiveType(Type ?? 'string', 'iceberg'), ids),
    ...(Comment ? { comment: Comment } : {}),
  }));
  return { fields, lastId: ids.last };
}

/** The schema's JSON in metadata files and manifests. */
export function schemaJson(fields: readonly IcebergField[]): Readonly<Record<string, unknown>> {
  return { type: 'struct', 'schema-id': 0, fields: fieldsJson(fields) };
}

/** DuckDB's FIELD_IDS of a COPY, so that readers find columns by id. */
export function duckFieldIds(fields: readonly IcebergField[]): string {
  return `{${fields.map(({ id, name, type }) => `${identifier(name)}: ${duckId(id, type)}`).join(', ')}}`;
}

/** Ids of the leaves by their path in Parquet, parts separated by ", " as DuckDB's parquet_metadata prints it. */
export function leafIds(fields: readonly IcebergField[]): ReadonlyMap<string, number> {
  const leaves = new Map<string, number>();
  const visit = (path: string, id: number, type: IcebergType): void => {
    switch (type.kind) {
      case 'primitive':
        leaves.set(path, id);
        return;
      case 'struct':
        for (const field of type.fields) visit(`${path}, ${field.name}`, field.id, field.type);
        return;
      case 'list':
        visit(`${path}, list, element`, type.elementId, type.element);
        return;
      case 'map':
        visit(`${path}, key_value, key`, type.keyId, type.key);
        visit(`${path}, key_value, value`, type.valueId, type.value);
        return;
    }
  };
  for (const { id, name, type } of fields) visit(name, id, type);
  return leaves;
}

function icebergType(type: TrinoType, ids: { last: number }): IcebergType {
  switch (type.kind) {
    case 'array': {
      const elementId = ++ids.last;
      return { kind: 'list', elementId, element: icebergType(type.element, ids) };
    }
    case 'map': {
      const keyId = ++ids.last;
      const valueId = ++ids.last;
      return { kind: 'map', keyId, key: icebergType(type.key, ids), valueId, value: icebergType(type.value, ids) };
    }
    case 'row': {
      const first = ids.last + 1;
      ids.last += type.fields.length;
      return {
        kind: 'struct',
        fields: type.fields.map((field, at) => ({ id: first + at, name: field.name ?? `f${at + 1}`, type: icebergType(field.type, ids) })),
      };
    }
    default:
      return { kind: 'primitive', name: primitiveName(type) };
  }
}

const primitives: Readonly<Record<string, string>> = {
  boolean: 'boolean',
  tinyint: 'int',
  smallint: 'int',
  integer: 'int',
  bigint: 'long',
  real: 'float',
  double: 'double',
  date: 'date',
  varbinary: 'binary',
};

function primitiveName(type: TrinoType): string {
  switch (type.kind) {
    case 'decimal':
      return `decimal(${type.precision}, ${type.scale})`;
    case 'varchar':
    case 'char':
      return 'string';
    case 'timestamp':
      return type.withTimeZone ? 'timestamptz' : 'timestamp';
    default: {
      const name = primitives[type.base];
      if (name === undefined) throw new Error(`Iceberg has no type for ${type.display}`);
      return name;
    }
  }
}

function fieldsJson(fields: readonly IcebergField[]): readonly unknown[] {
  return fields.map(({ id, name, type, comment }) => ({
    id,
    name,
    required: false,
    type: typeJson(type),
    ...(comment ? { doc: comment } : {}),
  }));
}

function typeJson(type: IcebergType): unknown {
  switch (type.kind) {
    case 'primitive':
      return type.name;
    case 'struct':
      return { type: 'struct', fields: fieldsJson(type.fields) };
    case 'list':
      return { type: 'list', 'element-id': type.elementId, element: typeJson(type.element), 'element-required': false };
    case 'map':
      return {
        type: 'map',
        'key-id': type.keyId,
        key: typeJson(type.key),
        'value-id': type.valueId,
        value: typeJson(type.value),
        'value-required': false,
      };
  }
}

function duckId(id: number, type: IcebergType): string {
  switch (type.kind) {
    case 'primitive':
      return String(id);
    case 'struct':
      return `{__duckdb_field_id: ${id}, ${type.fields.map(field => `${identifier(field.name)}: ${duckId(field.id, field.type)}`).join(', ')}}`;
    case 'list':
      return `{__duckdb_field_id: ${id}, element: ${duckId(type.elementId, type.element)}}`;
    case 'map':
      return `{__duckdb_field_id: ${id}, key: ${duckId(type.keyId, type.key)}, value: ${duckId(type.valueId, type.value)}}`;
  }
}
