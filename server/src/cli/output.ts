/** How a command prints: JSON for programs (the default in a pipe), text for people at a terminal. */
import type { CommandIo, Options } from './arguments';

export function formatOf({ format }: Options, { terminal }: CommandIo): string {
  return format ?? (terminal ? 'text' : 'json');
}
