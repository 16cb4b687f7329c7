/** Jinja's `namespace()`: the one thing whose attributes a template may set. */
import type { PyDict } from './dict';
import { PyObject, repr } from './object';
import type { PyValue } from './object';

export class PyNamespace extends PyObject {
  readonly typeName = 'Namespace';
  private readonly attributes: PyDict;

  constructor(attributes: PyDict) {
    super();
    this.attributes = attributes;
  }

  override get describedAs(): string {
    return 'jinja2.utils.Namespace object';
  }

  override truth(): boolean {
    return true;
  }

  assign(name: string, value: PyValue): void {
    this.attributes.set(name, value);
  }

  override getAttribute(name: string): PyValue | undefined {
    return this.attributes.get(name);
  }

  override repr(): string {
    return `<Namespace ${repr(this.attributes)}>`;
  }
}
