/** A name as a query has to write it: quoted only where it is reserved or not plain. */
import { isReserved } from './keywords';

export function quoteIdentifier(name: string): string {
  return /^[a-z_][a-z0-9_]*$/i.test(name) && !isReserved(name) ? name : `"${name.replaceAll('"', '""')}"`;
}
