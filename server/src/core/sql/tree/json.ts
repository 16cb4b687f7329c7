/** JSON functions. Invariant: the path stays the literal that was written; reading it is for the analyzer. */
import type { DataType } from './dataType';
import type { Expression, StringLiteral } from './expression';
import type { Missing, Name, NodeBase } from './node';

/** The common head of the JSON functions: `input [FORMAT JSON], 'path' [PASSING value AS name, …]`. */
export interface JsonPathInvocation extends NodeBase {
  readonly kind: 'JsonPathInvocation';
  readonly input: Expression;
  readonly inputFormat: JsonFormat | undefined;
  readonly path: StringLiteral | Missing;
  readonly pathName: Name | undefined;
  readonly parameters: readonly JsonPathParameter[];
}
export type JsonFormat = 'JSON' | 'JSON ENCODING UTF8' | 'JSON ENCODING UTF16' | 'JSON ENCODING UTF32';
export interface JsonPathParameter extends NodeBase {
  readonly kind: 'JsonPathParameter';
  readonly value: Expression;
  readonly format: JsonFormat | undefined;
  readonly name: Name;
}
export interface JsonExists extends NodeBase {
  readonly kind: 'JsonExists';
  readonly invocation: JsonPathInvocation;
  readonly onError: 'TRUE' | 'FALSE' | 'UNKNOWN' | 'ERROR' | undefined;
}
export interface JsonValue extends NodeBase {
  readonly kind: 'JsonValue';
  readonly invocation: JsonPathInvocation;
  readonly returning: DataType | undefined;
  readonly onEmpty: JsonValueBehavior | undefined;
  readonly onError: JsonValueBehavior | undefined;
}
export interface JsonValueBehavior extends NodeBase {
  readonly kind: 'JsonValueBehavior';
  readonly behavior: 'NULL' | 'ERROR' | 'DEFAULT';
  readonly defaultValue: Expression | undefined;
}
export type JsonQueryBehavior = 'NULL' | 'ERROR' | 'EMPTY ARRAY' | 'EMPTY OBJECT';
export interface JsonQuery extends NodeBase {
  readonly kind: 'JsonQuery';
  readonly invocation: JsonPathInvocation;
  readonly returning: DataType | undefined;
  readonly returningFormat: JsonFormat | undefined;
  readonly wrapper: 'WITHOUT' | 'CONDITIONAL' | 'UNCONDITIONAL' | undefined;
  readonly quotes: 'KEEP' | 'OMIT' | undefined;
  readonly onEmpty: JsonQueryBehavior | undefined;
  readonly onError: JsonQueryBehavior | undefined;
}
export interface JsonObject extends NodeBase {
  readonly kind: 'JsonObject';
  readonly members: readonly JsonObjectMember[];
  readonly nullOnNull: boolean;
  readonly uniqueKeys: boolean;
  readonly returning: DataType | undefined;
  readonly returningFormat: JsonFormat | undefined;
}
export interface JsonObjectMember extends NodeBase {
  readonly kind: 'JsonObjectMember';
  readonly key: Expression;
  readonly value: Expression;
  readonly format: JsonFormat | undefined;
}
export interface JsonArray extends NodeBase {
  readonly kind: 'JsonArray';
  readonly elements: readonly JsonArrayElement[];
  readonly nullOnNull: boolean;
  readonly returning: DataType | undefined;
  readonly returningFormat: JsonFormat | undefined;
}
export interface JsonArrayElement extends NodeBase {
  readonly kind: 'JsonArrayElement';
  readonly value: Expression;
  readonly format: JsonFormat | undefined;
}
