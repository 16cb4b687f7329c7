/**
 * Which part of a rendered text came from where. Invariant: the text under a `verbatim` segment is the same on both sides;
 * segments nest (a macro's own segments lie inside the `expanded` segment of its call) and stand in order of their output, outer before inner.
 */
import type { TextRange } from '../../text/TextRange';

export interface SourceSegment {
  readonly file: string;
  readonly templateStart: number;
  readonly templateEnd: number;
  readonly outputStart: number;
  readonly outputEnd: number;
  /** `expanded`: the whole `{{ … }}` (or the statement) that produced the output. */
  readonly kind: 'verbatim' | 'expanded';
  /** 0 for the rendered template itself, one more inside each macro call. */
  readonly depth: number;
}

export class SourceMap {
  readonly segments: readonly SourceSegment[];

  constructor(segments: readonly SourceSegment[]) {
    this.segments = segments;
  }

  /** The places of `file` that produced the output range: exact inside verbatim text, else the whole expression. Innermost segments win. */
  toTemplate(output: TextRange, file: string): TextRange | undefined {
    const first = this.templateOffset(output.start, file, 'start');
    const last = this.templateOffset(Math.max(output.start, output.end), file, 'end');
    if (!first || !last) return first ?? last;
    return { start: Math.min(first.start, last.start), end: Math.max(first.end, last.end) };
  }

  /** Whether an edit of this output range is an edit of the template's own text. */
  isVerbatim(output: TextRange, file: string): boolean {
    return this.segments.some(
      segment =>
        segment.file === file && segment.kind === 'verbatim' && segment.outputStart <= output.start && output.end <= segment.outputEnd,
    );
  }

  /** Where a template's offset stands in the output: none inside a comment, several inside a loop. */
  toOutput(offset: number, file: string): readonly number[] {
    const places = new Set<number>();
    for (const segment of this.segments) {
      if (segment.file !== file || offset < segment.templateStart || offset > segment.templateEnd) continue;
      places.add(segment.kind === 'verbatim' ? segment.outputStart + (offset - segment.templateStart) : segment.outputStart);
    }
    return [...places].sort((a, b) => a - b);
  }

  private templateOffset(offset: number, file: string, side: 'start' | 'end'): TextRange | undefined {
    let best: SourceSegment | undefined;
    for (const segment of this.segmentsAround(offset)) {
      if (segment.file !== file) continue;
      const inside =
        side === 'start'
          ? segment.outputStart <= offset && offset < segment.outputEnd
          : segment.outputStart < offset && offset <= segment.outputEnd;
      const touching = segment.outputStart <= offset && offset <= segment.outputEnd;
      if (!inside && !(touching && !best)) continue;
      if (!best || inside || segment.depth > best.depth) best = inside || !best ? segment : best;
    }
    if (!best) return undefined;
    if (best.kind === 'expanded') return { start: best.templateStart, end: best.templateEnd };
    const at = best.templateStart + (offset - best.outputStart);
    return { start: at, end: at };
  }

  /** Segments of one depth are in order, but nested ones lie inside earlier, longer ones: the scan starts at the last outermost segment before. */
  private *segmentsAround(offset: number): Iterable<SourceSegment> {
    const { segments } = this;
    let low = 0;
    let high = segments.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((segments[middle]?.outputStart ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    let from = low - 1;
    for (let outer = 0; from >= 0; from--) {
      const segment = segments[from];
      // Two outermost segments end the search: the one around the offset and the one that only touches it.
      if (segment?.depth === 0 && segment.outputEnd < offset && ++outer > 1) break;
    }
    for (let at = Math.max(0, from); at < low; at++) {
      const segment = segments[at];
      if (segment && segment.outputEnd >= offset) yield segment;
    }
  }
}
