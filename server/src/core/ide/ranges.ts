/**
 * The parts of a document that fold, and the ever larger parts around a caret.
 * Invariant: a folding range holds a line break; each selection range holds the one before it and is larger.
 */
import * as tree from '../sql/tree';
import type { TextRange } from '../text/TextRange';
import { statementAt } from './DocumentView';
import type { DocumentView } from './DocumentView';

export interface FoldingRange extends TextRange {
  readonly kind: 'code' | 'comment';
}

export function foldingRanges(view: DocumentView): readonly FoldingRange[] {
  const found = new Map<string, FoldingRange>();
  for (const range of [...codeRanges(view), ...jinjaBlocks(view), ...comments(view.text)]) {
    const key = `${range.start} ${range.end}`;
    if (view.text.slice(range.start, range.end).includes('\n') && !found.has(key)) found.set(key, range);
  }
  return [...found.values()].sort((a, b) => a.start - b.start || b.end - a.end);
}

/** From the name or literal at the caret to the whole document. @param offset in the document's text */
export function selectionRanges({ sql, text }: DocumentView, offset: number): readonly TextRange[] {
  const at = sql?.places.toSql(offset);
  const statement = sql && at !== undefined ? statementAt(sql, at) : undefined;
  const ranges: TextRange[] = [];
  const add = (range: TextRange | undefined): void => {
    const last = ranges.at(-1);
    if (!range || range.start > offset || offset > range.end) return;
    const isLarger = !last || (range.start <= last.start && last.end <= range.end && range.end - range.start > last.end - last.start);
    if (isLarger && range.end > range.start) ranges.push(range);
  };
  if (sql && statement && at !== undefined && at <= statement.end) {
    for (const node of [...tree.pathAt(statement.node, at - statement.start)].reverse())
      add(sql.places.toText({ start: node.start + statement.start, end: node.end + statement.start }));
  }
  add({ start: 0, end: text.length });
  return ranges;
}

const folding: ReadonlySet<tree.Node['kind']> = new Set<tree.Node['kind']>([
  'WithQuery',
  'TableSubquery',
  'SubqueryExpression',
  'ExistsPredicate',
  'SimpleCaseExpression',
  'SearchedCaseExpression',
]);

function codeRanges({ sql }: DocumentView): readonly FoldingRange[] {
  const found: FoldingRange[] = [];
  const { source, places } = sql ?? {};
  for (const statement of source?.statements ?? []) {
    const add = ({ start, end }: TextRange): void => {
      const range = places?.toText({ start: start + statement.start, end: end + statement.start });
      if (range) found.push({ ...range, kind: 'code' });
    };
    if (source && source.statements.length > 1) add(statement.node);
    tree.walk(statement.node, node => {
      if (folding.has(node.kind)) add(node);
      return undefined;
    });
  }
  return found;
}

/** `{% if … %}` to `{% endif %}`, and every other tag that has an end of its own. */
function jinjaBlocks({ text, template }: DocumentView): readonly FoldingRange[] {
  if (!template) return [];
  const found: FoldingRange[] = [];
  const open: { readonly name: string; readonly start: number }[] = [];
  for (const match of text.matchAll(/\{#[\s\S]*?#\}|\{%[-+]?\s*(\w+)[\s\S]*?%\}/g)) {
    const [tag, name] = match;
    const end = match.index + tag.length;
    if (name === undefined) found.push({ start: match.index, end, kind: 'comment' });
    else if (name.startsWith('end')) {
      const at = open.findLastIndex(candidate => candidate.name === name.slice(3));
      if (at < 0) continue;
      found.push({ start: open[at]!.start, end, kind: 'code' });
      open.length = at;
      // `{% set x = … %}` has no end.
    } else if (name !== 'set' || !tag.includes('=')) open.push({ name, start: match.index });
  }
  return found;
}

/** Comments of several lines; line comments that follow each other without anything between them fold as one. */
function comments(text: string): readonly FoldingRange[] {
  const found: { start: number; end: number; kind: 'comment' }[] = [];
  const parts = /'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|\{#[\s\S]*?#\}|\/\*[\s\S]*?\*\/|--[^\n]*/g;
  let last: { start: number; end: number; kind: 'comment' } | undefined;
  for (const match of text.matchAll(parts)) {
    const [part] = match;
    const end = match.index + part.length;
    const isLine = part.startsWith('--');
    if (!isLine && !part.startsWith('/*')) continue;
    if (isLine && last && text.slice(last.end, match.index).trim() === '') last.end = end;
    else {
      const range = { start: match.index, end, kind: 'comment' as const };
      found.push(range);
      last = isLine ? range : undefined;
    }
  }
  return found;
}
