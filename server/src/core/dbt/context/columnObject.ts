/**
 * A column as templates hold it: dbt-athena's `AthenaColumn`, with Hive's types from Glue.
 * Invariant: `dtype` is the catalog's own text; `data_type` is what a CAST in Athena takes.
 */
import { bindMethod, methodTable, PyFunction } from '../jinja/values/callable';
import { PyObject, str } from '../jinja/values/object';
import type { PyValue } from '../jinja/values/object';

export class PyColumn extends PyObject {
  readonly typeName = 'AthenaColumn';
  readonly column: string;
  readonly dtype: string;
  readonly iceberg: boolean;

  constructor(column: string, dtype: string, iceberg = false) {
    super();
    this.column = column;
    this.dtype = dtype;
    this.iceberg = iceberg;
  }

  override truth(): boolean {
    return true;
  }

  override repr(): string {
    return `<AthenaColumn ${this.column} (${this.dataType})>`;
  }

  override equals(other: PyValue): boolean {
    return other instanceof PyColumn && other.column === this.column && other.dtype === this.dtype;
  }

  get dataType(): string {
    return dataType(this.dtype, this.iceberg);
  }

  override getAttribute(name: string): PyValue | undefined {
    switch (name) {
      case 'name':
      case 'column':
        return this.column;
      case 'dtype':
        return this.dtype;
      case 'data_type':
        return this.dataType;
      case 'quoted':
        return `"${this.column}"`;
      case 'quoted_hive':
        return `\`${this.column}\``;
      case 'char_size':
      case 'numeric_precision':
      case 'numeric_scale':
        return null;
      default:
        return bindMethod(columnMethods, this, name);
    }
  }
}

function dataType(dtype: string, iceberg: boolean): string {
  const lower = dtype.toLowerCase();
  if (lower === 'varchar' || lower === 'string') return 'varchar';
  if (lower === 'binary' || lower === 'varbinary') return 'varbinary';
  if (lower === 'timestamp') return iceberg ? 'timestamp(6)' : 'timestamp';
  if (!lower.startsWith('array')) return dtype;
  const inner = /^array[<(](.*)[>)]$/.exec(dtype)?.[1];
  return `array(${inner === undefined ? dtype : dataType(inner, false)})`;
}

const oneOf =
  (...types: readonly string[]) =>
  (column: PyColumn): PyValue =>
    types.includes(column.dtype.toLowerCase());

const numericTypes = ['numeric', 'decimal'];
const integerTypes = [
  'smallint',
  'integer',
  'bigint',
  'smallserial',
  'serial',
  'bigserial',
  'int2',
  'int4',
  'int8',
  'serial2',
  'serial4',
  'serial8',
];
const floatTypes = ['real', 'float4', 'float', 'double precision', 'float8', 'double'];

const columnMethods = methodTable<PyColumn>({
  is_string: [[], oneOf('varchar', 'string')],
  is_binary: [[], oneOf('binary', 'varbinary')],
  is_timestamp: [[], oneOf('timestamp')],
  is_array: [[], column => column.dtype.toLowerCase().startsWith('array')],
  is_iceberg: [[], column => column.iceberg],
  is_numeric: [[], oneOf(...numericTypes)],
  is_integer: [[], oneOf(...integerTypes)],
  is_float: [[], oneOf(...floatTypes)],
  is_number: [[], oneOf(...numericTypes, ...integerTypes, ...floatTypes)],
  string_size: [[], () => 0n],
  can_expand_to: [['other_column'], () => false],
  literal: [['value'], (column, [value = null]) => `${str(value)}::${column.dataType}`],
});

/** `api.Column` and `adapter.Column`. */
export class PyColumnClass extends PyObject {
  readonly typeName = 'type';

  override truth(): boolean {
    return true;
  }

  override get callable(): boolean {
    return true;
  }

  override call({
    positional,
    keyword,
  }: {
    readonly positional: readonly PyValue[];
    readonly keyword: ReadonlyMap<string, PyValue>;
  }): PyValue {
    const [column = keyword.get('column') ?? '', dtype = keyword.get('dtype') ?? ''] = positional;
    return new PyColumn(str(column), str(dtype));
  }

  override getAttribute(name: string): PyValue | undefined {
    return columnClassMembers.get(name);
  }
}

const columnClassMembers = new Map<string, PyValue>([
  ['translate_type', new PyFunction('translate_type', ['dtype'], ([dtype = '']) => translated(str(dtype)))],
  [
    'create',
    new PyFunction('create', ['name', 'label_or_dtype'], ([name = '', dtype = '']) => new PyColumn(str(name), translated(str(dtype)))),
  ],
  [
    'string_type',
    new PyFunction('string_type', ['size'], ([size = 0n]) => (typeof size === 'bigint' && size > 0n ? `varchar(${size})` : 'varchar')),
  ],
  [
    'numeric_type',
    new PyFunction('numeric_type', ['dtype', 'precision', 'scale'], ([dtype = '', precision = null, scale = null]) =>
      precision === null || scale === null ? str(dtype) : `${str(dtype)}(${str(precision)},${str(scale)})`,
    ),
  ],
]);

function translated(dtype: string): string {
  return /^(?:string|text)$/i.test(dtype) ? 'VARCHAR' : dtype;
}
