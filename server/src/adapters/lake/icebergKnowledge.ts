/**
 * What a manifest entry tells of a file's columns: partition values and bounds.
 * Source: the Iceberg specification, "Partition Transforms" and "Binary single-value serialization".
 * Invariant: a value whose type or transform is not understood tells nothing.
 */
import type { Constant, Known } from '../../core/scan/bounds';
import { point } from '../../core/scan/bounds';
import type { ManifestKnowledge } from '../../core/scan/tableFiles';

export interface IcebergColumns {
  readonly 'current-schema-id'?: number;
  readonly schema?: IcebergSchema;
  readonly schemas?: readonly IcebergSchema[];
  readonly 'default-spec-id'?: number;
  readonly 'partition-specs'?: readonly { readonly 'spec-id': number; readonly fields: readonly PartitionField[] }[];
}
interface IcebergSchema {
  readonly 'schema-id'?: number;
  readonly fields: readonly { readonly id: number; readonly name: string; readonly type: unknown }[];
}
interface PartitionField {
  readonly 'source-id'?: number;
  readonly transform: string;
}
export interface DataFileRecord {
  readonly partition?: Readonly<Record<string, unknown>>;
  readonly record_count?: number | bigint;
  readonly null_value_counts?: readonly CountEntry[] | null;
  readonly lower_bounds?: readonly BoundEntry[] | null;
  readonly upper_bounds?: readonly BoundEntry[] | null;
}
interface CountEntry {
  readonly key: number;
  readonly value: number | bigint;
}
interface BoundEntry {
  readonly key: number;
  readonly value: Uint8Array;
}

export function manifestKnowledge(table: IcebergColumns, specId: number | undefined, file: DataFileRecord): ManifestKnowledge {
  const schema = table.schemas?.find(one => one['schema-id'] === table['current-schema-id']) ?? table.schema;
  const columns = new Map(schema?.fields.map(field => [field.id, { name: field.name.toLowerCase(), type: String(field.type) }]));
  const spec = table['partition-specs']?.find(one => one['spec-id'] === (specId ?? table['default-spec-id']));
  const values = Object.values(file.partition ?? {});
  const bounds = new Map<string, Known>();
  for (const [id, { name, type }] of columns) bounds.set(name, boundsOf(file, id, type));
  const partition = new Map<string, Known>();
  for (const [at, field] of (spec?.fields ?? []).entries()) {
    const column = columns.get(field['source-id'] ?? -1);
    if (!column || at >= values.length) continue;
    const known = transformed(field.transform, values[at], column.type, bounds.get(column.name));
    if (known && partition.get(column.name) === undefined) partition.set(column.name, known);
  }
  return { partition, bounds };
}

function boundsOf(file: DataFileRecord, id: number, type: string): Known {
  const nulls = file.null_value_counts?.find(({ key }) => key === id)?.value;
  if (nulls !== undefined && file.record_count !== undefined && Number(nulls) === Number(file.record_count)) return { kind: 'null' };
  const min = decoded(file.lower_bounds?.find(({ key }) => key === id)?.value, type);
  const max = decoded(file.upper_bounds?.find(({ key }) => key === id)?.value, type);
  if (!min || !max) return undefined;
  const unordered = type === 'float' || type === 'double';
  return { kind: 'range', range: { min, max }, nulls: nulls === undefined || Number(nulls) > 0, ...(unordered ? { unordered } : {}) };
}

/** Beyond 2^53 a number no longer says which value it is. */
function decoded(bytes: Uint8Array | undefined, type: string): Constant | undefined {
  const constant = bytes && decodedLoosely(bytes, type);
  const whole = type === 'long' || type === 'timestamp';
  return constant && whole && !Number.isSafeInteger(constant.value) ? undefined : constant;
}

function decodedLoosely(bytes: Uint8Array, type: string): Constant | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = bytes.byteLength;
  switch (type) {
    case 'boolean':
      return size === 1 ? { kind: 'boolean', value: view.getUint8(0) !== 0 } : undefined;
    case 'int':
      return size === 4 ? { kind: 'number', value: view.getInt32(0, true) } : undefined;
    case 'date':
      return size === 4 ? { kind: 'date', value: view.getInt32(0, true) } : undefined;
    case 'long':
      // A column that grew from int keeps four bytes in older files.
      return size === 8 || size === 4
        ? { kind: 'number', value: size === 8 ? Number(view.getBigInt64(0, true)) : view.getInt32(0, true) }
        : undefined;
    case 'float':
    case 'double': {
      const value = size === 8 ? view.getFloat64(0, true) : size === 4 ? view.getFloat32(0, true) : NaN;
      return Number.isNaN(value) ? undefined : { kind: 'number', value };
    }
    case 'timestamp':
      return size === 8 ? { kind: 'timestamp', value: Number(view.getBigInt64(0, true)) } : undefined;
    case 'string':
      return { kind: 'string', value: new TextDecoder().decode(bytes) };
    default:
      return undefined;
  }
}

const microsPerDay = 86_400_000_000;

/** The values of a column that a partition's value stands for. */
function transformed(transform: string, raw: unknown, type: string, bounds: Known): Known {
  if (transform === 'void') return undefined;
  if (raw === null || raw === undefined) return { kind: 'null' };
  const number = typeof raw === 'number' || typeof raw === 'bigint' ? Number(raw) : undefined;
  const parameter = /^(bucket|truncate)\[(\d+)\]$/.exec(transform);
  if (parameter) {
    const width = Number(parameter[2]);
    if (parameter[1] === 'truncate')
      return number === undefined
        ? undefined
        : {
            kind: 'range',
            range: { min: { kind: 'number', value: number }, max: { kind: 'number', value: number + width - 1 } },
            nulls: false,
          };
    // A bucket says which single values are here, the bounds between which.
    return number === undefined || bounds?.kind !== 'range' || !/^(int|long|string|date|timestamp)$/.test(type)
      ? undefined
      : { ...bounds, nulls: false, bucket: { count: width, value: number } };
  }
  if (transform === 'identity') return identity(raw, number, type);
  return number === undefined ? undefined : period(transform, number, type);
}

function identity(raw: unknown, number: number | undefined, type: string): Known {
  if (typeof raw === 'string') return type === 'string' ? point({ kind: 'string', value: raw }) : undefined;
  if (typeof raw === 'boolean') return point({ kind: 'boolean', value: raw });
  if (number === undefined || !Number.isSafeInteger(number)) return undefined;
  if (type === 'date') return point({ kind: 'date', value: number });
  if (type === 'timestamp') return point({ kind: 'timestamp', value: number });
  return type === 'int' || type === 'long' ? point({ kind: 'number', value: number }) : undefined;
}

function period(transform: string, value: number, type: string): Known {
  const range = (start: number, end: number): Known => {
    if (type === 'date') return days(Math.floor(start), Math.floor(end) - 1);
    if (type !== 'timestamp') return undefined;
    const [min, max] = [start * microsPerDay, end * microsPerDay - 1];
    return { kind: 'range', range: { min: { kind: 'timestamp', value: min }, max: { kind: 'timestamp', value: max } }, nulls: false };
  };
  const monthStart = (months: number): number => Date.UTC(1970, months) / 86_400_000;
  switch (transform) {
    case 'year':
      return range(monthStart(value * 12), monthStart(value * 12 + 12));
    case 'month':
      return range(monthStart(value), monthStart(value + 1));
    case 'day':
      return range(value, value + 1);
    case 'hour':
      return type === 'timestamp' ? range(value / 24, (value + 1) / 24) : undefined;
    default:
      return undefined;
  }
}

function days(min: number, max: number): Known {
  return { kind: 'range', range: { min: { kind: 'date', value: min }, max: { kind: 'date', value: max } }, nulls: false };
}
