/**
 * Regular expressions in Java's spelling, run by JavaScript's engine. Invariant: a pattern whose meaning may differ between the two is refused
 * by what it uses, never run.
 */
import { bigint, boolean, define, string, strings } from './define';
import type { FunctionDefinition } from './define';
import { Failure } from './failure';

const invalid = (message: string): Failure => new Failure('INVALID_FUNCTION_ARGUMENT', message);

export const regexpFunctions: readonly FunctionDefinition[] = [
  define('mz_regexp_like', [string, string], boolean, (value, pattern) => {
    const regexp = compile(pattern);
    regexp.lastIndex = 0;
    return regexp.test(value);
  }),
  define('mz_regexp_extract', [string, string, bigint], string, (value, pattern, group) => {
    const regexp = compile(pattern);
    checkGroup(regexp, group);
    regexp.lastIndex = 0;
    return regexp.exec(value)?.[Number(group)];
  }),
  define('mz_regexp_extract_all', [string, string, bigint], strings, (value, pattern, group) => {
    const regexp = compile(pattern);
    checkGroup(regexp, group);
    return [...value.matchAll(regexp)].map(match => match[Number(group)] ?? null);
  }),
  define('mz_regexp_split', [string, string], strings, (value, pattern) => {
    const parts: string[] = [];
    let from = 0;
    for (const match of value.matchAll(compile(pattern))) {
      parts.push(value.slice(from, match.index));
      from = match.index + match[0].length;
    }
    parts.push(value.slice(from));
    return parts;
  }),
  define('mz_regexp_count', [string, string], bigint, (value, pattern) => BigInt([...value.matchAll(compile(pattern))].length)),
  define('mz_regexp_replace', [string, string, string], string, (value, pattern, replacement) => {
    const regexp = compile(pattern);
    const pieces = replacementPieces(replacement, regexp);
    return value.replaceAll(regexp, (...args: unknown[]) => {
      const named = typeof args.at(-1) === 'object' ? (args.at(-1) as Readonly<Record<string, string | undefined>>) : {};
      return pieces
        .map(piece =>
          'text' in piece
            ? piece.text
            : (((typeof piece.group === 'number' ? args[piece.group] : named[piece.group]) as string | undefined) ?? ''),
        )
        .join('');
    });
  }),
];

/** Patterns already compiled; emptied when a query makes it large. */
const compiled = new Map<string, RegExp>();

function compile(pattern: string): RegExp {
  const known = compiled.get(pattern);
  if (known) return known;
  const { source, flags } = translate(pattern);
  let regexp: RegExp;
  try {
    regexp = new RegExp(source, `g${flags}u`);
  } catch (error) {
    throw invalid(error instanceof Error ? error.message : 'invalid pattern');
  }
  if (compiled.size > 1000) compiled.clear();
  compiled.set(pattern, regexp);
  return regexp;
}

function checkGroup(regexp: RegExp, group: bigint): void {
  const groups = groupCount(regexp);
  if (group < 0n) throw invalid('Group cannot be negative');
  if (Number(group) > groups) throw invalid(`Pattern has ${groups} groups. Cannot access group ${group}`);
}

function groupCount(regexp: RegExp): number {
  return new RegExp(`${regexp.source}|`, regexp.flags).exec('')!.length - 1;
}

type Piece = { readonly text: string } | { readonly group: number | string };

/** `$1`, `${name}` and `\x` of a replacement. */
function replacementPieces(replacement: string, regexp: RegExp): readonly Piece[] {
  const pieces: Piece[] = [];
  for (let at = 0; at < replacement.length; at++) {
    const c = replacement[at]!;
    if (c === '\\') {
      const next = replacement[++at];
      if (next === undefined) throw invalid('Invalid replacement sequence: the last character is \\');
      pieces.push({ text: next });
    } else if (c === '$') {
      const named = /^\{([A-Za-z][A-Za-z0-9]*)\}/.exec(replacement.slice(at + 1));
      const digits = /^\d+/.exec(replacement.slice(at + 1));
      if (named) {
        pieces.push({ group: named[1]! });
        at += named[0].length;
      } else if (digits) {
        // As many digits as still name a group.
        let text = digits[0];
        while (text.length > 1 && Number(text) > groupCount(regexp)) text = text.slice(0, -1);
        if (Number(text) > groupCount(regexp)) throw invalid(`Invalid replacement sequence: unknown group ${text}`);
        pieces.push({ group: Number(text) });
        at += text.length;
      } else throw invalid('Invalid replacement sequence: $ without a group');
    } else pieces.push({ text: c });
  }
  return pieces;
}

const classes: Readonly<Record<string, string>> = {
  d: '\\p{Nd}',
  D: '\\P{Nd}',
  w: '[\\p{L}\\p{M}\\p{N}\\p{Pc}]',
  W: '[^\\p{L}\\p{M}\\p{N}\\p{Pc}]',
  s: '[\\t-\\r \\u0085\\p{Z}]',
  S: '[^\\t-\\r \\u0085\\p{Z}]',
};
const inClass: Readonly<Record<string, string>> = {
  d: '\\p{Nd}',
  D: '\\P{Nd}',
  w: '\\p{L}\\p{M}\\p{N}\\p{Pc}',
  s: '\\t-\\r \\u0085\\p{Z}',
};
const properties: Readonly<Record<string, string>> = {
  Alpha: 'A-Za-z',
  Digit: '0-9',
  Alnum: 'A-Za-z0-9',
  Upper: 'A-Z',
  Lower: 'a-z',
  Punct: '!-\\/:-@\\[-`\\{-~',
  XDigit: '0-9A-Fa-f',
  IsAlphabetic: '\\p{Alphabetic}',
};

function translate(pattern: string): { readonly source: string; readonly flags: string } {
  const refuse = (what: string): Failure =>
    new Failure('NOT_SUPPORTED', `${what} in a regular expression is not available on the embedded engine`);
  const leading = /^\(\?([a-z]+)\)/.exec(pattern);
  const flags = leading?.[1] ?? '';
  if (/[^ims]/.test(flags)) throw refuse(`(?${flags})`);
  const text = pattern.slice(leading?.[0].length ?? 0);
  const dot = flags.includes('s') ? '[\\s\\S]' : '[^\\n]';
  let source = '';
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const c = text[at]!;
    if (c === '\\') {
      const read = readEscape(text, at, depth > 0, refuse);
      source += read.source;
      at = read.end - 1;
    } else if (depth > 0) {
      if (c === '[') {
        if (text.startsWith('[:', at)) throw refuse('a POSIX class');
        throw refuse('a class inside a class');
      }
      if (c === '&' && text[at + 1] === '&') throw refuse('&&');
      if (c === ']') depth--;
      source += c === '-' && (text[at + 1] === ']' || text[at - 1] === '[') ? '\\-' : /[(){}/|]/.test(c) ? `\\${c}` : c;
    } else if (c === '[') {
      depth++;
      source += c;
      if (text[at + 1] === '^') {
        source += '^';
        at++;
      }
      if (text[at + 1] === ']') {
        source += '\\]';
        at++;
      }
    } else if (c === '.') source += dot;
    else if (c === '$') source += flags.includes('m') ? '(?=\\n|$(?![\\s\\S]))' : '(?=\\n?$(?![\\s\\S]))';
    else if (c === '^' && flags.includes('m')) source += '(?<=^|\\n)';
    else if (/[*+?}]/.test(c) && text[at + 1] === '+') throw refuse('a possessive quantifier');
    else if (c === '(' && /^\(\?(?:>|#|[a-z-]*[:)]?)/.test(text.slice(at)) && !/^\(\?(?::|=|!|<)/.test(text.slice(at)))
      throw refuse(text.slice(at, at + 4));
    else if (c === '{' && !/^\{\d+(?:,\d*)?\}/.test(text.slice(at))) source += '\\{';
    else if (c === '}' && !/\{\d+(?:,\d*)?$/.test(text.slice(0, at))) source += '\\}';
    else if (c === ']') source += '\\]';
    else if (c === '/') source += '\\/';
    else source += c;
  }
  return { source, flags: flags.includes('i') ? 'i' : '' };
}

function readEscape(
  text: string,
  at: number,
  within: boolean,
  refuse: (what: string) => Failure,
): { readonly source: string; readonly end: number } {
  const c = text[at + 1];
  if (c === undefined) throw invalid('end pattern at escape');
  if (c in classes) {
    const source = within ? inClass[c] : classes[c];
    if (source === undefined) throw refuse(`\\${c} inside a class`);
    return { source, end: at + 2 };
  }
  if (c === 'p' || c === 'P') {
    const name = /^\\[pP](?:\{(\^?)(\w+)\}|(\w))/.exec(text.slice(at));
    if (!name) throw invalid('invalid character property name');
    const own = name[2] ?? name[3] ?? '';
    const known = properties[own];
    const negated = (c === 'P') !== (name[1] === '^');
    if (known !== undefined) {
      if (within && negated) throw refuse(name[0]);
      return { source: within ? known : `[${negated ? '^' : ''}${known}]`, end: at + name[0].length };
    }
    const script = own.replace(/^Is/, '');
    return { source: `\\${negated ? 'P' : 'p'}{${script.length > 2 ? `Script=${script}` : script}}`, end: at + name[0].length };
  }
  if (c === 'Q') {
    const close = text.indexOf('\\E', at);
    const quoted = text.slice(at + 2, close < 0 ? undefined : close);
    return { source: quoted.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), end: close < 0 ? text.length : close + 2 };
  }
  switch (c) {
    case 'b':
      if (within) throw refuse('\\b inside a class');
      return { source: wordBoundary, end: at + 2 };
    case 'A':
      return { source: '^(?<![\\s\\S])', end: at + 2 };
    case 'z':
      return { source: '(?![\\s\\S])', end: at + 2 };
    case 'Z':
      return { source: '(?=\\n?(?![\\s\\S]))', end: at + 2 };
    case 'h':
      return { source: within ? '0-9a-fA-F' : '[0-9a-fA-F]', end: at + 2 };
    case 'e':
      return { source: '\\x1b', end: at + 2 };
    case 'a':
      return { source: '\\x07', end: at + 2 };
    case 'x':
    case 'u':
    case 'k':
    case 't':
    case 'n':
    case 'r':
    case 'f':
    case 'v':
      return { source: `\\${c}`, end: at + 2 };
    default:
      if (/[1-9]/.test(c)) return { source: `\\${c}`, end: at + 2 };
      if (/[a-zA-Z0]/.test(c)) throw refuse(`\\${c}`);
      return { source: /[\^$\\.*+?()[\]{}|/]/.test(c) || (within && c === '-') ? `\\${c}` : c, end: at + 2 };
  }
}

const word = '[\\p{L}\\p{M}\\p{N}\\p{Pc}]';
const wordBoundary = `(?:(?<=${word})(?!${word})|(?<!${word})(?=${word}))`;
