/**
 * The ground of the syntax tree: what every node has, names, and the mark for what was not typed yet.
 * Invariant: offsets are UTF-16 code units relative to the start of the statement that holds the node, so that a node
 * stays true (and usable as a cache key) when text before its statement changes.
 */

export interface NodeBase {
  readonly start: number;
  readonly end: number;
}

/**
 * Stands where the grammar requires a part that the text does not have; it has no width. `expected` names the part for people.
 * It stands right behind the word before it (or at the caret): a parent of which nothing was typed may begin one blank later.
 */
export interface Missing extends NodeBase {
  readonly kind: 'Missing';
  readonly expected: string;
}

/** A name as written (`text`), and what it says (`value`: quotes removed, doubled quotes undone, case kept). */
export interface Identifier extends NodeBase {
  readonly kind: 'Identifier';
  readonly text: string;
  readonly quoted: boolean;
  readonly value: string;
}

/** A name that may not have been typed yet. */
export type Name = Identifier | Missing;

/** `catalog.schema.table`: at least one part; a part behind a dot may be missing. */
export interface QualifiedName extends NodeBase {
  readonly kind: 'QualifiedName';
  readonly parts: readonly Name[];
}

/** Names compare without regard to case, quoted or not; this is the spelling they compare by. */
export function canonical(name: Name): string {
  return name.kind === 'Identifier' ? name.value.toLowerCase() : '';
}

/** The parts of a name in the spelling they compare by, as long as they were typed. */
export function canonicalParts(name: QualifiedName): readonly string[] {
  return name.parts.filter(part => part.kind === 'Identifier').map(canonical);
}
