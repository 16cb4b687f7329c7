/** What names mean besides columns while a row pattern is analysed. Invariant: labels are in lower case. */

export interface PatternContext {
  /** Variables of the pattern and of SUBSET. */
  readonly labels: ReadonlySet<string>;
  readonly clause: 'measure' | 'definition';
}
