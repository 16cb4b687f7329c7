/** Functions and keywords at a caret, and names for what is new. */
import type { StatementAnalysis } from '../../analysis/StatementAnalysis';
import { allFunctions } from '../../analysis/functions/catalogue';
import type { Dialect } from '../../analysis/functions/catalogue';
import { signatureText } from '../../analysis/functions/signature';
import type { SyntaxContext } from '../../sql/syntaxContext';
import { walk } from '../../sql/tree';
import type { CompletionItem } from './item';

const functionItems = new Map<Dialect, readonly CompletionItem[]>();

/** Every function of an engine, made once: they do not depend on the text. */
export function functions(dialect: Dialect): readonly CompletionItem[] {
  const made = functionItems.get(dialect);
  if (made) return made;
  const items: readonly CompletionItem[] = allFunctions(dialect).map(({ name, kind, signatures, description }) => {
    const shown = signatures.slice(0, 3).map(signatureText);
    const takesNothing = signatures.every(signature => signature.arguments.length === 0 && !signature.variadic);
    return {
      label: name,
      kind: 'function',
      detail: kind === 'scalar' ? (signatures[0]?.resultText ?? '') : kind,
      insert: takesNothing ? `${name}()` : `${name}($1)`,
      snippet: !takesNothing,
      documentation: `\`\`\`sql\n${shown.join('\n')}${signatures.length > shown.length ? `\n-- and ${signatures.length - shown.length} more forms` : ''}\n\`\`\`\n${description ?? ''}`,
      likelihood: commonFunctions.has(name) ? 20 : 10,
    };
  });
  functionItems.set(dialect, items);
  return items;
}

/** What models of the field call most. */
const commonFunctions = new Set([
  'count',
  'sum',
  'max',
  'min',
  'avg',
  'coalesce',
  'cast',
  'row_number',
  'lag',
  'lead',
  'rank',
  'date_trunc',
  'date_diff',
  'date_add',
  'lower',
  'upper',
  'trim',
  'concat',
  'substr',
  'replace',
  'split_part',
  'json_extract_scalar',
  'regexp_replace',
  'regexp_extract',
  'round',
  'abs',
  'greatest',
  'least',
  'nullif',
  'cardinality',
  'element_at',
  'array_agg',
  'approx_distinct',
  'from_iso8601_timestamp',
  'date_parse',
  'date_format',
  'current_date',
  'if',
  'try_cast',
]);

/** Keywords that the grammar allows, in the case the user writes. */
export function keywordItems({ keywords, prefix }: SyntaxContext, text: string): readonly CompletionItem[] {
  const upper = prefix === '' ? /\bSELECT\b/.test(text) : prefix === prefix.toUpperCase();
  return keywords.map(word => ({ label: upper ? word : word.toLowerCase(), kind: 'keyword', likelihood: 5 }));
}

/** Names that the statement uses and nothing in it defines: what is meant where a new name is asked for. */
export function missingNames(analysis: StatementAnalysis, context: SyntaxContext, text: string): readonly CompletionItem[] {
  const found = new Set<string>();
  for (const { code, start, end } of analysis.errors) {
    if (code !== 'COLUMN_NOT_FOUND') continue;
    const [, name] = /(?:^|\.)\s*(\w+)$/.exec(text.slice(context.start + start, context.start + end)) ?? [];
    if (name !== undefined) found.add(name);
  }
  walk(context.tree, node => {
    const [name, ...others] = node.kind === 'Table' ? node.name.parts : [];
    if (node.kind === 'Table' && name?.kind === 'Identifier' && others.length === 0 && analysis.relationOf(node)?.kind !== 'query')
      found.add(name.text);
    return undefined;
  });
  return [...found].map(label => ({ label, kind: 'name', detail: 'used here, not defined', likelihood: 55 }));
}

/** For `cast(row(email, name) as row(…))`: the fields are called as what they are made from. */
export function rowFieldNames({ path }: SyntaxContext): readonly CompletionItem[] {
  const cast = path.findLast(node => node.kind === 'Cast');
  if (cast?.kind !== 'Cast' || cast.expression.kind !== 'Row') return [];
  return cast.expression.fields.flatMap(({ expression }, at): CompletionItem[] => {
    const name = expression.kind === 'DereferenceExpression' ? expression.field : expression;
    return name.kind === 'Identifier' ? [{ label: name.text, kind: 'name', detail: 'field', likelihood: 90 - at }] : [];
  });
}

/** An alias for the relation before the caret: the first letters of its words, else its name. */
export function aliasFor(before: string): readonly CompletionItem[] {
  const ref = /\{\{\s*(?:ref|source)\([^)]*'([^']+)'\s*\)\s*\}\}\s+(?:as\s+)?\w*$/i.exec(before)?.[1];
  const table = ref ?? /(?:from|join)\s+(?:[\w"]+\.)*"?(\w+)"?\s+(?:as\s+)?\w*$/i.exec(before)?.[1];
  if (table === undefined) return [];
  const initials = table
    .split('_')
    .map(part => part.charAt(0))
    .join('')
    .toLowerCase();
  return initials === '' ? [] : [{ label: initials, kind: 'name', detail: `alias of ${table}`, likelihood: 60 }];
}
