/** The words of a command line: which options there are, for which commands, and what is said of them in the help. */
import { parseArgs } from 'node:util';

export interface CommandArguments {
  readonly positionals: readonly string[];
  readonly options: Options;
  readonly io: CommandIo;
}

/** The three streams of a command; results go to `out`, everything else to `message`. */
export interface CommandIo {
  out(text: string): void;
  message(text: string): void;
  readonly stdin: NodeJS.ReadableStream;
  /** Whether results are read by a person at a terminal. */
  readonly terminal: boolean;
  /** Aborted by Ctrl+C. */
  readonly signal: AbortSignal;
}

interface OptionSpec {
  readonly type: 'string' | 'boolean';
  readonly multiple?: boolean;
  readonly value?: string;
  readonly help: string;
  /** undefined: common to all commands. */
  readonly commands?: readonly string[];
}

export const optionSpecs = {
  project: { type: 'string', value: 'DIR', help: 'the dbt project (default: the nearest folder upward with dbt_project.yml)' },
  target: { type: 'string', value: 'NAME', help: 'the target of profiles.yml' },
  catalog: { type: 'string', value: 'FILE', help: 'a catalog snapshot, NDJSON, optionally gzip' },
  store: { type: 'string', multiple: true, value: 'PREFIX=DIR', help: 'read objects under that location prefix from a folder' },
  profile: { type: 'string', value: 'NAME', help: 'the AWS profile' },
  region: { type: 'string', value: 'REGION', help: 'the AWS region' },
  'endpoint-url': { type: 'string', value: 'URL', help: 'the endpoint of every AWS client' },
  workgroup: { type: 'string', value: 'NAME', help: 'the Athena workgroup' },
  engine: { type: 'string', value: 'athena|trino|duckdb', help: 'where statements run' },
  dialect: { type: 'string', value: 'athena|trino', help: 'whose SQL is checked (default athena)' },
  format: { type: 'string', value: 'FORMAT', help: 'how results are printed (default: text on a terminal, json in a pipe)' },
  'fail-on': { type: 'string', value: 'error|warning|never', help: 'findings that make the exit status 1 (default error)' },
  quiet: { type: 'boolean', help: 'no progress' },
  help: { type: 'boolean', help: 'show this help' },
  batch: { type: 'boolean', help: 'NDJSON from standard input to standard output', commands: ['analyze', 'render', 'estimate', 'run'] },
  vars: { type: 'string', value: 'YAML', help: 'dbt vars', commands: ['compile', 'check', 'lineage', 'estimate', 'run', 'render', 'tags'] },
  'run-started-at': { type: 'string', value: 'TIME', help: 'the value of run_started_at', commands: ['compile', 'render'] },
  'invocation-id': { type: 'string', value: 'UUID', help: 'the value of invocation_id', commands: ['compile', 'render'] },
  'full-refresh': { type: 'boolean', help: 'as dbt with --full-refresh', commands: ['compile', 'estimate', 'run'] },
  from: {
    type: 'string',
    value: 'postgresql|mysql|…',
    help: 'the database that the text was written for (default postgresql)',
    commands: ['columns'],
  },
  rule: {
    type: 'string',
    multiple: true,
    value: 'NAME=SEVERITY',
    help: 'severity of a lint rule: off, hint, info, warning or error',
    commands: ['check'],
  },
  reads: { type: 'boolean', help: 'the tables and columns that queries read', commands: ['columns'] },
  check: { type: 'boolean', help: 'change nothing, name what would change', commands: ['format'] },
  write: { type: 'boolean', help: 'change the files', commands: ['format'] },
  depth: { type: 'string', value: 'N', help: 'how many models away', commands: ['lineage'] },
  column: { type: 'string', value: 'NAME', help: 'only this column', commands: ['lineage'] },
  flow: { type: 'boolean', help: 'where tagged columns end up, and the findings', commands: ['tags'] },
  preview: { type: 'boolean', help: 'run the query of the model, write nothing', commands: ['run'] },
  limit: { type: 'string', value: 'N', help: 'rows of a preview (default 500)', commands: ['run'] },
  output: { type: 'string', value: 'FILE', help: 'write the rows to a file', commands: ['run'] },
  'max-price': { type: 'string', value: 'USD', help: 'refuse to run above this price', commands: ['run', 'estimate'] },
  yes: { type: 'boolean', help: 'do not ask before a run', commands: ['run'] },
  stdio: { type: 'boolean', help: 'speak over standard input and output', commands: ['lsp'] },
} as const satisfies Record<string, OptionSpec>;

type Specs = typeof optionSpecs;
export type Options = {
  readonly [K in keyof Specs]?: Specs[K] extends { readonly multiple: true }
    ? readonly string[]
    : Specs[K]['type'] extends 'boolean'
      ? boolean
      : string;
};

export type ParsedLine =
  | { readonly kind: 'parsed'; readonly positionals: readonly string[]; readonly options: Options }
  | { readonly kind: 'wrong'; readonly message: string };

/** Options a command does not know are errors: a misspelt `--max-price` must not be ignored. */
export function parseLine(command: string, words: readonly string[]): ParsedLine {
  const known = Object.fromEntries(
    Object.entries<OptionSpec>(optionSpecs)
      .filter(([, spec]) => !spec.commands || spec.commands.includes(command))
      .map(([name, { type, multiple }]) => [name, { type, ...(multiple ? { multiple } : {}) }]),
  );
  try {
    const { values, positionals } = parseArgs({ args: [...words], options: known, allowPositionals: true });
    return { kind: 'parsed', positionals, options: values };
  } catch (error) {
    return { kind: 'wrong', message: (error as Error).message };
  }
}

/** One of the words an option allows; undefined where it is not given. */
export function oneOf<const T extends string>(name: string, value: string | undefined, allowed: readonly T[]): T | undefined {
  if (value === undefined) return undefined;
  const found = allowed.find(word => word === value);
  if (found === undefined) throw new CommandError(`--${name} ${value}: give one of ${allowed.join(', ')}`);
  return found;
}

/** The command could not do its work: one line for a person that names the action and the remedy; exit status 2. */
export class CommandError extends Error {}
