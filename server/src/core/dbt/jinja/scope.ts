/** Names assigned inside a template. Invariant: an assignment lands in the innermost scope; loops, macros and blocks open scopes, `if` does not. */
import type { Traced } from './output';
import type { PyValue } from './values/object';

export class Scope {
  private readonly parent: Scope | undefined;
  private values: Map<string, PyValue> | undefined;
  private traces: Map<string, Traced> | undefined;

  constructor(parent?: Scope) {
    this.parent = parent;
  }

  get(name: string): PyValue | undefined {
    const value = this.values?.get(name);
    if (value !== undefined) return value;
    return this.parent?.get(name);
  }

  /** `trace` is where the text of the value came from, for the source map. */
  set(name: string, value: PyValue, trace?: Traced): void {
    (this.values ??= new Map()).set(name, value);
    if (trace) (this.traces ??= new Map()).set(name, trace);
    else this.traces?.delete(name);
  }

  traceOf(name: string): Traced | undefined {
    return this.values?.has(name) ? this.traces?.get(name) : this.parent?.traceOf(name);
  }

  /** All visible names with their values, innermost first. */
  *visible(): Iterable<readonly [string, PyValue]> {
    yield* this.values ?? [];
    if (this.parent) yield* this.parent.visible();
  }
}
