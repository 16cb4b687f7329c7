/** A Python exception on its way through a render. Invariant: none leaves this folder's public functions; each becomes a `JinjaError` value at their edge. */
export type PyErrorType =
  | 'AttributeError'
  | 'AssertionError'
  | 'FilterArgumentError'
  | 'ImportError'
  | 'IndexError'
  | 'KeyError'
  | 'MemoryError'
  | 'OverflowError'
  | 'RecursionError'
  | 'RuntimeError'
  | 'SecurityError'
  | 'StopIteration'
  | 'SyntaxError'
  | 'TemplateRuntimeError'
  | 'TimeoutError'
  | 'TypeError'
  | 'UndefinedError'
  | 'ValueError'
  | 'ZeroDivisionError';

export class PyException extends Error {
  /** Python's class, or the class name of an exception that dbt itself raises (`CompilationError`, `RefArgsError`, …). */
  readonly type: string;
  /** Where it passed through, innermost first; the interpreter adds a frame for each template or macro it leaves. */
  readonly frames: PyFrame[] = [];
  /** dbt gives it another class then. */
  caughtInMacro = false;

  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

/** One level of the stack of templates and macros. */
export interface PyFrame {
  readonly macro: string | undefined;
  readonly file: string;
  /** Where in that file's text the call or the failing expression stands. */
  readonly start: number;
  readonly end: number;
}

export function raise(type: PyErrorType, message: string): never {
  throw new PyException(type, message);
}

/** An exception that dbt-core raises by itself; it passes unchanged through macros. */
export function raiseDbt(type: string, message: string): never {
  throw new DbtException(type, message);
}

export class DbtException extends PyException {}
