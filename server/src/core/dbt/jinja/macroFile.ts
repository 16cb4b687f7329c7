/**
 * The macros of a file, as dbt's macro parser takes them: each block is parsed by itself.
 * Invariant: a block that is broken is an error at its place, and the others are still read.
 */
import type { TextRange } from '../../text/TextRange';
import type { MacroDefinition } from './boundMacro';
import { extractTopLevelBlocks } from './blocks';
import { parseTemplate } from './parser';
import type { MacroNode } from './tree';

export interface MacroFile {
  readonly macros: readonly MacroDefinition[];
  readonly errors: readonly { readonly message: string; readonly range: TextRange }[];
}

const blockTypes: ReadonlySet<string> = new Set(['macro', 'materialization', 'test', 'data_test']);

export function parseMacroFile(text: string, place: { readonly file: string; readonly packageName: string }): MacroFile {
  const { blocks, errors } = extractTopLevelBlocks(text, { allowed: blockTypes });
  const macros: MacroDefinition[] = [];
  const found = [...errors];
  for (const block of blocks) {
    // Blanks keep the offsets of the file.
    const tree = parseTemplate(
      `${text.slice(0, block.range.start).replace(/[^\n]/g, ' ')}${text.slice(block.range.start, block.range.end)}`,
    );
    found.push(...tree.errors);
    const nodes = tree.body.filter((node): node is MacroNode => node.kind === 'macro');
    for (const node of nodes) macros.push({ ...place, name: node.macroName.replace(/^dbt_macro__/, ''), text, node });
  }
  return { macros, errors: found };
}

/** The languages that a materialization says it supports. */
export function supportedLanguages(node: MacroNode): readonly string[] | undefined {
  if (node.block !== 'materialization') return undefined;
  const languages = node.parameters.defaults[node.parameters.names.findIndex(({ name }) => name === 'supported_languages')];
  return languages?.kind === 'list'
    ? languages.items.flatMap(item => (item.kind === 'const' && typeof item.value === 'string' ? [item.value] : []))
    : undefined;
}
