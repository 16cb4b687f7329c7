/** The methods of Python's str. Invariant: positions count code points; a method that Python refuses is refused here. */
import { plainAttributes } from './attribute';
import { PyFunction, methodTable } from './callable';
import type { Bound } from './callable';
import { PyList, PyTuple } from './containers';
import { PyDict } from './dict';
import { raise } from './exception';
import { formatBraces } from './formatBraces';
import { PyBytes } from './bytes';
import { iterate, typeName } from './object';
import type { PyValue } from './object';
import { sliceIndices } from './operations';
import { codePoints, isSpace, strip, stripEnd, stripStart, textLength } from './text';
import { textOf } from './textObject';

const maximumSize = 32_000_000;

plainAttributes.text = methodTable<string>({
  upper: [[], text => text.toUpperCase()],
  lower: [[], text => text.toLowerCase()],
  casefold: [[], text => text.toLowerCase().replaceAll('ß', 'ss').replaceAll('ς', 'σ')],
  swapcase: [
    [],
    text =>
      codePoints(text)
        .map(char => (char === char.toUpperCase() ? char.toLowerCase() : char.toUpperCase()))
        .join(''),
  ],
  capitalize: [[], capitalize],
  title: [[], text => text.replace(/\p{L}+/gu, capitalize)],
  strip: [['chars?'], (text, [chars]) => strip(text, optionalText(chars, 'strip'))],
  lstrip: [['chars?'], (text, [chars]) => stripStart(text, optionalText(chars, 'lstrip'))],
  rstrip: [['chars?'], (text, [chars]) => stripEnd(text, optionalText(chars, 'rstrip'))],
  removeprefix: [['prefix'], (text, [prefix]) => (text.startsWith(needText(prefix)) ? text.slice(needText(prefix).length) : text)],
  removesuffix: [
    ['suffix'],
    (text, [suffix]) => (needText(suffix) !== '' && text.endsWith(needText(suffix)) ? text.slice(0, -needText(suffix).length) : text),
  ],
  split: [['sep?', 'maxsplit?'], (text, bound) => splitText(text, bound, false)],
  rsplit: [['sep?', 'maxsplit?'], (text, bound) => splitText(text, bound, true)],
  splitlines: [['keepends?'], (text, [keep]) => new PyList(splitLines(text, keep === true || keep === 1n))],
  partition: [['sep'], (text, [sep]) => partition(text, text.indexOf(separator(sep)), separator(sep), false)],
  rpartition: [['sep'], (text, [sep]) => partition(text, text.lastIndexOf(separator(sep)), separator(sep), true)],
  join: [['iterable'], (text, [items = null]) => joinAll(text, items)],
  replace: [['old', 'new', 'count?'], (text, [old, replacement, limit]) => replaceText(text, needText(old), needText(replacement), limit)],
  startswith: [
    ['prefix', 'start?', 'end?'],
    (text, [prefix, start, end]) => anyAffix(part(text, start, end), prefix, 'startswith', (whole, affix) => whole.startsWith(affix)),
  ],
  endswith: [
    ['suffix', 'start?', 'end?'],
    (text, [suffix, start, end]) => anyAffix(part(text, start, end), suffix, 'endswith', (whole, affix) => whole.endsWith(affix)),
  ],
  find: [['sub', 'start?', 'end?'], (text, bound) => search(text, bound, false) ?? -1n],
  rfind: [['sub', 'start?', 'end?'], (text, bound) => search(text, bound, true) ?? -1n],
  index: [['sub', 'start?', 'end?'], (text, bound) => search(text, bound, false) ?? raise('ValueError', 'substring not found')],
  rindex: [['sub', 'start?', 'end?'], (text, bound) => search(text, bound, true) ?? raise('ValueError', 'substring not found')],
  count: [['sub', 'start?', 'end?'], (text, [sub, start, end]) => BigInt(occurrences(part(text, start, end), needText(sub)))],
  center: [
    ['width', 'fillchar?'],
    (text, [width, fill]) => padded(text, width, fill, missing => (missing >> 1) + (missing & Number(width) & 1)),
  ],
  ljust: [['width', 'fillchar?'], (text, [width, fill]) => padded(text, width, fill, () => 0)],
  rjust: [['width', 'fillchar?'], (text, [width, fill]) => padded(text, width, fill, missing => missing)],
  zfill: [['width'], (text, [width]) => text.replace(/^[+-]?/, sign => sign + '0'.repeat(Math.max(0, bounded(width) - textLength(text))))],
  expandtabs: [['tabsize?'], (text, [size]) => expandTabs(text, size === undefined ? 8 : bounded(size))],
  format: [['*values'], (text, _, args) => formatBraces(text, args)],
  format_map: [
    ['mapping'],
    (text, [mapping = null]) => {
      if (!(mapping instanceof PyDict)) return raise('TypeError', 'a mapping is required');
      return formatBraces(text, {
        positional: [],
        keyword: new Map([...mapping.entries()].map(([key, value]) => [textOf(key) ?? '', value])),
      });
    },
  ],
  translate: [['table'], (text, [table = null]) => translate(text, table)],
  maketrans: [['x', 'y?', 'z?'], (_, bound) => makeTable(bound)],
  encode: [['encoding?', 'errors?'], text => new PyBytes(text)],
  isalpha: [[], text => /^\p{L}+$/u.test(text)],
  isdigit: [[], text => /^[\p{Nd}\u00b2\u00b3\u00b9\u2070-\u2079\u2080-\u2089]+$/u.test(text)],
  isdecimal: [[], text => /^\p{Nd}+$/u.test(text)],
  isnumeric: [[], text => /^\p{N}+$/u.test(text)],
  isalnum: [[], text => /^[\p{L}\p{N}]+$/u.test(text)],
  isspace: [[], text => text !== '' && codePoints(text).every(isSpace)],
  isupper: [[], text => /\p{Lu}/u.test(text) && !/\p{Ll}/u.test(text)],
  islower: [[], text => /\p{Ll}/u.test(text) && !/\p{Lu}/u.test(text)],
  istitle: [[], text => /\p{Lu}/u.test(text) && !/\p{L}\p{Lu}/u.test(text) && !/(^|[^\p{L}])\p{Ll}/u.test(text)],
  isidentifier: [[], text => /^[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{N}\p{M}\p{Pc}]*$/u.test(text)],
  isascii: [[], text => !/[^\p{ASCII}]/u.test(text)],
  isprintable: [[], text => /^(?: |[^\p{C}\p{Z}])*$/u.test(text)],
});

/** Letters whose capital at a word's start is not their upper case. */
const titleCase = new Map([
  ['ǆ', 'ǅ'],
  ['ǉ', 'ǈ'],
  ['ǌ', 'ǋ'],
  ['ǳ', 'ǲ'],
]);

function capitalize(text: string): string {
  const [first = '', ...rest] = codePoints(text);
  const upper = titleCase.get(first) ?? first.toUpperCase();
  // One letter may become two; only the first of them stays a capital.
  return upper.charAt(0) + (codePoints(upper).length > 1 ? upper.slice(1).toLowerCase() : upper.slice(1)) + rest.join('').toLowerCase();
}

function needText(value: PyValue | undefined): string {
  return textOf(value ?? null) ?? raise('TypeError', `must be str, not ${typeName(value ?? null)}`);
}

function optionalText(value: PyValue | undefined, method: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  return textOf(value) ?? raise('TypeError', `${method} arg must be None or str`);
}

function bounded(value: PyValue | undefined): number {
  const number = typeof value === 'boolean' ? BigInt(value) : value;
  if (typeof number !== 'bigint') return raise('TypeError', `'${typeName(value ?? null)}' object cannot be interpreted as an integer`);
  return number > BigInt(maximumSize) ? raise('MemoryError', 'the text is too long') : Number(number);
}

function separator(value: PyValue | undefined): string {
  const text = needText(value);
  return text === '' ? raise('ValueError', 'empty separator') : text;
}

function splitText(text: string, [sep, maxsplit]: Bound, fromEnd: boolean): PyValue {
  const limit = maxsplit === undefined ? -1 : bounded(maxsplit);
  if (sep !== undefined && sep !== null) {
    const by = separator(sep);
    const parts = text.split(by);
    if (limit < 0 || parts.length <= limit + 1) return new PyList(parts);
    return new PyList(
      fromEnd
        ? [parts.slice(0, parts.length - limit).join(by), ...parts.slice(parts.length - limit)]
        : [...parts.slice(0, limit), parts.slice(limit).join(by)],
    );
  }
  const words: string[] = [];
  let rest = strip(text);
  while (rest !== '') {
    if (words.length === limit) {
      words.push(fromEnd ? stripEnd(text.slice(0, text.indexOf(rest) + rest.length)) : stripEnd(rest) + text.slice(stripEnd(text).length));
      break;
    }
    const cut = fromEnd ? lastBlank(rest) : firstBlank(rest);
    words.push(fromEnd ? rest.slice(cut + 1) : rest.slice(0, cut));
    rest = fromEnd ? stripEnd(rest.slice(0, Math.max(0, cut))) : stripStart(rest.slice(cut));
    if (fromEnd && cut < 0) break;
  }
  return new PyList(fromEnd ? words.reverse() : words);
}

function firstBlank(text: string): number {
  for (let at = 0; at < text.length; at++) if (isSpace(text.charAt(at))) return at;
  return text.length;
}

function lastBlank(text: string): number {
  for (let at = text.length - 1; at >= 0; at--) if (isSpace(text.charAt(at))) return at;
  return -1;
}

const lineEnd = '\\r\\n|[\\n\\r\\v\\f\\x1c-\\x1e\\x85\\u2028\\u2029]';

/** Lines as `str.splitlines()` sees them. */
export function splitLines(text: string, keepEnds: boolean): string[] {
  const lines: string[] = [];
  const ends = new RegExp(lineEnd, 'g');
  let from = 0;
  for (let match = ends.exec(text); match; match = ends.exec(text)) {
    lines.push(text.slice(from, keepEnds ? match.index + match[0].length : match.index));
    from = match.index + match[0].length;
  }
  if (from < text.length) lines.push(text.slice(from));
  return lines;
}

function partition(text: string, at: number, sep: string, fromEnd: boolean): PyValue {
  if (at < 0) return new PyTuple(fromEnd ? ['', '', text] : [text, '', '']);
  return new PyTuple([text.slice(0, at), sep, text.slice(at + sep.length)]);
}

function joinAll(separatorText: string, items: PyValue): string {
  const texts: string[] = [];
  let size = 0;
  for (const item of typeof items === 'string' || typeof items === 'object'
    ? iterateForJoin(items)
    : raise('TypeError', 'can only join an iterable')) {
    const text = textOf(item) ?? raise('TypeError', `sequence item ${texts.length}: expected str instance, ${typeName(item)} found`);
    size += text.length + separatorText.length;
    if (size > maximumSize) raise('MemoryError', 'the text is too long');
    texts.push(text);
  }
  return texts.join(separatorText);
}

function iterateForJoin(items: PyValue): Iterable<PyValue> {
  return items === null ? raise('TypeError', 'can only join an iterable') : iterate(items);
}

function replaceText(text: string, old: string, replacement: string, limit: PyValue | undefined): string {
  const most = limit === undefined ? -1 : bounded(limit);
  if (most === 0) return text;
  if (old === '') {
    const points = codePoints(text);
    const all = points.length + 1;
    const times = most < 0 ? all : Math.min(most, all);
    return points.map((char, at) => (at < times ? replacement + char : char)).join('') + (times > points.length ? replacement : '');
  }
  const parts = text.split(old);
  if (text.length + parts.length * replacement.length > maximumSize) return raise('MemoryError', 'the text is too long');
  if (most < 0 || parts.length <= most + 1) return parts.join(replacement);
  return parts.slice(0, most + 1).join(replacement) + old + parts.slice(most + 1).join(old);
}

/** `text[start:end]`, where a method takes both. */
function part(text: string, start: PyValue | undefined, end: PyValue | undefined): string {
  if (start === undefined && end === undefined) return text;
  const points = codePoints(text);
  const [from, to] = sliceIndices(BigInt(points.length), start ?? null, end ?? null, null);
  return points.slice(Number(from), Number(to)).join('');
}

function anyAffix(text: string, affixes: PyValue | undefined, method: string, test: (text: string, affix: string) => boolean): boolean {
  const list = affixes instanceof PyTuple ? affixes.items : [affixes ?? null];
  return list.some(affix =>
    test(text, textOf(affix) ?? raise('TypeError', `${method} first arg must be str or a tuple of str, not ${typeName(affix)}`)),
  );
}

function search(text: string, [sub, start, end]: Bound, fromEnd: boolean): bigint | undefined {
  const points = codePoints(text);
  const [from] = sliceIndices(BigInt(points.length), start ?? null, end ?? null, null);
  const within = part(text, start, end);
  const at = fromEnd ? within.lastIndexOf(needText(sub)) : within.indexOf(needText(sub));
  return at < 0 ? undefined : from + BigInt(textLength(within.slice(0, at)));
}

function occurrences(text: string, sub: string): number {
  return sub === '' ? textLength(text) + 1 : text.split(sub).length - 1;
}

function padded(text: string, width: PyValue | undefined, fill: PyValue | undefined, before: (missing: number) => number): string {
  const char = fill === undefined ? ' ' : needText(fill);
  if (textLength(char) !== 1) return raise('TypeError', 'The fill character must be exactly one character long');
  const missing = Math.max(0, bounded(width) - textLength(text));
  const left = before(missing);
  return char.repeat(left) + text + char.repeat(missing - left);
}

function expandTabs(text: string, size: number): string {
  let column = 0;
  let result = '';
  for (const char of text) {
    if (char === '\t') {
      const blanks = size > 0 ? size - (column % size) : 0;
      result += ' '.repeat(blanks);
      column += blanks;
    } else {
      result += char;
      column = char === '\n' || char === '\r' ? 0 : column + 1;
    }
  }
  return result;
}

function translate(text: string, table: PyValue): string {
  if (!(table instanceof PyDict)) return raise('TypeError', `'${typeName(table)}' object is not subscriptable`);
  return codePoints(text)
    .map(char => {
      const mapped = table.get(BigInt(char.codePointAt(0) ?? 0));
      if (mapped === undefined) return char;
      return mapped === null ? '' : typeof mapped === 'bigint' ? String.fromCodePoint(Number(mapped)) : needText(mapped);
    })
    .join('');
}

function makeTable([x = null, y, z]: Bound): PyValue {
  const table = new PyDict();
  const code = (char: string): bigint => BigInt(char.codePointAt(0) ?? 0);
  if (y === undefined) {
    if (!(x instanceof PyDict)) return raise('TypeError', 'if you give only one argument to maketrans it must be a dict');
    for (const [key, value] of x.entries()) table.set(typeof key === 'string' ? code(key) : key, value);
    return table;
  }
  const from = codePoints(needText(x));
  const to = codePoints(needText(y));
  if (from.length !== to.length) return raise('ValueError', 'the first two maketrans arguments must have equal length');
  from.forEach((char, at) => table.set(code(char), code(to[at] ?? '')));
  if (z !== undefined) for (const char of codePoints(needText(z))) table.set(code(char), null);
  return table;
}

/** Attributes of ints, floats and bools. */
plainAttributes.number = (value, name) => {
  if (typeof value === 'number') return name === 'real' ? value : name === 'imag' ? 0 : numberMethods.get(name)?.(value);
  const int = BigInt(value);
  if (name === 'real' || name === 'numerator') return int;
  if (name === 'imag') return 0n;
  return name === 'denominator' ? 1n : numberMethods.get(name)?.(int);
};

const numberMethods = new Map<string, (value: bigint | number) => PyValue>([
  ['is_integer', value => method('is_integer', () => typeof value === 'bigint' || Number.isInteger(value))],
  ['conjugate', value => method('conjugate', () => value)],
  [
    'bit_length',
    value =>
      method('bit_length', () =>
        typeof value === 'bigint' && value !== 0n ? BigInt((value < 0n ? -value : value).toString(2).length) : 0n,
      ),
  ],
]);

function method(name: string, body: () => PyValue): PyValue {
  return new PyFunction(name, [], body);
}
