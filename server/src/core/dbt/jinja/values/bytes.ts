/** Python's bytes, as far as templates meet them: what `encode()` gives, to print, measure or decode again. */
import { PyFunction } from './callable';
import { PyObject } from './object';
import type { HashKey, PyValue } from './object';

export class PyBytes extends PyObject {
  readonly typeName = 'bytes';
  readonly text: string;

  constructor(text: string) {
    super();
    this.text = text;
  }

  override length(): number {
    let size = 0;
    for (const char of this.text) {
      const code = char.codePointAt(0) ?? 0;
      size += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    }
    return size;
  }

  override equals(other: PyValue): boolean {
    return other instanceof PyBytes && other.text === this.text;
  }

  override hashKey(): HashKey {
    return `b${this.text}`;
  }

  override repr(): string {
    const quote = this.text.includes("'") && !this.text.includes('"') ? '"' : "'";
    const body = encodeURIComponent(this.text)
      .replace(/%([0-9A-F]{2})/g, (_, hex: string) => byteRepr(parseInt(hex, 16), quote))
      .replaceAll("'", quote === "'" ? "\\'" : "'");
    return `b${quote}${body}${quote}`;
  }

  override getAttribute(name: string): PyValue | undefined {
    return name === 'decode' ? new PyFunction('decode', ['encoding?', 'errors?'], () => this.text) : undefined;
  }
}

function byteRepr(byte: number, quote: string): string {
  if (byte === 9) return '\\t';
  if (byte === 10) return '\\n';
  if (byte === 13) return '\\r';
  if (byte === 92) return '\\\\';
  const char = String.fromCharCode(byte);
  return byte < 32 || byte > 126 ? `\\x${byte.toString(16).padStart(2, '0')}` : char === quote ? `\\${char}` : char;
}
