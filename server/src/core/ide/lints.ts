/**
 * The lint rules' findings in a document, and the comments that silence them.
 * Invariant: a finding stands on text that its author can change; one in what a macro generated is not told.
 */
import { pythonStr } from '../dbt/value';
import type { DbtNode } from '../dbt/project/nodes';
import { testedColumns } from '../lineage/testedColumns';
import type { LintTarget } from '../lint/Rule';
import { lint } from '../lint/rules';
import type { Lint, LintSeverities } from '../lint/rules';
import type { ParsedStatement } from '../sql/parser';
import * as tree from '../sql/tree';
import type { TextRange } from '../text/TextRange';
import { analysisOf } from './DocumentView';
import type { AnalyzedSql, DocumentView } from './DocumentView';
import type { Edit } from './rename';

export interface LintInText {
  readonly rule: string;
  readonly severity: Lint['severity'];
  readonly source: Lint['source'];
  readonly message: string;
  /** In the document's text. */
  readonly range: TextRange;
  readonly fix: { readonly title: string; readonly edits: readonly Edit[] } | undefined;
}

export function lints(view: DocumentView, severities: LintSeverities): readonly LintInText[] {
  const { sql } = view;
  if (!sql) return [];
  return sql.source.statements.flatMap(statement => {
    // Half a statement says nothing about what is meant to run.
    if (statement.errors.length > 0) return [];
    const found = lint(
      {
        text: sql.source.text.slice(statement.start, statement.end),
        statement: statement.node,
        analysis: analysisOf(sql, statement),
        ...setting(view, sql, statement.node),
      },
      severities,
    );
    return found.flatMap(finding => inText(view, sql, statement, finding));
  });
}

function inText(view: DocumentView, sql: AnalyzedSql, statement: ParsedStatement, finding: Lint): readonly LintInText[] {
  const { text } = view;
  const { rule, severity, source, message } = finding;
  const shifted = ({ start, end }: TextRange): TextRange => ({ start: start + statement.start, end: end + statement.start });
  const range = sql.places.toText(shifted(finding.range));
  if (!range || isIgnored(text, range, rule)) return [];
  if (!sql.places.isVerbatim(shifted(finding.range)) && !/^\{\{-?\s*(?:ref|source)\s*\(/.test(text.slice(range.start))) return [];
  const edits = finding.fix?.edits.flatMap((edit): Edit[] => {
    const place = sql.places.isVerbatim(shifted(edit)) ? sql.places.toText(shifted(edit)) : undefined;
    return place ? [{ range: place, newText: edit.newText }] : [];
  });
  const fix = finding.fix && edits?.length === finding.fix.edits.length ? { title: finding.fix.title, edits } : undefined;
  return [{ rule, severity, source, message, range, fix }];
}

/** The word in a comment that silences the rules named behind it, or all of them, on its own line and the next. */
export const ignoreWord = 'medallion-ignore';

function isIgnored(text: string, { start }: TextRange, rule: string): boolean {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const before = text.lastIndexOf('\n', lineStart - 2) + 1;
  const lineEnd = text.indexOf('\n', start);
  const lines = text.slice(lineStart === 0 ? 0 : before, lineEnd < 0 ? text.length : lineEnd);
  for (const [, rules = ''] of lines.matchAll(/(?:--|\/\*|\{#).*?medallion-ignore\b:?([A-Z_, \t]*)/g)) {
    const named = rules.match(/[A-Z_]+/g);
    if (!named || named.includes(rule)) return true;
  }
  return false;
}

/** What the document says about the statement: whether it makes a table, and what tests promise of its sources. */
function setting(
  { dbt, text, template }: DocumentView,
  { context }: AnalyzedSql,
  statement: tree.Statement,
): Pick<Parameters<typeof lint>[0], 'target' | 'isModel' | 'isNotNull' | 'filtersElsewhere'> {
  const node = dbt?.node === undefined ? undefined : dbt.analysis.project.nodes.get(dbt.node);
  const isModel = node?.type === 'model' || node?.type === 'snapshot';
  const isIncremental = template && /\bis_incremental\s*\(/.test(text);
  return {
    isModel,
    // What a table of another engine keeps depends on its connector.
    target: context.dialect !== 'athena' ? undefined : node ? modelTarget(node) : createdTable(statement),
    isNotNull: column => dbt !== undefined && testedColumns(dbt.analysis).notNull.has(column),
    filtersElsewhere: column => isIncremental && new RegExp(`\\b${column.replace(/\W/g, '\\$&')}\\b`, 'i').test(text),
  };
}

function modelTarget({ type, materialized, config }: DbtNode): LintTarget | undefined {
  if (type === 'snapshot' ? false : type !== 'model' || (materialized !== 'table' && materialized !== 'incremental')) return undefined;
  const tableType = config.get('table_type');
  return { kind: tableType !== undefined && tableType !== null && pythonStr(tableType).toLowerCase() === 'iceberg' ? 'iceberg' : 'hive' };
}

function createdTable(statement: tree.Statement): LintTarget | undefined {
  if (statement.kind !== 'CreateTableAsSelect') return undefined;
  const type = statement.properties.find(({ name }) => tree.canonical(name) === 'table_type')?.value;
  return { kind: type?.kind === 'StringLiteral' && type.value.toLowerCase() === 'iceberg' ? 'iceberg' : 'hive' };
}
