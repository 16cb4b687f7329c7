/** Which tokens begin an expression. Invariant: exactly those that parsePrimary, NOT and the signs accept. */
import { K } from '../keywords';
import { T } from '../tokens';
import { isNameType } from './ParserState';

/** Words that begin an expression though they are reserved. */
const RESERVED_STARTS: ReadonlySet<number> = new Set([
  K.CASE,
  K.CAST,
  K.CURRENT_CATALOG,
  K.CURRENT_DATE,
  K.CURRENT_PATH,
  K.CURRENT_SCHEMA,
  K.CURRENT_TIME,
  K.CURRENT_TIMESTAMP,
  K.CURRENT_USER,
  K.EXISTS,
  K.EXTRACT,
  K.FALSE,
  K.GROUPING,
  K.JSON_ARRAY,
  K.JSON_EXISTS,
  K.JSON_OBJECT,
  K.JSON_QUERY,
  K.JSON_VALUE,
  K.LISTAGG,
  K.LOCALTIME,
  K.LOCALTIMESTAMP,
  K.NORMALIZE,
  K.NOT,
  K.NULL,
  K.TRIM,
  K.TRUE,
]);

const MARK_STARTS: ReadonlySet<number> = new Set([
  T.String,
  T.UnicodeString,
  T.Binary,
  T.Integer,
  T.Decimal,
  T.Double,
  T.Question,
  T.LeftParen,
  T.LeftBracket,
  T.Plus,
  T.Minus,
  T.UnterminatedString,
  T.UnterminatedQuoted,
  T.UnterminatedBackquoted,
]);

/** The words that completion offers where an expression may begin. */
export const EXPRESSION_WORDS: readonly number[] = [...RESERVED_STARTS, K.ARRAY, K.DATE, K.IF, K.INTERVAL, K.ROW, K.TIMESTAMP, K.TRY_CAST];

export function startsExpression(type: number): boolean {
  return isNameType(type) || RESERVED_STARTS.has(type) || MARK_STARTS.has(type);
}
