/** A place in a text: half-open, in UTF-16 code units. Lines and columns exist only at the edges of the engine (lsp, cli). */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}
