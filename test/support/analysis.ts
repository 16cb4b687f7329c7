/** Analysis as tests read it: errors marked under the text, columns and scopes as lines. */
import { expect } from 'vitest';
import { analyzeStatement, analyzeText, printType } from '../../server/src/core/analysis';
import type { AnalysisContext, StatementAnalysis } from '../../server/src/core/analysis';
import type { CatalogSnapshot } from '../../server/src/core/catalog/CatalogSnapshot';
import { parse } from '../../server/src/core/sql/parser';
import { catalogOf } from './catalog';

/** A small lake: a CRM, sessions with nested values, and marts. */
export const lake = catalogOf(
  'bronze.customers: id bigint, name string, email string, country string, signed_up date, tags array<string>, address struct<city:string,geo:struct<lat:double,lon:double>>',
  'bronze.orders: id bigint, customer_id bigint, status string, amount decimal(12,2), placed_at timestamp, items array<struct<sku:string,qty:int>>, attrs map<string,string> | day date',
  'silver.countries: code string, name string, region string',
  'gold.revenue: day date, country string, revenue double',
);

export function contextOf(catalog: CatalogSnapshot = lake, dialect: AnalysisContext['dialect'] = 'athena'): AnalysisContext {
  return { catalog, session: { schema: 'bronze' }, dialect };
}

export function analysisOf(sql: string, context: AnalysisContext = contextOf()): StatementAnalysis {
  const [statement] = parse(sql, { dialect: context.dialect }).statements;
  if (!statement) throw new Error('the text has no statement');
  return analyzeStatement(statement.node, context);
}

/**
 * Asserts all errors of a text. A line of the text is followed by a comment with `^` under the first character of each error on it
 * and the error's code behind the marks; several marks stand on lines of their own.
 */
export function expectErrors(fixture: string, context: AnalysisContext = contextOf()): void {
  const lines = fixture.replace(/^\n/, '').trimEnd().split('\n');
  const sql: string[] = [];
  const marked: string[] = [];
  for (const line of lines) {
    const mark = /^\s*--\s*(\^+)\s*([A-Z_]+)\s*$/.exec(line);
    if (mark) marked.push(`${sql.length}:${line.indexOf('^') + 1} ${mark[2] ?? ''}`);
    else sql.push(line);
  }
  const { diagnostics } = analyzeText(sql.join('\n'), context);
  expect(diagnostics.map(d => `${d.start.line}:${d.start.column} ${d.code}`).sort(), diagnostics.map(d => d.message).join('\n')).toEqual(
    marked.sort(),
  );
}

/** `name type ← sources` of every column. */
export function columnsOf(sql: string, context: AnalysisContext = contextOf()): readonly string[] {
  const analysis = analysisOf(sql, context);
  return (analysis.columns ?? []).map(({ name, type, sources }) => {
    const from = sources.map(source => source.key).sort();
    return `${name} ${printType(type)}${from.length > 0 ? ` ← ${from.join(', ')}` : ''}`;
  });
}

/** The names in sight at `$0`, relation by relation, own ones first. */
export function namesAt(fixture: string, context: AnalysisContext = contextOf()): readonly string[] {
  // A caret in blanks belongs to the token before it.
  const offset = fixture.slice(0, fixture.indexOf('$0')).trimEnd().length;
  const source = parse(fixture.replace('$0', ''), { dialect: context.dialect });
  const statement = source.statements.filter(s => s.start <= offset).at(-1);
  if (!statement) return [];
  const names: string[] = [];
  for (let scope = analyzeStatement(statement.node, context).scopeAt(offset - statement.start), depth = 0; depth < 50; depth++) {
    for (const { name, qualifier } of scope.relation.fields.filter(f => !f.hidden))
      names.push([...(qualifier ?? []), name ?? '?'].join('.'));
    if (!scope.parent) break;
    scope = scope.parent;
  }
  return names;
}
