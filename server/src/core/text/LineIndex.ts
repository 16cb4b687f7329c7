/** Converts offsets of one text to zero-based lines and columns and back. Lines end at `\n` (a `\r` before it belongs to the line), as the lake's engines count. */
export class LineIndex {
  private readonly starts: readonly number[];
  private readonly length: number;

  constructor(text: string) {
    const starts = [0];
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    this.starts = starts;
    this.length = text.length;
  }

  get lineCount(): number {
    return this.starts.length;
  }

  /** @returns zero-based line and column, the column in UTF-16 code units; offsets outside the text are clamped. */
  positionAt(offset: number): LinePosition {
    const at = Math.max(0, Math.min(offset, this.length));
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    return { line: low, column: at - (this.starts[low] ?? 0) };
  }

  /** The offset of a zero-based position; a column past its line's end stops at the end of the line. */
  offsetAt({ line, column }: LinePosition): number {
    if (line < 0) return 0;
    const start = this.starts[line];
    if (start === undefined) return this.length;
    const next = this.starts[line + 1];
    const end = next === undefined ? this.length : next - 1;
    return Math.min(start + Math.max(0, column), end);
  }
}

export interface LinePosition {
  readonly line: number;
  readonly column: number;
}
