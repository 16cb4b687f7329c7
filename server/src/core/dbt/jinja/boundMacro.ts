/** A project's macro as dbt calls it: its `return()` ends here, its failures are told with its name. */
import { MacroReturn } from './interpreter';
import type { Interpreter } from './interpreter';
import { JinjaMacro } from './macro';
import { DbtException, PyException } from './values/exception';
import { PyObject } from './values/object';
import type { PyArguments, PyValue } from './values/object';
import type { MacroNode } from './tree';

/** A macro of a file. Identity counts: one object for one macro. */
export interface MacroDefinition {
  /** dbt's name: of a test `test_x`, of a materialization `materialization_x_default`. */
  readonly name: string;
  readonly packageName: string;
  readonly file: string;
  /** The whole text of the file. */
  readonly text: string;
  readonly node: MacroNode;
}

export interface MacroTracker {
  readonly running: MacroDefinition[];
  called(macro: MacroDefinition, depth: number): void;
}

/** Exceptions that dbt wraps with the macro they passed through. */
const wrapped = new Set(['TypeError', 'UndefinedError', 'SecurityError', 'TemplateRuntimeError', 'FilterArgumentError']);

export class BoundMacro extends PyObject {
  readonly typeName = 'MacroGenerator';
  readonly definition: MacroDefinition;
  private readonly tracker: MacroTracker;
  private readonly macro: JinjaMacro;

  constructor(definition: MacroDefinition, interpreter: Interpreter, tracker: MacroTracker) {
    super();
    this.definition = definition;
    this.tracker = tracker;
    const { node } = definition;
    this.macro = new JinjaMacro(
      { name: `dbt_macro__${definition.name}`, parameters: node.parameters, body: node.body },
      undefined,
      definition,
      interpreter,
    );
  }

  override get describedAs(): string {
    return 'dbt.clients.jinja.MacroGenerator object';
  }

  override get callable(): boolean {
    return true;
  }

  override truth(): boolean {
    return true;
  }

  override repr(): string {
    return '<dbt.clients.jinja.MacroGenerator object>';
  }

  override call(args: PyArguments): PyValue {
    const { running } = this.tracker;
    this.tracker.called(this.definition, running.length);
    running.push(this.definition);
    try {
      return this.macro.call(args);
    } catch (error) {
      if (error instanceof MacroReturn) return error.value;
      if (error instanceof PyException && !(error instanceof DbtException) && wrapped.has(error.type)) error.caughtInMacro = true;
      throw error;
    } finally {
      running.pop();
    }
  }
}
