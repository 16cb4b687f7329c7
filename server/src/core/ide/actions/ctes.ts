/**
 * A subquery of FROM made a CTE, and a CTE put back where it is used.
 * Invariant: the statement means what it meant: no name is captured, and nothing that a loop or branch of a template writes is moved.
 */
import { bare } from '../../sql/queries';
import { quoteIdentifier } from '../../sql/quoteIdentifier';
import * as tree from '../../sql/tree';
import type { TextRange } from '../../text/TextRange';
import type { Edit } from '../rename';
import { isAt, placeInText } from './CodeAction';
import type { CodeAction, Place } from './CodeAction';

/** Offered on the parentheses and the first word of a subquery, or where all of it is selected. */
export function extractedCte(at: Place): readonly CodeAction[] {
  const found = subqueryAt(at);
  const body = found && sourceText(at, found.relation);
  if (!found || !body) return [];
  const { alias, query } = found;
  const name = alias ?? freeName(at, 'subquery');
  if (isTaken(at, name)) return [];
  const inner = body.text.slice(1, -1);
  const reference = placeInText(at, found.whole);
  const insertion = definitionPlace(at, query, name, `(${inner})`);
  if (!reference || !insertion || isSetOperand(at, query)) return [];
  const edits = [insertion, { range: reference, newText: quoteIdentifier(name) }];
  return [{ title: `Extract to the CTE ${name}`, kind: 'extract', edits, fixes: undefined, preferred: false }];
}

/** Trino takes no WITH inside a parenthesised operand of a set operation. */
function isSetOperand(at: Place, query: tree.Query): boolean {
  let found = false;
  tree.walk(at.statement.node, node => {
    if (node.kind === 'SetOperation') found ||= [node.left, node.right].some(side => side.kind === 'TableSubquery' && side.query === query);
    return undefined;
  });
  return found;
}

interface Subquery {
  readonly relation: tree.TableSubquery;
  /** With its alias. */
  readonly whole: tree.Relation;
  readonly alias: string | undefined;
  /** The query whose FROM it stands in: its WITH takes the CTE, which so sees what the subquery saw. */
  readonly query: tree.Query;
}

function subqueryAt(at: Place): Subquery | undefined {
  let found: Subquery | undefined;
  const open: { readonly node: tree.Node; readonly query: tree.Query | undefined; readonly whole: tree.Relation | undefined }[] = [
    { node: at.statement.node, query: undefined, whole: undefined },
  ];
  for (let next = open.pop(); next; next = open.pop()) {
    const { node, query, whole } = next;
    if (node.kind === 'TableSubquery' && query && whole && isMarked(at, node)) {
      const alias = whole.kind === 'AliasedRelation' && whole.alias.kind === 'Identifier' ? whole.alias.value : undefined;
      const isPlain = whole === node || (whole.kind === 'AliasedRelation' && whole.relation === node && !whole.columnNames);
      if (isPlain && !query.with?.recursive) found = { relation: node, whole, alias, query };
    }
    const inner = node.kind === 'Query' ? node : query;
    for (const child of tree.children(node)) {
      // LATERAL sees the relations before it, which a CTE would not.
      if (child.kind === 'Lateral') continue;
      const isRelation = node.kind === 'From' || node.kind === 'Join';
      open.push({
        node: child,
        query: inner,
        whole: isRelation ? (child as tree.Relation) : child.kind === 'TableSubquery' ? whole : undefined,
      });
    }
  }
  return found;
}

/** Everywhere inside would offer it at every step of a long query. */
function isMarked(at: Place, node: tree.TableSubquery): boolean {
  const place = placeInText(at, node);
  if (!place) return false;
  const { start, end } = at.range;
  if (start <= place.start && place.end <= end) return true;
  return start === end && (start - place.start <= '(select'.length || place.end - start <= 1) && place.start <= start && start <= place.end;
}

/** The text of the document that a range of the statement stands for; undefined where a template's branch begins or ends in it. */
function sourceText(at: Place, range: TextRange): { readonly text: string; readonly range: TextRange } | undefined {
  const { places } = at.sql;
  const { start } = at.statement;
  const isOwn = (from: number, to: number): boolean => places.isVerbatim({ start: start + from, end: start + to });
  if (range.end === range.start || !isOwn(range.start, range.start + 1) || !isOwn(range.end - 1, range.end)) return undefined;
  const first = placeInText(at, { start: range.start, end: range.start + 1 });
  const last = placeInText(at, { start: range.end - 1, end: range.end });
  if (!first || !last || last.end <= first.start) return undefined;
  const text = at.view.text.slice(first.start, last.end);
  return text.includes('{%') ? undefined : { text, range: { start: first.start, end: last.end } };
}

/** Where a CTE is written: behind the last one of the query, or as its first. */
function definitionPlace(at: Place, query: tree.Query, name: string, body: string): Edit | undefined {
  const last = query.with?.queries.at(-1);
  const offset = last ? last.end : query.start;
  const place = placeInText(at, { start: offset, end: offset });
  const { places } = at.sql;
  if (!place || place.start !== place.end || !places.isVerbatim({ start: at.statement.start + offset, end: at.statement.start + offset }))
    return undefined;
  const definition = `${quoteIdentifier(name)} as ${body}`;
  return { range: place, newText: last ? `,\n${definition}` : `with ${definition}\n` };
}

/** Names that a CTE must not take: of other CTEs, and of tables that are read without their database. */
function isTaken(at: Place, name: string): boolean {
  let taken = false;
  tree.walk(at.statement.node, node => {
    if (node.kind === 'WithQuery') taken ||= tree.canonical(node.name) === name.toLowerCase();
    if (node.kind === 'Table' && node.name.parts.length === 1) taken ||= tree.canonical(node.name.parts[0]!) === name.toLowerCase();
    return undefined;
  });
  return taken;
}

function freeName(at: Place, name: string): string {
  for (let count = 1; ; count++) {
    const candidate = count === 1 ? name : `${name}_${count}`;
    if (!isTaken(at, candidate)) return candidate;
  }
}

/** Offered on the name of a CTE, where it is defined or read. */
export function inlinedCte(at: Place): readonly CodeAction[] {
  const found = cteAt(at);
  if (!found) return [];
  const { list, cte } = found;
  const uses = usesOf(at, cte);
  const name = tree.canonical(cte.name);
  if (list.recursive || cte.query.kind !== 'Query' || !uses || cte.name.kind !== 'Identifier') return [];
  const removal = removed(at, found.owner, list, cte);
  const body = sourceText(at, { start: bodyStart(at, cte), end: cte.end });
  if (!removal || !body) return [];
  const columns = cte.columnNames && sourceText(at, cte.columnNames)?.text;
  if (cte.columnNames && columns === undefined) return [];
  const edits: Edit[] = [removal];
  for (const { node, aliased } of uses) {
    const place = sourceText(at, node);
    // Names for the columns have to stand with an alias, which the use may have without them.
    if (!place || (aliased && columns !== undefined)) return [];
    edits.push({
      range: place.range,
      newText: `${body.text}${aliased ? '' : ` as ${cte.name.text}${columns === undefined ? '' : ` ${columns}`}`}`,
    });
  }
  const count = uses.length;
  const title = count === 0 ? `Remove ${name}, which nothing reads` : `Inline the CTE ${name}${count === 1 ? '' : ` into ${count} places`}`;
  return [{ title, kind: 'inline', edits, fixes: undefined, preferred: false }];
}

interface FoundCte {
  readonly owner: tree.Query;
  readonly list: tree.With;
  readonly cte: tree.WithQuery;
}

function cteAt(at: Place): FoundCte | undefined {
  let found: FoundCte | undefined;
  const all = new Map<tree.WithQuery, FoundCte>();
  tree.walk(at.statement.node, node => {
    if (node.kind === 'Query' && node.with) {
      for (const cte of node.with.queries) {
        all.set(cte, { owner: node, list: node.with, cte });
        if (isAt(at, cte.name)) found = all.get(cte);
      }
    }
    const resolved = node.kind === 'Table' ? at.analysis.relationOf(node) : undefined;
    if (resolved?.kind === 'query' && isAt(at, node)) found ??= all.get(resolved.query.node);
    return undefined;
  });
  return found;
}

/** Where a CTE is read; undefined where its text would mean something else there. */
function usesOf(at: Place, cte: tree.WithQuery): readonly { readonly node: tree.Table; readonly aliased: boolean }[] | undefined {
  const found: { readonly node: tree.Table; readonly aliased: boolean }[] = [];
  const reads = new Set<string>();
  tree.walk(cte, node => {
    if (node.kind === 'Table' && node.name.parts.length === 1) reads.add(tree.canonical(node.name.parts[0]!));
    return undefined;
  });
  const obstacles: tree.Node[] = [];
  const aliased = new Set<tree.Node>();
  tree.walk(at.statement.node, node => {
    if (node.kind === 'AliasedRelation') aliased.add(bare(node));
    // A CTE of the same name as one that the text reads may stand between.
    if (node.kind === 'WithQuery' && node.start > cte.start && reads.has(tree.canonical(node.name))) obstacles.push(node);
    if (node.kind === 'Table') {
      const resolved = at.analysis.relationOf(node);
      if (resolved?.kind !== 'query' || resolved.query.node !== cte) return undefined;
      // A version is asked of a name only.
      if (node.period) obstacles.push(node);
      else found.push({ node, aliased: aliased.has(node) });
    }
    return undefined;
  });
  return obstacles.length > 0 ? undefined : found;
}

/** Of the parenthesis before the query. */
function bodyStart(at: Place, { query, start }: tree.WithQuery): number {
  const before = at.sql.source.text.slice(at.statement.start + start, at.statement.start + query.start);
  return start + before.lastIndexOf('(');
}

/** The definition taken out of its list, with the comma or the WITH that it leaves. */
function removed(at: Place, owner: tree.Query, list: tree.With, cte: tree.WithQuery): Edit | undefined {
  const index = list.queries.indexOf(cte);
  const next = list.queries[index + 1];
  const previous = list.queries[index - 1];
  const range = next
    ? { start: cte.start, end: next.start }
    : previous
      ? { start: previous.end, end: cte.end }
      : { start: list.start, end: owner.body.start };
  const { start, end } = range;
  const first = placeInText(at, { start, end: start });
  const last = placeInText(at, { start: end, end });
  const { places } = at.sql;
  const isOwn = (offset: number): boolean => places.isVerbatim({ start: at.statement.start + offset, end: at.statement.start + offset });
  if (!first || !last || last.start < first.start || !isOwn(start) || !isOwn(end)) return undefined;
  const place = { start: first.start, end: last.start };
  return at.view.text.slice(place.start, place.end).includes('{%') ? undefined : { range: place, newText: '' };
}
