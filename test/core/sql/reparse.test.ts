/** Parsing again after an edit: the same answer as from scratch, and the same nodes where nothing changed. */
import { describe, expect, test } from 'vitest';
import { parse, reparse, type ParsedSource } from '../../../server/src/core/sql/parser';
import { numbers } from '../../support/sql/randomText';

const TEXT = "select 1;\nselect a from t where b = 'x;y';\n-- note; note\ninsert into t values (1);\nselect 2";

function kept(before: ParsedSource, after: ParsedSource): readonly boolean[] {
  return after.statements.map(statement => before.statements.some(old => old.node === statement.node));
}

describe('which statements stay', () => {
  const before = parse(TEXT);
  test.each([
    ['an edit inside', TEXT.replace('a from', 'abc from'), [true, false, true, true]],
    ['an edit in the first', `x${TEXT}`, [false, true, true, true]],
    ['an edit in the last', `${TEXT}2`, [true, true, true, false]],
    ['a new statement between', TEXT.replace('-- note', 'select 9;\n-- note'), [true, true, false, true, true]],
    ['a removed statement', TEXT.replace('select 1;\n', ''), [true, true, true]],
    ['no edit', TEXT, [true, true, true, true]],
  ])('%s', (_, text, expected) => {
    const after = reparse(before, text);
    expect(kept(before, after)).toEqual(expected);
    expect(after).toEqual(parse(text));
  });

  test('a quote that is opened changes what follows', () => {
    const text = TEXT.replace('select 1', "select '1");
    expect(reparse(before, text)).toEqual(parse(text));
    expect(reparse(reparse(before, text), TEXT)).toEqual(before);
  });
});

test('random edits one after the other give what parsing from scratch gives', () => {
  const next = numbers(7);
  const pieces = [';', "'", '"', 'select a from t', '\n', '--', '/*', '*/', ' x ', '(', ')', ';select 3;'];
  let source = parse(TEXT);
  for (let i = 0; i < 400; i++) {
    const from = next(source.text.length + 1);
    const text = source.text.slice(0, from) + pieces[next(pieces.length)]! + source.text.slice(from + next(6));
    source = reparse(source, text.length > 600 ? text.slice(0, 300) : text);
    expect(source).toEqual(parse(source.text));
  }
});
