#!/usr/bin/env node
/**
 * The `medallion` command: finds the subcommand, gives it its streams, and turns what it throws into one line on stderr.
 * Invariant: standard output carries results and nothing else; the exit status is 0 done, 1 findings, 2 could not work.
 */
import { CommandError, parseLine } from './arguments';
import type { CommandArguments, CommandIo } from './arguments';
import { commands } from './commands';
import { commandHelp, help } from './help';

async function main(words: readonly string[]): Promise<number> {
  const [name, ...rest] = words;
  const io = streams();
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    io.out(help());
    return name === undefined ? 2 : 0;
  }
  if (name === '--version') {
    io.out(`${process.env.MEDALLION_VERSION ?? ''}\n`);
    return 0;
  }
  const command = commands.find(candidate => candidate.name === name);
  if (!command) throw new CommandError(`no command ${name}: "medallion help" lists them`);
  const line = parseLine(name, rest);
  if (line.kind === 'wrong') throw new CommandError(`${line.message} ("medallion ${name} --help" lists the options)`);
  if (line.options.help) {
    io.out(commandHelp(command));
    return 0;
  }
  const run = await command.load();
  return run({ positionals: line.positionals, options: line.options, io } satisfies CommandArguments);
}

function streams(): CommandIo {
  const abort = new AbortController();
  process.once('SIGINT', () => abort.abort());
  return {
    out: text => void process.stdout.write(text),
    message: text => void process.stderr.write(`${text}\n`),
    stdin: process.stdin,
    terminal: process.stdout.isTTY,
    signal: abort.signal,
  };
}

// A reader that has seen enough (`| head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 2));

main(process.argv.slice(2)).then(
  status => {
    process.exitCode = status;
  },
  (error: unknown) => {
    const message =
      error instanceof CommandError
        ? error.message
        : `unexpected failure: ${error instanceof Error ? error.message : String(error)} (MEDALLION_TRACE=1 shows where)`;
    process.stderr.write(`medallion: ${message.replaceAll('\n', ' ')}\n`);
    if (process.env.MEDALLION_TRACE && error instanceof Error) process.stderr.write(`${error.stack ?? ''}\n`);
    process.exitCode = 2;
  },
);
