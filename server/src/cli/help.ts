/** What `medallion help` prints: generated from the tables of commands and options, so that it cannot lag behind them. */
import { optionSpecs } from './arguments';
import { commands } from './commands';
import type { CommandSpec } from './commands';

export function help(): string {
  return `medallion COMMAND [OPTIONS]\n\nLakehouse development: SQL, dbt, lineage, LF-Tags and cost, as in the editor.\n\nCommands\n${table(commands.map(c => [`${c.name} ${c.usage}`, c.summary]))}\n"medallion COMMAND --help" lists its options.\n`;
}

export function commandHelp(command: CommandSpec): string {
  const rows = Object.entries(optionSpecs)
    .filter(([, spec]) => !('commands' in spec) || (spec.commands as readonly string[]).includes(command.name))
    .map(([name, spec]) => [`--${name}${'value' in spec ? ` ${spec.value}` : ''}`, spec.help] as const);
  return `medallion ${command.name} ${command.usage}\n\n${command.summary}\n\nOptions\n${table(rows)}`;
}

function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length)) + 2;
  return rows.map(([left, right]) => `  ${left.padEnd(width)}${right}\n`).join('');
}
