/**
 * The grid within the page: loads the first rows, then lives until the result is left; below it the line that says what is selected.
 * Invariant: the grid is made once per result and told of changes; it is never drawn again because the page is.
 */
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

import type { WireColumn, WireResult } from '../../../server/src/protocol/results';
import type { CellValue } from '../../../server/src/protocol/webview';
import { count, counted } from '../figures';
import { Menu } from '../menu';
import type { MenuItem } from '../menu';
import { fullText } from './cellText';
import { clipboardText } from './clipboardText';
import type { CopyFormat } from './clipboardText';
import type { Around } from './context';
import { printFilter } from './filterText';
import { blockRows, createResultGrid } from './grid';
import type { ResultGrid } from './grid';
import type { GridRow } from './gridColumns';
import { createRowSource, isFailure } from './rowSource';
import { cellCount, exactSum } from './selection';
import type { CellPlace, Rectangle } from './selection';
import type { ResultUi } from './state';
import { trinoType } from './trinoType';

export interface GridHandle {
  copy(format: CopyFormat): void;
  statistics(): void;
  filter(column: number, text: string): void;
  clearFilters(): void;
  focus(): void;
  row(index: number): GridRow | undefined;
}

type Props = Around & {
  readonly result: WireResult;
  readonly columns: readonly WireColumn[];
  readonly ui: ResultUi;
  readonly total: number;
  readonly onTotal: (total: number) => void;
  readonly handle: { current: GridHandle | undefined };
};

interface Selected {
  readonly area: Rectangle;
  readonly focus: CellPlace;
}

export function GridView(props: Props): JSX.Element {
  const { result, columns, ui, host, dispatch } = props;
  const element = useRef<HTMLDivElement>(null);
  const grid = useRef<ResultGrid | undefined>(undefined);
  const current = useRef({ props, selected: undefined as Selected | undefined });
  current.current.props = props;
  const [state, setState] = useState<'loading' | 'ready' | 'failed'>('loading');
  const [selected, setSelected] = useState<Selected | undefined>(undefined);
  const [menu, setMenu] = useState<{ readonly x: number; readonly y: number } | undefined>(undefined);
  const { resultId } = result;

  const latestView = () => current.current.props.ui.view;
  const change = (part: Partial<ResultUi>) => dispatch({ kind: 'change', resultId, change: part });
  const tell = (text: string, tone: 'info' | 'failure' = 'info') => dispatch({ kind: 'notice', text, tone });

  const copy = (format: CopyFormat | 'plain') => {
    const area = current.current.selected?.area;
    if (!area) {
      tell('Nothing is selected: put the cursor on a cell.');
      return;
    }
    void createRowSource(host, resultId, columns)
      .block(latestView(), area, grid.current?.columnOrder() ?? [])
      .then(block => {
        if (isFailure(block)) {
          tell(block.message, 'failure');
          return;
        }
        host.post({ kind: 'copy', text: format === 'plain' ? plainText(block.columns, block.rows) : clipboardText(block, format) });
        tell(`${counted(cellCount(area), 'cell')} copied`);
      });
  };

  const focusedColumn = (): number | undefined => {
    const at = current.current.selected?.focus.column ?? 0;
    return grid.current?.columnOrder()[at];
  };

  useEffect(() => {
    let alive = true;
    const source = createRowSource(host, resultId, columns);
    void source.fetch(ui.view, 0, blockRows(columns.length)).then(answer => {
      if (!alive || !element.current) return;
      if (answer.kind === 'refused') {
        setState('failed');
        tell(answer.failure.message, 'failure');
        return;
      }
      props.onTotal(answer.page.total);
      grid.current = createResultGrid(element.current, {
        columns,
        view: ui.view,
        filterRow: ui.filterRow,
        topRow: ui.topRow,
        nonce: props.origin.nonce,
        first: answer.page,
        fetch: (view, offset, limit) => source.fetch(view, offset, limit),
        onView: part => dispatch({ kind: 'view', resultId, change: part }),
        onTotal: total => current.current.props.onTotal(total),
        onFailure: failure => tell(failure.message, 'failure'),
        onSelection: (area, focus) => {
          current.current.selected = { area, focus };
          setSelected({ area, focus });
        },
        onOpenCell: (row, column) => change({ side: { kind: 'cell', row, column } }),
        onStatistics: column => change({ side: { kind: 'statistics', column } }),
        onCopy: () => copy('plain'),
        onContextMenu: setMenu,
        onTopRow: topRow => change({ topRow }),
      });
      setState('ready');
    });
    return () => {
      alive = false;
      grid.current?.destroy();
      grid.current = undefined;
    };
  }, [resultId]);

  useEffect(() => {
    props.handle.current = {
      copy,
      statistics: () => {
        const column = focusedColumn();
        if (column !== undefined) change({ side: { kind: 'statistics', column } });
      },
      filter: (column, text) => grid.current?.filter(column, text),
      clearFilters: () => grid.current?.clearFilters(),
      focus: () => grid.current?.focus(),
      row: index => grid.current?.loadedRow(index),
    };
    return () => {
      props.handle.current = undefined;
    };
  }, [resultId]);

  useAfterFirst(() => grid.current?.search(ui.view.search), [ui.view.search]);
  useAfterFirst(() => grid.current?.showFilterRow(ui.filterRow), [ui.filterRow]);
  useAfterFirst(() => grid.current?.grow(), [result.run.kind === 'running' ? result.run.rows : -1]);

  const closeMenu = () => {
    setMenu(undefined);
    grid.current?.focus();
  };
  return (
    <div class="grid-area">
      <div class="grid-host" ref={element} aria-label={`Rows of ${result.title}`} />
      {state === 'loading' && <p class="grid-cover dim late">Loading rows…</p>}
      {state === 'failed' && <p class="grid-cover">The rows could not be read. Run the statement again.</p>}
      {state === 'ready' && props.total === 0 && (
        <p class="grid-cover dim">
          {result.run.kind === 'succeeded' && result.run.rows === 0 ? 'No rows: the statement ran and found none.' : 'No row matches.'}
        </p>
      )}
      <StatusLine grid={grid.current} selected={selected} columns={columns} total={props.total} />
      {menu && <Menu label="Cell" at={menu} items={cellMenu()} onClose={closeMenu} />}
    </div>
  );

  function cellMenu(): MenuItem[] {
    const column = focusedColumn() ?? 0;
    const row = current.current.selected?.focus.row ?? 0;
    const type = trinoType(columns[column]?.type ?? '');
    const value = grid.current?.loadedRow(row)?.[column];
    const filter = (operator: 'equals' | 'notEquals') => {
      const isNull = value === null;
      const text = isNull
        ? operator === 'equals'
          ? 'null'
          : '!null'
        : printFilter({ operator, value: fullText(value ?? '', type) }, type);
      change({ filterRow: true });
      grid.current?.filter(column, text);
    };
    const scalar = value === null || typeof value !== 'object';
    return [
      { label: 'Copy', hint: 'Ctrl+C', run: () => copy('plain') },
      { label: 'Copy with header (TSV)', run: () => copy('tsv') },
      { label: 'Copy as CSV', run: () => copy('csv') },
      { label: 'Copy as JSON', run: () => copy('json') },
      { label: 'Copy as Markdown', run: () => copy('markdown') },
      { label: 'Show the whole value', hint: 'Enter', separated: true, run: () => change({ side: { kind: 'cell', row, column } }) },
      { label: 'Column statistics', run: () => change({ side: { kind: 'statistics', column } }) },
      ...(scalar && value !== undefined
        ? [
            { label: 'Only rows with this value', separated: true, run: () => filter('equals') },
            { label: 'Only rows without this value', run: () => filter('notEquals') },
          ]
        : []),
      { label: 'Sort ascending', separated: true, run: () => grid.current?.sort(column, 'asc') },
      { label: 'Sort descending', run: () => grid.current?.sort(column, 'desc') },
    ];
  }
}

/** One cell gives its bare value; several give TSV without a header, as spreadsheets expect. */
function plainText(columns: readonly WireColumn[], rows: readonly (readonly CellValue[])[]): string {
  const [only] = rows;
  const value = only?.[0];
  if (rows.length === 1 && columns.length === 1 && value !== undefined) {
    if (value === null) return '';
    return typeof value === 'object' ? clipboardText({ columns, rows }, 'json') : fullText(value, trinoType(columns[0]?.type ?? ''));
  }
  return clipboardText({ columns, rows }, 'tsv', 'noHeader');
}

/** Cells that are summed while selecting; more would make dragging slow. */
const summedCells = 20_000;

function StatusLine({
  grid,
  selected,
  columns,
  total,
}: {
  readonly grid: ResultGrid | undefined;
  readonly selected: Selected | undefined;
  readonly columns: readonly WireColumn[];
  readonly total: number;
}): JSX.Element {
  if (!selected || !grid) return <p class="status-line">{counted(total, 'row')}</p>;
  const { area, focus } = selected;
  const order = grid.columnOrder();
  const cells = cellCount(area);
  const sum = cells > 1 && cells <= summedCells ? exactSum(cellsOf(grid, area, order, columns)) : undefined;
  return (
    <p class="status-line">
      <span>
        row {count(focus.row + 1)} of {count(total)}
      </span>
      <span class="status-column">
        <bdi>{columns[order[focus.column] ?? -1]?.name ?? ''}</bdi>
      </span>
      {cells > 1 && <span>{counted(cells, 'cell')}</span>}
      {sum !== undefined && <span>sum {sum}</span>}
    </p>
  );
}

function* cellsOf(
  grid: ResultGrid,
  area: Rectangle,
  order: readonly number[],
  columns: readonly WireColumn[],
): Generator<{ value: CellValue | undefined; type: ReturnType<typeof trinoType> }> {
  for (let row = area.top; row <= area.bottom; row++) {
    const values = grid.loadedRow(row);
    for (let at = area.left; at <= area.right; at++) {
      const column = order[at] ?? -1;
      yield { value: values?.[column], type: trinoType(columns[column]?.type ?? '') };
    }
  }
}

/** An effect for changes only: the grid is made with the first values already. */
function useAfterFirst(effect: () => void, inputs: readonly unknown[]): void {
  const first = useRef(true);
  useEffect(() => {
    if (first.current) first.current = false;
    else effect();
  }, inputs);
}
