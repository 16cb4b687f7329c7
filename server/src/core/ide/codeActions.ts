/**
 * Quick fixes and rewrites at a place: names, types and grouping mended, stars written out, CTEs made and dissolved, what lint rules propose.
 * Invariant: what an action leaves is better than what it found, and nothing else is changed.
 */
import type { LintSeverities } from '../lint/rules';
import type { TextRange } from '../text/TextRange';
import { addedGroupBy } from './actions/aggregation';
import { touches } from './actions/CodeAction';
import type { CodeAction, Place } from './actions/CodeAction';
import { extractedCte, inlinedCte } from './actions/ctes';
import { doubleQuotes, nameFixes, quotedWord } from './actions/names';
import { lintFixes } from './actions/lintFixes';
import { expandedStars } from './actions/stars';
import { typeFixes } from './actions/types';
import { analysisOf } from './DocumentView';
import type { DocumentView } from './DocumentView';

/** @param range of the document's text: a selection, or a caret @param rules severities of lint rules that are not at their own */
export function codeActions(view: DocumentView, range: TextRange, rules: LintSeverities = {}): readonly CodeAction[] {
  const { sql } = view;
  if (!sql) return [];
  const found: CodeAction[] = [];
  for (const statement of sql.source.statements) {
    const place = sql.places.toText(statement);
    if (!place || !touches(place, range)) continue;
    const at: Place = { view, sql, statement, analysis: analysisOf(sql, statement), range };
    if (statement.errors.length > 0) found.push(...quotedWord(at), ...doubleQuotes(at));
    for (const error of at.analysis.errors) {
      const errorPlace = sql.places.toText({ start: error.start + statement.start, end: error.end + statement.start });
      if (errorPlace && touches(errorPlace, range))
        found.push(...nameFixes(at, error), ...addedGroupBy(at, error, errorPlace), ...typeFixes(at, error, errorPlace));
    }
    found.push(...expandedStars(at), ...extractedCte(at), ...inlinedCte(at));
  }
  found.push(...lintFixes(view, range, rules, found));
  return found;
}
