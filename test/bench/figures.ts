/** Figures of repeated measurements. */

export interface Figure {
  readonly what: string;
  readonly figure: string;
}

/** Milliseconds of each call: median and 95th percentile, after one call that is not counted. */
export function timed(what: string, runs: number, work: (run: number) => unknown): Figure {
  work(0);
  const times: number[] = [];
  for (let run = 0; run < runs; run++) {
    const start = performance.now();
    work(run);
    times.push(performance.now() - start);
  }
  return { what, figure: quantiles(times) };
}

export function quantiles(milliseconds: readonly number[], digits = 1): string {
  const at = (share: number): string => quantile(milliseconds, share).toFixed(digits);
  return `median ${at(0.5)} ms, p95 ${at(0.95)} ms (${milliseconds.length} runs)`;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
