/** Filters that make text of text. Invariant: any value is taken by its `str()`, except where Jinja calls the method itself. */
import type { Filter } from '../evaluator';
import { count, filter, flag } from './arguments';
import { attributeOf } from '../values/attribute';
import { PyDict } from '../values/dict';
import { PyTuple } from '../values/containers';
import { raise } from '../values/exception';
import { formatFloat, formatPercent } from '../values/formatPercent';
import { PyMarkup, escapeHtml } from '../values/markup';
import { call, isIterable, iterate, noKeywords, repr, str, typeName } from '../values/object';
import type { PyValue } from '../values/object';
import { parseFloatText } from '../values/number';
import { codePoints, strip, textLength } from '../values/text';
import { splitLines } from '../values/textMethods';
import { textOf } from '../values/textObject';
import { PyUndefined } from '../values/undefined';
import { wrapText } from './wrapText';

export const textFilters: Readonly<Record<string, Filter>> = {
  upper: filter('upper', [], value => str(value).toUpperCase()),
  lower: filter('lower', [], value => str(value).toLowerCase()),
  capitalize: filter('capitalize', [], value => method(str(value), 'capitalize')),
  title: filter('title', [], value =>
    str(value)
      .split(/([-\s({[<]+)/)
      .map(part => {
        const [first = '', ...rest] = codePoints(part);
        return first.toUpperCase() + rest.join('').toLowerCase();
      })
      .join(''),
  ),
  trim: filter('trim', ['chars?'], (value, [chars = null]) => strip(str(value), optional(chars))),
  string: filter('string', [], value => (value instanceof PyMarkup ? value : str(value))),
  replace: filter('replace', ['old', 'new', 'count?'], (value, [old = '', replacement = '', limit]) =>
    method(str(value), 'replace', str(old), str(replacement), limit ?? -1n),
  ),
  center: filter('center', ['width?'], (value, [width]) => method(str(value), 'center', BigInt(count(width, 80)))),
  indent: filter('indent', ['width?', 'first?', 'blank?'], (value, [width, first, blank]) => {
    const text = textOf(value);
    if (text === undefined) {
      if (value instanceof PyUndefined) return value.fail();
      return raise('TypeError', `unsupported operand type(s) for +=: '${typeName(value)}' and 'str'`);
    }
    const indent = typeof width === 'string' ? width : ' '.repeat(Math.max(0, count(width, 4)));
    const lines = splitLines(`${text}\n`, false);
    const body = flag(blank)
      ? lines.join(`\n${indent}`)
      : lines.map((line, at) => (at > 0 && line !== '' ? indent + line : line)).join('\n');
    return flag(first) ? indent + body : body;
  }),
  truncate: filter('truncate', ['length?', 'killwords?', 'end?', 'leeway?'], (value, [length, killwords, end, leeway]) => {
    const text = textOf(value) ?? raise('TypeError', `object of type '${typeName(value)}' has no len()`);
    const limit = count(length, 255);
    const tail = end === undefined ? '...' : str(end);
    if (limit < textLength(tail)) raise('AssertionError', `expected length >= ${textLength(tail)}, got ${limit}`);
    if (textLength(text) <= limit + count(leeway === null ? undefined : leeway, 5)) return text;
    const cut = codePoints(text)
      .slice(0, limit - textLength(tail))
      .join('');
    if (flag(killwords)) return cut + tail;
    const space = cut.lastIndexOf(' ');
    return (space < 0 ? cut : cut.slice(0, space)) + tail;
  }),
  wordcount: filter('wordcount', [], value => BigInt(str(value).match(/[\p{L}\p{N}_]+/gu)?.length ?? 0)),
  wordwrap: filter(
    'wordwrap',
    ['width?', 'break_long_words?', 'wrapstring?', 'break_on_hyphens?'],
    (value, [width, breakLong, wrapper, hyphens]) => {
      const text = textOf(value) ?? raise('AttributeError', `'${typeName(value)}' object has no attribute 'splitlines'`);
      const separator = wrapper === undefined || wrapper === null ? '\n' : str(wrapper);
      const options = {
        width: count(width, 79),
        breakLongWords: breakLong === undefined || flag(breakLong),
        breakOnHyphens: hyphens === undefined || flag(hyphens),
      };
      return splitLines(text, false)
        .map(line => wrapText(line, options).join(separator))
        .join(separator);
    },
  ),
  format: filter('format', ['*values'], (value, _, __, { positional, keyword }) => {
    if (positional.length > 0 && keyword.size > 0)
      raise('FilterArgumentError', "can't handle positional and keyword arguments at the same time");
    return formatPercent(str(value), keyword.size > 0 ? new PyDict(keyword) : new PyTuple([...positional]));
  }),
  escape: filter('escape', [], value => new PyMarkup(value instanceof PyMarkup ? value.text : escapeHtml(str(value)))),
  forceescape: filter('forceescape', [], value => new PyMarkup(escapeHtml(str(value)))),
  safe: filter('safe', [], value => new PyMarkup(str(value))),
  striptags: filter('striptags', [], value =>
    without(without(str(value), '<!--', '-->'), '<', '>')
      .split(/\s+/)
      .filter(word => word !== '')
      .join(' ')
      .replace(/&lt;/g, '<')
      .replace(/&gt;/g, '>')
      .replace(/&#39;/g, "'")
      .replace(/&#34;|&quot;/g, '"')
      .replace(/&amp;/g, '&'),
  ),
  urlencode: filter('urlencode', [], value => {
    if (textOf(value) !== undefined || !isIterable(value)) return quoteUrl(value, false);
    const pairs =
      value instanceof PyDict ? [...value.entries()] : [...iterate(value)].map(pair => [...iterate(pair)] as [PyValue, PyValue]);
    return pairs.map(([key, item]) => `${quoteUrl(key, true)}=${quoteUrl(item, true)}`).join('&');
  }),
  urlize: filter('urlize', ['*options'], value => linkUrls(str(value))),
  xmlattr: filter('xmlattr', ['autospace?'], (value, [autospace]) => {
    if (!(value instanceof PyDict)) return raise('AttributeError', `'${typeName(value)}' object has no attribute 'items'`);
    const parts: string[] = [];
    for (const [key, item] of value.entries()) {
      if (item === null || item instanceof PyUndefined) continue;
      if (/[\s/>=]/.test(str(key))) raise('ValueError', `Invalid character in attribute name: ${repr(key)}`);
      parts.push(`${escapeHtml(str(key))}="${item instanceof PyMarkup ? item.text : escapeHtml(str(item))}"`);
    }
    return (parts.length > 0 && (autospace === undefined || flag(autospace)) ? ' ' : '') + parts.join(' ');
  }),
  filesizeformat: filter('filesizeformat', ['binary?'], (value, [binary]) => {
    const bytes =
      typeof value === 'string'
        ? (parseFloatText(value) ?? raise('ValueError', `could not convert string to float: ${repr(value)}`))
        : Number(value);
    const base = flag(binary) ? 1024 : 1000;
    if (bytes === 1) return '1 Byte';
    if (bytes < base) return `${Math.trunc(bytes)} Bytes`;
    const units = ['K', 'M', 'G', 'T', 'P', 'E', 'Z', 'Y'].map((letter, at) =>
      flag(binary) ? `${letter}iB` : `${at === 0 ? 'k' : letter}B`,
    );
    const at = Math.min(
      units.length - 1,
      Math.max(
        0,
        units.findIndex((_, index) => bytes < base ** (index + 2)),
      ),
    );
    const last = bytes >= base ** (units.length + 1) ? units.length - 1 : at;
    return `${formatFloat((base * bytes) / base ** (last + 2), 'f', 1, false)} ${units[last] ?? ''}`;
  }),
};

function optional(value: PyValue): string | null {
  return value === null ? null : str(value);
}

/** The text without the parts from one mark to the other. */
function without(text: string, open: string, close: string): string {
  let result = '';
  let from = 0;
  for (let start = text.indexOf(open); start >= 0; start = text.indexOf(open, from)) {
    const end = text.indexOf(close, start + open.length);
    if (end < 0) break;
    result += text.slice(from, start);
    from = end + close.length;
  }
  return result + text.slice(from);
}

function method(text: string, name: string, ...positional: PyValue[]): PyValue {
  return call(attributeOf(text, name) ?? null, { positional, keyword: noKeywords });
}

function quoteUrl(value: PyValue, forQuery: boolean): string {
  const quoted = encodeURIComponent(str(value).replace(/[\ud800-\udfff]/gu, '\ufffd')).replace(
    /[!'()*]/g,
    char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return forQuery ? quoted.replaceAll('%20', '+') : quoted.replaceAll('%2F', '/');
}

const address =
  /^https?:\/\/(?:(?:[\w%-]+\.)+(?:[a-z]{2,63}|xn--[\w%]{2,59})|localhost|\d{1,3}(?:\.\d{1,3}){3})(?::\d{1,5})?(?:[/?#]\S*)?$/i;

/** Addresses in the text become links, each word on its own. */
function linkUrls(text: string): string {
  return escapeHtml(text)
    .split(/(\s+)/)
    .map(word => {
      const match = /^([([<]|&lt;)*(.*?)([.,)>\]]|&gt;)*$/.exec(word);
      const middle = match?.[2] ?? word;
      if (address.test(middle)) return word.replace(middle, `<a href="${middle}" rel="noopener">${middle}</a>`);
      if (/^www\.[\w.-]+\.[a-z]{2,63}(?:[/?#:]\S*)?$/i.test(middle))
        return word.replace(middle, `<a href="https://${middle}" rel="noopener">${middle}</a>`);
      return word;
    })
    .join('');
}
