/**
 * Cuts files of macros, snapshots and docs into their top-level blocks, as dbt does before Jinja sees them.
 * Invariant: only strings, comments and raw parts can hide a tag; whitespace that a tag eats belongs to the tag.
 */
import type { TextRange } from '../../text/TextRange';

export interface TopLevelBlock {
  /** `macro`, `snapshot`, `docs`, …; `__dbt__data` for text between blocks. */
  readonly type: string;
  readonly name: string | undefined;
  readonly range: TextRange;
  readonly contents: TextRange;
}

export interface TopLevelBlocks {
  readonly blocks: readonly TopLevelBlock[];
  /** At most one: the cut ends there. */
  readonly errors: readonly { readonly message: string; readonly range: TextRange }[];
}

export interface BlockOptions {
  readonly allowed: ReadonlySet<string>;
  /** Also the text between blocks. */
  readonly data?: boolean;
}

export function extractTopLevelBlocks(text: string, options: BlockOptions): TopLevelBlocks {
  const cutter = new Cutter(text, options);
  try {
    cutter.run();
    return { blocks: cutter.blocks, errors: [] };
  } catch (error) {
    if (!(error instanceof BlockMistake)) throw error;
    return { blocks: cutter.blocks, errors: [{ message: error.message, range: error.range }] };
  }
}

class BlockMistake extends Error {
  readonly range: TextRange;

  constructor(message: string, start: number, end: number) {
    super(message);
    this.range = { start, end };
  }
}

interface Tag {
  readonly type: string;
  readonly name: string | undefined;
  readonly start: number;
  readonly end: number;
}

const controlFlow: ReadonlyMap<string, string> = new Map([
  ['if', 'endif'],
  ['for', 'endfor'],
]);
const controlFlowEnds: ReadonlyMap<string, string> = new Map([...controlFlow].map(([start, end]) => [end, start]));

const opening = /\{[{%#]/g;
const tagHead = /\{%-?\s*([A-Za-z_]\w*)(?:\s+([A-Za-z_]\w*))?/y;
const rawBlock = /\{%-?\s*raw\s*(?:-%\}\s*|%\})[\s\S]*?(?:\s*\{%-|\{%)\s*endraw\s*(?:-%\}\s*|%\})/y;
const expressionEnd = /\s*\}\}|['"]/g;
const tagEnd = /['"]|-%\}\s*|%\}/g;
const quotedText = /'[^'\\]*(?:\\[\s\S][^'\\]*)*'|"[^"\\]*(?:\\[\s\S][^"\\]*)*"/y;

class Cutter {
  readonly blocks: TopLevelBlock[] = [];
  private readonly text: string;
  private readonly options: BlockOptions;
  private at = 0;

  constructor(text: string, options: BlockOptions) {
    this.text = text;
    this.options = options;
  }

  run(): void {
    const open: string[] = [];
    let current: Tag | undefined;
    let dataFrom = 0;
    for (let tag = this.nextTag(); tag; tag = this.nextTag()) {
      this.checkNesting(tag, open);
      if (this.options.allowed.has(tag.type)) {
        if (open.length > 0)
          throw new BlockMistake(
            `Got a block definition inside control flow at ${this.place(tag.start)}. All dbt block definitions must be at the top level`,
            tag.start,
            tag.end,
          );
        if (current)
          throw new BlockMistake(
            `Got nested tags: ${current.type} (started at ${current.start}) did not have a matching {{% end${current.type} %}} before a subsequent ${tag.type} was found (started at ${tag.start})`,
            current.start,
            current.end,
          );
        this.data(dataFrom, tag.start);
        dataFrom = tag.start;
        current = tag;
      } else if (current && tag.type === `end${current.type}`) {
        dataFrom = tag.end;
        this.blocks.push({
          type: current.type,
          name: current.name,
          range: { start: current.start, end: tag.end },
          contents: { start: current.end, end: tag.start },
        });
        current = undefined;
      }
    }
    if (current) {
      const line = this.text.slice(0, current.end).split('\n').length;
      throw new BlockMistake(
        `Reached EOF without finding a close tag for ${current.type} (searched from line ${line})`,
        current.start,
        current.end,
      );
    }
    this.data(dataFrom, this.text.length);
  }

  private data(start: number, end: number): void {
    if (this.options.data === true && start < end)
      this.blocks.push({ type: '__dbt__data', name: undefined, range: { start, end }, contents: { start, end } });
  }

  private checkNesting(tag: Tag, open: string[]): void {
    if (controlFlow.has(tag.type)) open.push(tag.type);
    const opener = controlFlowEnds.get(tag.type);
    if (opener === undefined) return;
    const found = open.pop();
    if (found === undefined)
      throw new BlockMistake(
        `Got an unexpected control flow end tag, got ${tag.type} but never saw a preceeding ${opener} (@ ${this.place(tag.start)})`,
        tag.start,
        tag.end,
      );
    const expected = controlFlow.get(found) ?? '';
    if (expected !== tag.type)
      throw new BlockMistake(
        `Got an unexpected control flow end tag, got ${tag.type} but expected ${expected} next (@ ${this.place(tag.start)})`,
        tag.start,
        tag.end,
      );
  }

  /** Line and column as dbt writes them. */
  private place(offset: number): string {
    const before = this.text.slice(0, offset);
    return `${before.split('\n').length}:${offset - (before.lastIndexOf('\n') + 1)}`;
  }

  private nextTag(): Tag | undefined {
    const { text } = this;
    for (;;) {
      opening.lastIndex = this.at;
      const found = opening.exec(text);
      if (!found) return undefined;
      const mark = found.index;
      if (found[0] === '{#') this.at = this.past(/#\}/g, mark + 2, '#}');
      else if (found[0] === '{{') this.expression(mark + 2);
      else {
        tagHead.lastIndex = mark;
        const head = tagHead.exec(text);
        if (head) return this.tag(head, mark);
        this.at = mark + 2;
      }
    }
  }

  private expression(from: number): void {
    this.at = from;
    for (;;) {
      const end = this.find(expressionEnd, '}}');
      if (end[0] !== "'" && end[0] !== '"') {
        this.at = end.index + end[0].length;
        return;
      }
      this.at = this.quoted(end.index);
    }
  }

  private tag(head: RegExpExecArray, mark: number): Tag {
    const { text } = this;
    let start = mark;
    // `{%-` eats the whitespace before it, back to where the search stood.
    if (text.charAt(mark + 2) === '-') while (start > this.at && /\s/.test(text.charAt(start - 1))) start--;
    const [whole, type = '', name] = head;
    if (type === 'raw') {
      rawBlock.lastIndex = mark;
      const raw = rawBlock.exec(text);
      if (!raw) return this.endOfFile('{% raw %}...{% endraw %}');
      this.at = mark + raw[0].length;
    } else {
      this.at = mark + whole.length;
      for (;;) {
        const end = this.find(tagEnd, 'tag close ("%}")');
        if (end[0] !== "'" && end[0] !== '"') {
          this.at = end.index + end[0].length;
          break;
        }
        this.at = this.quoted(end.index);
      }
    }
    return { type, name, start, end: this.at };
  }

  private find(pattern: RegExp, expected: string): RegExpExecArray {
    pattern.lastIndex = this.at;
    return pattern.exec(this.text) ?? this.endOfFile(expected);
  }

  private past(pattern: RegExp, from: number, expected: string): number {
    this.at = from;
    const end = this.find(pattern, expected);
    return end.index + end[0].length;
  }

  /** Behind the string that begins there. */
  private quoted(at: number): number {
    quotedText.lastIndex = at;
    const string = quotedText.exec(this.text);
    return string ? at + string[0].length : this.endOfFile('string');
  }

  private endOfFile(expected: string): never {
    throw new BlockMistake(`unexpected EOF, expected ${expected}, got "${this.text.slice(this.at)}"`, this.at, this.text.length);
  }
}
