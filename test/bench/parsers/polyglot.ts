/** A Rust parser as WebAssembly, whose tree is handed over to JavaScript. */
import { Dialect, parse } from '@polyglot-sql/sdk';

export function accepts(text: string): boolean {
  return parse(text, Dialect.Trino).success;
}
