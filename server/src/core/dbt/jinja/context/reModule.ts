/** `modules.re`: Python's functions over translated patterns. */
import type { PyFunction } from '../values/callable';
import { positionalArguments } from '../values/callable';
import { PyIterator, PyList, PyTuple } from '../values/containers';
import { PyDict } from '../values/dict';
import { raise } from '../values/exception';
import { PyObject, call, str, typeName } from '../values/object';
import type { PyValue } from '../values/object';
import { textLength, textRepr } from '../values/text';
import { textOf } from '../values/textObject';
import { wholeNumber } from '../values/wholeNumber';
import { exported, fn } from './exports';
import { checkSubject, compileRegex, flagBits, flagsOf } from './regex';

export function reModule(): PyDict {
  const over = (name: string, parameters: readonly string[]): PyFunction =>
    fn(name, ['pattern', ...parameters, 'flags?'], bound => {
      const [pattern = null, ...rest] = bound;
      const flags = rest[parameters.length];
      return patternOf(pattern, flags).run(name, rest.slice(0, parameters.length));
    });
  return exported({
    compile: fn('compile', ['pattern', 'flags?'], ([pattern = null, flags]) => patternOf(pattern, flags)),
    search: over('search', ['string']),
    match: over('match', ['string']),
    fullmatch: over('fullmatch', ['string']),
    findall: over('findall', ['string']),
    finditer: over('finditer', ['string']),
    split: over('split', ['string', 'maxsplit?']),
    sub: over('sub', ['repl', 'string', 'count?']),
    subn: over('subn', ['repl', 'string', 'count?']),
    escape: fn('escape', ['pattern'], ([text = '']) => str(text).replace(/[\\^$.*+?()[\]{}|\-#&~\s]/g, char => `\\${char}`)),
    purge: fn('purge', [], () => null),
    ...Object.fromEntries(
      Object.entries({ A: 'ASCII', I: 'IGNORECASE', M: 'MULTILINE', S: 'DOTALL', X: 'VERBOSE', U: 'UNICODE' } as const).flatMap(
        ([letter, name]) => [
          [letter, flagBits[letter as keyof typeof flagBits]],
          [name, flagBits[letter as keyof typeof flagBits]],
        ],
      ),
    ),
  });
}

function patternOf(pattern: PyValue, flags: PyValue | undefined): Pattern {
  if (pattern instanceof Pattern) return pattern;
  const source = textOf(pattern) ?? raise('TypeError', 'first argument must be string or compiled pattern');
  return new Pattern(source, typeof flags === 'bigint' ? flags : 0n);
}

class Pattern extends PyObject {
  readonly typeName = 'Pattern';
  readonly source: string;
  private readonly regex: RegExp;
  private readonly names: ReadonlyMap<string, number>;

  constructor(source: string, bits: bigint) {
    super();
    this.source = source;
    this.regex = compileRegex(source, flagsOf(bits));
    this.names = groupNames(this.regex.source);
  }

  override truth(): boolean {
    return true;
  }

  override repr(): string {
    return `re.compile(${textRepr(this.source)})`;
  }

  override getAttribute(name: string): PyValue | undefined {
    if (name === 'pattern') return this.source;
    if (name === 'groups') return BigInt(this.groupCount());
    if (name === 'groupindex') return new PyDict([...this.names].map(([key, at]) => [key, BigInt(at)] as const));
    const parameters = patternMethods.get(name);
    return parameters && fn(name, parameters, bound => this.run(name, bound));
  }

  private groupCount(): number {
    return (new RegExp(`${this.regex.source}|`, this.regex.flags).exec('')?.length ?? 1) - 1;
  }

  run(name: string, given: readonly (PyValue | undefined)[]): PyValue {
    switch (name) {
      case 'search':
        return this.first(subject(given[0]), 0, 'anywhere');
      case 'match':
        return this.first(subject(given[0]), 0, 'start');
      case 'fullmatch':
        return this.first(subject(given[0]), 0, 'whole');
      case 'findall':
        return new PyList([...this.all(subject(given[0]))].map(found => found.listed()));
      case 'finditer':
        return new PyIterator('callable_iterator', this.all(subject(given[0])));
      case 'split':
        return this.split(subject(given[0]), wholeNumber(given[1], 0));
      case 'sub':
        return this.substitute(given[0] ?? '', subject(given[1]), wholeNumber(given[2], 0)).text;
      default: {
        const { text, count } = this.substitute(given[0] ?? '', subject(given[1]), wholeNumber(given[2], 0));
        return new PyTuple([text, BigInt(count)]);
      }
    }
  }

  private first(text: string, from: number, where: 'anywhere' | 'start' | 'whole'): PyValue {
    const source =
      where === 'anywhere'
        ? this.regex.source
        : where === 'start'
          ? `(?<![\\s\\S])(?:${this.regex.source})`
          : `(?<![\\s\\S])(?:${this.regex.source})(?![\\s\\S])`;
    const regex = new RegExp(source, this.regex.flags);
    regex.lastIndex = from;
    const found = regex.exec(text);
    return found ? new Match(found, text, this.names) : null;
  }

  private *all(text: string): Iterable<Match> {
    for (const found of text.matchAll(this.regex)) yield new Match(found, text, this.names);
  }

  private split(text: string, limit: number): PyValue {
    const parts: PyValue[] = [];
    let from = 0;
    let splits = 0;
    for (const found of text.matchAll(this.regex)) {
      if (limit > 0 && splits >= limit) break;
      splits++;
      parts.push(text.slice(from, found.index), ...found.slice(1).map(group => (group as string | undefined) ?? null));
      from = found.index + found[0].length;
    }
    parts.push(text.slice(from));
    return new PyList(parts);
  }

  private substitute(replacement: PyValue, text: string, limit: number): { readonly text: string; readonly count: number } {
    const template = textOf(replacement);
    let result = '';
    let from = 0;
    let count = 0;
    for (const match of this.all(text)) {
      if (limit > 0 && count >= limit) break;
      count++;
      result +=
        text.slice(from, match.start) +
        (template === undefined ? str(call(replacement, positionalArguments(match))) : match.expand(template));
      from = match.start + match.whole.length;
    }
    return { text: result + text.slice(from), count };
  }
}

const patternMethods = new Map<string, readonly string[]>([
  ['search', ['string']],
  ['match', ['string']],
  ['fullmatch', ['string']],
  ['findall', ['string']],
  ['finditer', ['string']],
  ['split', ['string', 'maxsplit?']],
  ['sub', ['repl', 'string', 'count?']],
  ['subn', ['repl', 'string', 'count?']],
]);

function subject(value: PyValue | undefined): string {
  return checkSubject(
    textOf(value ?? null) ?? raise('TypeError', `expected string or bytes-like object, got '${typeName(value ?? null)}'`),
  );
}

/** Numbers of the named groups of a translated pattern. */
function groupNames(source: string): ReadonlyMap<string, number> {
  const names = new Map<string, number>();
  let number = 0;
  for (const [whole, name] of source
    .replace(/\\[\s\S]/g, '  ')
    .replace(/\[[^\]]*\]/g, '')
    .matchAll(/\((?!\?)|\(\?<([A-Za-z_]\w*)>/g)) {
    number++;
    if (whole !== '(' && name !== undefined) names.set(name, number);
  }
  return names;
}

class Match extends PyObject {
  readonly typeName = 'Match';
  private readonly found: RegExpExecArray;
  private readonly text: string;
  private readonly names: ReadonlyMap<string, number>;

  constructor(found: RegExpExecArray, text: string, names: ReadonlyMap<string, number>) {
    super();
    this.found = found;
    this.text = text;
    this.names = names;
  }

  get start(): number {
    return this.found.index;
  }

  get whole(): string {
    return this.found[0];
  }

  override truth(): boolean {
    return true;
  }

  override repr(): string {
    const [from, to] = this.span(0);
    return `<re.Match object; span=(${from}, ${to}), match=${textRepr(this.whole)}>`;
  }

  /** As `findall` lists it: the match, its only group, or all of them. */
  listed(): PyValue {
    const groups = this.found.slice(1).map(group => (group as string | undefined) ?? '');
    return groups.length === 0 ? this.whole : groups.length === 1 ? (groups[0] ?? '') : new PyTuple(groups);
  }

  expand(template: string): string {
    return template.replace(/\\(?:g<([^>]*)>|(\d{1,2})|([\s\S]))/g, (_, name?: string, number?: string, char?: string) => {
      if (char !== undefined) return escapes[char] ?? (/[a-zA-Z]/.test(char) ? raise('ValueError', `bad escape \\${char}`) : char);
      const value = this.group(name ?? number ?? '0');
      return value === null ? '' : str(value);
    });
  }

  private numberOf(key: PyValue): number {
    const name = textOf(key);
    const number =
      name === undefined ? (typeof key === 'bigint' ? Number(key) : -1) : /^\d+$/.test(name) ? Number(name) : (this.names.get(name) ?? -1);
    return number >= 0 && number < this.found.length ? number : raise('IndexError', 'no such group');
  }

  private group(key: PyValue): PyValue {
    return this.found[this.numberOf(key)] ?? null;
  }

  private span(group: number): readonly [number, number] {
    const place = this.found.indices?.[group];
    return place ? [textLength(this.text.slice(0, place[0])), textLength(this.text.slice(0, place[1]))] : [-1, -1];
  }

  override getItem(key: PyValue): PyValue | undefined {
    return this.group(key);
  }

  override getAttribute(name: string): PyValue | undefined {
    const groupOf = (value: PyValue | undefined): number => (value === undefined ? 0 : this.numberOf(value));
    switch (name) {
      case 'group':
        return fn(name, ['*groups'], (_, { positional }) => {
          const groups = positional.map(key => this.group(key));
          return groups.length === 0 ? this.whole : groups.length === 1 ? (groups[0] ?? null) : new PyTuple(groups);
        });
      case 'groups':
        return fn(
          name,
          ['default?'],
          ([fallback]) => new PyTuple(this.found.slice(1).map(group => (group as string | undefined) ?? fallback ?? null)),
        );
      case 'groupdict':
        return fn(
          name,
          ['default?'],
          ([fallback]) => new PyDict([...this.names].map(([key, at]) => [key, this.found[at] ?? fallback ?? null] as const)),
        );
      case 'start':
        return fn(name, ['group?'], ([group]) => BigInt(this.span(groupOf(group))[0]));
      case 'end':
        return fn(name, ['group?'], ([group]) => BigInt(this.span(groupOf(group))[1]));
      case 'span':
        return fn(name, ['group?'], ([group]) => new PyTuple(this.span(groupOf(group)).map(BigInt)));
      case 'expand':
        return fn(name, ['template'], ([template = '']) => this.expand(str(template)));
      case 'string':
        return this.text;
      case 'lastindex': {
        const last = this.found.reduce((best, group, at) => ((group as string | undefined) === undefined || at === 0 ? best : at), 0);
        return last === 0 ? null : BigInt(last);
      }
      default:
        return undefined;
    }
  }
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', a: '\x07', f: '\f', v: '\v', '\\': '\\' };
