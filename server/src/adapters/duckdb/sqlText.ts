/** Pieces of DuckDB SQL. Invariant: whatever a user wrote enters SQL only through these two. */

/** A string literal. */
export function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

/** A quoted name. */
export function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
