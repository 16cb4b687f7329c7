/**
 * One card: name, layer, materialization, state, price, tags, columns. Colour repeats what a word or an icon says.
 * Invariant: all text is text nodes, cut to the card's width by measuring; the whole stands in the title.
 */
import type { JSX } from 'preact';

import type { LineageColumn, LineageNode } from '../../../server/src/protocol/lineage';
import { ago, bytes, count, money } from '../figures';
import { iconPath } from '../icons';
import type { IconName } from '../icons';
import { badgeHeight, headHeight, rowHeight, rowMiddle } from './cards';
import type { Badge } from './cards';
import type { PlacedCard } from './layout';
import { columnKey } from './trace';
import type { Trace } from './trace';

export interface CardActions {
  readonly onActivate: (id: string) => void;
  readonly onOpen: (id: string, column?: string) => void;
  readonly onToggle: (id: string) => void;
  readonly onExpand: (id: string, direction: 'sources' | 'readers') => void;
  readonly onSelect: (node: string, column: string) => void;
  readonly onGroup: (id: string) => void;
}

interface Props extends CardActions {
  readonly card: PlacedCard;
  readonly look: {
    readonly focus: boolean;
    readonly active: boolean;
    readonly dimmed: boolean;
    readonly open: boolean;
    readonly detail: 'full' | 'name' | 'shape';
  };
  readonly selected: string | undefined;
  readonly trace: Trace;
}

const kindIcons: Readonly<Record<LineageNode['kind'], IconName>> = {
  source: 'source',
  model: 'model',
  pythonModel: 'python',
  seed: 'seed',
  snapshot: 'snapshot',
  view: 'view',
  table: 'table',
  exposure: 'exposure',
  analysis: 'code',
  test: 'success',
  query: 'code',
};
const stateIcons = {
  succeeded: 'success',
  failed: 'failure',
  stale: 'stale',
  running: 'running',
  changed: 'changed',
  neverRun: 'never',
} as const;
const stateWords = {
  succeeded: 'last run succeeded',
  failed: 'last run failed',
  stale: 'stale',
  running: 'running',
  changed: 'changed since the last run',
  neverRun: 'never run',
} as const;
const kindWords: Readonly<Partial<Record<LineageNode['kind'], string>>> = { pythonModel: 'Python model' };

export function CardView(props: Props): JSX.Element {
  const { card, look } = props;
  const { item } = card;
  const layer = item.kind === 'group' ? item.group.layer : item.node.layer;
  const classes = [
    'card',
    `layer-${layer}`,
    look.focus && 'focus',
    look.active && 'active',
    look.dimmed && 'dimmed',
    item.kind === 'node' && item.isMatch && 'match',
    item.kind === 'group' && 'group',
  ];
  return (
    <g
      class={classes.filter(Boolean).join(' ')}
      transform={`translate(${card.x} ${card.y})`}
      id={`card-${item.id}`}
      role="img"
      aria-label={describe(card)}
      onClick={() => (item.kind === 'group' ? props.onGroup(item.id) : props.onActivate(item.id))}
      onDblClick={() => item.kind === 'node' && item.node.opens && props.onOpen(item.id)}
    >
      {item.kind === 'group' && <rect class="card-body behind" x={5} y={5} width={card.width} height={card.height} rx={5} />}
      <rect class="card-body" width={card.width} height={card.height} rx={5} />
      <path class="card-stripe" d={`M5 0 H4 Q0 0 0 5 V${card.height - 5} Q0 ${card.height} 4 ${card.height} H5 Z`} />
      {look.detail !== 'shape' && (item.kind === 'group' ? <GroupFace card={card} /> : <NodeFace {...props} node={item.node} />)}
    </g>
  );
}

function GroupFace({ card }: { readonly card: PlacedCard }): JSX.Element | null {
  if (card.item.kind !== 'group') return null;
  const { group } = card.item;
  return (
    <>
      <SvgIcon name="group" x={12} y={8} />
      <text class="card-name" x={34} y={20}>
        {count(group.members.length)} {group.direction === 'sources' ? 'sources' : 'readers'}
      </text>
      <text class="card-facts" x={34} y={36}>
        {cut(
          `${group.matches > 0 ? `${group.matches} found · ` : ''}${group.layer} · ${group.direction === 'sources' ? 'read only by' : 'read only'} ${group.of}`,
          card.width - 44,
          'small',
        )}
      </text>
      <title>{`${group.members.length} nodes of layer ${group.layer} that touch only ${group.of}. Click to see them.\n${group.members.map(node => node.name).join(', ')}`}</title>
    </>
  );
}

function NodeFace(props: Props & { readonly node: LineageNode }): JSX.Element {
  const { card, node, look } = props;
  const columns = node.columns;
  const { state } = node;
  const nameWidth = card.width - 34 - (state ? 20 : 0) - 26;
  return (
    <>
      <SvgIcon name={kindIcons[node.kind]} x={12} y={8} />
      <text class="card-name" x={34} y={20}>
        {cut(node.name, nameWidth, 'name')}
        <title>{[node.relation ?? node.name, node.description].filter(Boolean).join('\n')}</title>
      </text>
      {state && (
        <g class={`card-state ${state.kind}`}>
          <SvgIcon name={stateIcons[state.kind]} x={card.width - 46} y={8} />
          <title>
            {stateWords[state.kind] + (state.at ? `, ${ago(state.at, Date.now())}` : '') + (state.message ? `\n${state.message}` : '')}
          </title>
        </g>
      )}
      {look.detail === 'full' && (
        <>
          <text class="card-facts" x={34} y={36}>
            {cut(facts(node), card.width - 44 - (node.estimate ? 54 : 0), 'small')}
          </text>
          {node.estimate && (
            <text class="card-facts end" x={card.width - 10} y={36}>
              {node.estimate.price
                ? `≈ ${money(node.estimate.price.amount, node.estimate.price.currency)}`
                : bytes(node.estimate.bytes.likely)}
            </text>
          )}
          <g
            class="card-button"
            onClick={event => {
              event.stopPropagation();
              props.onToggle(node.id);
            }}
          >
            <rect x={card.width - 27} y={5} width={22} height={22} rx={3} />
            <SvgIcon name={look.open ? 'minus' : 'down'} x={card.width - 24} y={8} />
            <title>
              {look.open
                ? 'Close the columns'
                : columns === null
                  ? (node.columnsUnknown ?? 'Columns are not known')
                  : `Show ${columns.length} columns`}
            </title>
          </g>
          <Badges badges={card.badges} width={card.width} />
          <Rows {...props} node={node} />
        </>
      )}
      {node.hiddenSources > 0 && (
        <More
          x={0}
          amount={node.hiddenSources}
          side="left"
          title={`${node.hiddenSources} more sources: show them`}
          onClick={() => props.onExpand(node.id, 'sources')}
        />
      )}
      {node.hiddenReaders > 0 && (
        <More
          x={card.width}
          amount={node.hiddenReaders}
          side="right"
          title={`${node.hiddenReaders} more readers: show them`}
          onClick={() => props.onExpand(node.id, 'readers')}
        />
      )}
    </>
  );
}

function Badges({ badges, width }: { readonly badges: readonly Badge[]; readonly width: number }): JSX.Element {
  let x = 12;
  const drawn: JSX.Element[] = [];
  for (const [i, badge] of badges.entries()) {
    const rest = badges.length - i - 1;
    const text = cut(badge.text, 120, 'small');
    const badgeWidth = textWidth(text, 'small') + (badge.sensitive ? 24 : 12);
    if (x + badgeWidth > width - (rest > 0 ? 34 : 10)) {
      drawn.push(
        <text key="more" class="card-facts" x={x} y={headHeight + 11}>
          +{badges.length - i}
          <title>
            {badges
              .slice(i)
              .map(({ title }) => title)
              .join('\n')}
          </title>
        </text>,
      );
      break;
    }
    drawn.push(
      <g key={badge.text} class={badge.sensitive ? 'badge sensitive' : 'badge'} transform={`translate(${x} ${headHeight - 2})`}>
        <rect width={badgeWidth} height={16} rx={8} />
        {badge.sensitive && <path class="svg-icon" transform="translate(4 2) scale(.75)" d={iconPath('shield')} />}
        <text x={badge.sensitive ? 18 : 6} y={12}>
          {text}
        </text>
        <title>{badge.title}</title>
      </g>,
    );
    x += badgeWidth + 5;
  }
  return <>{drawn}</>;
}

function Rows(props: Props & { readonly node: LineageNode }): JSX.Element {
  const { card, node, look } = props;
  const top = headHeight + (card.badges.length > 0 ? badgeHeight : 0);
  const after = top + card.rows.length * rowHeight + 14;
  return (
    <>
      {card.rows.length > 0 && <path class="card-rule" d={`M6 ${top} H${card.width}`} />}
      {card.rows.map((column, i) => (
        <Row key={column.name} {...props} node={node} column={column} middle={rowMiddle(card, i)} />
      ))}
      {look.open && columnsMissing(node) !== undefined && (
        <text class="card-facts" x={14} y={after}>
          {cut(columnsMissing(node) ?? '', card.width - 24, 'small')}
          <title>{columnsMissing(node)}</title>
        </text>
      )}
      {card.moreColumns > 0 && (
        <text class="card-facts" x={14} y={after}>
          {`and ${count(card.moreColumns)} more columns: see the list`}
        </text>
      )}
    </>
  );
}

function Row({
  card,
  node,
  column,
  middle,
  selected,
  trace,
  onSelect,
  onOpen,
}: Props & { readonly node: LineageNode; readonly column: LineageColumn; readonly middle: number }): JSX.Element {
  const key = columnKey({ node: node.id, column: column.name });
  const sensitive = column.tags.filter(tag => tag.sensitive);
  const type = cut(column.type ?? 'type unknown', 84, 'small');
  const classes = ['column', key === selected && 'selected', trace.columns.has(key) && 'traced'];
  return (
    <g
      class={classes.filter(Boolean).join(' ')}
      onClick={event => {
        event.stopPropagation();
        onSelect(node.id, column.name);
      }}
      onDblClick={event => {
        event.stopPropagation();
        onOpen(node.id, column.name);
      }}
    >
      <rect class="column-body" x={5} y={middle - rowHeight / 2} width={card.width - 6} height={rowHeight} />
      <text class="column-name" x={14} y={middle + 4}>
        {cut(column.name, card.width - 34 - textWidth(type, 'small') - (sensitive.length > 0 ? 18 : 0), 'column')}
      </text>
      {sensitive.length > 0 && (
        <path
          class="svg-icon warning"
          transform={`translate(${card.width - textWidth(type, 'small') - 30} ${middle - 7}) scale(.85)`}
          d={iconPath('shield')}
        />
      )}
      <text class="card-facts end" x={card.width - 10} y={middle + 4}>
        {type}
      </text>
      <title>
        {[
          `${column.name} ${column.type ?? ''}`,
          ...column.tags.map(tag => `${tag.key}=${tag.values.join(', ')} (${tag.origin}${tag.from ? ` from ${tag.from}` : ''})`),
          column.description,
        ]
          .filter(Boolean)
          .join('\n')}
      </title>
    </g>
  );
}

function More({
  x,
  amount,
  side,
  title,
  onClick,
}: {
  readonly x: number;
  readonly amount: number;
  readonly side: 'left' | 'right';
  readonly title: string;
  readonly onClick: () => void;
}): JSX.Element {
  const text = side === 'left' ? `‹ ${count(amount)}` : `${count(amount)} ›`;
  const width = textWidth(text, 'small') + 12;
  return (
    <g
      class="more"
      transform={`translate(${side === 'left' ? x - 8 : x - width + 8} -10)`}
      onClick={event => {
        event.stopPropagation();
        onClick();
      }}
    >
      <rect width={width} height={18} rx={9} />
      <text x={width / 2} y={13}>
        {text}
      </text>
      <title>{title}</title>
    </g>
  );
}

function SvgIcon({ name, x, y }: { readonly name: IconName; readonly x: number; readonly y: number }): JSX.Element {
  return <path class="svg-icon" transform={`translate(${x} ${y})`} d={iconPath(name)} />;
}

/** `silver · incremental · prod`: words for what the stripe and the icon show. */
export function facts(node: LineageNode): string {
  return [node.layer, kindWords[node.kind] ?? (node.kind === 'model' ? undefined : node.kind), node.materialization]
    .filter(Boolean)
    .join(' · ');
}

/** The card as a sentence, for screen readers. */
export function describe({ item, badges }: Pick<PlacedCard, 'item' | 'badges'>): string {
  if (item.kind === 'group') return `${item.group.members.length} ${item.group.direction} of ${item.group.of}, ${item.group.layer}`;
  const { node } = item;
  const tags = badges.map(badge => badge.text.replace(/ [▲↓→]$/u, '')).join(', ');
  return [
    node.name,
    facts(node),
    node.state && stateWords[node.state.kind],
    tags && `tags ${tags}`,
    `${node.columns?.length ?? 'unknown'} columns`,
  ]
    .filter(Boolean)
    .join(', ');
}

function columnsMissing(node: LineageNode): string | undefined {
  if (node.columns === null) return node.columnsUnknown ?? 'Columns are not known.';
  return node.columns.length === 0 ? 'No columns.' : undefined;
}

type Face = 'name' | 'small' | 'column';
const widths = new Map<string, number>();
let measure: CanvasRenderingContext2D | null | undefined;

function textWidth(text: string, face: Face): number {
  const key = `${face}${text}`;
  let width = widths.get(key);
  if (width === undefined) {
    measure ??= document.createElement('canvas').getContext('2d');
    const family = getComputedStyle(document.body).fontFamily;
    if (measure) measure.font = { name: `600 13px ${family}`, small: `11px ${family}`, column: `12px ${family}` }[face];
    width = measure?.measureText(text).width ?? text.length * 7;
    if (widths.size > 20_000) widths.clear();
    widths.set(key, width);
  }
  return width;
}

function cut(text: string, width: number, face: Face): string {
  if (textWidth(text, face) <= width) return text;
  let [low, high] = [0, text.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (textWidth(`${text.slice(0, middle)}…`, face) <= width) low = middle;
    else high = middle - 1;
  }
  return `${text.slice(0, low)}…`;
}
