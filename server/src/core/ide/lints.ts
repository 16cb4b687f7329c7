/**
 * The lint rules' findings in a document, and the comments that silence them.
 * Invariant: a finding stands on text that its author can change; one in what a macro generated is not told.
 */
import type { StatementAnalysis } from '../analysis/StatementAnalysis';
import { pythonStr, stringList } from '../dbt/value';
import type { DbtProject } from '../dbt/project/DbtProject';
import type { DbtNode } from '../dbt/project/nodes';
import { testedColumns } from '../lineage/testedColumns';
import type { LintTarget } from '../lint/Rule';
import { lint, lintModel } from '../lint/rules';
import type { Lint, LintSeverities } from '../lint/rules';
import { nodesOf, specifications } from '../sql/queries';
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
  const ofStatements = sql.source.statements.flatMap(statement => {
    // Half a statement says nothing about what is meant to run.
    if (statement.errors.length > 0) return [];
    return findingsOf(view, sql, statement, severities).flatMap(finding => inText(view, sql, statement, finding));
  });
  return [...modelLints(view, severities), ...ofStatements];
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
    // Beside generated text an insertion maps to the whole expression: it would be replaced.
    const isKept = place && (edit.start !== edit.end || place.start === place.end);
    return isKept ? [{ range: place, newText: edit.newText }] : [];
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

/** Of a statement that stands in no model nothing but its analysis matters: what was found is kept with that. */
function findingsOf(view: DocumentView, sql: AnalyzedSql, statement: ParsedStatement, severities: LintSeverities): readonly Lint[] {
  const analysis = analysisOf(sql, statement);
  const before = view.dbt ? undefined : kept.get(analysis);
  if (before?.severities === severities) return before.found;
  const text = sql.source.text.slice(statement.start, statement.end);
  const nodes = nodesOf(statement.node);
  const found = lint(
    { text, statement: statement.node, nodes, specifications: specifications(nodes), analysis, ...setting(view, sql, statement.node) },
    severities,
  );
  if (!view.dbt) kept.set(analysis, { severities, found });
  return found;
}

const kept = new WeakMap<StatementAnalysis, { readonly severities: LintSeverities; readonly found: readonly Lint[] }>();

/** Findings about the configuration of the document's model, each on the key that it is about. */
function modelLints({ text, dbt }: DocumentView, severities: LintSeverities): readonly LintInText[] {
  const node = dbt?.node === undefined ? undefined : dbt.analysis.project.nodes.get(dbt.node);
  if (!dbt || node?.type !== 'model' || node.language !== 'sql') return [];
  const { columns = null, complete = false } = dbt.analysis.model(node.uniqueId) ?? {};
  const word = (key: string): string | undefined => {
    const value = node.config.get(key);
    return value === undefined || value === null ? undefined : pythonStr(value).toLowerCase();
  };
  const list = (key: string): readonly string[] => {
    const value = node.config.get(key);
    return value === undefined || value === null ? [] : stringList(value);
  };
  const found = lintModel(
    {
      materialized: node.materialized,
      tableType: word('table_type') ?? 'hive',
      strategy: word('incremental_strategy'),
      uniqueKey: list('unique_key'),
      partitionedBy: list('partitioned_by'),
      columns: columns && complete ? columns.map(({ name }) => name.toLowerCase()) : undefined,
      asksIncremental: word('incremental_strategy') === 'microbatch' || asksIncremental(dbt.analysis.project, node),
    },
    severities,
  );
  return found.flatMap(({ rule, severity, source, message, key }): LintInText[] => {
    const range = configKey(text, key);
    return isIgnored(text, range, rule) ? [] : [{ rule, severity, source, message, range, fix: undefined }];
  });
}

/** The key in config(…), or the first line where the configuration stands elsewhere. */
function configKey(text: string, key: string): TextRange {
  const call = /\bconfig\s*\(/.exec(text);
  const found = call && new RegExp(`\\b${key}\\s*=`).exec(text.slice(call.index));
  if (!call || !found) return { start: 0, end: Math.max(0, text.indexOf('\n')) };
  const start = call.index + found.index;
  return { start, end: start + key.length };
}

/** Itself, or in a macro that it calls. */
function asksIncremental({ macros }: DbtProject, { rawCode, dependsOn }: DbtNode): boolean {
  const asks = (text: string): boolean => /\bis_incremental\b/.test(text);
  return (
    asks(rawCode) ||
    dependsOn.macros.some(id => {
      const block = macros.all.get(id)?.block;
      return block !== undefined && asks(block.file.text);
    })
  );
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
