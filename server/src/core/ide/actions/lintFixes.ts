/** What lint rules propose, and the comment that silences them. */
import type { LintSeverities } from '../../lint/rules';
import type { TextRange } from '../../text/TextRange';
import type { DocumentView } from '../DocumentView';
import { ignoreWord, lints } from '../lints';
import { touches } from './CodeAction';
import type { CodeAction } from './CodeAction';

/** @param rewrites found at the place: a wide star is settled by writing it out */
export function lintFixes(
  view: DocumentView,
  range: TextRange,
  rules: LintSeverities,
  rewrites: readonly CodeAction[],
): readonly CodeAction[] {
  const { text } = view;
  return lints(view, rules).flatMap(({ rule, range: place, fix }): CodeAction[] => {
    if (!touches(place, range)) return [];
    const fixes = { code: rule, range: place };
    const written = rule === 'WIDE_STAR' ? rewrites.filter(({ edits }) => edits.length === 1 && edits[0]!.range.start === place.start) : [];
    const newline = text.indexOf('\n', place.end);
    const end = newline < 0 ? text.length : newline;
    return [
      ...[...(fix ? [fix] : []), ...written].map(({ title, edits }) => ({
        title,
        kind: 'quickfix' as const,
        edits,
        fixes,
        preferred: false,
      })),
      {
        title: `Ignore ${rule} here`,
        kind: 'quickfix',
        edits: [{ range: { start: end, end }, newText: ` -- ${ignoreWord}: ${rule}` }],
        fixes,
        preferred: false,
      },
    ];
  });
}
