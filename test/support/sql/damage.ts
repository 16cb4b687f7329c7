/**
 * Queries as typing leaves them: cut, with a token deleted or doubled, and what a caret there should know.
 * Invariant: deterministic; every damage tells the place of the caret and which part of the whole text it touched.
 */
import type { TextRange } from '../../../server/src/core/text/TextRange';
import { parse, type Dialect } from '../../../server/src/core/sql/parser';
import { contextAt } from '../../../server/src/core/sql/syntaxContext';
import { walk, type Node, type QuerySpecification, type Relation } from '../../../server/src/core/sql/tree';
import { tokenize } from '../../../server/src/core/sql/lexer';

export interface Damage {
  readonly kind: 'deleted' | 'doubled' | 'prefix';
  readonly text: string;
  readonly caret: number;
  /** What the whole text has there. */
  readonly touched: TextRange;
}

/** Every single damage of a text of one statement. */
export function damagesOf(text: string): readonly Damage[] {
  const tokens = tokenize(text, 0, 'trino');
  if (!tokens) return [];
  const found: Damage[] = [];
  for (let i = 1; i < tokens.types.length - 1; i++) {
    const start = tokens.base + tokens.starts[i]!;
    const end = tokens.base + tokens.ends[i]!;
    const touched = { start, end };
    found.push({ kind: 'deleted', text: `${text.slice(0, start)} ${text.slice(end)}`, caret: start + 1, touched });
    found.push({ kind: 'doubled', text: `${text.slice(0, end)} ${text.slice(start)}`, caret: end + 1, touched });
    found.push({ kind: 'prefix', text: `${text.slice(0, start)} `, caret: start + 1, touched: { start, end: text.length } });
  }
  return found;
}

/** The names under which the innermost query at the caret knows its relations, sorted. */
export function scopeAtCaret(text: string, caret: number, dialect: Dialect): readonly string[] {
  const context = contextAt(parse(text, { dialect }), caret);
  for (const scope of context?.scopes ?? []) {
    const query = scope.kind === 'Query' ? scope.body : scope;
    if (query.kind === 'QuerySpecification') return relationNames(query);
  }
  return [];
}

/** The same of a whole text, by the tree's ranges; without the relations that overlap `touched`. */
export function scopeInWhole(
  text: string,
  at: number,
  dialect: Dialect,
  touched: TextRange,
): { readonly all: readonly string[]; readonly untouched: readonly string[] } {
  const statement = parse(text, { dialect }).statements.find(candidate => candidate.start <= at && at <= candidate.end);
  if (!statement) return { all: [], untouched: [] };
  let innermost: Node | undefined;
  walk(statement.node, node => {
    const holds = node.start + statement.start <= at && at <= node.end + statement.start;
    if (holds && (node.kind === 'QuerySpecification' || node.kind === 'Query')) innermost = node;
    return undefined;
  });
  const query = innermost?.kind === 'Query' ? innermost.body : innermost;
  if (query?.kind !== 'QuerySpecification') return { all: [], untouched: [] };
  const inStatement = { start: touched.start - statement.start, end: touched.end - statement.start };
  return { all: relationNames(query), untouched: relationNames(query, inStatement) };
}

function relationNames(query: QuerySpecification, touched?: TextRange): readonly string[] {
  const names: string[] = [];
  for (const relation of query.from?.relations ?? []) collect(relation, names, touched);
  return names.sort();
}

/** The name of each relation of a FROM item; those that overlap `touched` are left out. */
function collect(relation: Relation, names: string[], touched: TextRange | undefined): void {
  switch (relation.kind) {
    case 'Join':
      collect(relation.left, names, touched);
      collect(relation.right, names, touched);
      return;
    case 'SampledRelation':
      collect(relation.relation, names, touched);
      return;
    case 'Missing':
      return;
    default:
      if (touched && relation.start < touched.end && touched.start < relation.end) return;
      names.push(nameOf(relation));
  }
}

function nameOf(relation: Relation): string {
  if (relation.kind === 'AliasedRelation') return relation.alias.kind === 'Identifier' ? relation.alias.value : '?';
  if (relation.kind === 'Table') return relation.name.parts.map(part => (part.kind === 'Identifier' ? part.value : '?')).join('.');
  return relation.kind;
}
