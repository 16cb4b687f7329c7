/** A replacement of one range of a text; the edits of one change never overlap. */
import type { TextRange } from './TextRange';

export interface TextEdit {
  readonly range: TextRange;
  readonly newText: string;
}

/** The text after all edits, which are given in terms of the text before any of them. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = '';
  let at = 0;
  for (const { range, newText } of [...edits].sort((a, b) => a.range.start - b.range.start)) {
    result += text.slice(at, range.start) + newText;
    at = range.end;
  }
  return result + text.slice(at);
}
