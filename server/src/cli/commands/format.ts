/** `medallion format [FILE…]`: formatted text; `--check` says which files would change, `--write` changes them. */
import { readFile, writeFile } from 'node:fs/promises';
import { format as formatText } from '../../core/ide/format';
import { CommandError } from '../arguments';
import type { CommandArguments } from '../arguments';

export async function format({ positionals, options, io }: CommandArguments): Promise<number> {
  if (positionals.length === 0) throw new CommandError('name files, for example: medallion format models/orders.sql --write');
  let changed = 0;
  let left = 0;
  for (const file of positionals) {
    const text = await read(file);
    const answer = formatText(text, { tabWidth: 2, keywordCase: 'preserve' });
    if (answer.kind === 'left') {
      left++;
      io.message(`${file}: left as it is: ${answer.why}`);
      if (!options.check && !options.write) io.out(text);
      continue;
    }
    if (answer.text !== text) changed++;
    if (options.check) {
      if (answer.text !== text) io.out(`${file}\n`);
    } else if (options.write) await writeFile(file, answer.text);
    else io.out(answer.text);
  }
  return options.check && changed + left > 0 ? 1 : 0;
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new CommandError(`${file} cannot be read: ${(error as Error).message}`);
  }
}
