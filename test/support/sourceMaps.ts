/** What holds for every source map: segments lie inside both texts, in order, nested, and verbatim ones hold the same text on both sides. */
import type { SourceMap } from '../../server/src/core/dbt/jinja';

/** @returns what is wrong; empty where the map is sound. */
export function wrongSegments({ segments }: SourceMap, output: string, texts: ReadonlyMap<string, string>): readonly string[] {
  const wrong: string[] = [];
  const open: { readonly depth: number; readonly end: number }[] = [];
  let last = 0;
  for (const segment of segments) {
    const { file, templateStart, templateEnd, outputStart, outputEnd, kind, depth } = segment;
    const text = texts.get(file);
    const shown = JSON.stringify(segment);
    if (text === undefined) wrong.push(`unknown file: ${shown}`);
    else if (templateStart < 0 || templateEnd < templateStart || templateEnd > text.length) wrong.push(`outside of its file: ${shown}`);
    else if (kind === 'verbatim' && text.slice(templateStart, templateEnd) !== output.slice(outputStart, outputEnd))
      wrong.push(`not the same text: ${shown}`);
    if (outputStart < 0 || outputEnd < outputStart || outputEnd > output.length) wrong.push(`outside of the output: ${shown}`);
    if (outputStart < last) wrong.push(`out of order: ${shown}`);
    last = outputStart;
    while (open.length > 0 && (open.at(-1)?.depth ?? 0) >= depth) open.pop();
    const outer = open.at(-1);
    if (depth > 0 && (!outer || outputEnd > outer.end)) wrong.push(`not inside of its call: ${shown}`);
    open.push({ depth, end: outputEnd });
  }
  return wrong;
}
