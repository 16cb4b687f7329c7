/** Python's `ast.literal_eval`: constants, lists, tuples, dicts and sets of them. Reads what `repr` prints. */
import { lex } from '../lexer';
import type { Token } from '../lexer';
import { PyList, PySet, PyTuple } from './containers';
import { PyDict } from './dict';
import type { PyValue } from './object';
import { negate } from './operations';

/** undefined where the text is no literal. */
export function parseLiteral(text: string): { readonly value: PyValue } | undefined {
  // Leading blanks are an indentation error in Python; the lexer of templates knows the same tokens.
  if (/^\s/.test(text)) text = text.replace(/^[ \t]+/, '');
  const { tokens } = lex(`{{ ${text}\n}}`);
  if (tokens[0]?.kind !== 'variableBegin' || tokens.at(-2)?.kind !== 'variableEnd') return undefined;
  const reader = { tokens: tokens.slice(1, -2), at: 0 };
  const value = literal(reader, 0);
  return value !== undefined && reader.at === reader.tokens.length ? { value } : undefined;
}

interface Reader {
  readonly tokens: readonly Token[];
  at: number;
}

const words = new Map<string, PyValue>([
  ['None', null],
  ['True', true],
  ['False', false],
]);

function literal(reader: Reader, depth: number): PyValue | undefined {
  const token = reader.tokens[reader.at++];
  if (!token || depth > 100) return undefined;
  switch (token.kind) {
    case 'integer':
      return BigInt(token.number ?? 0);
    case 'float':
      return Number(token.number);
    case 'string': {
      let value = token.text;
      while (reader.tokens[reader.at]?.kind === 'string') value += reader.tokens[reader.at++]?.text ?? '';
      return value;
    }
    case 'name':
      return words.get(token.text);
    case 'operator':
      return compound(reader, token.text, depth);
    default:
      return undefined;
  }
}

function compound(reader: Reader, symbol: string, depth: number): PyValue | undefined {
  switch (symbol) {
    case '-':
    case '+': {
      const value = literal(reader, depth + 1);
      return typeof value === 'bigint' || typeof value === 'number' ? negate(symbol, value) : undefined;
    }
    case '[': {
      const items = members(reader, ']', depth);
      return items && new PyList(items.values);
    }
    case '(': {
      const items = members(reader, ')', depth);
      return items && (items.values.length === 1 && !items.comma ? items.values[0] : new PyTuple(items.values));
    }
    case '{':
      return braces(reader, depth);
    default:
      return undefined;
  }
}

function members(reader: Reader, close: string, depth: number): { readonly values: PyValue[]; readonly comma: boolean } | undefined {
  const values: PyValue[] = [];
  let comma = false;
  for (;;) {
    if (isSymbol(reader, close)) {
      reader.at++;
      return { values, comma };
    }
    if (values.length > 0 && !comma) return undefined;
    const value = literal(reader, depth + 1);
    if (value === undefined) return undefined;
    values.push(value);
    comma = isSymbol(reader, ',');
    if (comma) reader.at++;
  }
}

function braces(reader: Reader, depth: number): PyValue | undefined {
  const dict = new PyDict();
  const start = reader.at;
  while (!isSymbol(reader, '}')) {
    const key = literal(reader, depth + 1);
    if (key === undefined) return undefined;
    if (!isSymbol(reader, ':')) {
      reader.at = start;
      const items = members(reader, '}', depth);
      return items && new PySet(items.values);
    }
    reader.at++;
    const value = literal(reader, depth + 1);
    if (value === undefined) return undefined;
    dict.set(key, value);
    if (isSymbol(reader, ',')) reader.at++;
    else if (!isSymbol(reader, '}')) return undefined;
  }
  reader.at++;
  return dict;
}

function isSymbol(reader: Reader, symbol: string): boolean {
  const token = reader.tokens[reader.at];
  return token?.kind === 'operator' && token.text === symbol;
}
