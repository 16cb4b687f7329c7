/**
 * One document as the features read it: the SQL that is analysed, and the way between that SQL and the text in the editor.
 * Invariant: every place of the analysed SQL maps to a place of the text; an edit is only made where both sides hold the same characters.
 */
import { analyzeStatement } from '../analysis/analyzeStatement';
import type { AnalysisContext } from '../analysis/Analyzer';
import type { StatementAnalysis } from '../analysis/StatementAnalysis';
import { compileNode } from '../dbt/project/compileNode';
import type { CompiledNode } from '../dbt/project/compileNode';
import { isTooLarge } from '../lineage/ProjectAnalysis';
import type { ProjectAnalysis } from '../lineage/ProjectAnalysis';
import type { ParsedSource, ParsedStatement } from '../sql/parser';
import { parse, reparse } from '../sql/parser';
import type { TextRange } from '../text/TextRange';

export interface DocumentView {
  /** As in the editor. */
  readonly text: string;
  /** undefined where there is no SQL to analyse: a macro file, a Python model, a template outside of a project. */
  readonly sql: AnalyzedSql | undefined;
  /** Set for the file of a dbt node. */
  readonly dbt: { readonly analysis: ProjectAnalysis; readonly file: string; readonly node: string | undefined } | undefined;
  readonly template: boolean;
}

export interface AnalyzedSql {
  readonly source: ParsedSource;
  /** Same order and length as `source.statements`. */
  readonly statements: readonly StatementAnalysis[];
  readonly context: AnalysisContext;
  readonly places: Places;
}

/** Between the analysed SQL and the text of the editor. */
export interface Places {
  /** The place in the text; a place in generated SQL lands on the whole expression that generated it. */
  toText(range: TextRange): TextRange | undefined;
  /** The offset in the SQL; undefined inside a Jinja expression or comment. */
  toSql(offset: number): number | undefined;
  /** Whether an edit of the SQL range is an edit of the text. */
  isVerbatim(range: TextRange): boolean;
}

const samePlaces: Places = { toText: range => range, toSql: offset => offset, isVerbatim: () => true };

/** A plain SQL text. @param previous an earlier view of the same document: its unchanged statements are taken over */
export function sqlView(text: string, context: AnalysisContext, previous?: DocumentView): DocumentView {
  return { text, sql: isTooLarge(text) ? undefined : analyzed(text, context, samePlaces, previous), dbt: undefined, template: false };
}

/** A file of a dbt project. @param compiled of its node; undefined for files that are no node (macros, YAML) */
export function dbtView(
  text: string,
  context: AnalysisContext,
  dbt: NonNullable<DocumentView['dbt']>,
  compiled: CompiledNode | undefined,
  previous?: DocumentView,
): DocumentView {
  const template = /\{[{%#]/.test(text);
  if (!compiled || isTooLarge(compiled.sql)) return { text, sql: undefined, dbt, template };
  const blanks = trailingBlanks(text, compiled, dbt.file);
  return {
    text,
    sql: analyzed(compiled.sql + blanks, context, placesOf(compiled, dbt.file, text.length - blanks.length), previous),
    dbt,
    template,
  };
}

/** The view for a place: where a condition of the template leaves it out, the SQL as it would be with it. */
export function viewAt(view: DocumentView, offset: number): DocumentView {
  const { text, sql, dbt, template } = view;
  if (!template || !sql || dbt?.node === undefined || sql.places.toSql(offset) !== undefined) return view;
  const compiled = compileNode(dbt.analysis.project, dbt.node, offset);
  if (!compiled || isTooLarge(compiled.sql)) return view;
  const focused = dbtView(text, sql.context, dbt, compiled);
  return focused.sql?.places.toSql(offset) === undefined ? view : focused;
}

/** dbt drops the blanks at the end of a model, but that is where the next word is typed. Empty where the node's text ends before the file does. */
function trailingBlanks(text: string, { sourceMap, sql }: CompiledNode, file: string): string {
  const end = text.trimEnd().length;
  return sourceMap.toOutput(end, file).includes(sql.length) ? text.slice(end) : '';
}

/** @param end of the template's text in the document; the blanks behind it stand behind the compiled SQL as well */
function placesOf({ sourceMap, sql }: CompiledNode, file: string, end: number): Places {
  const isBehind = (at: number): boolean => at > sql.length;
  const toText = (range: TextRange): TextRange | undefined => {
    if (range.start >= sql.length && isBehind(range.end))
      return { start: range.start - sql.length + end, end: range.end - sql.length + end };
    const place = sourceMap.toTemplate({ start: range.start, end: Math.min(range.end, sql.length) }, file);
    return place && isBehind(range.end) ? { start: place.start, end: range.end - sql.length + end } : place;
  };
  const isVerbatim = (range: TextRange): boolean => range.start >= sql.length || sourceMap.isVerbatim(range, file);
  return {
    toText,
    isVerbatim,
    toSql: offset =>
      offset > end
        ? sql.length + offset - end
        : sourceMap.toOutput(offset, file).find(at => at <= sql.length && isVerbatim({ start: at, end: at })),
  };
}

function analyzed(sql: string, context: AnalysisContext, places: Places, previous: DocumentView | undefined): AnalyzedSql {
  const before = previous?.sql?.source;
  const source = before?.dialect === context.dialect ? reparse(before, sql) : parse(sql, { dialect: context.dialect });
  return { source, statements: source.statements.map(statement => analyzeStatement(statement.node, context)), context, places };
}

/** The statement that holds an offset of the SQL, or the one before it: where a caret behind the last character still belongs. */
export function statementAt({ source }: AnalyzedSql, offset: number): ParsedStatement | undefined {
  let found: ParsedStatement | undefined;
  for (const statement of source.statements) if (statement.start <= offset) found = statement;
  return found;
}

export function analysisOf(sql: AnalyzedSql, statement: ParsedStatement): StatementAnalysis {
  return sql.statements[sql.source.statements.indexOf(statement)]!;
}
