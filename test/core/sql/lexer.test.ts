/** Tokens of a text: kinds, bounds, and where a statement ends. */
import { describe, expect, test } from 'vitest';
import { keywordText } from '../../../server/src/core/sql/keywords';
import { commentsBetween, tokenize } from '../../../server/src/core/sql/lexer';
import { T, tokenAt } from '../../../server/src/core/sql/tokens';

const NAMES = new Map<number, string>(Object.entries(T).map(([name, type]) => [type, name]));

function tokens(text: string, dialect: 'athena' | 'trino' = 'trino'): string {
  const found = tokenize(text, 0, dialect);
  if (!found) return '';
  return found.types
    .slice(0, -1)
    .map(
      (type, i) =>
        `${keywordText(type) ?? NAMES.get(type) ?? '?'}:${text.slice(found.base + found.starts[i]!, found.base + found.ends[i]!)}`,
    )
    .join(' ');
}

describe('tokens', () => {
  test.each([
    ['select A_1', 'SELECT:select Identifier:A_1'],
    ['"a""b" `c`', 'QuotedIdentifier:"a""b" BackquotedIdentifier:`c`'],
    ["'it''s'", "String:'it''s'"],
    ["U&'\\0041' x'0f'", "UnicodeString:U&'\\0041' Binary:x'0f'"],
    ['1 1.5 .5 1. 1e0 1.5E-3 .5e1', 'Integer:1 Decimal:1.5 Decimal:.5 Decimal:1. Double:1e0 Double:1.5E-3 Double:.5e1'],
    ['0xFF 0b10 0o17 1_000', 'Integer:0xFF Integer:0b10 Integer:0o17 Integer:1_000'],
    ['1e 1a 0xZZ 1__0', 'DigitIdentifier:1e DigitIdentifier:1a DigitIdentifier:0xZZ DigitIdentifier:1__0'],
    ['a<>b!=c<=d', 'Identifier:a NotEqual:<> Identifier:b NotEqual:!= Identifier:c LessEqual:<= Identifier:d'],
    ['a||b|c->d=>e', 'Identifier:a Concat:|| Identifier:b Pipe:| Identifier:c Arrow:-> Identifier:d FatArrow:=> Identifier:e'],
    ['a--b\nc/*d*/e', 'Identifier:a Identifier:c Identifier:e'],
    ['a--b\rc', 'Identifier:a Identifier:c'],
    ['a\u00a0b', 'Identifier:a Unrecognized:\u00a0 Identifier:b'],
    ['é😀', 'Unrecognized:é Unrecognized:😀'],
    ["x'12", "Identifier:x UnterminatedString:'12"],
    ['"a b\nc', 'UnterminatedQuoted:"a b Identifier:c'],
    ['a /* b\nc', 'Identifier:a Slash:/ UnterminatedComment:* b Identifier:c'],
    ['{- a -}', 'ExclusionStart:{- Identifier:a ExclusionEnd:-}'],
    ['$$x$$ $', 'DollarString:$$x$$ Dollar:$'],
  ])('%s', (text, expected) => {
    expect(tokens(text)).toBe(expected);
  });

  test('a backslash escapes quotes in DDL of Hive only', () => {
    const properties = `external table t (a int) tblproperties ('k' = 'it\\'s')`;
    expect(tokens(`create ${properties}`, 'athena')).toContain("String:'it\\'s'");
    expect(tokens("select '\\', 1", 'athena')).toBe("SELECT:select String:'\\' Comma:, Integer:1");
  });
});

describe('statements', () => {
  test.each([
    ['select 1; select 2', 9],
    ["select ';'; x", 11],
    ['select 1', 8],
    ['with function f() returns int begin return 1; end select f(); select 2', 61],
    ['with function f(x int) returns int begin if x > 0 then return 1; end if; return if(x = 0, 2, 3); end select f(1); select 2', 113],
  ])('%s ends at %i', (text, extentEnd) => {
    expect(tokenize(text, 0, 'trino')?.extentEnd).toBe(extentEnd);
  });

  test('only blanks and comments are no statement', () => {
    expect(tokenize(' -- a\n /* b */ ', 0, 'trino')).toBeUndefined();
  });
});

test('the token at a place is the one that ends there or behind', () => {
  const found = tokenize('ab  cd', 0, 'trino')!;
  expect([0, 2, 3, 4, 6].map(offset => tokenAt(found, offset))).toEqual([0, 0, 1, 1, 1]);
});

test('comments are found between tokens', () => {
  const text = 'a -- b\n /* c */ d';
  expect(commentsBetween(text, 1, 16).map(({ start, end }) => text.slice(start, end))).toEqual(['-- b', '/* c */']);
});
