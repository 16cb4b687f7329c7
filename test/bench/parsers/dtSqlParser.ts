/** The ANTLR parser of DTStack's editors; its Trino grammar alone, the smallest bundle that parses. */
import { TrinoSQL } from 'dt-sql-parser/dist/parser/trino';

const parser = new TrinoSQL();

export function accepts(text: string): boolean {
  let accepted = true;
  parser.parse(text, () => (accepted = false));
  return accepted;
}
