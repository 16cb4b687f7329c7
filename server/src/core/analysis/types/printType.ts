/** Types as text for people and commands. Invariant: a type that is not known prints as `unknown`. */
import type { TrinoType } from './TrinoType';

export function printType(type: TrinoType): string {
  return type.display;
}
