/**
 * Renders templates as dbt does, in a context that a host supplies. Invariant: never throws; every failure is in `errors`,
 * and the text and the source map hold what was printed before it.
 */
import { LineIndex } from '../../text/LineIndex';
import type { TextRange } from '../../text/TextRange';
import { compileErrors } from './compileChecks';
import type { CompileError, KnownNames } from './compileChecks';
import { BoundMacro } from './boundMacro';
import type { MacroDefinition } from './boundMacro';
import type { JinjaError, JinjaFrame } from './errors';
import { Interpreter, MacroReturn } from './interpreter';
import { filters } from './filters/filters';
import { tests } from './filters/tests';
import { jinjaGlobals } from './context/globals';
import { NativeOutput } from './output';
import { nativeValue } from './native';
import { parseTemplate } from './parser';
import { SourceMap } from './sourceMap';
import type { Template } from './tree';
import { DbtException, PyException } from './values/exception';
import { str } from './values/object';
import type { PyValue } from './values/object';

/** What a template sees beyond its own assignments. */
export interface JinjaHost {
  /** The value of a name; undefined where there is none. Asked once per use, so keep it cheap. */
  lookup(name: string, render: JinjaRender): PyValue | undefined;
  /** A macro begins to run; `depth` 0 is a call from the template itself. */
  macroCalled?(macro: MacroDefinition, depth: number): void;
  /** Text of a file that a macro came from, for lines of errors; undefined where it is gone. */
  fileText?(file: string): string | undefined;
}

/** The render that is under way, as hosts need it. */
export interface JinjaRender {
  /** dbt's `execute` is false: missing names forgive attributes and calls. */
  readonly forgiving: boolean;
  /** A macro as a value that can be called, printed and compared; the same one each time. */
  macro(definition: MacroDefinition): PyValue;
  /** The macros that are running, outermost first. */
  stack(): readonly MacroDefinition[];
}

export interface RenderOptions {
  /** Path shown in errors and segments. */
  readonly file: string;
  /** `forgiving`: as dbt while it parses. */
  readonly undefinedNames?: 'strict' | 'forgiving';
  /** As dbt renders values of YAML: `value` keeps its type. */
  readonly native?: boolean;
  /** Renders on after an error, leaving out the tag it happened in: for editors. */
  readonly tolerant?: boolean;
  /** An offset of the template that has to be rendered, whatever the conditions around it say: for editors. */
  readonly focus?: number | undefined;
  /** Steps before a template is stopped. */
  readonly fuel?: number;
  /** Macros inside macros before a template is stopped. */
  readonly maximumDepth?: number;
}

export interface RenderResult {
  readonly output: string;
  /** In a native render the value, else the text. */
  readonly value: PyValue;
  readonly sourceMap: SourceMap;
  readonly errors: readonly JinjaError[];
}

export const defaultFuel = 5_000_000;
export const defaultDepth = 105;

const tag = /\{[{%#]|[#}%]\}/;

export function render(template: string | Template, host: JinjaHost, options: RenderOptions): RenderResult {
  const text = typeof template === 'string' ? template : template.text;
  if (options.native !== true && !tag.test(text)) return untouched(text, options.file);
  const tree = typeof template === 'string' ? parsed(template) : template;
  const known = { filters: filters(options.native === true), tests };
  const wrong = [...tree.errors, ...checked(tree, known)];
  const syntax = wrong.map(({ message, range }) => syntaxError(message, range, text, options.file));
  if (syntax.length > 0 && options.tolerant !== true) return { output: '', value: '', sourceMap: new SourceMap([]), errors: syntax };
  return new RenderRun(tree, host, options, known, syntax).run();
}

/** Mistakes of the compiler; a tree too deep for the machine's stack is one. */
function checked(tree: Template, known: KnownNames): readonly CompileError[] {
  const before = checkedTrees.get(tree);
  if (before?.known === known.filters) return before.errors;
  const errors = compiled(tree, known);
  checkedTrees.set(tree, { known: known.filters, errors });
  return errors;
}

const checkedTrees = new WeakMap<Template, { readonly known: KnownNames['filters']; readonly errors: readonly CompileError[] }>();

function compiled(tree: Template, known: KnownNames): readonly CompileError[] {
  try {
    return compileErrors(tree.body, known);
  } catch (error) {
    if (error instanceof RangeError) return [{ message: 'the template is nested too deeply', range: { start: 0, end: tree.text.length } }];
    throw error;
  }
}

/** Templates of one text are parsed once while the text is in use. */
export function parsed(text: string): Template {
  let tree = recent.get(text);
  if (!tree) {
    if (recent.size >= 200) recent.clear();
    tree = parseTemplate(text);
    recent.set(text, tree);
  }
  return tree;
}

const recent = new Map<string, Template>();

class RenderRun implements JinjaRender {
  private readonly tree: Template;
  private readonly host: JinjaHost;
  private readonly options: RenderOptions;
  private readonly errors: JinjaError[];
  private readonly interpreter: Interpreter;
  private readonly macros = new Map<MacroDefinition, BoundMacro>();
  private readonly running: MacroDefinition[] = [];
  readonly forgiving: boolean;

  constructor(
    tree: Template,
    host: JinjaHost,
    options: RenderOptions,
    known: { readonly filters: ReturnType<typeof filters>; readonly tests: typeof tests },
    errors: JinjaError[],
  ) {
    this.tree = tree;
    this.host = host;
    this.options = options;
    this.errors = errors;
    this.forgiving = options.undefinedNames === 'forgiving';
    this.interpreter = new Interpreter(
      { file: options.file, text: tree.text },
      {
        forgiving: this.forgiving,
        fuel: options.fuel ?? defaultFuel,
        maximumDepth: options.maximumDepth ?? defaultDepth,
        focus: options.focus,
        ...known,
        resolve: name => {
          const value = host.lookup(name, this);
          return value === undefined ? jinjaGlobals.get(name) : value;
        },
        ...(options.tolerant === true ? { recovered: (error: PyException) => this.fail(error) } : {}),
      },
    );
  }

  macro(definition: MacroDefinition): PyValue {
    let macro = this.macros.get(definition);
    if (!macro) {
      macro = new BoundMacro(definition, this.interpreter, {
        running: this.running,
        called: (called, depth) => this.host.macroCalled?.(called, depth),
      });
      this.macros.set(definition, macro);
    }
    return macro;
  }

  stack(): readonly MacroDefinition[] {
    return this.running;
  }

  run(): RenderResult {
    const { native } = this.options;
    const nativeOutput = native === true ? new NativeOutput() : undefined;
    let failed = false;
    try {
      this.interpreter.render(this.tree.body, nativeOutput);
    } catch (error) {
      failed = true;
      this.fail(this.asException(error), true);
    }
    const { text, segments } = this.interpreter.printedSoFar();
    let value: PyValue = text;
    if (nativeOutput && !failed) {
      try {
        value = nativeValue(nativeOutput.finish());
      } catch (error) {
        this.fail(this.asException(error), true);
      }
    }
    return { output: nativeOutput ? str(value) : text, value, sourceMap: new SourceMap(segments), errors: this.errors };
  }

  /** What is no Python exception is a stack of the machine that is too deep, or a mistake of ours that must be seen. */
  private asException(error: unknown): PyException {
    if (error instanceof PyException) return error;
    if (error instanceof MacroReturn) return new DbtException('CompilationError', str(error.value));
    if (error instanceof RangeError)
      return error.message.includes('call stack')
        ? new PyException('RecursionError', 'maximum recursion depth exceeded')
        : new PyException('MemoryError', 'a value is too large');
    throw error;
  }

  private fail(error: PyException, outermost = false): void {
    if (outermost) error.frames.push(this.interpreter.frame(undefined));
    const stack = [...error.frames].reverse().map((frame): JinjaFrame => {
      const range = { start: frame.start, end: frame.end };
      return { macro: frame.macro, file: frame.file, range, line: this.lineOf(frame.file, frame.start) };
    });
    const at = stack[0];
    this.errors.push({
      type: dbtType(error),
      cause: error.type,
      message: error.message,
      file: at?.file ?? this.options.file,
      range: at?.range ?? { start: 0, end: 0 },
      line: at?.line ?? 1,
      stack,
    });
  }

  private lineOf(file: string, offset: number): number {
    const text = file === this.options.file ? this.tree.text : (this.running.find(macro => macro.file === file)?.text ?? this.textOf(file));
    return text === undefined ? 1 : new LineIndex(text).positionAt(offset).line + 1;
  }

  private textOf(file: string): string | undefined {
    for (const definition of this.macros.keys()) if (definition.file === file) return definition.text;
    return this.host.fileText?.(file);
  }
}

/** dbt's name for what reaches it. */
function dbtType(error: PyException): string {
  if (error instanceof DbtException) return error.type;
  if (error.caughtInMacro) return 'CaughtMacroErrorWithNodeError';
  return error.type === 'UndefinedError' ? 'UndefinedMacroError' : 'CompilationError';
}

function syntaxError(message: string, range: TextRange, text: string, file: string): JinjaError {
  const line = new LineIndex(text).positionAt(range.start).line + 1;
  const source = text.split('\n')[line - 1]?.trim() ?? '';
  const full = `${message}\n  line ${line}\n    ${source}`;
  return {
    type: 'CompilationError',
    cause: 'TemplateSyntaxError',
    message: full,
    file,
    range,
    line,
    stack: [{ macro: undefined, file, range, line }],
  };
}

function untouched(text: string, file: string): RenderResult {
  const sourceMap = new SourceMap([
    { file, templateStart: 0, templateEnd: text.length, outputStart: 0, outputEnd: text.length, kind: 'verbatim', depth: 0 },
  ]);
  return { output: text, value: text, sourceMap, errors: [] };
}
