/**
 * Quick fixes and rewrites at a place: the name that was meant, an ambiguous column qualified, a star written out, a reserved word quoted.
 * Invariant: an action changes only text that stands in the document as it stands in the SQL, and what it leaves is better than before.
 */
import { fieldsOfPrefix, matchingFields, visibleFields } from '../analysis/scope/Field';
import type { Field, RelationType } from '../analysis/scope/Field';
import { resolveField } from '../analysis/scope/Scope';
import type { SemanticError } from '../analysis/semanticError';
import { isReserved } from '../sql/keywords';
import { parse } from '../sql/parser';
import type { ParsedStatement } from '../sql/parser';
import { quoteIdentifier } from '../sql/quoteIdentifier';
import * as tree from '../sql/tree';
import type { TextRange } from '../text/TextRange';
import type { AnalyzedSql, DocumentView } from './DocumentView';
import { analysisOf } from './DocumentView';

export interface CodeAction {
  readonly title: string;
  readonly kind: 'quickfix' | 'rewrite';
  readonly edit: { readonly range: TextRange; readonly newText: string };
  /** The finding that it settles, by its code and place in the text. */
  readonly fixes: { readonly code: string; readonly range: TextRange } | undefined;
  /** The one that is meant almost certainly. */
  readonly preferred: boolean;
}

/** @param range of the document's text: a selection, or a caret */
export function codeActions(view: DocumentView, range: TextRange): readonly CodeAction[] {
  const { sql } = view;
  if (!sql) return [];
  const found: CodeAction[] = [];
  for (const statement of sql.source.statements) {
    const place = sql.places.toText(statement);
    if (!place || !touches(place, range)) continue;
    const at: Place = { sql, statement, range };
    for (const error of analysisOf(sql, statement).errors) found.push(...fixesOf(at, error));
    if (statement.errors.length > 0) found.push(...quotedWord(at));
    found.push(...expandedStars(at));
  }
  return found;
}

interface Place {
  readonly sql: AnalyzedSql;
  readonly statement: ParsedStatement;
  readonly range: TextRange;
}

function touches(a: TextRange, b: TextRange): boolean {
  return a.start <= b.end && b.start <= a.end;
}

/** A change of the statement as a change of the text; none where the text there is generated. */
function action(at: Place, edit: TextRange & { readonly newText: string }, more: Omit<CodeAction, 'edit'>): readonly CodeAction[] {
  const { places } = at.sql;
  const inSql = { start: edit.start + at.statement.start, end: edit.end + at.statement.start };
  const range = places.isVerbatim(inSql) ? places.toText(inSql) : undefined;
  return range ? [{ ...more, edit: { range, newText: edit.newText } }] : [];
}

function fixesOf(at: Place, error: SemanticError): readonly CodeAction[] {
  const range = at.sql.places.toText({ start: error.start + at.statement.start, end: error.end + at.statement.start });
  if (!range || !touches(range, at.range)) return [];
  const fixes = { code: error.code, range };
  if (error.code === 'AMBIGUOUS_NAME') return qualified(at, error, fixes);
  const wrong = wrongPart(at, error);
  if (!wrong) return [];
  const names = error.suggestions ?? [];
  return names.flatMap(name => {
    const newText = error.code === 'FUNCTION_NOT_FOUND' ? name : quoteIdentifier(name);
    return action(at, { ...wrong, newText }, { title: `Change to ${newText}`, kind: 'quickfix', fixes, preferred: names.length === 1 });
  });
}

/** The part of a dotted name that is not known: of a table in an unknown schema the schema, else the last one. */
function wrongPart({ sql, statement }: Place, { code, start, end }: SemanticError): TextRange | undefined {
  const text = sql.source.text.slice(statement.start + start, statement.start + end);
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
  const analysis = analysisOf(at.sql, at.statement);
  const node = tree
    .pathAt(at.statement.node, error.start)
    .find(candidate => candidate.kind === 'Identifier' && candidate.start === error.start);
  if (node?.kind !== 'Identifier' || node.end !== error.end) return [];
  const resolved = resolveField(analysis.scopeAt(node.start), [node.value.toLowerCase()]);
  if (resolved.kind !== 'ambiguous') return [];
  const qualifiers = resolved.fields.map(field => qualifierText(field));
  if (new Set(qualifiers).size < qualifiers.length) return [];
  return qualifiers.flatMap(qualifier =>
    qualifier === undefined
      ? []
      : action(
          at,
          { start: node.start, end: node.start, newText: `${qualifier}.` },
          { title: `Change to ${qualifier}.${node.text}`, kind: 'quickfix', fixes, preferred: false },
        ),
  );
}

function qualifierText({ qualifier }: Field): string | undefined {
  const name = qualifier?.at(-1);
  return name === undefined ? undefined : quoteIdentifier(name);
}

function expandedStars(at: Place): readonly CodeAction[] {
  const { sql, statement, range } = at;
  const found: CodeAction[] = [];
  tree.walk(statement.node, node => {
    const place = sql.places.toText({ start: node.start + statement.start, end: node.end + statement.start });
    // Ranges of parts that generated text surrounds need not hold each other: only stars are asked for their place.
    if (node.kind !== 'QuerySpecification' || !place) return undefined;
    for (const item of node.select.items) {
      if (item.kind !== 'AllColumns') continue;
      const star = sql.places.toText({ start: item.start + statement.start, end: item.end + statement.start });
      if (star && touches(star, range)) found.push(...expanded(at, node, item));
    }
    return undefined;
  });
  return found;
}

function expanded(at: Place, node: tree.QuerySpecification, star: tree.AllColumns): readonly CodeAction[] {
  const source = node.from && analysisOf(at.sql, at.statement).scopeOf(node.from)?.relation;
  const names = source && !star.aliases ? columnTexts(node, source, star) : undefined;
  if (!names || names.length === 0) return [];
  const text = at.sql.source.text.slice(0, at.statement.start + star.start);
  const line = text.slice(text.lastIndexOf('\n') + 1);
  const oneLine = names.join(', ');
  // Long lists stand one below the other, where the star stood.
  const newText = line.length + oneLine.length <= 100 ? oneLine : names.join(`,\n${line.replace(/\S/g, ' ')}`);
  return action(
    at,
    { start: star.start, end: star.end, newText },
    { title: `Write out the ${names.length} columns`, kind: 'rewrite', fixes: undefined, preferred: false },
  );
}

/** The columns of a star as names that mean just them; undefined where one of them cannot be named, or more may exist. */
function columnTexts(node: tree.QuerySpecification, source: RelationType, star: tree.AllColumns): readonly string[] | undefined {
  if (source.open) return undefined;
  const prefix = star.target && prefixOf(star.target);
  if (star.target && !prefix) return undefined;
  const fields = prefix
    ? fieldsOfPrefix(
        source,
        prefix.map(part => part.value.toLowerCase()),
      ).filter(field => !field.hidden)
    : visibleFields(source);
  const [relation, ...others] = node.from?.relations ?? [];
  const isSingle = relation?.kind !== 'Join' && others.length === 0;
  const texts = fields.map(field => {
    if (field.name === undefined) return undefined;
    const name = quoteIdentifier(field.name);
    const written = prefix?.map(part => part.text).join('.');
    const qualifier = written ?? (isSingle ? undefined : qualifierText(field));
    const parts = qualifier === undefined ? [] : (prefix?.map(part => part.value.toLowerCase()) ?? [field.qualifier?.at(-1) ?? '']);
    const meant = matchingFields(source, [...parts, field.name.toLowerCase()]);
    return meant.length === 1 && meant[0] === field ? (qualifier === undefined ? name : `${qualifier}.${name}`) : undefined;
  });
  return texts.every(text => text !== undefined) ? texts : undefined;
}

function prefixOf(node: tree.Expression): readonly tree.Identifier[] | undefined {
  if (node.kind === 'Identifier') return [node];
  if (node.kind !== 'DereferenceExpression' || node.field.kind === 'Missing') return undefined;
  const base = prefixOf(node.base);
  return base && [...base, node.field];
}

/** A reserved word used as a name: offered where the statement reads well once the word at the mistake, or the one before it, is quoted. */
function quotedWord(at: Place): readonly CodeAction[] {
  const { sql, statement } = at;
  const text = sql.source.text.slice(statement.start, statement.extentEnd);
  const [error] = statement.errors;
  const range = error && sql.places.toText({ start: error.start + statement.start, end: error.end + statement.start });
  if (!error || !range || !touches(range, at.range)) return [];
  const words = [...text.matchAll(/"[^"]*"|'[^']*'|--[^\n]*|[a-z_]\w*/gi)].filter(word => word.index <= error.start && isReserved(word[0]));
  for (const word of words.slice(-2).reverse()) {
    const newText = `"${word[0].toLowerCase()}"`;
    const end = word.index + word[0].length;
    const changed = parse(text.slice(0, word.index) + newText + text.slice(end), { dialect: sql.source.dialect });
    if (changed.errors.length > 0) continue;
    return action(
      at,
      { start: word.index, end, newText },
      { title: `Quote the reserved word: ${newText}`, kind: 'quickfix', fixes: { code: error.code, range }, preferred: true },
    );
  }
  return [];
}
