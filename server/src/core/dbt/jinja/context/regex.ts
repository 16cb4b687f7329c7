/** Python's regular expressions as JavaScript's. Invariant: a pattern that cannot be translated exactly is refused, never run as something else. */
import { PyException, raise } from '../values/exception';

export interface RegexFlags {
  readonly ignoreCase: boolean;
  readonly multiline: boolean;
  readonly dotAll: boolean;
  readonly verbose: boolean;
  readonly ascii: boolean;
}

export const flagBits = { A: 256n, I: 2n, M: 8n, S: 16n, X: 64n, U: 32n } as const;

export function flagsOf(bits: bigint): RegexFlags {
  const has = (bit: bigint): boolean => (bits & bit) !== 0n;
  return {
    ignoreCase: has(flagBits.I),
    multiline: has(flagBits.M),
    dotAll: has(flagBits.S),
    verbose: has(flagBits.X),
    ascii: has(flagBits.A),
  };
}

/** @returns a sticky-free, global JavaScript pattern that reports where groups stand. */
export function compileRegex(pattern: string, flags: RegexFlags): RegExp {
  const key = `${JSON.stringify(flags)}${pattern}`;
  let compiled = known.get(key);
  if (!compiled) {
    if (known.size > 500) known.clear();
    compiled = translate(pattern, flags);
    known.set(key, compiled);
  }
  return compiled;
}

const known = new Map<string, RegExp>();

function translate(pattern: string, flags: RegexFlags): RegExp {
  const inline = /^\(\?([aiLmsux]+)\)/.exec(pattern);
  const letters = inline?.[1] ?? '';
  const all: RegexFlags = {
    ignoreCase: flags.ignoreCase || letters.includes('i'),
    multiline: flags.multiline || letters.includes('m'),
    dotAll: flags.dotAll || letters.includes('s'),
    verbose: flags.verbose || letters.includes('x'),
    ascii: flags.ascii || letters.includes('a'),
  };
  const source = new Translator(inline ? pattern.slice(inline[0].length) : pattern, all).run();
  try {
    return new RegExp(
      source,
      `gd${source.includes('[^\\p{L}') ? 'v' : 'u'}${all.ignoreCase ? 'i' : ''}${all.multiline ? 'm' : ''}${all.dotAll ? 's' : ''}`,
    );
  } catch {
    return wrong(`the pattern cannot be read: ${pattern}`);
  }
}

function wrong(message: string): never {
  throw new PyException('error', message);
}

/** Doubled, these would be operators inside a set. */
const setOperators = /[&!#%,:;<=>@`~]/;
const special = new Set('^$\\.*+?()[]{}|/'.split(''));

class Translator {
  private readonly pattern: string;
  private readonly flags: RegexFlags;
  private at = 0;
  /** Sets inside sets are written where `\W` may stand in one. */
  private readonly hasSets: boolean;

  constructor(pattern: string, flags: RegexFlags) {
    this.pattern = pattern;
    this.flags = flags;
    this.hasSets = !flags.ascii && pattern.includes('\\W');
  }

  run(): string {
    let source = '';
    while (this.at < this.pattern.length) source += this.next();
    return source;
  }

  private next(): string {
    const { pattern, at } = this;
    const char = String.fromCodePoint(pattern.codePointAt(at) ?? 0);
    this.at += char.length;
    if (this.flags.verbose && /\s/.test(char)) return '';
    if (this.flags.verbose && char === '#') {
      const end = pattern.indexOf('\n', at);
      this.at = end < 0 ? pattern.length : end + 1;
      return '';
    }
    switch (char) {
      case '\\':
        return this.escape(false);
      case '[':
        return this.charClass();
      case '(':
        return this.group();
      case '$':
        return this.flags.multiline ? '$' : '(?=\\n?(?![\\s\\S]))';
      case '{':
        return /^\{\d*,?\d*\}/.test(pattern.slice(at)) && !/^\{,?\}/.test(pattern.slice(at)) ? this.repetition() : '\\{';
      case '}':
      case ']':
        return `\\${char}`;
      case '*':
      case '+':
      case '?':
        if (pattern.charAt(this.at) === '+') return wrong('possessive repetition is not supported here');
        return char;
      default:
        return char;
    }
  }

  private repetition(): string {
    const [whole = '', low = '', comma = '', high = ''] = /^\{(\d*)(,?)(\d*)\}/.exec(this.pattern.slice(this.at - 1)) ?? [];
    this.at += whole.length - 1;
    return `{${low === '' ? '0' : low}${comma}${high}}`;
  }

  private group(): string {
    const rest = this.pattern.slice(this.at);
    const named = /^\?P<([^>]*)>/.exec(rest);
    if (named) return this.take(named[0], `(?<${named[1] ?? ''}>`);
    const back = /^\?P=([^)]*)\)/.exec(rest);
    if (back) return this.take(back[0], `\\k<${back[1] ?? ''}>`);
    const comment = /^\?#[^)]*\)/.exec(rest);
    if (comment) return this.take(comment[0], '');
    if (/^\?(?::|=|!|<=|<!)/.test(rest)) return '(';
    if (rest.startsWith('?')) return wrong('this kind of group is not supported here');
    return '(';
  }

  private take(read: string, written: string): string {
    this.at += read.length;
    return written;
  }

  private charClass(): string {
    let source = '[';
    if (this.pattern.charAt(this.at) === '^') source += this.take('^', '^');
    if (this.pattern.charAt(this.at) === ']') source += this.take(']', '\\]');
    while (this.at < this.pattern.length) {
      const char = String.fromCodePoint(this.pattern.codePointAt(this.at) ?? 0);
      this.at += char.length;
      if (char === ']') return `${source}]`;
      if (char === '\\') source += this.escape(true);
      else source += char === '-' ? this.dash() : special.has(char) || (this.hasSets && setOperators.test(char)) ? `\\${char}` : char;
    }
    return wrong('unterminated character set');
  }

  /** A dash at an edge, or behind a class like `\w`, is itself. */
  private dash(): string {
    const before = this.pattern.slice(0, this.at - 1);
    const isEdge =
      /(?:^|[^\\])\[\^?$/.test(before) ||
      this.pattern.charAt(this.at) === ']' ||
      /\\[wdsWDS]$/.test(before) ||
      /^\\[wdsWDS]/.test(this.pattern.slice(this.at));
    return isEdge ? '\\-' : '-';
  }

  private escape(inClass: boolean): string {
    const char = String.fromCodePoint(this.pattern.codePointAt(this.at) ?? 0);
    if (this.at >= this.pattern.length) return wrong('bad escape (end of pattern)');
    this.at += char.length;
    const { ascii } = this.flags;
    switch (char) {
      case 'w':
        return ascii ? '\\w' : inClass ? '\\p{L}\\p{N}\\p{M}_' : '[\\p{L}\\p{N}\\p{M}_]';
      case 'W':
        return ascii ? '\\W' : '[^\\p{L}\\p{N}\\p{M}_]';
      case 'd':
        return ascii ? '\\d' : '\\p{Nd}';
      case 'D':
        return ascii ? '\\D' : '\\P{Nd}';
      case 's':
      case 'S':
      case 'n':
      case 't':
      case 'r':
      case 'f':
      case 'v':
        return `\\${char}`;
      case 'b':
        return inClass ? '\\b' : ascii ? '\\b' : '(?:(?<=[\\p{L}\\p{N}_])(?![\\p{L}\\p{N}_])|(?<![\\p{L}\\p{N}_])(?=[\\p{L}\\p{N}_]))';
      case 'B':
        return ascii ? '\\B' : '(?:(?<=[\\p{L}\\p{N}_])(?=[\\p{L}\\p{N}_])|(?<![\\p{L}\\p{N}_])(?![\\p{L}\\p{N}_]))';
      case 'A':
        return '(?<![\\s\\S])';
      case 'Z':
        return '(?![\\s\\S])';
      case 'a':
        return '\\x07';
      case 'x':
      case 'u':
        return `\\${char}`;
      case '0':
        return '\\0';
      default:
        if (/[1-9]/.test(char))
          return `\\${char}${inClass ? '' : this.take(/^\d*/.exec(this.pattern.slice(this.at))?.[0] ?? '', /^\d*/.exec(this.pattern.slice(this.at))?.[0] ?? '')}`;
        if (/[a-zA-Z]/.test(char)) return wrong(`bad escape \\${char}`);
        return special.has(char) || (inClass && char === '-') ? `\\${char}` : char;
    }
  }
}

/** Guards against patterns that would keep the machine busy: texts beyond this length are refused. */
export const maximumSubject = 5_000_000;

export function checkSubject(text: string): string {
  return text.length > maximumSubject ? raise('MemoryError', 'the text is too long for a regular expression') : text;
}
