/** Reads what a menu hands to a command: lines of the Catalog, Project and Runs views. Invariant: anything else is undefined. */
import type { CatalogNode } from '../../../server/src/protocol/catalog';
import type { ResourceNode } from '../../../server/src/protocol/project';
import type { RunSummary } from '../../../server/src/protocol/runs';

const catalogKinds: ReadonlySet<unknown> = new Set([
  'environment',
  'layer',
  'database',
  'table',
  'column',
  'note',
] satisfies CatalogNode['kind'][]);

export function givenNode(given: unknown): CatalogNode | undefined {
  const node = nodeOf(given);
  return node && catalogKinds.has(node.kind) ? (node as unknown as CatalogNode) : undefined;
}

export function givenResource(given: unknown): ResourceNode | undefined {
  const node = nodeOf(given);
  return node?.kind === 'resource' ? (node as unknown as ResourceNode) : undefined;
}

export function givenRun(given: unknown): RunSummary | undefined {
  return isObject(given) && typeof given.id === 'string' && typeof given.state === 'string' && 'startedAt' in given
    ? (given as unknown as RunSummary)
    : undefined;
}

function nodeOf(given: unknown): Readonly<Record<string, unknown>> | undefined {
  return isObject(given) && isObject(given.node) && typeof given.node.id === 'string' ? given.node : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
