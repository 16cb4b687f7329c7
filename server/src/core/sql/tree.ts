/**
 * The syntax tree of a statement: the face of its parts under tree/, and the ways to walk it.
 * Invariant: a node's children are its properties that are nodes; they come back in the order of the text.
 * Import it as a namespace (`import type * as tree`), since several layers own a "Table".
 */
import type { AthenaPart } from './tree/athena';
import type { Expression, ExpressionPart } from './tree/expression';
import type { Identifier, Missing, QualifiedName } from './tree/node';
import type { QueryPart } from './tree/query';
import type { RoutinePart } from './tree/routine';
import type { StatementPart } from './tree/statement';

export type * from './tree/athena';
export type * from './tree/dataType';
export type * from './tree/expression';
export type * from './tree/json';
export * from './tree/node';
export type * from './tree/query';
export type * from './tree/routine';
export type * from './tree/statement';
export type * from './tree/window';

export type Node =
  Identifier | Missing | QualifiedName | Expression | ExpressionPart | QueryPart | StatementPart | AthenaPart | RoutinePart;

/** The direct children of a node, in the order of the text. */
export function children(node: Node): readonly Node[] {
  const found: Node[] = [];
  for (const value of Object.values(node)) {
    if (Array.isArray(value)) {
      for (const item of value) if (isNode(item)) found.push(item);
    } else if (isNode(value)) found.push(value);
  }
  for (let i = 1; i < found.length; i++) {
    if (found[i]!.start < found[i - 1]!.start) return found.sort((a, b) => a.start - b.start);
  }
  return found;
}

/** Visits `node` and all below it, parents first. A visitor that answers `'skip'` keeps the walk out of that node. Uses no recursion: trees may be deep. */
export function walk(node: Node, visit: (node: Node) => 'skip' | undefined): void {
  const open: Node[] = [node];
  for (let next = open.pop(); next; next = open.pop()) {
    if (visit(next) === 'skip') continue;
    const below = children(next);
    for (let i = below.length - 1; i >= 0; i--) open.push(below[i]!);
  }
}

/** The nodes that hold `offset` (relative to the statement), from `root` to the innermost; a caret at the end of a node belongs to it. */
export function pathAt(root: Node, offset: number): readonly Node[] {
  const path: Node[] = [root];
  for (let at = root; ;) {
    let inner: Node | undefined;
    for (const child of children(at)) if (child.start <= offset && offset <= child.end && (!inner || inner.end <= child.end)) inner = child;
    if (!inner) return path;
    path.push(inner);
    at = inner;
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'kind' in value && 'start' in value;
}
