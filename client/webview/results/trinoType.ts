/**
 * Reads the print of a Trino type as far as showing a value needs it: what nests, how rows name their fields, what counts as a number.
 * Invariant: never fails; what it does not know is a scalar with its own print.
 */
export type TrinoType =
  | { readonly kind: 'scalar'; readonly name: string; readonly print: string }
  | { readonly kind: 'array'; readonly element: TrinoType; readonly print: string }
  | { readonly kind: 'map'; readonly key: TrinoType; readonly value: TrinoType; readonly print: string }
  | {
      readonly kind: 'row';
      readonly fields: readonly { readonly name: string | undefined; readonly type: TrinoType }[];
      readonly print: string;
    };

const cache = new Map<string, TrinoType>();

export function trinoType(print: string): TrinoType {
  let type = cache.get(print);
  if (!type) {
    type = read(print.trim());
    cache.set(print, type);
  }
  return type;
}

const exact = new Set(['tinyint', 'smallint', 'integer', 'int', 'bigint', 'decimal']);
const approximate = new Set(['real', 'double', 'float']);

export function isNumeric(type: TrinoType): boolean {
  return type.kind === 'scalar' && (exact.has(type.name) || approximate.has(type.name));
}

export function isExact(type: TrinoType): boolean {
  return type.kind === 'scalar' && exact.has(type.name);
}

export function isApproximate(type: TrinoType): boolean {
  return type.kind === 'scalar' && approximate.has(type.name);
}

export function isTime(type: TrinoType): boolean {
  return type.kind === 'scalar' && (type.name === 'date' || type.name === 'time' || type.name === 'timestamp');
}

export function isNested(type: TrinoType): boolean {
  return type.kind !== 'scalar';
}

function read(print: string): TrinoType {
  const open = print.indexOf('(');
  const name = (open < 0 ? print : print.slice(0, open)).trim().toLowerCase();
  const scalar: TrinoType = { kind: 'scalar', name: name.split(' ')[0] ?? name, print };
  if (open < 0 || !print.endsWith(')')) return scalar;
  const parts = split(print.slice(open + 1, -1));
  const [first, second] = parts;
  if (name === 'array' && first !== undefined) return { kind: 'array', element: trinoType(first), print };
  if (name === 'map' && first !== undefined && second !== undefined)
    return { kind: 'map', key: trinoType(first), value: trinoType(second), print };
  if (name === 'row') return { kind: 'row', fields: parts.map(field), print };
  return scalar;
}

/** Parts between commas that stand outside brackets and quotes. */
function split(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let quoted = false;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (character === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (character === '(') depth++;
    else if (character === ')') depth--;
    else if (character === ',' && depth === 0) {
      parts.push(text.slice(start, i).trim());
      start = i + 1;
    }
  }
  parts.push(text.slice(start).trim());
  return parts;
}

/** `name type`, `"odd name" type`, or a type alone. `timestamp(3) with time zone` has spaces too: only a first word that is followed by a type is a name. */
function field(text: string): { readonly name: string | undefined; readonly type: TrinoType } {
  const quoted = /^"((?:[^"]|"")*)"\s+(\S.*)$/su.exec(text);
  if (quoted?.[1] !== undefined && quoted[2] !== undefined) return { name: quoted[1].replaceAll('""', '"'), type: trinoType(quoted[2]) };
  const named = /^([^\s("]+)\s+(\S.*)$/su.exec(text);
  const rest = named?.[2];
  if (named?.[1] === undefined || rest === undefined || /^(with|without|precision|year|day)\b/iu.test(rest))
    return { name: undefined, type: trinoType(text) };
  return { name: named[1], type: trinoType(rest) };
}
