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
  {
    name: 'check',
    usage: '[PATH…]',
    summary: 'all findings of a project or of files',
    load: async () => (await import('./commands/check')).check,
  },
  {
    name: 'columns',
    usage: 'FILE',
    summary: 'CREATE TABLE of a PostgreSQL or MySQL source as columns of a Glue table',
    load: async () => (await import('./commands/columns')).columns,
  },
  {
    name: 'compile',
    usage: '[MODEL…]',
    summary: 'what dbt would run: nodes with their compiled SQL, sources, findings',
    load: async () => (await import('./commands/compile')).compile,
  },
  {
    name: 'estimate',
    usage: 'MODEL|FILE | --batch',
    summary: 'bytes and price before a run, with their basis; starts nothing',
    load: async () => (await import('./commands/estimate')).estimate,
  },
  {
    name: 'format',
    usage: 'FILE…',
    summary: 'SQL and templates laid out anew; comments and Jinja stay as they are',
    load: async () => (await import('./commands/format')).format,
  },
  {
    name: 'lineage',
    usage: 'MODEL',
    summary: 'models and columns around a model',
    load: async () => (await import('./commands/lineage')).lineage,
  },
  {
    name: 'run',
    usage: 'MODEL|FILE | --batch',
    summary: 'runs a statement or a model and prints its rows; ends with state, bytes, price',
    load: async () => (await import('./commands/run')).run,
  },
  {
    name: 'render',
    usage: '--batch',
    summary: 'templates as dbt would render them in a model of the project',
    load: async () => (await import('./commands/render')).render,
  },
  {
    name: 'lsp',
    usage: '--stdio',
    summary: 'the language server, for any editor',
    load: async () => (await import('./commands/lsp')).lsp,
  },
  {
    name: 'sample',
    usage: 'DIR',
    summary: 'writes the sample lakehouse: a dbt project, its data and its catalog',
    load: async () => (await import('./commands/sample')).sample,
  },
  {
    name: 'tags',
    usage: '[MODEL|TABLE…]',
    summary: 'effective LF-Tags and where each comes from; with --flow where they end up',
    load: async () => (await import('./commands/tags')).tags,
  },
];
