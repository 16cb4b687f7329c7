/** Failures of templates as values. Invariant: each names a file and a range of that file's text, and which macros it passed through. */
import type { TextRange } from '../../text/TextRange';

export interface JinjaError {
  /** dbt's class for it: `CompilationError`, `UndefinedMacroError`, `CaughtMacroErrorWithNodeError`, `RefArgsError`, … */
  readonly type: string;
  /** The Python exception behind it, where there is one: `TypeError`, `UndefinedError`, `TemplateSyntaxError`, … */
  readonly cause: string;
  readonly message: string;
  readonly file: string;
  readonly range: TextRange;
  /** One-based line of `range.start` in `file`. */
  readonly line: number;
  /** From the outermost template to where it happened. */
  readonly stack: readonly JinjaFrame[];
}

export interface JinjaFrame {
  /** undefined: the template itself. */
  readonly macro: string | undefined;
  readonly file: string;
  readonly range: TextRange;
  readonly line: number;
}
