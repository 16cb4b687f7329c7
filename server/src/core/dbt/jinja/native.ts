/** dbt's markers: values of YAML that a template asks to read as numbers, booleans or Python literals. */
import { parseLiteral } from './values/literal';
import { raiseDbt } from './values/exception';
import type { PyValue } from './values/object';
import { PyTextObject } from './values/textObject';

export type MarkerKind = 'text' | 'native' | 'bool' | 'number';

/** A text with a wish attached. */
export class PyMarker extends PyTextObject {
  readonly typeName = 'str';
  readonly marker: MarkerKind;

  constructor(text: string, marker: MarkerKind) {
    super(text);
    this.marker = marker;
  }
}

/** What a native render gives for the value it printed. */
export function nativeValue(value: PyValue): PyValue {
  if (!(value instanceof PyMarker)) return value;
  if (value.marker === 'text') return value.text;
  const literal = parseLiteral(value.text);
  const result = literal === undefined ? value.text : literal.value;
  if (value.marker === 'bool' && typeof result !== 'boolean')
    return raiseDbt('JinjaRenderingError', `Could not convert value '${value.text}' into type 'bool'`);
  if (value.marker === 'number' && typeof result !== 'bigint' && typeof result !== 'number')
    return raiseDbt('JinjaRenderingError', `Could not convert value '${value.text}' into type 'number'`);
  return result;
}
