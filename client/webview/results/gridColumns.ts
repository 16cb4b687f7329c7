/**
 * How columns of a result look in the grid: header with the type under the name, filter row, marks of NULL and numbers, first width.
 * Invariant: every name and value reaches the page as text nodes; no string of a result is ever parsed as HTML.
 */
import type {
  CellClassParams,
  ColDef,
  IFilterComp,
  IFilterParams,
  IFloatingFilterComp,
  IFloatingFilterParams,
  IHeaderParams,
  IInnerHeaderComponent,
} from 'ag-grid-community';

import type { WireColumn } from '../../../server/src/protocol/results';
import type { CellValue } from '../../../server/src/protocol/webview';
import { cellLine } from './cellText';
import { filterHelp } from './filterText';
import { isNested, isNumeric, trinoType } from './trinoType';

export type GridRow = readonly CellValue[];

/** Column id of the row numbers; all others are positions in the result's columns. */
export const rowNumberColumn = '#';

export interface ColumnNeeds {
  readonly columns: readonly WireColumn[];
  /** Some rows, to guess widths from. */
  readonly sample: readonly GridRow[];
  readonly rows: number;
  readonly filterRow: boolean;
  /** Pixels of one character in the grid's font. */
  readonly characterWidth: number;
  readonly isSelected: (row: number, columnId: string) => boolean;
  readonly search: () => string;
  readonly onStatistics: (column: number) => void;
}

export function gridColumns(needs: ColumnNeeds): ColDef<GridRow>[] {
  const { columns, sample } = needs;
  return [
    {
      colId: rowNumberColumn,
      headerName: '',
      pinned: 'left',
      lockPosition: 'left',
      width: rowNumberWidth(needs),
      resizable: false,
      sortable: false,
      filter: false,
      floatingFilter: false,
      suppressNavigable: true,
      suppressHeaderKeyboardEvent: () => true,
      cellClass: 'row-number',
      valueGetter: params => (params.node?.rowIndex ?? 0) + 1,
      valueFormatter: params => String(params.value),
      cellClassRules: {},
      headerComponentParams: { innerHeaderComponent: RowNumberLabel },
    },
    ...columns.map((column, index): ColDef<GridRow> => {
      const type = trinoType(column.type);
      return {
        colId: String(index),
        headerName: column.name,
        width: guessWidth(column, index, sample, needs.characterWidth),
        cellClass: isNumeric(type) ? 'number-cell' : isNested(type) ? 'nested-cell' : undefined,
        valueFormatter: params => cellLine(params.value as CellValue | undefined, type),
      };
    }),
  ];
}

/** What all data columns share; one set of functions however many columns there are. */
export function sharedColumn(needs: ColumnNeeds): ColDef<GridRow> {
  const isMatch = ({ value, colDef }: CellClassParams<GridRow>) => {
    const search = needs.search().toLowerCase();
    const type = needs.columns[Number(colDef.colId)]?.type ?? '';
    return (
      search !== '' &&
      value !== null &&
      cellLine(value as CellValue | undefined, trinoType(type))
        .toLowerCase()
        .includes(search)
    );
  };
  return {
    sortable: true,
    resizable: true,
    minWidth: 48,
    filter: TextFilter,
    floatingFilter: needs.filterRow,
    floatingFilterComponent: FilterInput,
    suppressKeyboardEvent: ({ event }) => (event.ctrlKey || event.metaKey) && /^(Home|End|Arrow)/u.test(event.key),
    suppressFloatingFilterButton: true,
    suppressHeaderFilterButton: true,
    suppressHeaderMenuButton: true,
    valueGetter: params => params.data?.[Number(params.column.getColId())],
    headerComponentParams: { innerHeaderComponent: ColumnLabel, columns: needs.columns, onStatistics: needs.onStatistics },
    cellClassRules: {
      'null-cell': params => params.data !== undefined && params.value === null,
      'loading-cell': params => params.data === undefined,
      'selected-cell': params => needs.isSelected(params.rowIndex, params.column.getColId()),
      'match-cell': isMatch,
    },
  };
}

function rowNumberWidth({ rows, characterWidth }: ColumnNeeds): number {
  return Math.max(48, Math.round(String(rows).length * characterWidth + 24));
}

function guessWidth(column: WireColumn, index: number, sample: readonly GridRow[], characterWidth: number): number {
  const type = trinoType(column.type);
  let longest = Math.max(column.name.length + 4, Math.min(column.type.length, 24));
  for (const row of sample) longest = Math.max(longest, Math.min(60, cellLine(row[index], type).length));
  return Math.round(Math.min(420, Math.max(64, longest * characterWidth + 26)));
}

interface LabelParams extends IHeaderParams<GridRow> {
  readonly columns: readonly WireColumn[];
  readonly onStatistics: (column: number) => void;
}

class ColumnLabel implements IInnerHeaderComponent<GridRow> {
  private readonly element = document.createElement('span');

  init(params: LabelParams): void {
    const index = Number(params.column.getColId());
    const column = params.columns[index];
    this.element.className = 'column-label';
    const name = span('column-name', params.displayName);
    const type = span('column-type', column?.type ?? '');
    const statistics = document.createElement('button');
    statistics.type = 'button';
    statistics.tabIndex = -1;
    statistics.className = 'column-statistics';
    statistics.title = `Statistics of ${params.displayName}`;
    statistics.setAttribute('aria-label', statistics.title);
    statistics.append(bars());
    statistics.addEventListener('click', event => {
      event.stopPropagation();
      params.onStatistics(index);
    });
    this.element.title = `${params.displayName}\n${column?.type ?? ''}`;
    this.element.replaceChildren(name, type, statistics);
  }

  getGui(): HTMLElement {
    return this.element;
  }

  refresh(): boolean {
    return false;
  }
}

class RowNumberLabel implements IInnerHeaderComponent<GridRow> {
  private readonly element = span('row-number-label', '#');

  init(): void {
    this.element.title = 'Row number';
  }

  getGui(): HTMLElement {
    return this.element;
  }

  refresh(): boolean {
    return true;
  }
}

/** Holds the text of a filter for the grid; the server does the filtering. */
class TextFilter implements IFilterComp<GridRow> {
  private params: IFilterParams<GridRow> | undefined;
  private text = '';
  private readonly element = document.createElement('div');

  init(params: IFilterParams<GridRow>): void {
    this.params = params;
  }

  getGui(): HTMLElement {
    return this.element;
  }

  apply(text: string): void {
    if (text === this.text) return;
    this.text = text;
    this.params?.filterChangedCallback();
  }

  isFilterActive(): boolean {
    return this.text.trim() !== '';
  }

  doesFilterPass(): boolean {
    return true;
  }

  getModel(): string | null {
    return this.isFilterActive() ? this.text : null;
  }

  setModel(model: string | null): void {
    this.text = model ?? '';
  }
}

class FilterInput implements IFloatingFilterComp<TextFilter> {
  private readonly input = document.createElement('input');
  private timer: ReturnType<typeof setTimeout> | undefined;

  init(params: IFloatingFilterParams<TextFilter>): void {
    const name = params.column.getColDef().headerName ?? '';
    this.input.type = 'text';
    this.input.className = 'filter-input';
    this.input.spellcheck = false;
    this.input.placeholder = 'filter';
    this.input.title = filterHelp;
    this.input.setAttribute('aria-label', `Filter ${name}: ${filterHelp}`);
    this.onParentModelChanged(params.currentParentModel() as string | null);
    const apply = () => {
      clearTimeout(this.timer);
      params.parentFilterInstance(filter => filter.apply(this.input.value));
    };
    this.input.addEventListener('input', () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(apply, 300);
    });
    this.input.addEventListener('keydown', event => {
      if (event.key === 'Enter') apply();
    });
  }

  getGui(): HTMLElement {
    return this.input;
  }

  onParentModelChanged(model: string | null): void {
    if (this.input.value.trim() !== (model ?? '').trim()) this.input.value = model ?? '';
  }

  destroy(): void {
    clearTimeout(this.timer);
  }
}

function span(className: string, text: string): HTMLSpanElement {
  const element = document.createElement('span');
  element.className = className;
  element.textContent = text;
  return element;
}

function bars(): SVGSVGElement {
  const namespace = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(namespace, 'svg');
  const path = document.createElementNS(namespace, 'path');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  path.setAttribute('d', 'M4 13V8M8 13V4M12 13V6.5');
  path.setAttribute('stroke', 'currentColor');
  path.setAttribute('stroke-width', '1.6');
  svg.append(path);
  return svg;
}
