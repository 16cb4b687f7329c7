/**
 * The line below the graph: what the card with the cursor is, and each hop of the selected column with its expression.
 * Invariant: every action on a card is a button here.
 */
import type { JSX } from 'preact';

import type { ColumnEdge, ColumnRef, LineageGraph, LineageNode, LineageRequest } from '../../../server/src/protocol/lineage';
import type { WirePlace, WireTag } from '../../../server/src/protocol/webview';
import { absolute, ago, byteRange, counted, money } from '../figures';
import { Icon } from '../icons';
import { ToolButton } from '../menu';
import { facts } from './card';
import { columnKey } from './trace';
import type { Trace } from './trace';

interface Props {
  readonly graph: LineageGraph;
  readonly node: LineageNode | undefined;
  readonly selected: ColumnRef | undefined;
  readonly trace: Trace;
  readonly columnsOpen: boolean;
  readonly focus: string;
  readonly onOpen: (id: string, column?: string) => void;
  readonly onToggle: (id: string) => void;
  readonly onExpand: (id: string, direction: 'sources' | 'readers') => void;
  readonly onFocusNode: (id: string) => void;
  readonly onSelect: (node: string, column: string) => void;
  readonly onUnselect: () => void;
  readonly post: (request: Extract<LineageRequest, { readonly kind: 'openPlace' }>) => void;
}

export function Details(props: Props): JSX.Element {
  const { node, selected } = props;
  return (
    <section class="details-line" aria-label="Details">
      {node && <NodeDetails {...props} node={node} />}
      {selected && <ColumnDetails {...props} selected={selected} />}
    </section>
  );
}

function NodeDetails({
  node,
  focus,
  columnsOpen,
  onOpen,
  onToggle,
  onExpand,
  onFocusNode,
}: Props & { readonly node: LineageNode }): JSX.Element {
  const state = node.state;
  return (
    <div class="details-node">
      <p class="details-head">
        <b>
          <bdi>{node.name}</bdi>
        </b>
        <span class="dim"> {facts(node)}</span>
        {node.relation && node.relation !== node.name && <span class="dim relation"> {node.relation}</span>}
        {state && (
          <span class={`state ${state.kind}`} title={state.at ? absolute(state.at) : undefined}>
            {' '}
            {state.kind === 'neverRun' ? 'never run' : state.kind}
            {state.at && ` ${ago(state.at, Date.now())}`}
          </span>
        )}
        {node.estimate && (
          <span class="dim" title="Estimated for one run">
            {' '}
            scans {byteRange(node.estimate.bytes)}
            {node.estimate.price && ` ≈ ${money(node.estimate.price.amount, node.estimate.price.currency)}`}
          </span>
        )}
      </p>
      {node.description && <p class="description">{node.description}</p>}
      {node.tags.length > 0 && (
        <p class="tags">
          {node.tags.map(tag => (
            <Tag key={`${tag.key}${tag.origin}${tag.from ?? ''}`} tag={tag} />
          ))}
        </p>
      )}
      {state?.message && <p class="state failed">{state.message}</p>}
      <p class="details-tools">
        {node.opens && <ToolButton icon="open" label="Open file" showLabel title="Open the file (o)" onClick={() => onOpen(node.id)} />}
        <ToolButton
          icon="list"
          label={columnsOpen ? 'Close columns' : 'Columns'}
          showLabel
          title="Show or hide the columns (Enter)"
          pressed={columnsOpen}
          onClick={() => onToggle(node.id)}
        />
        {node.hiddenSources > 0 && (
          <ToolButton
            icon="left"
            label={counted(node.hiddenSources, 'more source')}
            showLabel
            title="Show them ([)"
            onClick={() => onExpand(node.id, 'sources')}
          />
        )}
        {node.hiddenReaders > 0 && (
          <ToolButton
            icon="right"
            label={counted(node.hiddenReaders, 'more reader')}
            showLabel
            title="Show them (])"
            onClick={() => onExpand(node.id, 'readers')}
          />
        )}
        {node.id !== focus && (
          <ToolButton
            icon="fit"
            label="Draw around this"
            showLabel
            title="Draw the graph around this node (f)"
            onClick={() => onFocusNode(node.id)}
          />
        )}
      </p>
    </div>
  );
}

function ColumnDetails({
  graph,
  selected,
  trace,
  onSelect,
  onOpen,
  onUnselect,
  post,
}: Props & { readonly selected: ColumnRef }): JSX.Element {
  const node = graph.nodes.find(one => one.id === selected.node);
  const column = node?.columns?.find(one => one.name.toLowerCase() === selected.column.toLowerCase());
  const names = new Map(graph.nodes.map(one => [one.id, one.name]));
  const key = columnKey(selected);
  const into = trace.edges.filter(edge => columnKey(edge.to) === key);
  const outOf = trace.edges.filter(edge => columnKey(edge.source) === key);
  const ends = new Set(trace.edges.flatMap(edge => [edge.source.node, edge.to.node]));
  return (
    <div class="details-column">
      <p class="details-head">
        <b>
          <bdi>{selected.column}</bdi>
        </b>
        <span class="dim">
          {' '}
          {column?.type ?? ''} · {counted(Math.max(0, ends.size - 1), 'other node')} on its way
        </span>
        <ToolButton icon="open" label="Go to the column" onClick={() => onOpen(selected.node, selected.column)} />
        <ToolButton icon="close" label="End the trace" title="End the trace (Escape)" onClick={onUnselect} />
      </p>
      {column && column.tags.length > 0 && (
        <p class="tags">
          {column.tags.map(tag => (
            <Tag key={`${tag.key}${tag.origin}`} tag={tag} />
          ))}
        </p>
      )}
      {column?.description && <p class="description">{column.description}</p>}
      {into.length + outOf.length === 0 && <p class="dim">Nothing is known to feed or read this column.</p>}
      <ul class="hops">
        {into.map(edge => (
          <Hop
            key={`i${columnKey(edge.source)}${edge.kind}`}
            edge={edge}
            end={edge.source}
            word="from"
            names={names}
            onSelect={onSelect}
            post={post}
          />
        ))}
        {outOf.map(edge => (
          <Hop
            key={`o${columnKey(edge.to)}${edge.kind}`}
            edge={edge}
            end={edge.to}
            word="to"
            names={names}
            onSelect={onSelect}
            post={post}
          />
        ))}
      </ul>
    </div>
  );
}

function Hop({
  edge,
  end,
  word,
  names,
  onSelect,
  post,
}: Pick<Props, 'onSelect' | 'post'> & {
  readonly edge: ColumnEdge;
  readonly end: ColumnRef;
  readonly word: string;
  readonly names: ReadonlyMap<string, string>;
}): JSX.Element {
  const open = (place: WirePlace) => post({ kind: 'openPlace', place });
  const { place } = edge;
  return (
    <li class="hop">
      <span class="dim">{word} </span>
      <button type="button" class="link" onClick={() => onSelect(end.node, end.column)}>
        <bdi>
          {names.get(end.node) ?? end.node}.{end.column}
        </bdi>
      </button>
      <span class="dim"> {edge.kind === 'filter' ? 'filters, joins, groups or sorts only' : (edge.transform ?? '')}</span>
      {edge.expression && <code> {edge.expression}</code>}
      {place && <ToolButton icon="open" label="Go to the expression" onClick={() => open(place)} />}
    </li>
  );
}

export function Tag({ tag }: { readonly tag: WireTag }): JSX.Element {
  const value = tag.values.join(', ');
  return (
    <span class={tag.sensitive ? 'tag sensitive' : 'tag'}>
      {tag.sensitive && <Icon name="shield" />}
      {tag.key}={value}{' '}
      <span class="dim">{tag.origin + (tag.from ? ` ${tag.origin === 'contained' ? 'in' : 'from'} ${tag.from}` : '')}</span>
    </span>
  );
}
