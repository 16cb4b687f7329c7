/** `medallion sample DIR`: writes the sample lakehouse into a new or empty folder, or renews an unchanged sample. */
import { SampleRefused } from '../../adapters/sample/sampleFolder';
import { writeSample } from '../../adapters/sample/writeSample';
import type { SampleProgress, SampleSummary } from '../../adapters/sample/writeSample';
import { CommandError } from '../arguments';
import type { CommandArguments } from '../arguments';
import { formatOf } from '../output';

export async function sample({ positionals, options, io }: CommandArguments): Promise<number> {
  const [dir, ...rest] = positionals;
  if (dir === undefined || rest.length > 0) throw new CommandError('medallion sample DIR: give one folder, new or empty');
  const quiet = options.quiet === true || process.env.CI !== undefined || !io.terminal;
  try {
    const summary = await writeSample(dir, {
      signal: io.signal,
      ...(quiet ? {} : { onProgress: tenths(({ step, done }) => io.message(`${String(Math.floor(done * 100)).padStart(3)} %  ${step}`)) }),
    });
    io.out(formatOf(options, io) === 'json' ? `${JSON.stringify(summary, null, 2)}\n` : describe(summary));
    return 0;
  } catch (error) {
    if (error instanceof SampleRefused) throw new CommandError(error.message);
    if (io.signal.aborted) throw new CommandError(`cancelled: nothing was written to ${dir}`);
    throw error;
  }
}

/** Passes on one report for every tenth of the way: there is a step for each table. */
function tenths(report: (progress: SampleProgress) => void): (progress: SampleProgress) => void {
  let next = 0;
  return progress => {
    if (progress.done < next) return;
    next = Math.floor(progress.done * 10 + 1) / 10;
    report(progress);
  };
}

function describe({ folder, databases, tables, rows, files, bytes, elapsedMs }: SampleSummary): string {
  return [
    `${folder}: ${tables} tables in ${databases} databases, ${rows.toLocaleString('en')} rows, ${files} files, ${(bytes / 1e6).toFixed(1)} MB, in ${(elapsedMs / 1000).toFixed(1)} s`,
    `Open it in the editor, or go on here: cd ${folder} && medallion catalog list`,
    '',
  ].join('\n');
}
