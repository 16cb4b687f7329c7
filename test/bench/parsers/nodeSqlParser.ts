/** A PEG parser that makes a tree or throws; its Athena grammar alone, the smallest bundle that parses. */
import { Parser } from 'node-sql-parser/build/athena';

const parser = new Parser();

export function accepts(text: string): boolean {
  try {
    parser.astify(text);
    return true;
  } catch {
    return false;
  }
}
