/** The table of subcommands; each is loaded only when it is called, so that `analyze` does not pay for the engines. */
import type { CommandArguments } from './arguments';

export interface CommandSpec {
  readonly name: string;
  readonly usage: string;
  readonly summary: string;
  /** @returns the command; its result is the exit status. */
  load(): Promise<(args: CommandArguments) => Promise<number>>;
}

export const commands: readonly CommandSpec[] = [
  {
    name: 'analyze',
    usage: '[FILE…] | --batch',
    summary: 'what statements read, write and return, and what is wrong with them',
    load: async () => (await import('./commands/analyze')).analyze,
  },
  {
    name: 'catalog',
    usage: 'list|show NAME|search TEXT|export FILE',
    summary: 'the tree, one object with columns, tags and storage, ranked hits, a snapshot',
    load: async () => (await import('./commands/catalog')).catalog,
  },
];
