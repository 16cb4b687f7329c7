/** Closes a union: the compiler proves that no case is missing. */
export function unreachable(value: never): never {
  throw new TypeError(`no such case: ${JSON.stringify(value)}`);
}
