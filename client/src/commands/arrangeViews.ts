/** How the Catalog and Project views are grouped, and asking for them anew. */
import { catalogRefresh } from '../../../server/src/protocol/catalog';
import type { Command } from '../app';

export const arrangeViews: readonly Command[] = [
  { id: 'medallion.catalog.groupByLayer', run: ({ catalog }) => catalog.group('layer') },
  { id: 'medallion.catalog.groupByDatabase', run: ({ catalog }) => catalog.group('database') },
  { id: 'medallion.project.groupByLayer', run: ({ project }) => project.group('layer') },
  { id: 'medallion.project.groupByFolder', run: ({ project }) => project.group('folder') },
  { id: 'medallion.catalog.more', run: ({ catalog }, item) => (isMore(item) ? catalog.showMore(item) : undefined) },
  {
    id: 'medallion.catalog.refresh',
    async run({ session }) {
      await session.server.request(catalogRefresh, {});
    },
  },
];

function isMore(value: unknown): value is Parameters<Parameters<Command['run']>[0]['catalog']['showMore']>[0] {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'more';
}
