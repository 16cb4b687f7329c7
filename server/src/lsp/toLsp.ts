/** From the engine's offsets and paths to the editor's positions and URIs. */
import type { LineIndex } from '../core/text/LineIndex';
import type { TextRange } from '../core/text/TextRange';
import type { Position, Range } from '../protocol/message';

export { uriOf } from './uri';

export function toPosition(lines: LineIndex, offset: number): Position {
  const { line, column } = lines.positionAt(offset);
  return { line, character: column };
}

export function toTextRange(lines: LineIndex, { start, end }: Range): TextRange {
  const offset = ({ line, character }: Position): number => lines.offsetAt({ line, column: character });
  return { start: offset(start), end: offset(end) };
}

export function toRange(lines: LineIndex, { start, end }: TextRange): Range {
  return { start: toPosition(lines, start), end: toPosition(lines, end) };
}
