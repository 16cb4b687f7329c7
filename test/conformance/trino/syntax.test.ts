/** Syntax as a Trino 476 server judged it: what it accepts is accepted, what it refuses is refused at the same place. */
import { expect, test } from 'vitest';
import { parse } from '../../../server/src/core/sql/parser';
import { facts, Tally } from '../../support/facts';

interface Statement {
  readonly sql: string;
  readonly errorName?: string;
  readonly phase?: string;
  readonly line?: number | null;
  readonly column?: number;
}
const here = import.meta.dirname;
const valid = facts(here, 'valid.ndjson') as readonly Statement[];
const refused = facts(here, 'errors.ndjson') as readonly Statement[];
const syntax = refused.filter(row => row.errorName === 'SYNTAX_ERROR' && row.phase === 'syntax' && typeof row.line === 'number');

function errorsOf(sql: string): readonly { readonly start: number; readonly message: string }[] {
  return parse(sql, { dialect: 'trino' }).errors;
}

/** The server counts lines and code points from 1. */
function placeOf({ sql, line, column }: Statement): number {
  const lines = sql.split('\n');
  const before = lines.slice(0, (line ?? 1) - 1).reduce((sum, text) => sum + text.length + 1, 0);
  const points = Array.from(lines[(line ?? 1) - 1] ?? '');
  return before + points.slice(0, (column ?? 1) - 1).join('').length;
}

test('what the server accepts has no syntax error', () => {
  const wrong = [...valid, ...refused.filter(row => row.errorName !== 'SYNTAX_ERROR')].flatMap(({ sql }) => errorsOf(sql).map(error => `${sql} → ${error.message}`));
  expect(wrong).toEqual([]);
});

test('what the server refuses is refused, there, once', () => {
  const found = new Tally();
  const place = new Tally();
  const once = new Tally();
  for (const row of syntax) {
    const errors = errorsOf(row.sql);
    const told = () => `${row.sql} → ${errors.map(error => `${error.start} ${error.message}`).join('; ')}`;
    found.add(errors.length > 0, told);
    place.add(
      errors.some(error => error.start === placeOf(row)),
      told,
    );
    once.add(errors.length === 1, told);
  }
  expect(found.rate, found.report()).toBeGreaterThanOrEqual(0.97);
  expect(place.rate, place.report()).toBeGreaterThanOrEqual(0.95);
  expect(once.rate, once.report()).toBeGreaterThanOrEqual(0.95);
});

const FORMS: Readonly<Record<string, (word: string) => string>> = {
  column: word => `select ${word} from (values 1) as t("${word}")`,
  aliasAfterAs: word => `select 1 as ${word}`,
  aliasBare: word => `select 1 ${word}`,
  table: word => `select * from ${word}`,
  schema: word => `select * from ${word}.t`,
  tableAliasAfterAs: word => `select 1 from orders as ${word}`,
  tableAliasBare: word => `select 1 from orders ${word}`,
  qualified: word => `select t.${word} from (values 1) as t("${word}")`,
  function: word => `select ${word}(1)`,
  functionNoArgs: word => `select ${word}()`,
  cteName: word => `with ${word} as (select 1) select 1`,
  lambdaArg: word => `select transform(array[1], ${word} -> 1)`,
  rowField: word => `select cast(null as row(${word} integer))`,
  columnAliasList: word => `select 1 from (values 1) t(${word})`,
  typeName: word => `select cast(null as ${word})`,
  windowName: word => `select sum(1) over ${word} from t window ${word} as ()`,
  ddlColumn: word => `create table t (${word} integer)`,
};

test('words are names where the server takes them for names', () => {
  const tally = new Tally();
  for (const row of facts(here, 'keywords.ndjson') as readonly Readonly<Record<string, unknown>>[]) {
    for (const [form, write] of Object.entries(FORMS)) {
      if (typeof row[form] !== 'boolean') continue;
      const sql = write(String(row.word).toLowerCase());
      tally.add((errorsOf(sql).length === 0) === row[form], () => sql);
    }
  }
  expect(tally.rate, tally.report()).toBeGreaterThanOrEqual(0.999);
});

test('a token that fits nowhere is the error, wherever it is put', () => {
  const tally = new Tally();
  for (const { sql } of valid) {
    for (const match of sql.matchAll(/\s/g)) {
      const text = `${sql.slice(0, match.index)} @ ${sql.slice(match.index)}`;
      if (inLiteral(sql, match.index)) continue;
      tally.add(errorsOf(text)[0]?.start === match.index + 1, () => text);
    }
  }
  expect(tally.rate, tally.report()).toBeGreaterThanOrEqual(0.97);
});

function inLiteral(sql: string, at: number): boolean {
  return [...sql.matchAll(/'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\//g)].some(match => match.index < at && at < match.index + match[0].length);
}
