/** Athena's own statements: each form parses, and what does not fit is an error at its place. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tokenize } from '../../../server/src/core/sql/lexer';
import { parse } from '../../../server/src/core/sql/parser';
import { Tally } from '../../support/facts';

const text = readFileSync(join(import.meta.dirname, 'statements.sql'), 'utf8');
const source = parse(text, { dialect: 'athena' });
const statements = source.statements.map(statement => text.slice(statement.start, statement.end));

test('all forms parse', () => {
  expect(statements.length).toBeGreaterThanOrEqual(150);
  expect(source.errors).toEqual([]);
  expect(source.statements.filter(statement => statement.node.kind === 'Incomplete')).toEqual([]);
});

/** The text with something put before token `index`, and the place of it. */
function withInserted(statement: string, index: number, inserted: string): { readonly mutated: string; readonly place: number } {
  const tokens = tokenize(statement, 0, 'athena')!;
  const place = tokens.starts[index]!;
  return { mutated: `${statement.slice(0, place)}${inserted} ${statement.slice(place)}`, place };
}

test.each([
  ['a mark that fits nowhere', '@'],
  ['a closing bracket', ']'],
])('%s is an error where it stands', (_, inserted) => {
  const tally = new Tally();
  for (const statement of statements) {
    const count = tokenize(statement, 0, 'athena')!.types.length;
    for (let i = 0; i < count; i++) {
      const { mutated, place } = withInserted(statement, i, inserted);
      const errors = parse(mutated, { dialect: 'athena' }).errors;
      tally.add(errors[0]?.start === place && errors.length <= 2, () => `${mutated} → ${errors.map(error => `${error.start} ${error.message}`).join('; ')}`);
    }
  }
  expect(tally.rate, tally.report()).toBeGreaterThanOrEqual(0.99);
});

test('a statement that is cut off says so at its end, unless it is whole', () => {
  const shorter = new Set(statements.map(statement => statement.replace(/\s+/g, ' ')));
  const tally = new Tally();
  for (const statement of statements) {
    const tokens = tokenize(statement, 0, 'athena')!;
    for (let i = 1; i < tokens.types.length - 1; i++) {
      const cut = statement.slice(0, tokens.starts[i]).trimEnd();
      const errors = parse(cut, { dialect: 'athena' }).errors;
      if (errors.length === 0 || shorter.has(cut)) continue;
      tally.add(errors.length === 1 && errors[0]!.start >= tokens.starts[i - 1]!, () => `${cut} → ${errors.map(error => `${error.start} ${error.message}`).join('; ')}`);
    }
  }
  expect(tally.rate, tally.report()).toBeGreaterThanOrEqual(0.98);
});
