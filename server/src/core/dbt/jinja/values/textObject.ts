/** Subclasses of Python's str. Invariant: they are their text in every operation; what makes them special is left to each of them. */
import { plainAttributes } from './attribute';
import { bindMethod } from './callable';
import { PyObject } from './object';
import type { HashKey, PyValue } from './object';
import { binary, compareText } from './operations';
import { codePoints, textLength, textRepr } from './text';

export abstract class PyTextObject extends PyObject {
  readonly text: string;

  constructor(text: string) {
    super();
    this.text = text;
  }

  override str(): string {
    return this.text;
  }

  override repr(): string {
    return textRepr(this.text);
  }

  override truth(): boolean {
    return this.text !== '';
  }

  override length(): number {
    return textLength(this.text);
  }

  override iterate(): Iterable<PyValue> {
    return codePoints(this.text);
  }

  override equals(other: PyValue): boolean {
    return textOf(other) === this.text;
  }

  override compare(other: PyValue): number | undefined {
    const text = textOf(other);
    return text === undefined ? undefined : compareText(this.text, text);
  }

  override hashKey(): HashKey {
    return this.text;
  }

  override contains(item: PyValue): boolean | undefined {
    const text = textOf(item);
    return text === undefined ? undefined : this.text.includes(text);
  }

  override getAttribute(name: string): PyValue | undefined {
    return bindMethod(plainAttributes.text, this.text, name);
  }

  override operate(operator: string, other: PyValue, reflected: boolean): PyValue | undefined {
    if (operator !== '+' && operator !== '*' && operator !== '%') return undefined;
    const plain = textOf(other) ?? other;
    return reflected ? binary(operator, plain, this.text) : binary(operator, this.text, plain);
  }
}

/** The text of a str or one of its subclasses; undefined where the value is none. */
export function textOf(value: PyValue): string | undefined {
  if (typeof value === 'string') return value;
  return value instanceof PyTextObject ? value.text : undefined;
}
