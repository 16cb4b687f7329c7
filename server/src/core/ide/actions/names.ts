/** Fixes of names: what was meant, which relation is meant, and the quotes that a name needs. */
import type { Field } from '../../analysis/scope/Field';
import { resolveField } from '../../analysis/scope/Scope';
import type { SemanticError } from '../../analysis/semanticError';
import { isReserved } from '../../sql/keywords';
import { parse } from '../../sql/parser';
import { quoteIdentifier } from '../../sql/quoteIdentifier';
import * as tree from '../../sql/tree';
import type { TextRange } from '../../text/TextRange';
import { action, placeInText, textOf, touches } from './CodeAction';
import type { CodeAction, Place } from './CodeAction';

/** The name that was meant, or the relation that an ambiguous one is of. */
export function nameFixes(at: Place, error: SemanticError): readonly CodeAction[] {
  const range = placeInText(at, error);
  if (!range) return [];
  const fixes = { code: error.code, range };
  if (error.code === 'AMBIGUOUS_NAME') return qualified(at, error, fixes);
  const wrong = wrongPart(at, error);
  if (!wrong) return [];
  const names = error.suggestions ?? [];
  return names.flatMap(name => {
    const newText = error.code === 'FUNCTION_NOT_FOUND' ? name : quoteIdentifier(name);
    return action(at, [{ ...wrong, newText }], { title: `Change to ${newText}`, kind: 'quickfix', fixes, preferred: names.length === 1 });
  });
}

/** The part of a dotted name that is not known: of a table in an unknown schema the schema, else the last one. */
function wrongPart(at: Place, { code, start, end }: SemanticError): TextRange | undefined {
  const text = textOf(at, { start, end });
  const parts: TextRange[] = [];
  for (const part = /\s*("(?:[^"]|"")*"|`[^`]*`|[\p{L}\p{N}_@:$]+)\s*(\.?)/uy; ;) {
    const from = part.lastIndex;
    const match = part.exec(text);
    if (!match) return undefined;
    const begin = start + from + match[0].indexOf(match[1]!);
    parts.push({ start: begin, end: begin + match[1]!.length });
    if (match[2] === '') break;
  }
  return parts.at(code === 'SCHEMA_NOT_FOUND' ? -2 : -1);
}

function qualified(at: Place, error: SemanticError, fixes: CodeAction['fixes']): readonly CodeAction[] {
  const node = tree
    .pathAt(at.statement.node, error.start)
    .find(candidate => candidate.kind === 'Identifier' && candidate.start === error.start);
  if (node?.kind !== 'Identifier' || node.end !== error.end) return [];
  const resolved = resolveField(at.analysis.scopeAt(node.start), [node.value.toLowerCase()]);
  if (resolved.kind !== 'ambiguous') return [];
  const qualifiers = resolved.fields.map(field => qualifierText(field));
  if (new Set(qualifiers).size < qualifiers.length) return [];
  return qualifiers.flatMap(qualifier =>
    qualifier === undefined
      ? []
      : action(at, [{ start: node.start, end: node.start, newText: `${qualifier}.` }], {
          title: `Change to ${qualifier}.${node.text}`,
          kind: 'quickfix',
          fixes,
          preferred: false,
        }),
  );
}

export function qualifierText({ qualifier }: Field): string | undefined {
  const name = qualifier?.at(-1);
  return name === undefined ? undefined : quoteIdentifier(name);
}

/** A reserved word used as a name: offered where the statement reads well once the word at the mistake, or the one before it, is quoted. */
export function quotedWord(at: Place): readonly CodeAction[] {
  const { sql, statement } = at;
  const text = sql.source.text.slice(statement.start, statement.extentEnd);
  const [error] = statement.errors;
  const range = error && placeInText(at, error);
  if (!error || !range || !touches(range, at.range)) return [];
  const words = [...text.matchAll(/"[^"]*"|'[^']*'|--[^\n]*|[a-z_]\w*/gi)].filter(word => word.index <= error.start && isReserved(word[0]));
  for (const word of words.slice(-2).reverse()) {
    const newText = `"${word[0].toLowerCase()}"`;
    const end = word.index + word[0].length;
    const changed = parse(text.slice(0, word.index) + newText + text.slice(end), { dialect: sql.source.dialect });
    if (changed.errors.length > 0) continue;
    return action(at, [{ start: word.index, end, newText }], {
      title: `Quote the reserved word: ${newText}`,
      kind: 'quickfix',
      fixes: { code: error.code, range },
      preferred: true,
    });
  }
  return [];
}

/** Hive's backquotes in a query, as Trino writes them. */
export function doubleQuotes(at: Place): readonly CodeAction[] {
  const { sql, statement } = at;
  const quotes = statement.errors.filter(({ message }) => message.startsWith('backquoted'));
  const place = quotes.map(error => ({ error, range: placeInText(at, error) })).find(({ range }) => range && touches(range, at.range));
  if (!place?.range) return [];
  const text = sql.source.text.slice(statement.start, statement.extentEnd);
  const names = [...text.matchAll(/"[^"]*"|'[^']*'|--[^\n]*|`((?:[^`]|``)*)`/g)].filter(([, name]) => name !== undefined);
  const edits = names.map(({ 0: written, 1: name = '', index }) => ({
    start: index,
    end: index + written.length,
    newText: quoteIdentifier(name.replaceAll('``', '`')),
  }));
  return action(at, edits, {
    title: edits.length === 1 ? `Write ${edits[0]!.newText}` : `Write the ${edits.length} names in backquotes as Trino quotes them`,
    kind: 'quickfix',
    fixes: { code: 'SYNTAX_ERROR', range: place.range },
    preferred: true,
  });
}
