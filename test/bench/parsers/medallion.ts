/** Our own parser: the core alone, as it is bundled into the server. */
import { parse } from '../../../server/src/core/sql/parser';

export function accepts(text: string): boolean {
  return parse(text, { dialect: 'trino' }).errors.length === 0;
}
