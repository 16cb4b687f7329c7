/** `ref('x')` and `source('a', 'b')` in a template: which call the cursor is in, and what it names. Works on half-written text. */
import type { DbtMacro } from '../dbt/project/macroIndex';
import type { TextRange } from '../text/TextRange';
import type { DocumentView } from './DocumentView';

export interface JinjaCall {
  readonly name: 'ref' | 'source';
  /** The string arguments so far, without quotes. */
  readonly arguments: readonly string[];
  /** The argument that holds the offset, and its text without quotes. */
  readonly argument: number;
  readonly argumentRange: TextRange;
  /** From the call's name to its closing parenthesis, or the end of what is written. */
  readonly range: TextRange;
}

/** The call of ref or source around an offset, inside `{{ … }}` or `{% … %}`. */
export function jinjaCallAt(text: string, offset: number): JinjaCall | undefined {
  const open = Math.max(text.lastIndexOf('{{', offset), text.lastIndexOf('{%', offset));
  if (open < 0 || /[}%]\}/.test(text.slice(open, offset))) return undefined;
  const before = text.slice(open, offset);
  const call = [...before.matchAll(/\b(ref|source)\s*\(/g)].at(-1);
  if (!call) return undefined;
  const start = open + call.index;
  const list = open + call.index + call[0].length;
  const inside = /^(?:[^()'"}]|'[^'\n]*'?|"[^"\n]*"?)*/.exec(text.slice(list))?.[0] ?? '';
  const end = list + inside.length;
  if (offset > end) return undefined;
  const found: string[] = [];
  let argument = 0;
  let argumentRange: TextRange = { start: offset, end: offset };
  for (const match of inside.matchAll(/'([^'\n]*)('?)|"([^"\n]*)("?)/g)) {
    const value = match[0].replace(/^['"]|['"]$/g, '');
    const from = list + match.index + 1;
    if (from <= offset && offset <= from + value.length) {
      argument = found.length;
      argumentRange = { start: from, end: from + value.length };
    }
    found.push(value);
  }
  return {
    name: call[1] as 'ref' | 'source',
    arguments: found,
    argument,
    argumentRange,
    range: { start, end: text[end] === ')' ? end + 1 : end },
  };
}

/** What a complete call at the offset names; undefined where there is no call, `uniqueId` undefined where it names nothing. */
export function refAt(
  view: DocumentView,
  offset: number,
): { readonly range: TextRange; readonly uniqueId: string | undefined } | undefined {
  const { dbt } = view;
  const call = jinjaCallAt(view.text, offset);
  if (!dbt || !call) return undefined;
  const { project } = dbt.analysis;
  if (call.name === 'source') {
    const [sourceName, table] = call.arguments;
    for (const source of project.sources.values())
      if (source.sourceName === sourceName && source.name === table) return { range: call.range, uniqueId: source.uniqueId };
    return { range: call.range, uniqueId: undefined };
  }
  const name = call.arguments.at(-1) ?? '';
  const version = /\b(?:v|version)\s*=\s*['"]?([\w.]+)/.exec(view.text.slice(call.range.start, call.range.end))?.[1] ?? null;
  const named = call.arguments.length > 1 ? (call.arguments[0] ?? null) : null;
  const own = (dbt.node === undefined ? undefined : project.nodes.get(dbt.node)?.packageName) ?? project.frame.root.name;
  const found = project.lookup.ref({ name, package: named, version }, own);
  return { range: call.range, uniqueId: found.kind === 'found' ? found.value.uniqueId : undefined };
}

/** The macro whose name stands at an offset inside Jinja. */
export function macroAt({ text, dbt }: DocumentView, offset: number): { readonly macro: DbtMacro; readonly range: TextRange } | undefined {
  const before = text.slice(0, offset);
  const open = Math.max(before.lastIndexOf('{{'), before.lastIndexOf('{%'));
  if (!dbt || open < 0 || /[}%]\}/.test(text.slice(open + 2, offset))) return undefined;
  const start = offset - /\w*$/.exec(before)![0].length;
  const end = offset + /^\w*/.exec(text.slice(offset))![0].length;
  const name = text.slice(start, end);
  if (name === '' || !/^\s*\(/.test(text.slice(end))) return undefined;
  const { project } = dbt.analysis;
  const from = (dbt.node === undefined ? undefined : project.nodes.get(dbt.node)?.packageName) ?? project.frame.root.name;
  const [, owner] = /(\w+)\s*\.\s*$/.exec(text.slice(open, start)) ?? [];
  const macro = owner === undefined ? project.macros.visible(name, from) : project.macros.inPackage(owner, name);
  return macro && { macro, range: { start, end } };
}
