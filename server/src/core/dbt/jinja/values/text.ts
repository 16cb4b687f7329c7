/** Python's str: a sequence of code points. Invariant: offsets and lengths here count code points, never UTF-16 units. */

const surrogate = /[\ud800-\udfff]/;

/** The code points of a text; the text itself where each is one unit, since it indexes the same. */
export function codePoints(text: string): readonly string[] {
  return surrogate.test(text) ? Array.from(text) : text.split('');
}

export function textLength(text: string): number {
  return surrogate.test(text) ? Array.from(text).length : text.length;
}

const named = new Map([
  ['\\', '\\\\'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

/** Characters Python does not print as they are: others than ASCII's space of the classes Other and Separator. */
const unprintable = /[\p{C}\p{Z}]/u;
const plain = /^[\x20-\x26\x28-\x5b\x5d-\x7e]*$/;

/** `repr(text)`: single quotes unless the text has those and no double ones. */
export function textRepr(text: string): string {
  if (plain.test(text)) return `'${text}'`;
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  let body = '';
  for (const char of text) {
    const escape = named.get(char);
    if (escape !== undefined) body += escape;
    else if (char === quote) body += `\\${char}`;
    else if (char !== ' ' && unprintable.test(char)) body += escaped(char.codePointAt(0) ?? 0);
    else body += char;
  }
  return quote + body + quote;
}

function escaped(code: number): string {
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`;
  if (code < 0x10000) return `\\u${code.toString(16).padStart(4, '0')}`;
  return `\\U${code.toString(16).padStart(8, '0')}`;
}

/** What `str.strip()` removes. */
export const pythonSpace = '\\t\\n\\v\\f\\r\\x1c-\\x1f \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const leading = new RegExp(`^[${pythonSpace}]+`);
const isSpaceCode = new RegExp(`[${pythonSpace}]`);

export function stripStart(text: string, chars?: string | null): string {
  if (chars === undefined || chars === null) return text.replace(leading, '');
  const set = new Set(codePoints(chars));
  const points = codePoints(text);
  let at = 0;
  while (at < points.length && set.has(points[at] ?? '')) at++;
  return points.slice(at).join('');
}

export function stripEnd(text: string, chars?: string | null): string {
  if (chars === undefined || chars === null) {
    // A loop instead of an anchored pattern, which would try each run of blanks of a long text.
    let end = text.length;
    while (end > 0 && isSpaceCode.test(text.charAt(end - 1))) end--;
    return text.slice(0, end);
  }
  const set = new Set(codePoints(chars));
  const points = codePoints(text);
  let end = points.length;
  while (end > 0 && set.has(points[end - 1] ?? '')) end--;
  return points.slice(0, end).join('');
}

export function strip(text: string, chars?: string | null): string {
  return stripEnd(stripStart(text, chars), chars);
}

export function isSpace(char: string): boolean {
  return isSpaceCode.test(char);
}
