/** Opens the lineage of the model and column at the cursor, of a code lens, or of a line in the Catalog or Project view. */
import type { LineageTarget } from '../../../server/src/protocol/status';
import type { Command } from '../app';
import { givenNode, givenResource } from './givenNode';

export const showLineage: Command = { id: 'medallion.showLineage', run: ({ lineage }, given) => lineage.show(target(given)) };

function target(given: unknown): LineageTarget | undefined {
  const node = givenNode(given);
  if (node?.kind === 'table') return { node: node.name };
  if (node?.kind === 'column') return { node: node.table, column: node.label };
  const resource = givenResource(given);
  if (resource) return { node: resource.uniqueId };
  return isLineageTarget(given) ? given : undefined;
}

function isLineageTarget(value: unknown): value is LineageTarget {
  if (typeof value !== 'object' || value === null) return false;
  const text = (key: string): boolean => !(key in value) || typeof (value as Record<string, unknown>)[key] === 'string';
  return ('node' in value || 'uri' in value) && text('node') && text('uri') && text('column');
}
