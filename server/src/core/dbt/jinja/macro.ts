/** Macros as values that templates call. Invariant: arguments bind by Jinja's rules: positional, then keyword, then default, then undefined; extras only where the body asks for them. */
import type { Traced } from './output';
import { namesRead } from './namesRead';
import type { UndefinedMaker } from './values/attribute';
import { missingBecause } from './values/attribute';
import { PyTuple } from './values/containers';
import { PyDict } from './values/dict';
import { raise } from './values/exception';
import { PyObject, repr } from './values/object';
import type { PyArguments, PyValue } from './values/object';
import type { Parameters, Statement } from './tree';
import { Scope } from './scope';
import type { Expression } from './tree';

/** What a macro needs of the render it is called in. */
export interface MacroRuntime extends UndefinedMaker {
  evaluate(node: Expression, scope: Scope): PyValue;
  /** Runs a body in the scope that `bind` makes and gives its text with where it came from. */
  capture(body: readonly Statement[], bind: () => Scope, source: MacroSource, macro: string | undefined): Traced;
  carried: Traced | undefined;
}

/** The file a macro was written in. */
export interface MacroSource {
  readonly file: string;
  readonly text: string;
}

/** A macro of a template, a `caller` of a call block: text in, text out. */
export class JinjaMacro extends PyObject {
  readonly typeName = 'Macro';
  /** Jinja's name of it; undefined for a caller. */
  readonly name: string | undefined;
  private readonly parameters: Parameters;
  private readonly body: readonly Statement[];
  private readonly outer: Scope | undefined;
  private readonly runtime: MacroRuntime;
  private readonly source: MacroSource;
  private readonly special: SpecialNames;

  constructor(
    definition: { readonly name: string | undefined; readonly parameters: Parameters; readonly body: readonly Statement[] },
    outer: Scope | undefined,
    source: MacroSource,
    runtime: MacroRuntime,
  ) {
    super();
    this.name = definition.name;
    this.parameters = definition.parameters;
    this.body = definition.body;
    this.outer = outer;
    this.source = source;
    this.runtime = runtime;
    this.special = specialNames(definition.body);
  }

  override get callable(): boolean {
    return true;
  }

  override truth(): boolean {
    return true;
  }

  override repr(): string {
    return this.name === undefined ? '<Macro anonymous>' : `<Macro ${repr(this.name)}>`;
  }

  override getAttribute(name: string): PyValue | undefined {
    switch (name) {
      case 'name':
        return this.name ?? null;
      case 'arguments':
        return new PyTuple(this.parameters.names.map(parameter => parameter.name));
      case 'caller':
        return this.special.caller;
      case 'catch_kwargs':
        return this.special.kwargs;
      case 'catch_varargs':
        return this.special.varargs;
      default:
        return undefined;
    }
  }

  override call(args: PyArguments): PyValue {
    const traced = this.runtime.capture(this.body, () => this.bind(args), this.source, this.name?.replace(/^dbt_macro__/, '') ?? 'caller');
    this.runtime.carried = traced;
    return traced.text;
  }

  private bind({ positional, keyword }: PyArguments): Scope {
    const { names, defaults } = this.parameters;
    const scope = new Scope(this.outer);
    const left = new Map(keyword);
    const called = this.name === undefined ? 'None' : repr(this.name);
    const explicitCaller = names.some(parameter => parameter.name === 'caller');
    let foundCaller = explicitCaller && positional.length >= names.length;
    const missing: number[] = [];
    names.forEach(({ name }, index) => {
      if (index < positional.length) return;
      if (name === 'caller') foundCaller = true;
      if (left.has(name)) {
        scope.set(name, left.get(name) ?? null);
        left.delete(name);
      } else missing.push(index);
    });
    names.forEach(({ name }, index) => {
      const value = positional[index];
      if (value !== undefined) scope.set(name, value);
    });
    if (this.special.caller && !foundCaller && !explicitCaller) {
      const caller = left.get('caller') ?? null;
      left.delete('caller');
      scope.set('caller', caller ?? missingBecause('caller', 'No caller defined', this.runtime));
    }
    if (this.special.kwargs) scope.set('kwargs', new PyDict(left));
    else if (left.size > 0) {
      if (left.has('caller'))
        raise('TypeError', `macro ${called} was invoked with two values for the special caller argument. This is most likely a bug.`);
      raise('TypeError', `macro ${called} takes no keyword argument ${repr([...left.keys()][0] ?? '')}`);
    }
    if (this.special.varargs) scope.set('varargs', new PyTuple(positional.slice(names.length)));
    else if (positional.length > names.length) raise('TypeError', `macro ${called} takes not more than ${names.length} argument(s)`);
    // Defaults see the arguments before them, whichever way those were given.
    const firstDefault = names.length - defaults.length;
    for (const index of missing) {
      const name = names[index]?.name ?? '';
      const fallback = defaults[index - firstDefault];
      scope.set(
        name,
        fallback ? this.runtime.evaluate(fallback, scope) : missingBecause(name, `parameter ${repr(name)} was not provided`, this.runtime),
      );
    }
    return scope;
  }
}

interface SpecialNames {
  readonly caller: boolean;
  readonly kwargs: boolean;
  readonly varargs: boolean;
}

const known = new WeakMap<readonly Statement[], SpecialNames>();

/** Which of the names that Jinja fills by itself the body reads. */
function specialNames(body: readonly Statement[]): SpecialNames {
  let special = known.get(body);
  if (!special) {
    const read = namesRead(body, ['caller', 'kwargs', 'varargs']);
    special = { caller: read.has('caller'), kwargs: read.has('kwargs'), varargs: read.has('varargs') };
    known.set(body, special);
  }
  return special;
}
