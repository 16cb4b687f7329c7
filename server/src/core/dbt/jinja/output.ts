/** What a template or a part of it has printed so far. Invariant: segments are in order of their output, an outer one before those inside it, and verbatim ones hold the same text on both sides. */
import { raise } from './values/exception';
import { str } from './values/object';
import type { PyValue } from './values/object';
import type { SourceSegment } from './sourceMap';
import type { TextRange } from '../../text/TextRange';

/** A text together with where its parts came from, positions relative to its start. */
export interface Traced {
  readonly text: string;
  readonly segments: readonly SourceSegment[];
}

export const maximumOutput = 32_000_000;

export class OutputBuffer {
  private readonly parts: string[] = [];
  private readonly segments: SourceSegment[] = [];
  private size = 0;
  readonly file: string;

  constructor(file: string) {
    this.file = file;
  }

  /** Text of the template. `\r\n` is printed as `\n`, so such a line end splits the segment. */
  verbatim(source: string, range: TextRange): void {
    if (!source.includes('\r')) {
      this.piece(source, range.start, range.end);
      return;
    }
    const ends = /\r\n|\r/g;
    let from = 0;
    for (let match = ends.exec(source); match; match = ends.exec(source)) {
      this.piece(source.slice(from, match.index), range.start + from, range.start + match.index);
      from = match.index + match[0].length;
      this.expanded('\n', { start: range.start + match.index, end: range.start + from }, undefined);
    }
    this.piece(source.slice(from), range.start + from, range.end);
  }

  private piece(text: string, templateStart: number, templateEnd: number): void {
    if (text === '') return;
    const outputStart = this.size;
    this.write(text);
    this.segments.push({ file: this.file, templateStart, templateEnd, outputStart, outputEnd: this.size, kind: 'verbatim', depth: 0 });
  }

  /** The printed value of a tag; `inner` tells where parts of that text came from. */
  expanded(text: string, range: TextRange, inner: Traced | undefined): void {
    const outputStart = this.size;
    this.write(text);
    this.segments.push({
      file: this.file,
      templateStart: range.start,
      templateEnd: range.end,
      outputStart,
      outputEnd: this.size,
      kind: 'expanded',
      depth: 0,
    });
    const segments = inner?.segments ?? [];
    for (const segment of segments) {
      this.segments.push({
        ...segment,
        outputStart: segment.outputStart + outputStart,
        outputEnd: segment.outputEnd + outputStart,
        depth: segment.depth + 1,
      });
    }
  }

  private write(text: string): void {
    this.size += text.length;
    if (this.size > maximumOutput) raise('MemoryError', 'the rendered text is too long');
    if (text !== '') this.parts.push(text);
  }

  finish(): Traced {
    return { text: this.parts.join(''), segments: this.segments };
  }
}

/** What a template in a native environment gives: a lone value stays a value, several become text. */
export class NativeOutput {
  private readonly values: { value: PyValue; readonly constant: boolean }[] = [];

  /** Neighbouring constants are one value, as Jinja's compiler joins them. */
  add(value: PyValue, constant: boolean): void {
    const last = this.values.at(-1);
    if (constant && last?.constant) last.value = str(last.value) + str(value);
    else this.values.push({ value: constant ? str(value) : value, constant });
  }

  finish(): PyValue {
    const [first, ...rest] = this.values;
    if (!first) return '';
    return rest.length === 0 ? first.value : this.values.map(({ value }) => str(value)).join('');
  }
}
