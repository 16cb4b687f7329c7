/** Where the engine's process is: beside the bundle that starts it. */
import { fileURLToPath } from 'node:url';

export function bundledProcess(): string {
  return fileURLToPath(new URL('./duckdb.cjs', import.meta.url));
}
