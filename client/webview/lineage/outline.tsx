/**
 * The graph as a tree of text: layers, nodes, their sources, readers and columns. The same content for keyboard and screen reader.
 * Invariant: lists every node of the graph that the filters let through, grouped or not.
 */
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';

import type { ColumnEdge, ColumnRef, LineageColumn, LineageGraph, LineageNode } from '../../../server/src/protocol/lineage';
import { lineageLayers } from '../../../server/src/protocol/lineage';
import { Tree } from '../tree';
import type { TreeItem } from '../tree';
import { facts } from './card';
import { columnKey, sameColumn } from './trace';
import type { VisibleGraph } from './visible';

interface Props {
  readonly graph: LineageGraph;
  readonly visible: VisibleGraph;
  readonly active: string | undefined;
  readonly selected: ColumnRef | undefined;
  readonly onActivate: (id: string) => void;
  readonly onSelect: (node: string, column: string) => void;
}

export function Outline(props: Props): JSX.Element {
  const items = useMemo(() => layers(props), [props.graph, props.visible, props.active, props.selected]);
  return <Tree id="outline" label="Models, sources and their columns" items={items} />;
}

function layers(props: Props): readonly TreeItem[] {
  const shown = props.visible.items.flatMap(item => (item.kind === 'node' ? [item.node] : item.group.members));
  return lineageLayers.flatMap(layer => {
    const nodes = shown.filter(node => node.layer === layer).sort((a, b) => a.name.localeCompare(b.name));
    if (nodes.length === 0) return [];
    return [
      { key: layer, label: layer, note: String(nodes.length), openAtFirst: true, children: () => nodes.map(node => nodeItem(node, props)) },
    ];
  });
}

function nodeItem(node: LineageNode, props: Props): TreeItem {
  return {
    key: node.id,
    label: node.name,
    text: [facts(node), node.state?.kind === 'failed' ? 'failed' : undefined, ...node.tags.filter(tag => tag.sensitive).map(tag => tag.key)]
      .filter(Boolean)
      .join(' · '),
    textClass: 'dim',
    current: node.id === props.active,
    run: () => props.onActivate(node.id),
    children: () => parts(node, props),
  };
}

function parts(node: LineageNode, props: Props): readonly TreeItem[] {
  const { graph } = props;
  const byId = new Map(graph.nodes.map(one => [one.id, one]));
  const link = (id: string): TreeItem => ({
    key: id,
    label: byId.get(id)?.name ?? id,
    text: byId.get(id)?.layer ?? '',
    textClass: 'dim',
    run: () => props.onActivate(id),
  });
  const sources = graph.edges.filter(edge => edge.to === node.id).map(edge => edge.source);
  const readers = graph.edges.filter(edge => edge.source === node.id).map(edge => edge.to);
  const more = (hidden: number) => (hidden > 0 ? `${hidden} more not shown` : '');
  return [
    {
      key: 'sources',
      label: `sources (${sources.length + node.hiddenSources})`,
      note: more(node.hiddenSources),
      children: () => sources.map(link),
    },
    {
      key: 'readers',
      label: `readers (${readers.length + node.hiddenReaders})`,
      note: more(node.hiddenReaders),
      children: () => readers.map(link),
    },
    node.columns === null
      ? { key: 'columns', label: 'columns', text: node.columnsUnknown ?? 'not known', textClass: 'dim' }
      : {
          key: 'columns',
          label: `columns (${node.columns.length})`,
          children: () => (node.columns ?? []).map(column => columnItem(node, column, props)),
        },
  ];
}

function columnItem(node: LineageNode, column: LineageColumn, props: Props): TreeItem {
  const ref = { node: node.id, column: column.name };
  const key = columnKey(ref);
  const into = props.graph.columnEdges.filter(edge => columnKey(edge.to) === key);
  const outOf = props.graph.columnEdges.filter(edge => columnKey(edge.source) === key);
  const names = new Map(props.graph.nodes.map(one => [one.id, one.name]));
  const end = (edge: ColumnEdge, to: ColumnRef, word: string): TreeItem => ({
    key: `${word}${columnKey(to)}${edge.kind}`,
    label: `${word} ${names.get(to.node) ?? to.node}.${to.column}`,
    text: edge.kind === 'filter' ? 'filters only' : (edge.transform ?? 'value'),
    textClass: 'dim',
    run: () => props.onSelect(to.node, to.column),
  });
  const children = [...into.map(edge => end(edge, edge.source, 'from')), ...outOf.map(edge => end(edge, edge.to, 'to'))];
  return {
    key: column.name,
    label: column.name,
    text: [column.type ?? 'type unknown', ...column.tags.filter(tag => tag.sensitive).map(tag => tag.key)].join(' · '),
    textClass: 'dim',
    current: sameColumn(ref, props.selected),
    run: () => props.onSelect(node.id, column.name),
    ...(children.length > 0 ? { children: () => children } : {}),
  };
}
