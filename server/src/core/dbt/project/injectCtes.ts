/**
 * Puts ephemeral models in front of a query as CTEs, where dbt puts them.
 * Invariant: the query's own text is not changed, only opened at one place; the source map follows.
 */
import { SourceMap } from '../jinja/sourceMap';
import type { SourceSegment } from '../jinja/sourceMap';

export interface InjectedCte {
  readonly id: string;
  readonly name: string;
  readonly sql: string;
  readonly segments: readonly SourceSegment[];
}

export function injectCtes(
  sql: string,
  segments: readonly SourceSegment[],
  ctes: readonly InjectedCte[],
): { readonly sql: string; readonly sourceMap: SourceMap } {
  const { at, hasWith } = insertionPoint(sql);
  let text = hasWith ? '' : 'with';
  const inner: SourceSegment[] = [];
  ctes.forEach((cte, index) => {
    text += `${index === 0 ? '' : ', '} ${cte.name} as (\n`;
    const shift = at + text.length;
    for (const segment of cte.segments)
      inner.push({ ...segment, outputStart: segment.outputStart + shift, outputEnd: segment.outputEnd + shift });
    text += `${cte.sql}\n)`;
  });
  text += hasWith ? ', ' : ' ';
  const { before, after } = split(segments, at, text.length);
  return { sql: sql.slice(0, at) + text + sql.slice(at), sourceMap: new SourceMap([...before, ...inner, ...after]) };
}

/** Behind a leading `WITH [RECURSIVE]`, else before the first word or comment. */
function insertionPoint(sql: string): { readonly at: number; readonly hasWith: boolean } {
  const first = sql.length - sql.trimStart().length;
  const start = /(?:\s|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*/y.exec(sql)?.[0].length ?? 0;
  const word = /with\b(?:\s+recursive\b)?/iy;
  word.lastIndex = start;
  const found = word.exec(sql);
  return found ? { at: start + found[0].length, hasWith: true } : { at: first, hasWith: false };
}

/** Segments before and behind the opening; one that spans it is cut where its texts are equal, stretched where they are not. */
function split(
  segments: readonly SourceSegment[],
  at: number,
  length: number,
): { readonly before: readonly SourceSegment[]; readonly after: readonly SourceSegment[] } {
  const before: SourceSegment[] = [];
  const after: SourceSegment[] = [];
  const moved = (segment: SourceSegment): SourceSegment => ({
    ...segment,
    outputStart: segment.outputStart + length,
    outputEnd: segment.outputEnd + length,
  });
  for (const segment of segments) {
    if (segment.outputEnd <= at && segment.outputStart < at) before.push(segment);
    else if (segment.outputStart >= at) after.push(moved(segment));
    else if (segment.kind === 'expanded') before.push({ ...segment, outputEnd: segment.outputEnd + length });
    else {
      const cut = segment.templateStart + (at - segment.outputStart);
      before.push({ ...segment, templateEnd: cut, outputEnd: at });
      after.push(moved({ ...segment, templateStart: cut, outputStart: at }));
    }
  }
  return { before, after };
}
