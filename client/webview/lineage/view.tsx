/**
 * The whole lineage page: toolbar, graph, list, details. Works out what is visible, has it placed, draws it.
 * Invariant: a view of the state; while a new layout is worked out the last one stays on the screen.
 */
import { render } from 'preact';
import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';

import type { LineageExport, LineageMessage, LineageRequest } from '../../../server/src/protocol/lineage';
import { counted } from '../figures';
import type { Host, Origin } from '../host';
import { Icon } from '../icons';
import { Canvas } from './canvas';
import { CardView } from './card';
import type { CardActions } from './card';
import { cardOf } from './cards';
import { Details } from './details';
import { Edges } from './edges';
import { mermaid, pngOf, svgText } from './exports';
import { place, startEngine } from './layout';
import type { Placement } from './layout';
import { Outline } from './outline';
import { Lanes } from './overview';
import type { Expansion, LineageAction, LineagePage } from './state';
import { Toolbar } from './toolbar';
import { columnKey, traceColumn } from './trace';
import { visibleGraph } from './visible';

interface Props {
  readonly page: LineagePage;
  readonly host: Host<LineageRequest, LineageMessage>;
  readonly origin: Origin;
  readonly dispatch: (action: LineageAction) => void;
  readonly expand: (expansion: Expansion) => void;
}

export function LineageApp(props: Props): JSX.Element {
  const { page, dispatch } = props;
  return (
    <main class="lineage">
      <h1 class="unseen">Lineage</h1>
      {page.host && page.graph.nodes.length > 0 ? (
        <Graph {...props} focus={page.host.focus} depth={page.host.depth} notes={page.host.notes} />
      ) : (
        <Empty page={page} />
      )}
      {page.loading && <div class="progress" role="progressbar" aria-label="Reading the lineage" />}
      <div class="notice" role="status" aria-live="polite">
        {page.notice && (
          <span class={`notice-text ${page.notice.tone}`}>
            {page.notice.tone === 'failure' && <Icon name="warning" />}
            {page.notice.text}
            <button type="button" class="tool small" aria-label="Dismiss" onClick={() => dispatch({ kind: 'dismiss' })}>
              <Icon name="close" />
            </button>
          </span>
        )}
      </div>
    </main>
  );
}

function Graph({
  page,
  host,
  origin,
  dispatch,
  expand,
  focus,
  depth,
  notes,
}: Props & { readonly focus: string; readonly depth: number; readonly notes: readonly string[] }): JSX.Element {
  const { graph, ui } = page;
  const trace = useMemo(() => traceColumn(ui.selected, graph.columnEdges), [ui.selected, graph]);
  const visible = useMemo(() => visibleGraph(graph, focus, ui, trace), [graph, focus, ui.filters, ui.openGroups, trace]);
  const cards = useMemo(() => visible.items.map(item => cardOf(item, ui.openColumns, trace)), [visible, ui.openColumns, trace]);
  const { placement, failure } = usePlacement(origin, { cards, visible, trace, shape: shapeOf(cards, visible, trace.edges.length) });
  const activeNode = graph.nodes.find(node => node.id === ui.active);

  const activate = (id: string) => {
    const group = visible.items.find(item => item.kind === 'group' && item.group.members.some(node => node.id === id));
    if (group) dispatch({ kind: 'openGroup', group: group.id });
    dispatch({ kind: 'activate', node: id });
  };
  const select = (node: string, column: string) => {
    const selected = { node, column };
    dispatch({ kind: 'select', selected });
    host.post({ kind: 'select', selected });
    void host
      .ask('added', { kind: 'trace', node, column, shown: graph.nodes.map(one => one.id) })
      .then(message => dispatch({ kind: 'message', message }));
  };
  const unselect = () => {
    if (!ui.selected) return;
    dispatch({ kind: 'select', selected: undefined });
    host.post({ kind: 'select' });
  };
  const actions: CardActions = {
    onActivate: activate,
    onOpen: (node, column) => host.post({ kind: 'open', node, ...(column === undefined ? {} : { column }) }),
    onToggle: node => dispatch({ kind: 'toggleColumns', node }),
    onExpand: (node, direction) => expand({ node, direction }),
    onSelect: select,
    onGroup: group => dispatch({ kind: 'openGroup', group }),
  };
  const focusOn = (node: string) => host.post({ kind: 'focus', node, depth });
  const save = async (format: LineageExport) => {
    const name = `lineage-${graph.nodes.find(node => node.id === focus)?.name ?? 'graph'}`;
    const content = format === 'mermaid' ? mermaid(graph, focus) : placement && (await picture(format, placement, trace, actions));
    if (content === undefined)
      dispatch({ kind: 'notice', text: 'The picture could not be drawn: try SVG, or fewer steps.', tone: 'failure' });
    else host.post({ kind: 'save', format, name, content });
  };

  return (
    <>
      <Toolbar
        graph={graph}
        visible={visible}
        filters={ui.filters}
        depth={depth}
        listShown={ui.listShown}
        active={ui.active}
        onFilter={change => dispatch({ kind: 'filter', change })}
        onDepth={next => host.post({ kind: 'focus', node: focus, depth: next })}
        onList={shown => dispatch({ kind: 'list', shown })}
        onActivate={activate}
        onExport={format => void save(format)}
        onCopyMermaid={() => {
          host.post({ kind: 'copy', text: mermaid(graph, focus) });
          dispatch({ kind: 'notice', text: 'Mermaid copied' });
        }}
      />
      {notes.length > 0 && (
        <p class="notes" role="note">
          <Icon name="warning" />
          <span>{notes.join(' · ')}</span>
        </p>
      )}
      <div class="plane">
        {placement ? (
          <Canvas
            {...actions}
            placement={placement}
            focus={focus}
            active={ui.active}
            selected={ui.selected && columnKey(ui.selected)}
            trace={trace}
            open={ui.openColumns}
            label={`Lineage graph, ${counted(graph.nodes.length, 'node')}. Arrow keys move, Enter shows columns, o opens the file. The list holds the same as text.`}
            onFocusNode={focusOn}
            onUnselect={unselect}
          />
        ) : (
          <p class="empty-state dim late">{failure ?? 'Placing the models…'}</p>
        )}
        {ui.listShown && (
          <aside class="list" aria-label="Lineage as a list">
            <Outline graph={graph} visible={visible} active={ui.active} selected={ui.selected} onActivate={activate} onSelect={select} />
          </aside>
        )}
      </div>
      <Details
        {...actions}
        graph={graph}
        node={activeNode}
        selected={ui.selected}
        trace={trace}
        columnsOpen={activeNode !== undefined && ui.openColumns.has(activeNode.id)}
        focus={focus}
        onFocusNode={focusOn}
        onUnselect={unselect}
        post={request => host.post(request)}
      />
    </>
  );
}

function Empty({ page }: { readonly page: LineagePage }): JSX.Element {
  if (!page.host) return <div class="empty-state" aria-busy="true" />;
  return (
    <div class="empty-state">
      <h2>No lineage to show</h2>
      <p>{page.host.empty ?? 'Open a model, or choose a table in the Catalog view.'}</p>
    </div>
  );
}

interface ToPlace {
  readonly cards: readonly ReturnType<typeof cardOf>[];
  readonly visible: ReturnType<typeof visibleGraph>;
  readonly trace: ReturnType<typeof traceColumn>;
  /** Changes only when something has to move. */
  readonly shape: string;
}

/** Asks for a layout when the shape changes; what only looks different is drawn at the old places. */
function usePlacement(
  origin: Origin,
  wanted: ToPlace,
): { readonly placement: Placement | undefined; readonly failure: string | undefined } {
  const [state, setState] = useState<{ readonly shape: string; readonly placement: Placement } | undefined>(undefined);
  const [failure, setFailure] = useState<string | undefined>(undefined);
  const newest = useRef('');
  newest.current = wanted.shape;
  useEffect(() => {
    const { cards, visible, trace, shape } = wanted;
    startEngine(origin)
      .then(engine => place(engine, cards, visible.edges, trace.edges))
      .then(placement => {
        if (newest.current === shape) setState({ shape, placement });
      })
      .catch((error: unknown) => setFailure(error instanceof Error ? error.message : 'The graph could not be placed.'));
  }, [wanted.shape]);
  const placement = useMemo(() => {
    if (state?.shape !== wanted.shape) return state?.placement;
    const fresh = new Map(wanted.cards.map(card => [card.item.id, card]));
    return { ...state.placement, cards: state.placement.cards.map(card => ({ ...card, ...fresh.get(card.item.id) })) };
  }, [state, wanted.shape === state?.shape ? wanted.cards : undefined]);
  return { placement, failure };
}

function shapeOf(cards: ToPlace['cards'], visible: ToPlace['visible'], columnEdges: number): string {
  return JSON.stringify([
    cards.map(card => [card.item.id, card.height, card.rows.map(row => row.name)]),
    visible.edges.map(edge => [edge.source, edge.to, edge.indirect]),
    columnEdges,
  ]);
}

/** Draws everything once, out of sight, at full detail. */
async function picture(
  format: 'svg' | 'png',
  placement: Placement,
  trace: ToPlace['trace'],
  actions: CardActions,
): Promise<string | undefined> {
  const stage = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  stage.setAttribute('class', 'graph unseen');
  document.body.append(stage);
  try {
    render(
      <g>
        <Lanes placement={placement} />
        <Edges placement={placement} trace={trace} active={undefined} detail="each" />
        {placement.cards.map(card => (
          <CardView
            key={card.item.id}
            {...actions}
            card={card}
            look={{ focus: false, active: false, dimmed: false, open: card.moreColumns > 0, detail: 'full' }}
            selected={undefined}
            trace={trace}
          />
        ))}
      </g>,
      stage,
    );
    const drawing = stage.querySelector('g');
    if (!drawing) return undefined;
    const svg = svgText(drawing, placement.width, placement.height);
    return format === 'svg' ? svg : await pngOf(svg, placement.width, placement.height);
  } finally {
    render(null, stage);
    stage.remove();
  }
}
