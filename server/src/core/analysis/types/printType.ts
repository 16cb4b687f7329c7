/** Types as text for people and commands. Invariant: a type that is not known prints as `unknown`. */
import { parseHiveType } from './parseType';
import { unresolvedType, type TrinoType } from './TrinoType';

export function printType(type: TrinoType): string {
  return type.display;
}

/** Trino's spelling of a type in Glue's: `array<struct<sku:string>>` is `array(row(sku varchar))`; the text itself where it is no type. */
export function hiveTypeName(text: string): string {
  const type = parseHiveType(text, 'hive');
  return type === unresolvedType ? text : type.display;
}
