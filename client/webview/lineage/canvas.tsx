/**
 * The graph on a plane that is dragged and zoomed; cards outside the window are not drawn.
 * Invariant: a new layout keeps the card with the cursor where it was on the screen; every mouse action has a key or a button.
 */
import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';

import { ToolButton } from '../menu';
import { CardView } from './card';
import type { CardActions } from './card';
import { Edges } from './edges';
import { Lanes, Overview } from './overview';
import type { PlacedCard, Placement } from './layout';
import type { Trace } from './trace';

export interface View {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

interface Props extends CardActions {
  readonly placement: Placement;
  readonly focus: string;
  readonly active: string | undefined;
  readonly selected: string | undefined;
  readonly trace: Trace;
  readonly open: ReadonlySet<string>;
  readonly label: string;
  readonly onFocusNode: (id: string) => void;
  readonly onUnselect: () => void;
}

const scales = { least: 0.01, most: 2.5 } as const;

export function Canvas(props: Props): JSX.Element {
  const { placement, focus, active, trace } = props;
  const frame = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<View | undefined>(undefined);
  const [size, setSize] = useState({ width: 800, height: 500 });
  const before = useRef<Placement | undefined>(undefined);
  const byId = useMemo(() => new Map(placement.cards.map(card => [card.item.id, card])), [placement]);

  useLayoutEffect(() => {
    const element = frame.current;
    if (!element) return;
    let last = { width: element.clientWidth, height: element.clientHeight };
    setSize(last);
    // What was in the middle stays in the middle.
    const observer = new ResizeObserver(() => {
      const now = { width: element.clientWidth, height: element.clientHeight };
      const by = { x: (now.width - last.width) / 2, y: (now.height - last.height) / 2 };
      last = now;
      setSize(now);
      setView(shown => shown && { ...shown, x: shown.x + by.x, y: shown.y + by.y });
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  useLayoutEffect(() => {
    const last = before.current;
    before.current = placement;
    const element = frame.current;
    if (!element) return;
    const anchor = active ?? focus;
    const old = last?.cards.find(card => card.item.id === anchor);
    const now = byId.get(anchor);
    if (view && old && now) setView({ ...view, x: view.x + (old.x - now.x) * view.scale, y: view.y + (old.y - now.y) * view.scale });
    else setView(firstView(placement, byId.get(focus), element.clientWidth, element.clientHeight));
  }, [placement]);

  // The cursor moved by key, search or list: bring its card into sight.
  useEffect(() => {
    const card = active === undefined ? undefined : byId.get(active);
    if (card && view) setView(revealed(view, card, size));
  }, [active]);

  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      const box = element.getBoundingClientRect();
      if (event.shiftKey) setView(now => now && { ...now, x: now.x - event.deltaY - event.deltaX });
      else
        setView(
          now =>
            now &&
            zoomed(now, Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0016)), event.clientX - box.left, event.clientY - box.top),
        );
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, []);

  const shown = view ?? { x: 0, y: 0, scale: 1 };
  const zoom = (factor: number) => setView(now => now && zoomed(now, factor, size.width / 2, size.height / 2));
  const fit = () => setView(fitted(placement, size.width, size.height));
  const inSight = cardsInSight(placement, shown, size);
  const sightKey = inSight.map(card => card.item.id).join('\n');
  const detail = shown.scale < 0.22 ? 'shape' : shown.scale < 0.42 ? 'name' : 'full';
  const drawn = useMemo(
    () => (
      <>
        <Lanes placement={placement} />
        <Edges placement={placement} trace={trace} active={active} detail={detail === 'shape' ? 'merged' : 'each'} />
        {detail === 'shape' && <Overview placement={placement} trace={trace} active={active} focus={focus} />}
        {(detail === 'shape' ? [] : inSight).map(card => (
          <CardView
            key={card.item.id}
            {...props}
            card={card}
            look={{
              focus: card.item.id === focus,
              active: card.item.id === active,
              dimmed: trace.nodes.size > 0 && !trace.nodes.has(card.item.id),
              open: props.open.has(card.item.id),
              detail,
            }}
          />
        ))}
      </>
    ),
    [placement, sightKey, detail, active, focus, trace, props.selected, props.open],
  );

  /** From afar cards are one drawing: the place of the click tells which is meant. */
  const pick = (event: MouseEvent) => {
    const box = frame.current?.getBoundingClientRect();
    const x = (event.clientX - (box?.left ?? 0) - shown.x) / shown.scale;
    const y = (event.clientY - (box?.top ?? 0) - shown.y) / shown.scale;
    const card = placement.cards.find(one => x >= one.x && x <= one.x + one.width && y >= one.y && y <= one.y + one.height);
    if (card?.item.kind === 'group') props.onGroup(card.item.id);
    else if (card) props.onActivate(card.item.id);
    else props.onUnselect();
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const at = byId.get(active ?? focus);
    const key = event.key;
    if (key.startsWith('Arrow')) props.onActivate(neighbour(placement, at, key)?.item.id ?? active ?? focus);
    else if (key === '+' || key === '=') zoom(1.25);
    else if (key === '-') zoom(0.8);
    else if (key === '0') fit();
    else if (key === 'Escape') props.onUnselect();
    else if (at?.item.kind === 'group' && (key === 'Enter' || key === ' ')) props.onGroup(at.item.id);
    else if (at?.item.kind !== 'node') return;
    else if (key === 'Enter' && (event.ctrlKey || event.metaKey)) props.onOpen(at.item.id);
    else if (key === 'o') props.onOpen(at.item.id);
    else if (key === 'Enter' || key === ' ') props.onToggle(at.item.id);
    else if (key === 'f') props.onFocusNode(at.item.id);
    else if (key === '[') props.onExpand(at.item.id, 'sources');
    else if (key === ']') props.onExpand(at.item.id, 'readers');
    else return;
    event.preventDefault();
  };

  return (
    <div class="canvas" ref={frame}>
      <svg
        class="graph"
        width={size.width}
        height={size.height}
        role="application"
        aria-label={props.label}
        aria-activedescendant={
          active !== undefined && detail !== 'shape' && inSight.some(card => card.item.id === active) ? `card-${active}` : undefined
        }
        tabindex={0}
        onKeyDown={onKeyDown}
        onPointerDown={event => drag(event, setView)}
        onClick={event => {
          if (detail === 'shape') pick(event);
          else if (event.target === event.currentTarget) props.onUnselect();
        }}
      >
        <g transform={`translate(${shown.x} ${shown.y}) scale(${shown.scale})`}>{drawn}</g>
      </svg>
      <div class="zoom" role="group" aria-label="Zoom">
        <ToolButton icon="plus" label="Zoom in" title="Zoom in (+)" onClick={() => zoom(1.25)} />
        <ToolButton icon="minus" label="Zoom out" title="Zoom out (-)" onClick={() => zoom(0.8)} />
        <ToolButton icon="fit" label="Fit" title="Fit everything into the window (0)" onClick={fit} />
      </div>
    </div>
  );
}

/** Drags until the button goes up; a click without movement stays a click. */
function drag(event: PointerEvent, setView: (change: (now: View | undefined) => View | undefined) => void): void {
  if (event.button !== 0 && event.button !== 1) return;
  let [x, y] = [event.clientX, event.clientY];
  const start = { x, y };
  let moved = false;
  const onMove = (move: PointerEvent) => {
    moved ||= Math.hypot(move.clientX - start.x, move.clientY - start.y) > 3;
    if (!moved) return;
    const by = { x: move.clientX - x, y: move.clientY - y };
    [x, y] = [move.clientX, move.clientY];
    setView(now => now && { ...now, x: now.x + by.x, y: now.y + by.y });
  };
  const onUp = () => {
    window.removeEventListener('pointermove', onMove);
    window.removeEventListener('pointerup', onUp);
    // The click that follows a drag is not meant.
    if (moved) window.addEventListener('click', click => click.stopPropagation(), { capture: true, once: true });
  };
  window.addEventListener('pointermove', onMove);
  window.addEventListener('pointerup', onUp);
}

function fitted(placement: Placement, width: number, height: number): View {
  const scale = Math.max(
    scales.least,
    Math.min(1, (width - 24) / Math.max(1, placement.width), (height - 24) / Math.max(1, placement.height)),
  );
  return { scale, x: (width - placement.width * scale) / 2, y: (height - placement.height * scale) / 2 };
}

/** Everything, if it can be read that way; else the focus in the middle. */
function firstView(placement: Placement, focus: PlacedCard | undefined, width: number, height: number): View {
  const all = fitted(placement, width, height);
  if (all.scale >= 0.64 || !focus) return all;
  const scale = width < 700 ? 0.72 : 0.85;
  return {
    scale,
    x: within(width / 2 - (focus.x + focus.width / 2) * scale, width, placement.width * scale),
    y: within(height / 2 - (focus.y + focus.height / 2) * scale, height, placement.height * scale),
  };
}

/** No empty margin on one side while there is more to see on the other. */
function within(start: number, room: number, length: number): number {
  return length <= room ? (room - length) / 2 : Math.min(8, Math.max(room - length - 8, start));
}

function zoomed(view: View, factor: number, x: number, y: number): View {
  const scale = Math.min(scales.most, Math.max(scales.least, view.scale * factor));
  const ratio = scale / view.scale;
  return { scale, x: x - (x - view.x) * ratio, y: y - (y - view.y) * ratio };
}

function revealed(view: View, card: PlacedCard, size: { readonly width: number; readonly height: number }): View {
  const margin = 20;
  const left = view.x + card.x * view.scale;
  const top = view.y + card.y * view.scale;
  const [right, bottom] = [left + card.width * view.scale, top + Math.min(card.height * view.scale, size.height - 2 * margin)];
  const dx = left < margin ? margin - left : right > size.width - margin ? size.width - margin - right : 0;
  const dy = top < margin ? margin - top : bottom > size.height - margin ? size.height - margin - bottom : 0;
  return dx === 0 && dy === 0 ? view : { ...view, x: view.x + dx, y: view.y + dy };
}

/** With a margin of half a window, in steps, so that a small move draws nothing new. */
function cardsInSight({ cards }: Placement, view: View, size: { readonly width: number; readonly height: number }): readonly PlacedCard[] {
  if (cards.length <= 60) return cards;
  const step = 200;
  const left = (Math.floor(-view.x / step - 1) * step) / view.scale;
  const top = (Math.floor(-view.y / step - 1) * step) / view.scale;
  const right = left + (size.width + 3 * step) / view.scale;
  const bottom = top + (size.height + 3 * step) / view.scale;
  return cards.filter(card => card.x < right && card.x + card.width > left && card.y < bottom && card.y + card.height > top);
}

/** The nearest card in the arrow's direction; sideways along edges where there are any. */
function neighbour(placement: Placement, at: PlacedCard | undefined, key: string): PlacedCard | undefined {
  if (!at) return placement.cards[0];
  const middle = (card: PlacedCard) => ({ x: card.x + card.width / 2, y: card.y + Math.min(card.height, 46) / 2 });
  const from = middle(at);
  const joined = new Set(
    placement.edges.flatMap(({ edge }) => {
      const [source, to] = edge.kind === 'model' ? [edge.model.source, edge.model.to] : [edge.column.source.node, edge.column.to.node];
      if (key === 'ArrowLeft' && to === at.item.id) return [source];
      return key === 'ArrowRight' && source === at.item.id ? [to] : [];
    }),
  );
  let best: { readonly card: PlacedCard; readonly cost: number } | undefined;
  for (const card of placement.cards) {
    if (card === at) continue;
    const { x, y } = middle(card);
    const [dx, dy] = [x - from.x, y - from.y];
    const ahead = { ArrowLeft: -dx, ArrowRight: dx, ArrowUp: -dy, ArrowDown: dy }[key] ?? 0;
    const aside = key === 'ArrowLeft' || key === 'ArrowRight' ? Math.abs(dy) : Math.abs(dx);
    if (joined.size > 0 ? !joined.has(card.item.id) : ahead <= 8) continue;
    const cost = ahead + aside * 2;
    if (!best || cost < best.cost) best = { card, cost };
  }
  return best?.card;
}
