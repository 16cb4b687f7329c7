/**
 * Signatures of functions: patterns of types with variables. Invariant: a pattern without variables is a concrete type, so that
 * binding never looks into it.
 */
import { parseTrinoType } from '../types/parseType';
import { simpleTypes, type TrinoType } from '../types/TrinoType';

export type TypePattern =
  | { readonly kind: 'concrete'; readonly type: TrinoType }
  /** `T`: any type, the same wherever the variable stands. */
  | { readonly kind: 'variable'; readonly name: string }
  /** `decimal(p,s)`, `varchar(x)`: a base whose numbers are variables. */
  | { readonly kind: 'sized'; readonly base: string; readonly sizes: readonly (string | number)[] }
  | { readonly kind: 'array'; readonly element: TypePattern }
  | { readonly kind: 'map'; readonly key: TypePattern; readonly value: TypePattern }
  | { readonly kind: 'row'; readonly fields: readonly TypePattern[] }
  | { readonly kind: 'function'; readonly parameters: readonly TypePattern[]; readonly result: TypePattern }
  | { readonly kind: 'sketch'; readonly base: 'qdigest' | 'classifier'; readonly parameter: TypePattern };

export type FunctionKind = 'scalar' | 'aggregate' | 'window';

export interface Signature {
  readonly name: string;
  readonly kind: FunctionKind;
  readonly arguments: readonly TypePattern[];
  /** The last argument may stand any number of times, also never. */
  readonly variadic: boolean;
  readonly result: TypePattern;
  /** Whether a type variable occurs; numbers alone do not make a signature generic. */
  readonly generic: boolean;
  /** What a type variable's type must allow. */
  readonly constraints: ReadonlyMap<string, 'comparable' | 'orderable'>;
  /** As Trino shows it: `max(t)`; `argumentTexts` are its parts. */
  readonly argumentTexts: readonly string[];
  readonly resultText: string;
}

/** Reads `array(t); function(t,boolean) -> boolean`. */
export function parseSignature(name: string, kind: FunctionKind, text: string, constraints: Signature['constraints']): Signature {
  const arrow = text.lastIndexOf(' -> ');
  const resultText = text.slice(arrow + 4);
  let argumentText = text.slice(0, arrow);
  const variadic = argumentText.endsWith('...');
  if (variadic) argumentText = argumentText.slice(0, -3);
  const argumentTexts = argumentText.trim() === '' ? [] : argumentText.split('; ');
  const patterns = argumentTexts.map(parsePattern);
  return {
    name,
    kind,
    arguments: patterns,
    variadic,
    result: parsePattern(resultText),
    generic: patterns.some(hasTypeVariable),
    constraints,
    argumentTexts,
    resultText,
  };
}

export function signatureText(signature: Signature): string {
  return `${signature.name}(${signature.argumentTexts.join(', ')})`;
}

const patterns = new Map<string, TypePattern>();

function parsePattern(text: string): TypePattern {
  const known = patterns.get(text);
  if (known) return known;
  const pattern = readPattern(text.trim());
  patterns.set(text, pattern);
  return pattern;
}

function readPattern(text: string): TypePattern {
  const open = text.indexOf('(');
  if (open < 0) {
    if (simpleTypes.has(text.toLowerCase()) || text === 'varchar') return { kind: 'concrete', type: parseTrinoType(text) };
    return { kind: 'variable', name: text.toUpperCase() };
  }
  const base = text.slice(0, open).toLowerCase();
  const close = text.lastIndexOf(')');
  const inner = splitTop(text.slice(open + 1, close));
  const suffix = text.slice(close + 1);
  switch (base) {
    case 'array':
      return simplest({ kind: 'array', element: parsePattern(inner[0] ?? '') }, text);
    case 'map':
      return simplest({ kind: 'map', key: parsePattern(inner[0] ?? ''), value: parsePattern(inner[1] ?? '') }, text);
    case 'row':
      return simplest({ kind: 'row', fields: inner.map(part => parsePattern(part.replace(/^"[^"]*" /, ''))) }, text);
    case 'function':
      return { kind: 'function', parameters: inner.slice(0, -1).map(parsePattern), result: parsePattern(inner.at(-1) ?? '') };
    case 'qdigest':
    case 'classifier':
      return simplest({ kind: 'sketch', base, parameter: parsePattern(inner[0] ?? '') }, text);
    default: {
      const sizes = inner.map(part => (/^\d+$/.test(part) ? Number(part) : part));
      if (sizes.every(size => typeof size === 'number')) return { kind: 'concrete', type: parseTrinoType(text) };
      return { kind: 'sized', base: base + suffix, sizes };
    }
  }
}

/** A pattern whose parts are all concrete is concrete itself. */
function simplest(pattern: TypePattern, text: string): TypePattern {
  return parts(pattern).every(part => part.kind === 'concrete') ? { kind: 'concrete', type: parseTrinoType(text) } : pattern;
}

export function parts(pattern: TypePattern): readonly TypePattern[] {
  switch (pattern.kind) {
    case 'array':
      return [pattern.element];
    case 'map':
      return [pattern.key, pattern.value];
    case 'row':
      return pattern.fields;
    case 'function':
      return [...pattern.parameters, pattern.result];
    case 'sketch':
      return [pattern.parameter];
    default:
      return [];
  }
}

function hasTypeVariable(pattern: TypePattern): boolean {
  return pattern.kind === 'variable' || parts(pattern).some(hasTypeVariable);
}

function splitTop(text: string): string[] {
  const found: string[] = [];
  let depth = 0;
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (c === '(') depth++;
    else if (c === ')') depth--;
    else if (c === ',' && depth === 0) {
      found.push(text.slice(from, i).trim());
      from = i + 1;
    }
  }
  const last = text.slice(from).trim();
  if (last !== '') found.push(last);
  return found;
}
