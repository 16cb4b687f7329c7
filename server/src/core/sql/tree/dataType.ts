/** Types as written. Invariant: nothing is normalised: `int`, `string` and `struct<…>` stay what the text says. */
import type { IntervalField } from './expression';
import type { Identifier, Missing, Name, NodeBase } from './node';

export type DataType = GenericDataType | DateTimeDataType | IntervalDataType | RowDataType | Missing;

/** `bigint`, `decimal(10, 2)`, `array(varchar)`, Hive's `map<string,int>`, `double precision` (its name has the blank). */
export interface GenericDataType extends NodeBase {
  readonly kind: 'GenericDataType';
  readonly name: Identifier;
  readonly arguments: readonly (DataType | NumericParameter)[];
}
export interface NumericParameter extends NodeBase {
  readonly kind: 'NumericParameter';
  readonly value: bigint;
}
export interface DateTimeDataType extends NodeBase {
  readonly kind: 'DateTimeDataType';
  readonly base: 'TIME' | 'TIMESTAMP';
  readonly precision: NumericParameter | GenericDataType | undefined;
  readonly withTimeZone: boolean;
}
export interface IntervalDataType extends NodeBase {
  readonly kind: 'IntervalDataType';
  readonly from: IntervalField | undefined;
  readonly to: IntervalField | undefined;
}
/** `row(a bigint, varchar)` and Hive's `struct<a:bigint>`. */
export interface RowDataType extends NodeBase {
  readonly kind: 'RowDataType';
  readonly fields: readonly RowDataTypeField[];
}
export interface RowDataTypeField extends NodeBase {
  readonly kind: 'RowDataTypeField';
  readonly name: Name | undefined;
  readonly type: DataType;
}
