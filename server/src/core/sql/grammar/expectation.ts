/**
 * What a rule can ask for beside single tokens, and how a list of such wishes reads in a message.
 * Invariant: a wish is a number, below 1000 a token type, from 1000 on one of `E`.
 */
import { K, keywordText } from '../keywords';
import { T, describeType } from '../tokens';

/** Things that are more than a token. Names are told apart by what they name, for completion. */
export const E = {
  Statement: 1000,
  Query: 1001,
  Expression: 1002,
  Relation: 1003,
  Type: 1004,
  /** The name behind a dot. */
  Field: 1005,
  /** A new name: alias, CTE, column to be created. */
  NewName: 1006,
  /** An existing column, bare: USING, INSERT (…), SET x =. */
  Column: 1007,
  /** An existing relation, by name only. */
  Table: 1008,
  Schema: 1009,
  NewTable: 1010,
  Window: 1011,
  Property: 1012,
  PreparedStatement: 1013,
  PatternVariable: 1014,
  Function: 1015,
  /** Fields of intervals and of EXTRACT. */
  DateField: 1016,
  Principal: 1017,
  Name: 1018,
  Operator: 1019,
} as const;

export type Expected = (typeof E)[keyof typeof E];

/** The names under which `E` is told outside the parser. */
export type Expectation =
  | 'statement'
  | 'query'
  | 'expression'
  | 'relation'
  | 'type'
  | 'field'
  | 'newName'
  | 'column'
  | 'table'
  | 'schema'
  | 'newTable'
  | 'window'
  | 'property'
  | 'preparedStatement'
  | 'patternVariable'
  | 'function'
  | 'dateField'
  | 'principal'
  | 'name'
  | 'operator';

const NAMES: Readonly<Record<number, Expectation>> = {
  [E.Statement]: 'statement',
  [E.Query]: 'query',
  [E.Expression]: 'expression',
  [E.Relation]: 'relation',
  [E.Type]: 'type',
  [E.Field]: 'field',
  [E.NewName]: 'newName',
  [E.Column]: 'column',
  [E.Table]: 'table',
  [E.Schema]: 'schema',
  [E.NewTable]: 'newTable',
  [E.Window]: 'window',
  [E.Property]: 'property',
  [E.PreparedStatement]: 'preparedStatement',
  [E.PatternVariable]: 'patternVariable',
  [E.Function]: 'function',
  [E.DateField]: 'dateField',
  [E.Principal]: 'principal',
  [E.Name]: 'name',
  [E.Operator]: 'operator',
};

/** Undefined for a wish that is a token. */
export function expectationOf(wish: number): Expectation | undefined {
  return NAMES[wish];
}

const WORDS: Readonly<Record<number, string>> = {
  [E.Statement]: 'a statement',
  [E.Query]: 'a query',
  [E.Expression]: 'an expression',
  [E.Relation]: 'a table or subquery',
  [E.Type]: 'a type',
  [E.Field]: 'a column name',
  [E.NewName]: 'a name',
  [E.Column]: 'a column name',
  [E.Table]: 'a table name',
  [E.Schema]: 'a schema name',
  [E.NewTable]: 'a table name',
  [E.Window]: 'a window name',
  [E.Property]: 'a property name',
  [E.PreparedStatement]: 'the name of a prepared statement',
  [E.PatternVariable]: 'a pattern variable',
  [E.Function]: 'a function name',
  [E.DateField]: 'a date field',
  [E.Principal]: 'a user or role',
  [E.Name]: 'a name',
  [E.Operator]: 'an operator',
};

/** Operators that could continue almost any expression: saying them all would hide what matters. */
const CONTINUATIONS: ReadonlySet<number> = new Set([
  T.Plus,
  T.Minus,
  T.Asterisk,
  T.Slash,
  T.Percent,
  T.Concat,
  T.Dot,
  T.LeftBracket,
  T.Equal,
  T.NotEqual,
  T.Less,
  T.LessEqual,
  T.Greater,
  T.GreaterEqual,
  T.Arrow,
  T.LeftParen,
  E.Operator,
]);

/** Words that only open what an expression is said to be. */
const OPENERS: ReadonlySet<number> = new Set([K.NOT, K.ALL, K.ANY, K.DISTINCT]);

const SHOWN = 6;

/** The words for a wish, as messages use them. */
export function describeWish(wish: number): string {
  return WORDS[wish] ?? describeType(wish) ?? 'something else';
}

/** `mismatched input 'form': expected FROM; did you mean FROM?` */
export function describeExpectation(found: string, foundText: string, previousText: string, expected: readonly number[]): string {
  const guess = nearestKeyword(foundText, expected) ?? nearestKeyword(previousText, expected);
  const wishes = [...new Set(expected)].filter(wish => wish !== T.EndOfText);
  const expression = wishes.includes(E.Expression);
  const telling = wishes.filter(wish => !CONTINUATIONS.has(wish) && !(expression && OPENERS.has(wish)));
  const words = [...new Set((telling.length > 0 ? telling : wishes).map(describeWish))];
  words.sort((a, b) => rank(a) - rank(b));
  const shown = words.slice(0, SHOWN);
  const list = words.length > SHOWN ? `${shown.join(', ')}, …` : joinOr(shown);
  const wanted = words.length === 0 ? 'expected end of statement' : `expected ${list}`;
  return `mismatched input ${found}: ${wanted}${guess ? `; did you mean ${guess}?` : ''}`;
}

/** Things before words, words before marks. */
function rank(word: string): number {
  if (word.startsWith("'")) return 2;
  const first = word.charAt(0);
  return first >= 'A' && first <= 'Z' ? 1 : 0;
}

function joinOr(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)!}`;
}

/** The expected keyword that was most likely meant by `text`; undefined if none is near. */
export function nearestKeyword(text: string, expected: readonly number[]): string | undefined {
  if (text.length < 2 || text.length > 20 || !/^\w+$/.test(text)) return undefined;
  const word = text.toUpperCase();
  for (const wish of expected) {
    const keyword = keywordText(wish);
    if (keyword !== undefined && keyword !== word && isNear(word, keyword)) return keyword;
  }
  return undefined;
}

/** One typing slip apart: a letter too many, too few, wrong, or two swapped. */
export function isNear(word: string, keyword: string): boolean {
  if (keyword.length < 3 || Math.abs(word.length - keyword.length) > 1) return false;
  let from = 0;
  while (from < word.length && word[from] === keyword[from]) from++;
  let wordEnd = word.length;
  let keywordEnd = keyword.length;
  while (wordEnd > from && keywordEnd > from && word[wordEnd - 1] === keyword[keywordEnd - 1]) {
    wordEnd--;
    keywordEnd--;
  }
  const a = word.slice(from, wordEnd);
  const b = keyword.slice(from, keywordEnd);
  if (a.length <= 1 && b.length <= 1) return true;
  return a.length === 2 && a === b.charAt(1) + b.charAt(0);
}
