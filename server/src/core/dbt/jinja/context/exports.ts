/** A group of names, as `modules.datetime` or `exceptions` are: a dict whose entries also answer as attributes. */
import { PyDict } from '../values/dict';
import { PyFunction } from '../values/callable';
import type { Bound } from '../values/callable';
import { PyObject } from '../values/object';
import type { PyArguments, PyValue } from '../values/object';

export function exported(entries: Readonly<Record<string, PyValue>>): PyDict {
  return new PyDict(Object.entries(entries));
}

export function fn(name: string, parameters: readonly string[], body: (bound: Bound, args: PyArguments) => PyValue): PyFunction {
  return new PyFunction(name, parameters, body);
}

/** A class that templates call to make a value, and ask for its class methods. */
export class PyType extends PyObject {
  readonly typeName = 'type';
  readonly name: string;
  private readonly construct: PyFunction;
  private readonly members: ReadonlyMap<string, PyValue>;

  constructor(name: string, construct: PyFunction, members: Readonly<Record<string, PyValue>> = {}) {
    super();
    this.name = name;
    this.construct = construct;
    this.members = new Map(Object.entries(members));
  }

  override get callable(): boolean {
    return true;
  }

  override truth(): boolean {
    return true;
  }

  override repr(): string {
    return `<class '${this.name}'>`;
  }

  override call(args: PyArguments): PyValue {
    return this.construct.call(args);
  }

  override getAttribute(name: string): PyValue | undefined {
    return this.members.get(name);
  }
}
