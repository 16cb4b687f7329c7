/** Functions that templates call. Invariant: arguments are bound by Python's rules before the body runs, so a body never sees a wrong count or an unknown keyword. */
import { PyException, raise } from './exception';
import { PyObject, noKeywords } from './object';
import type { PyArguments, PyValue } from './object';

/** Bound arguments by position in the parameter list; undefined where an optional one was not given. */
export type Bound = readonly (PyValue | undefined)[];

/**
 * A function with named parameters: `name` required, `name?` optional, `*` makes those after it keyword-only,
 * `*name` takes the rest (the body reads it from the arguments it also gets).
 */
export class PyFunction extends PyObject {
  readonly typeName: string = 'function';
  readonly name: string;
  private readonly parameters: readonly Parameter[];
  private readonly body: (bound: Bound, args: PyArguments) => PyValue;

  constructor(name: string, parameters: readonly string[], body: (bound: Bound, args: PyArguments) => PyValue) {
    super();
    this.name = name;
    this.parameters = parametersOf(parameters);
    this.body = body;
  }

  override get callable(): boolean {
    return true;
  }

  override truth(): boolean {
    return true;
  }

  override repr(): string {
    return `<function ${this.name}>`;
  }

  override call(args: PyArguments): PyValue {
    return this.body(bindParameters(this.name, this.parameters, args), args);
  }
}

export interface Parameter {
  readonly name: string;
  readonly kind: 'required' | 'optional' | 'rest';
  readonly keywordOnly: boolean;
}

/** Parameter lists are parsed once per list object. */
export function parametersOf(names: readonly string[]): readonly Parameter[] {
  let parsed = parsedLists.get(names);
  if (!parsed) {
    parsed = parseParameters(names);
    parsedLists.set(names, parsed);
  }
  return parsed;
}

const parsedLists = new WeakMap<readonly string[], readonly Parameter[]>();

function parseParameters(names: readonly string[]): readonly Parameter[] {
  const star = names.indexOf('*');
  return names.flatMap((name, index): Parameter[] => {
    if (name === '*') return [];
    if (name.startsWith('*')) return [{ name: name.slice(1), kind: 'rest', keywordOnly: false }];
    const keywordOnly = star >= 0 && index > star;
    return name.endsWith('?') ? [{ name: name.slice(0, -1), kind: 'optional', keywordOnly }] : [{ name, kind: 'required', keywordOnly }];
  });
}

export function bindParameters(name: string, parameters: readonly Parameter[], args: PyArguments): Bound {
  const bound: (PyValue | undefined)[] = parameters.map(() => undefined);
  let positional = 0;
  let rest = false;
  for (const parameter of parameters) {
    if (parameter.kind === 'rest') rest = true;
    else if (!parameter.keywordOnly) positional++;
  }
  if (args.positional.length > positional && !rest)
    raise(
      'TypeError',
      `${name}() takes ${positional === 0 ? 'no arguments' : `at most ${positional} argument${positional === 1 ? '' : 's'}`} (${args.positional.length} given)`,
    );
  for (let index = 0; index < Math.min(positional, args.positional.length); index++) bound[index] = args.positional[index];
  for (const [key, value] of args.keyword) {
    const index = parameters.findIndex(parameter => parameter.name === key && parameter.kind !== 'rest');
    if (index < 0) {
      if (rest) continue;
      raise('TypeError', `${name}() got an unexpected keyword argument '${key}'`);
    }
    if (bound[index] !== undefined) raise('TypeError', `${name}() got multiple values for argument '${key}'`);
    bound[index] = value;
  }
  if (parameters.some((parameter, index) => parameter.kind === 'required' && bound[index] === undefined)) {
    const missing = parameters.filter((parameter, index) => parameter.kind === 'required' && bound[index] === undefined);
    const names = missing.map(parameter => `'${parameter.name}'`);
    const listed =
      names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')}${names.length > 2 ? ',' : ''} and ${names.at(-1) ?? ''}`;
    raise('TypeError', `${name}() missing ${missing.length} required positional argument${missing.length === 1 ? '' : 's'}: ${listed}`);
  }
  return bound;
}

export function positionalArguments(...positional: PyValue[]): PyArguments {
  return { positional, keyword: noKeywords };
}

/** A method as found on a value: the table's body with its owner in front. */
export function bindMethod<Owner>(table: MethodTable<Owner>, owner: Owner, name: string): PyValue | undefined {
  const method = table.get(name);
  return method && new PyMethod(name, method.parameters, (bound, args) => method.body(owner, bound, args));
}

export interface Method<Owner> {
  readonly parameters: readonly string[];
  readonly body: (owner: Owner, bound: Bound, args: PyArguments) => PyValue;
}

export type MethodTable<Owner> = ReadonlyMap<string, Method<Owner>>;

/** A table of methods: name → parameters and body. */
export function methodTable<Owner>(methods: Readonly<Record<string, [readonly string[], Method<Owner>['body']]>>): MethodTable<Owner> {
  return new Map(Object.entries(methods).map(([name, [parameters, body]]) => [name, { parameters, body }]));
}

class PyMethod extends PyFunction {
  override readonly typeName = 'builtin_function_or_method';

  override repr(): string {
    return `<built-in method ${this.name}>`;
  }
}

/** Where an exception of that type is an answer and not a failure, as in Python's `except`. */
export function catching<T>(types: readonly string[], attempt: () => T, otherwise: (error: PyException) => T): T {
  try {
    return attempt();
  } catch (error) {
    if (error instanceof PyException && types.includes(error.type)) return otherwise(error);
    throw error;
  }
}
