/**
 * What a plain YAML 1.1 scalar means, as PyYAML's safe loader reads it: `on` is true, `1e5` is text, `010` is eight.
 * Invariant: a scalar that no rule takes is a string; quoted scalars never come here.
 */
import { Float, Moment } from '../value';
import type { Value } from '../value';

/** The value of an unquoted scalar. */
export function plainScalar(text: string): Value {
  const first = text.charCodeAt(0);
  // Letters that begin no special word, by far the most frequent case, skip the patterns below.
  if (isLetter(first) && !'yYnNtTfFoO'.includes(text.charAt(0))) return text;
  const word = words.get(text);
  if (word !== undefined) return word;
  if (isLetter(first)) return text;
  if (decimal.test(text)) return integer(text.replaceAll('_', ''), 10);
  return number(text) ?? moment(text) ?? text;
}

const words = new Map<string, Value>([
  ['', null],
  ['~', null],
  ['null', null],
  ['Null', null],
  ['NULL', null],
  ...['yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((word): [string, Value] => [word, true]),
  ...['no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((word): [string, Value] => [word, false]),
]);

const decimal = /^[-+]?(?:0|[1-9][0-9_]*)$/;

function isLetter(code: number): boolean {
  return (code >= 65 && code <= 90) || (code >= 97 && code <= 122 && code !== 110);
}

function number(text: string): Value | undefined {
  const sign = text.startsWith('-') ? -1 : 1;
  const body = text.replace(/^[-+]/, '').replaceAll('_', '');
  if (/^[-+]?0b[0-1_]+$/.test(text)) return sign * Number.parseInt(body.slice(2), 2);
  if (/^[-+]?0[0-7_]+$/.test(text)) return sign * Number.parseInt(body, 8);
  if (/^[-+]?0x[0-9a-fA-F_]+$/.test(text)) return sign * Number.parseInt(body.slice(2), 16);
  if (/^[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+$/.test(text)) return sign * sexagesimal(body);
  if (/^[-+]?(?:[0-9][0-9_]*)\.[0-9_]*(?:[eE][-+][0-9]+)?$/.test(text) || /^[-+]?\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?$/.test(text))
    return new Float(sign * Number.parseFloat(body));
  if (/^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*$/.test(text)) return new Float(sign * sexagesimal(body));
  if (/^[-+]?\.(?:inf|Inf|INF)$/.test(text)) return new Float(sign * Number.POSITIVE_INFINITY);
  if (/^\.(?:nan|NaN|NAN)$/.test(text)) return new Float(Number.NaN);
  return undefined;
}

function integer(text: string, base: number): Value {
  const value = Number.parseInt(text, base);
  return Number.isSafeInteger(value) ? value : BigInt(text);
}

/** Digits in base 60, as YAML 1.1 writes times: `1:30` is ninety. */
function sexagesimal(text: string): number {
  return text.split(':').reduce((sum, part) => sum * 60 + Number.parseFloat(part), 0);
}

function moment(text: string): Value | undefined {
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return new Moment('date', text);
  const match = /^(\d{4})-(\d\d?)-(\d\d?)(?:[Tt]|[ \t]+)(\d\d?):(\d\d):(\d\d)(?:\.(\d*))?(?:[ \t]*(Z|[-+]\d\d?(?::?\d\d)?))?$/.exec(text);
  if (!match) return undefined;
  const [, year = '', month = '', day = '', hour = '', minute = '', second = '', fraction = '', zone] = match;
  const two = (part: string): string => part.padStart(2, '0');
  const micros = fraction === '' ? '' : `.${fraction.slice(0, 6).padEnd(6, '0')}`;
  const offset = zone === undefined ? '' : zone === 'Z' ? '+00:00' : zone.replace(/^([-+])(\d)$/, '$10$2').replace(/^([-+]\d\d)$/, '$1:00');
  return new Moment('datetime', `${year}-${two(month)}-${two(day)}T${two(hour)}:${minute}:${second}${micros}${offset}`);
}
