/** Jinja's undefined values. Invariant: reading a missing name, attribute or item is no error yet; using the result for more than printing and testing is. */
import { PyException } from './exception';
import { PyObject } from './object';
import type { PyValue } from './object';

/** A missing name at run time: prints as nothing, is false and empty, refuses attributes, calls and arithmetic. */
export class PyUndefined extends PyObject {
  readonly typeName = 'Undefined';
  /** What an error says of it: "'x' is undefined", "'dict object' has no attribute 'x'". */
  readonly hint: string;
  readonly name: string;
  readonly errorType: string;

  constructor(name: string, hint = `'${name}' is undefined`, errorType = 'UndefinedError') {
    super();
    this.name = name;
    this.hint = hint;
    this.errorType = errorType;
  }

  /** Jinja's base class would raise here too. */
  fail(): never {
    throw new PyException(this.errorType, this.hint);
  }

  override repr(): string {
    return 'Undefined';
  }

  override str(): string {
    return '';
  }

  override truth(): boolean {
    return false;
  }

  override length(): number {
    return 0;
  }

  override iterate(): Iterable<PyValue> {
    return [];
  }

  override contains(): boolean | undefined {
    return false;
  }

  override equals(other: PyValue): boolean {
    return other instanceof PyUndefined;
  }

  override hashKey(): object {
    return PyUndefined;
  }

  override compare(): number | undefined {
    return this.fail();
  }

  override getAttribute(name: string): PyValue | undefined {
    return name.startsWith('__') && name.endsWith('__') ? undefined : this.fail();
  }

  override getItem(): PyValue | undefined {
    return this.fail();
  }

  override call(): PyValue | undefined {
    return this.fail();
  }

  override get callable(): boolean {
    return true;
  }

  override operate(): PyValue | undefined {
    return this.fail();
  }
}

/** A missing name while dbt parses: attributes, items and calls give another one, so that macros of missing packages do no harm. */
export class ForgivingUndefined extends PyUndefined {
  override getAttribute(name: string): PyValue | undefined {
    if (name.startsWith('__') && name.endsWith('__')) return undefined;
    if (name === 'name') return this.name;
    if (name === 'hint') return null;
    return new ForgivingUndefined(name, `'${name}' is undefined`, this.errorType);
  }

  override getItem(): PyValue | undefined {
    return this;
  }

  override call(): PyValue {
    return this;
  }
}
