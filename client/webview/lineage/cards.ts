/**
 * How large each card is and where its rows and ports lie: known before anything is drawn, so that the layout engine can place it.
 * Invariant: the drawing (card.tsx) uses these figures only.
 */
import type { LineageColumn, LineageNode } from '../../../server/src/protocol/lineage';
import type { Trace } from './trace';
import { columnKey } from './trace';
import type { Item } from './visible';

export const cardWidth = 220;
export const headHeight = 46;
export const badgeHeight = 20;
export const rowHeight = 22;
/** Rows that an open card lists at most; the rest is behind one more click, and said. */
export const listedColumns = 60;

export interface Card {
  readonly item: Item;
  readonly width: number;
  readonly height: number;
  readonly badges: readonly Badge[];
  readonly rows: readonly LineageColumn[];
  /** Columns that are not listed though the card is open. */
  readonly moreColumns: number;
}

export interface Badge {
  readonly text: string;
  readonly title: string;
  readonly sensitive: boolean;
}

export function cardOf(item: Item, openColumns: ReadonlySet<string>, trace: Trace): Card {
  if (item.kind === 'group') return { item, width: cardWidth, height: headHeight, badges: [], rows: [], moreColumns: 0 };
  const { node } = item;
  const columns = node.columns ?? [];
  const traced = columns.filter(column => trace.columns.has(columnKey({ node: node.id, column: column.name })));
  const open = openColumns.has(node.id);
  const listed = open ? withTraced(columns.slice(0, listedColumns), traced) : traced;
  const moreColumns = open ? columns.length - listed.length : 0;
  const badges = badgesOf(node);
  const height =
    headHeight +
    (badges.length > 0 ? badgeHeight : 0) +
    (listed.length + (moreColumns > 0 ? 1 : 0) + (open && columns.length === 0 ? 1 : 0)) * rowHeight +
    (listed.length > 0 ? 4 : 0);
  return { item, width: cardWidth, height, badges, rows: listed, moreColumns };
}

/** Distance of a row's middle from the card's top. */
export function rowMiddle(card: Card, index: number): number {
  return headHeight + (card.badges.length > 0 ? badgeHeight : 0) + index * rowHeight + rowHeight / 2;
}

/** Middle of the row of a column; of the head where the column is not listed. */
export function columnMiddle(card: Card, column: string): number {
  const index = card.rows.findIndex(row => row.name.toLowerCase() === column.toLowerCase());
  return index < 0 ? headHeight / 2 : rowMiddle(card, index);
}

/** Sensitive tags first; those of columns below and those that flow in are marked. */
function badgesOf(node: LineageNode): readonly Badge[] {
  const seen = new Map<string, Badge>();
  const columnTags = (node.columns ?? []).flatMap(column =>
    column.tags
      .filter(tag => tag.sensitive)
      .map(tag => ({ ...tag, origin: tag.origin === 'flow' ? ('flow' as const) : ('contained' as const), from: column.name })),
  );
  for (const tag of [...node.tags, ...columnTags]) {
    const [value] = tag.values;
    const name = value === undefined || value === 'true' ? tag.key : `${tag.key}=${tag.values.join(', ')}`;
    const mark = tag.origin === 'contained' ? ' ▲' : tag.origin === 'inherited' ? ' ↓' : tag.origin === 'flow' ? ' →' : '';
    const why = {
      assigned: 'assigned here',
      inherited: `inherited${tag.from ? ` from ${tag.from}` : ''}`,
      contained: `on column ${tag.from ?? ''}`,
      flow: `flows in${tag.from ? ` by ${tag.from}` : ''}`,
    }[tag.origin];
    if (!seen.has(name))
      seen.set(name, { text: name + mark, title: `${tag.key}=${tag.values.join(', ')}: ${why}`, sensitive: tag.sensitive });
  }
  return [...seen.values()].sort((a, b) => Number(b.sensitive) - Number(a.sensitive));
}

function withTraced(listed: readonly LineageColumn[], traced: readonly LineageColumn[]): readonly LineageColumn[] {
  const missing = traced.filter(column => !listed.includes(column));
  return missing.length === 0 ? listed : [...listed, ...missing];
}
