/** Wraps one paragraph as Python's `textwrap.wrap` does. Invariant: no line is longer than the width unless it is one word that may not be broken. */
export interface WrapOptions {
  readonly width: number;
  readonly breakLongWords: boolean;
  readonly breakOnHyphens: boolean;
}

export function wrapText(text: string, { width, breakLongWords, breakOnHyphens }: WrapOptions): string[] {
  const chunks = (
    breakOnHyphens
      ? text.split(/(\s+|(?<=[\w!"'&.,?])-{2,}(?=\w)|(?<=[^\W\d_]-(?=[^\W\d_]))|(?<=[^\W\d_]{2}-)(?=[^\W\d_]{2}))/)
      : text.split(/(\s+)/)
  ).filter(chunk => chunk !== '');
  const lines: string[] = [];
  let at = 0;
  while (at < chunks.length) {
    const line: string[] = [];
    let size = 0;
    if (lines.length > 0 && chunks[at]?.trim() === '') at++;
    while (at < chunks.length && size + (chunks[at]?.length ?? 0) <= width) {
      size += chunks[at]?.length ?? 0;
      line.push(chunks[at++] ?? '');
    }
    const next = chunks[at];
    if (next !== undefined && next.length > width) {
      const room = Math.max(1, width - size);
      if (breakLongWords) {
        line.push(next.slice(0, room));
        chunks[at] = next.slice(room);
      } else if (line.length === 0) {
        line.push(next);
        at++;
      }
    }
    if (line.at(-1)?.trim() === '') line.pop();
    if (line.length > 0) lines.push(line.join(''));
  }
  return lines;
}
