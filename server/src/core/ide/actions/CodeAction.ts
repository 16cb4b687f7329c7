/**
 * What a code action is, and how a change of a statement becomes a change of the document.
 * Invariant: an action changes only text that stands in the document as it stands in the SQL.
 */
import type { StatementAnalysis } from '../../analysis/StatementAnalysis';
import type { ParsedStatement } from '../../sql/parser';
import type { TextRange } from '../../text/TextRange';
import type { AnalyzedSql, DocumentView } from '../DocumentView';
import type { Edit } from '../rename';

export interface CodeAction {
  readonly title: string;
  readonly kind: 'quickfix' | 'rewrite' | 'extract' | 'inline';
  /** In the document's text, none over another. */
  readonly edits: readonly Edit[];
  /** The finding that it settles, by its code and place in the text. */
  readonly fixes: { readonly code: string; readonly range: TextRange } | undefined;
  /** The one that is meant almost certainly. */
  readonly preferred: boolean;
}

/** Where actions are asked for: a statement, and the selection or caret in the document's text. */
export interface Place {
  readonly view: DocumentView;
  readonly sql: AnalyzedSql;
  readonly statement: ParsedStatement;
  readonly analysis: StatementAnalysis;
  readonly range: TextRange;
}

/** Relative to the statement, as its tree's ranges. */
export interface StatementEdit extends TextRange {
  readonly newText: string;
}

export function touches(a: TextRange, b: TextRange): boolean {
  return a.start <= b.end && b.start <= a.end;
}

/** A range of the statement in the document's text. */
export function placeInText({ sql, statement }: Place, { start, end }: TextRange): TextRange | undefined {
  return sql.places.toText({ start: start + statement.start, end: end + statement.start });
}

/** Whether the selection or caret is at a range of the statement. */
export function isAt(at: Place, range: TextRange): boolean {
  const place = placeInText(at, range);
  return place !== undefined && touches(place, at.range);
}

/** Text of the statement as it was analysed. */
export function textOf({ sql, statement }: Place, { start, end }: TextRange): string {
  return sql.source.text.slice(statement.start + start, statement.start + end);
}

/**
 * Changes of the statement as one action; none where one of them would change generated text.
 */
export function action(at: Place, edits: readonly StatementEdit[], more: Omit<CodeAction, 'edits'>): readonly CodeAction[] {
  const { places } = at.sql;
  const found: Edit[] = [];
  for (const { start, end, newText } of edits) {
    const inSql = { start: start + at.statement.start, end: end + at.statement.start };
    const range = places.isVerbatim(inSql) ? places.toText(inSql) : undefined;
    // Beside generated text an insertion maps to the whole expression: it would be replaced.
    if (!range || (start === end && range.start !== range.end)) return [];
    found.push({ range, newText });
  }
  return [{ ...more, edits: found }];
}
