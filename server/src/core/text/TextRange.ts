/** A place in a text: half-open, in UTF-16 code units. Lines and columns exist only at the edges of the engine (lsp, cli). */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

export function rangeOf(start: number, end: number): TextRange {
  return { start, end };
}

/** Whether `offset` lies in the range or at its end: a caret behind the last character of a word still belongs to the word. */
export function touches(range: TextRange, offset: number): boolean {
  return range.start <= offset && offset <= range.end;
}

export function covers(outer: TextRange, inner: TextRange): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}
