/** An error of Trino's, raised while values are computed. Its text carries the name through DuckDB's error, which has room for a message only. */
export class Failure extends Error {
  constructor(code: string, message: string) {
    super(`${mark}${code}: ${message}`);
  }
}

/** Finds a Failure's name and message inside an error text; undefined where there is none. */
export function readFailure(text: string): { readonly code: string; readonly message: string } | undefined {
  const found = /⟦trino⟧([A-Z_0-9]+): ([^\n]*)/.exec(text);
  return found ? { code: found[1]!, message: found[2]! } : undefined;
}

/** Starts the text of a failure that is raised inside SQL. */
export const mark = '⟦trino⟧';
