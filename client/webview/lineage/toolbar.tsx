/**
 * Above the graph: search, depth, layers, tags, only sensitive, list, export.
 * Invariant: a filter that is on can be seen and taken off here; what it hides is counted.
 */
import type { JSX } from 'preact';

import type { LineageExport, LineageGraph } from '../../../server/src/protocol/lineage';
import { lineageLayers, maxDepth } from '../../../server/src/protocol/lineage';
import { counted } from '../figures';
import { MenuButton, ToolButton } from '../menu';
import type { Filters } from './state';
import { noFilters } from './state';
import { tagsOf } from './visible';
import type { VisibleGraph } from './visible';

interface Props {
  readonly graph: LineageGraph;
  readonly visible: VisibleGraph;
  readonly filters: Filters;
  readonly depth: number;
  readonly listShown: boolean;
  readonly active: string | undefined;
  readonly onFilter: (change: Partial<Filters>) => void;
  readonly onDepth: (depth: number) => void;
  readonly onList: (shown: boolean) => void;
  readonly onActivate: (id: string) => void;
  readonly onExport: (format: LineageExport) => void;
  readonly onCopyMermaid: () => void;
}

export function Toolbar(props: Props): JSX.Element {
  const { graph, visible, filters, depth } = props;
  const layers = lineageLayers.filter(layer => graph.nodes.some(node => node.layer === layer));
  const tags = tagsOf(graph);
  const toggleLayer = (layer: (typeof layers)[number]) =>
    props.onFilter({
      hiddenLayers: filters.hiddenLayers.includes(layer)
        ? filters.hiddenLayers.filter(one => one !== layer)
        : [...filters.hiddenLayers, layer],
    });
  return (
    <div class="lineage-bar" role="toolbar" aria-label="Lineage">
      <Search {...props} />
      <span class="depth" role="group" aria-label="Steps from the centre">
        <ToolButton icon="minus" label="One step less" disabled={depth <= 1} onClick={() => props.onDepth(depth - 1)} />
        <span title="Steps shown to each side of the centre">{counted(depth, 'step')}</span>
        <ToolButton icon="plus" label="One step more" disabled={depth >= maxDepth} onClick={() => props.onDepth(depth + 1)} />
      </span>
      <span class="layers" role="group" aria-label="Layers">
        {layers.map(layer => (
          <button
            type="button"
            key={layer}
            class={`layer-toggle layer-${layer}`}
            aria-pressed={!filters.hiddenLayers.includes(layer)}
            title={`Show or hide ${layer}`}
            onClick={() => toggleLayer(layer)}
          >
            <span class="swatch" aria-hidden="true" />
            {layer}
          </button>
        ))}
      </span>
      {tags.length > 0 && (
        <select
          aria-label="Only with tag"
          value={filters.tag ?? ''}
          onChange={event => props.onFilter({ tag: event.currentTarget.value === '' ? undefined : event.currentTarget.value })}
        >
          <option value="">any tag</option>
          {tags.map(tag => (
            <option key={tag} value={tag} selected={tag === filters.tag}>
              {tag}
            </option>
          ))}
        </select>
      )}
      <ToolButton
        icon="shield"
        label="Sensitive"
        showLabel
        pressed={filters.sensitiveOnly}
        title="Only nodes that carry or hold sensitive tags"
        onClick={() => props.onFilter({ sensitiveOnly: !filters.sensitiveOnly })}
      />
      <span class="toolbar-gap" />
      {visible.hidden > 0 && (
        <span class="dim">
          {counted(visible.hidden, 'node')} left out{' '}
          <button type="button" class="link" onClick={() => props.onFilter({ ...noFilters, search: filters.search })}>
            show all
          </button>
        </span>
      )}
      <ToolButton
        icon="list"
        label="List"
        showLabel
        pressed={props.listShown}
        title="The same content as a list"
        onClick={() => props.onList(!props.listShown)}
      />
      <MenuButton
        icon="download"
        label="Export"
        items={[
          { label: 'SVG…', run: () => props.onExport('svg') },
          { label: 'PNG…', run: () => props.onExport('png') },
          { label: 'Mermaid…', run: () => props.onExport('mermaid') },
          { label: 'Copy as Mermaid', separated: true, run: props.onCopyMermaid },
        ]}
      />
    </div>
  );
}

/** Marks what it finds; Enter goes to the next one. */
function Search({ visible, filters, active, onFilter, onActivate }: Props): JSX.Element {
  const { matches } = visible;
  const next = (step: 1 | -1) => {
    const at = active === undefined ? -1 : matches.indexOf(active);
    const id = matches[(at + step + matches.length) % matches.length];
    if (id !== undefined) onActivate(id);
  };
  return (
    <span class="search-box">
      <input
        class="text-input"
        type="search"
        placeholder="Find a model or column"
        aria-label="Find a model or column"
        value={filters.search}
        onInput={event => onFilter({ search: event.currentTarget.value })}
        onKeyDown={event => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          next(event.shiftKey ? -1 : 1);
        }}
      />
      {filters.search.trim() !== '' && (
        <span class="dim found" role="status">
          {matches.length === 0
            ? 'none'
            : `${active !== undefined && matches.includes(active) ? `${matches.indexOf(active) + 1} of ` : ''}${matches.length}`}
        </span>
      )}
    </span>
  );
}
