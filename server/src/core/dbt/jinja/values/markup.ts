/** Texts that are already escaped for HTML. Invariant: joining another text to one escapes that text first. */
import { PyTextObject, textOf } from './textObject';
import type { PyValue } from './object';
import { textRepr } from './text';

export class PyMarkup extends PyTextObject {
  readonly typeName = 'Markup';

  override repr(): string {
    return `Markup(${textRepr(this.text)})`;
  }

  override operate(operator: string, other: PyValue, reflected: boolean): PyValue | undefined {
    const text = textOf(other);
    if (operator !== '+' || text === undefined) return super.operate(operator, other, reflected);
    const escaped = escapeMarkup(other, text);
    return new PyMarkup(reflected ? escaped + this.text : this.text + escaped);
  }
}

/** The value's text, escaped unless it already is. */
export function escapeMarkup(value: PyValue, text: string): string {
  return value instanceof PyMarkup ? text : escapeHtml(text);
}

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('>', '&gt;').replaceAll('<', '&lt;').replaceAll("'", '&#39;').replaceAll('"', '&#34;');
}
