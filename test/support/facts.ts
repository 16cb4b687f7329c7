/** Facts kept as NDJSON beside the conformance tests, and what tests count over them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SnapshotReader } from '../../server/src/core/catalog/snapshotFormat';
import type { CatalogSnapshot } from '../../server/src/core/catalog/CatalogSnapshot';

/** The rows of a file; the test that reads them says what they are. */
export function facts(folder: string, file: string): readonly unknown[] {
  return readFileSync(join(folder, file), 'utf8')
    .split('\n')
    .filter(line => line.trim() !== '')
    .map(line => JSON.parse(line) as unknown);
}

export function snapshotOf(folder: string, file: string): CatalogSnapshot {
  const reader = new SnapshotReader();
  for (const line of readFileSync(join(folder, file), 'utf8').split('\n')) reader.add(line);
  return reader.finish();
}

/** Rows that are answered rightly, and what is said of the others. */
export class Tally {
  private right = 0;
  private total = 0;
  readonly misses: string[] = [];

  add(isRight: boolean, miss: () => string): void {
    this.total++;
    if (isRight) this.right++;
    else this.misses.push(miss());
  }

  /** Between 0 and 1; the first misses are part of an assertion's message through `report`. */
  get rate(): number {
    return this.total === 0 ? 0 : this.right / this.total;
  }

  report(): string {
    return `${this.right}/${this.total}\n${this.misses.slice(0, 20).join('\n')}`;
  }
}

/** Types compare without quotes, case and the blanks after commas. */
export function plainType(type: string): string {
  return type.toLowerCase().replace(/\s+/g, ' ').replace(/, /g, ',').replace(/"/g, '');
}
