/**
 * The grid of one result: a window on rows that stay with the server, a rectangle of selected cells, the keys of a spreadsheet.
 * Invariant: memory is bounded by cells, however many rows or columns the result has; what is shown is always the current view.
 */
import {
  CellApiModule,
  CellStyleModule,
  ColumnApiModule,
  CustomFilterModule,
  EventApiModule,
  InfiniteRowModelModule,
  ModuleRegistry,
  RenderApiModule,
  RowApiModule,
  ScrollApiModule,
  createGrid,
  themeQuartz,
} from 'ag-grid-community';
import type {
  CellFocusedEvent,
  CellKeyDownEvent,
  CellMouseOverEvent,
  GridApi,
  GridOptions,
  IGetRowsParams,
  SortModelItem,
} from 'ag-grid-community';

import type { WireColumn, WireFilter, WireSort, WireView } from '../../../server/src/protocol/results';
import type { WireFailure } from '../../../server/src/protocol/webview';
import { parseFilter, printFilter } from './filterText';
import { gridColumns, rowNumberColumn, sharedColumn } from './gridColumns';
import type { ColumnNeeds, GridRow } from './gridColumns';
import { contains, rectangle } from './selection';
import type { CellPlace, Rectangle, Selection } from './selection';
import { trinoType } from './trinoType';

ModuleRegistry.registerModules([
  InfiniteRowModelModule,
  CellStyleModule,
  CustomFilterModule,
  RowApiModule,
  ScrollApiModule,
  RenderApiModule,
  CellApiModule,
  ColumnApiModule,
  EventApiModule,
]);

export interface Page {
  readonly rows: readonly GridRow[];
  readonly total: number;
}
export type PageAnswer = { readonly kind: 'page'; readonly page: Page } | { readonly kind: 'refused'; readonly failure: WireFailure };

export interface GridNeeds {
  readonly columns: readonly WireColumn[];
  readonly view: WireView;
  readonly filterRow: boolean;
  readonly topRow: number;
  readonly nonce: string;
  /** The page at `firstPageOffset`, loaded before the grid is drawn: widths are known and nothing jumps. */
  readonly first: Page;
  readonly fetch: (view: WireView, offset: number, limit: number) => Promise<PageAnswer>;
  readonly onView: (change: Partial<WireView>) => void;
  readonly onTotal: (total: number) => void;
  readonly onFailure: (failure: WireFailure) => void;
  readonly onSelection: (selection: Rectangle, focus: CellPlace) => void;
  readonly onOpenCell: (row: number, column: number) => void;
  readonly onStatistics: (column: number) => void;
  readonly onCopy: () => void;
  readonly onContextMenu: (at: { readonly x: number; readonly y: number }) => void;
  readonly onTopRow: (row: number) => void;
}

export interface ResultGrid {
  /** Other rows match: starts again from the top. */
  search(text: string): void;
  showFilterRow(shown: boolean): void;
  clearFilters(): void;
  sort(column: number, direction: 'asc' | 'desc'): void;
  filter(column: number, text: string): void;
  /** More rows have arrived for a result that still runs. */
  grow(): void;
  /** Positions in the result's columns, left to right on the screen. */
  columnOrder(): readonly number[];
  loadedRow(index: number): GridRow | undefined;
  focus(): void;
  destroy(): void;
}

export const blockRows = (columns: number): number => Math.max(20, Math.min(200, Math.floor(40_000 / Math.max(1, columns))));
const cachedCells = 2_000_000;

export function createResultGrid(element: HTMLElement, needs: GridNeeds): ResultGrid {
  let search = needs.view.search;
  let seed: Page | undefined = needs.first;
  let total = needs.first.total;
  let selection: Selection = { anchor: { row: 0, column: 0 }, head: { row: 0, column: 0 } };
  let area = rectangle(selection);
  let displayed: readonly string[] = [];
  let positions = new Map<string, number>();
  /** What the next focus means: a new selection, a larger one, or nothing where it falls into the selection. */
  let gesture: 'move' | 'extend' | 'keep' = 'move';
  let dragging = false;

  const columnNeeds: ColumnNeeds = {
    columns: needs.columns,
    sample: needs.first.rows.slice(0, 60),
    rows: needs.first.total,
    filterRow: needs.filterRow,
    characterWidth: characterWidth(element),
    isSelected: (row, columnId) =>
      contains(area, row, positions.get(columnId) ?? -1) && (area.top !== area.bottom || area.left !== area.right),
    search: () => search,
    onStatistics: needs.onStatistics,
  };

  const viewOf = (sorts: readonly SortModelItem[], filters: unknown): WireView => ({
    sort: toSorts(sorts),
    filters: toFilters(filters, needs.columns),
    search,
  });

  const getRows = (params: IGetRowsParams<GridRow>): void => {
    if (seed && params.startRow === 0) {
      params.successCallback([...seed.rows], seed.total);
      seed = undefined;
      return;
    }
    const view = viewOf(params.sortModel, params.filterModel);
    void needs.fetch(view, params.startRow, params.endRow - params.startRow).then(answer => {
      if (answer.kind === 'refused') {
        needs.onFailure(answer.failure);
        params.failCallback();
        return;
      }
      total = answer.page.total;
      params.successCallback([...answer.page.rows], total);
      needs.onTotal(total);
    });
  };

  const select = (next: Selection): void => {
    selection = next;
    area = rectangle(next);
    api.refreshCells({ force: true, suppressFlash: true });
    needs.onSelection(area, next.head);
  };

  const onFocused = ({ rowIndex, column }: CellFocusedEvent<GridRow>): void => {
    if (rowIndex === null || column === null || typeof column === 'string') return;
    if (column.getColId() === rowNumberColumn) {
      select(wholeRows(gesture === 'extend' ? selection.anchor.row : rowIndex, rowIndex));
      return;
    }
    const head = { row: rowIndex, column: positions.get(column.getColId()) ?? 0 };
    if (gesture === 'keep' && contains(area, head.row, head.column)) return;
    if (head.row === selection.head.row && head.column === selection.head.column && gesture === 'extend') return;
    select({ anchor: gesture === 'extend' ? selection.anchor : head, head });
  };

  const wholeRows = (from: number, to: number): Selection => ({
    anchor: { row: from, column: 0 },
    head: { row: to, column: Math.max(0, displayed.length - 1) },
  });

  const onOver = ({ rowIndex, column }: CellMouseOverEvent<GridRow>): void => {
    if (!dragging || rowIndex === null) return;
    if (column.getColId() === rowNumberColumn) select(wholeRows(selection.anchor.row, rowIndex));
    else select({ anchor: selection.anchor, head: { row: rowIndex, column: positions.get(column.getColId()) ?? 0 } });
  };

  const onKey = (event: CellKeyDownEvent<GridRow>): void => {
    const key = event.event;
    if (!(key instanceof KeyboardEvent) || event.rowIndex === null || !('column' in event)) return;
    const column = positions.get(event.column.getColId()) ?? 0;
    const command = key.ctrlKey || key.metaKey;
    const jump = jumpOf(key, event.rowIndex, column);
    if (jump) go(jump);
    else if (command && key.key.toLowerCase() === 'a')
      select({ anchor: { row: 0, column: 0 }, head: { row: Math.max(0, total - 1), column: Math.max(0, displayed.length - 1) } });
    else if (command && key.key.toLowerCase() === 'c') needs.onCopy();
    else if (command && key.key === ' ')
      select({ anchor: { row: 0, column: area.left }, head: { row: Math.max(0, total - 1), column: area.right } });
    else if (key.shiftKey && key.key === ' ') select(wholeRows(area.top, area.bottom));
    else if (key.key === 'Enter' || key.key === ' ') needs.onOpenCell(event.rowIndex, Number(displayed[column]));
    else if (key.key === 'ContextMenu' || (key.shiftKey && key.key === 'F10')) {
      const box = (key.target as HTMLElement).getBoundingClientRect();
      needs.onContextMenu({ x: box.left + 8, y: box.bottom });
    } else return;
    key.preventDefault();
  };

  /** Where Ctrl with a cursor key leads; the grid's own jump does not wait for rows that are not loaded yet. */
  const jumpOf = (key: KeyboardEvent, row: number, column: number): CellPlace | undefined => {
    if (!key.ctrlKey && !key.metaKey) return undefined;
    const [bottom, right] = [Math.max(0, total - 1), Math.max(0, displayed.length - 1)];
    const jumps: Readonly<Record<string, CellPlace>> = {
      Home: { row: 0, column: 0 },
      End: { row: bottom, column: right },
      ArrowUp: { row: 0, column },
      ArrowDown: { row: bottom, column },
      ArrowLeft: { row, column: 0 },
      ArrowRight: { row, column: right },
    };
    if (!Object.hasOwn(jumps, key.key)) return undefined;
    gesture = key.shiftKey ? 'extend' : 'move';
    return jumps[key.key];
  };

  const go = ({ row, column }: CellPlace): void => {
    const columnId = displayed[column];
    if (columnId === undefined) return;
    api.ensureIndexVisible(row);
    api.ensureColumnVisible(columnId);
    // The row is drawn with the next frame; only a drawn cell can take the focus.
    requestAnimationFrame(() => requestAnimationFrame(() => api.setFocusedCell(row, columnId)));
  };

  const learnColumns = (): void => {
    displayed = api
      .getAllDisplayedColumns()
      .map(column => column.getColId())
      .filter(id => id !== rowNumberColumn);
    positions = new Map(displayed.map((id, position) => [id, position]));
  };

  const blocks = blockRows(needs.columns.length);
  const options: GridOptions<GridRow> = {
    columnDefs: gridColumns(columnNeeds),
    defaultColDef: sharedColumn(columnNeeds),
    rowModelType: 'infinite',
    datasource: { getRows },
    cacheBlockSize: blocks,
    maxBlocksInCache: Math.max(4, Math.floor(cachedCells / (blocks * Math.max(1, needs.columns.length)))),
    maxConcurrentDatasourceRequests: 2,
    blockLoadDebounceMillis: 30,
    infiniteInitialRowCount: Math.max(1, needs.first.total),
    cacheOverflowSize: 0,
    rowHeight: 24,
    headerHeight: 40,
    floatingFiltersHeight: 28,
    theme,
    styleNonce: needs.nonce,
    animateRows: false,
    suppressColumnMoveAnimation: true,
    suppressDragLeaveHidesColumns: true,
    suppressContextMenu: true,
    suppressMultiSort: false,
    ensureDomOrder: true,
    onGridReady: ({ api: ready }) => restore(ready, needs),
    onFirstDataRendered: ({ api: ready }) => {
      if (needs.topRow > 0) ready.ensureIndexVisible(Math.min(needs.topRow, total - 1), 'top');
    },
    onSortChanged: ({ api: now, source }) => {
      if (source !== 'api') needs.onView({ sort: sortsOf(now) });
    },
    onFilterChanged: ({ api: now, source }) => {
      if (source !== 'api') needs.onView({ filters: toFilters(now.getFilterModel(), needs.columns) });
    },
    onDisplayedColumnsChanged: () => learnColumns(),
    onCellFocused: onFocused,
    onCellMouseOver: onOver,
    onCellKeyDown: event => {
      if ('column' in event) onKey(event);
    },
    onCellDoubleClicked: ({ rowIndex, column }) => {
      if (rowIndex !== null && column.getColId() !== rowNumberColumn) needs.onOpenCell(rowIndex, Number(column.getColId()));
    },
    onCellContextMenu: ({ event }) => {
      if (event instanceof MouseEvent) needs.onContextMenu({ x: event.clientX, y: event.clientY });
    },
    onBodyScrollEnd: ({ api: now }) => needs.onTopRow(now.getFirstDisplayedRowIndex()),
  };

  const onPointerDown = (event: PointerEvent): void => {
    gesture = event.button === 2 ? 'keep' : event.shiftKey ? 'extend' : 'move';
    dragging = event.button === 0 && event.target instanceof Element && event.target.closest('.ag-cell') !== null;
  };
  const onPointerUp = (): void => {
    dragging = false;
  };
  const onMenu = (event: Event): void => event.preventDefault();
  element.addEventListener('pointerdown', onPointerDown, true);
  // The grid reports a focus later than it happens: what it means is noted when the key or button goes down.
  const onKeyDown = (event: KeyboardEvent): void => {
    gesture = event.shiftKey && event.key.startsWith('Arrow') ? 'extend' : 'move';
  };
  element.addEventListener('keydown', onKeyDown, true);
  element.addEventListener('contextmenu', onMenu);
  window.addEventListener('pointerup', onPointerUp);
  const api: GridApi<GridRow> = createGrid(element, options);
  learnColumns();

  return {
    search: text => {
      search = text;
      api.purgeInfiniteCache();
      api.ensureIndexVisible(0, 'top');
    },
    showFilterRow: shown => api.setGridOption('defaultColDef', sharedColumn({ ...columnNeeds, filterRow: shown })),
    clearFilters: () => {
      api.setFilterModel(null);
      needs.onView({ filters: [] });
    },
    sort: (column, direction) => {
      api.applyColumnState({ state: [{ colId: String(column), sort: direction }], defaultState: { sort: null } });
      needs.onView({ sort: [{ column, descending: direction === 'desc' }] });
    },
    filter: (column, text) => {
      const model = { ...(api.getFilterModel() as Record<string, string>), [String(column)]: text };
      api.setFilterModel(model);
      needs.onView({ filters: toFilters(model, needs.columns) });
    },
    grow: () => api.refreshInfiniteCache(),
    columnOrder: () => displayed.map(Number),
    loadedRow: index => api.getDisplayedRowAtIndex(index)?.data,
    focus: () => {
      gesture = 'keep';
      if (total > 0)
        go({
          row: Math.min(selection.head.row, total - 1),
          column: displayed[selection.head.column] === undefined ? 0 : selection.head.column,
        });
    },
    destroy: () => {
      element.removeEventListener('pointerdown', onPointerDown, true);
      element.removeEventListener('keydown', onKeyDown, true);
      element.removeEventListener('contextmenu', onMenu);
      window.removeEventListener('pointerup', onPointerUp);
      api.destroy();
    },
  };
}

/** Puts sort and filters of a page that comes back onto the new grid. */
function restore(api: GridApi<GridRow>, needs: GridNeeds): void {
  const { sort, filters } = needs.view;
  if (sort.length > 0) {
    api.applyColumnState({
      state: sort.map((one, sortIndex) => ({
        colId: String(one.column),
        sort: one.descending ? ('desc' as const) : ('asc' as const),
        sortIndex,
      })),
    });
  }
  if (filters.length > 0) {
    api.setFilterModel(
      Object.fromEntries(
        filters.map(filter => [String(filter.column), printFilter(filter, trinoType(needs.columns[filter.column]?.type ?? ''))]),
      ),
    );
  }
}

function sortsOf(api: GridApi<GridRow>): WireSort[] {
  const sorted = api.getColumnState().filter(column => column.sort);
  sorted.sort((a, b) => (a.sortIndex ?? 0) - (b.sortIndex ?? 0));
  return sorted.map(column => ({ column: Number(column.colId), descending: column.sort === 'desc' }));
}

function toSorts(model: readonly SortModelItem[]): WireSort[] {
  return model.map(({ colId, sort }) => ({ column: Number(colId), descending: sort === 'desc' }));
}

function toFilters(model: unknown, columns: readonly WireColumn[]): WireFilter[] {
  return Object.entries((model ?? {}) as Record<string, unknown>).flatMap(([id, text]) => {
    const column = Number(id);
    const condition = typeof text === 'string' ? parseFilter(text, trinoType(columns[column]?.type ?? '')) : undefined;
    return condition ? [{ column, ...condition }] : [];
  });
}

function characterWidth(element: HTMLElement): number {
  const context = document.createElement('canvas').getContext('2d');
  if (!context) return 8;
  const style = getComputedStyle(element);
  context.font = `${style.fontSize} ${style.fontFamily}`;
  return context.measureText('0123456789abcdef').width / 16;
}

/** The grid's own parameters in VS Code's colours; what they do not reach is in results.css. */
const theme = themeQuartz.withParams({
  browserColorScheme: 'inherit',
  backgroundColor: 'var(--page-background)',
  foregroundColor: 'var(--page-foreground)',
  dataBackgroundColor: 'var(--page-background)',
  chromeBackgroundColor: 'var(--header-background)',
  headerBackgroundColor: 'var(--header-background)',
  headerTextColor: 'var(--page-foreground)',
  accentColor: 'var(--focus)',
  borderColor: 'var(--line)',
  borderRadius: 0,
  wrapperBorderRadius: 0,
  wrapperBorder: false,
  rowHoverColor: 'var(--hover)',
  headerColumnBorder: { color: 'var(--line)' },
  columnBorder: { color: 'var(--line-faint)' },
  rowBorder: { color: 'var(--line-faint)' },
  pinnedColumnBorder: { color: 'var(--line)' },
  headerColumnResizeHandleColor: 'transparent',
  fontFamily: 'inherit',
  fontSize: 'var(--grid-font-size)',
  headerFontSize: 'var(--grid-font-size)',
  headerFontWeight: 600,
  cellHorizontalPadding: 8,
  spacing: 4,
});
