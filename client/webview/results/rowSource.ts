/**
 * Rows of one result as the page gets them: pages for the grid, whole blocks for copying, cut cells made whole.
 * Invariant: what is copied is complete; a cell that was shortened for the wire is asked for in full first.
 */
import type { WireColumn, WireView } from '../../../server/src/protocol/results';
import { maxPageRows } from '../../../server/src/protocol/results';
import type { CellValue, WireFailure } from '../../../server/src/protocol/webview';
import type { Block } from './clipboardText';
import type { ResultsHost } from './context';
import type { PageAnswer } from './grid';
import type { Rectangle } from './selection';
import { cellCount } from './selection';

/** More than this goes through the extension ("all rows") or into a file. */
export const copyLimit = 500_000;

export interface RowSource {
  fetch(view: WireView, offset: number, limit: number): Promise<PageAnswer>;
  /** A rectangle of the view; `order` are the result's columns, left to right on the screen. */
  block(view: WireView, area: Rectangle, order: readonly number[]): Promise<Block | WireFailure>;
  cell(view: WireView, row: number, column: number): Promise<CellValue | WireFailure>;
}

export function createRowSource(host: ResultsHost, resultId: string, columns: readonly WireColumn[]): RowSource {
  const whole = async (view: WireView, row: number, column: number): Promise<CellValue | WireFailure> => {
    const answer = await host.ask('cell', { kind: 'cell', resultId, view, row, column });
    return answer.kind === 'refused' ? answer.failure : answer.value;
  };
  return {
    fetch: async (view, offset, limit) => {
      const answer = await host.ask('page', { kind: 'page', resultId, view, offset, limit });
      return answer.kind === 'refused'
        ? { kind: 'refused', failure: answer.failure }
        : { kind: 'page', page: { rows: answer.rows, total: answer.total } };
    },
    cell: whole,
    block: async (view, area, order) => {
      if (cellCount(area) > copyLimit)
        return { message: `The selection has ${cellCount(area).toLocaleString('en-US')} cells: copy all rows, or export to a file.` };
      const wanted = order.slice(area.left, area.right + 1);
      const rows: (readonly CellValue[])[] = [];
      for (let offset = area.top; offset <= area.bottom; offset += maxPageRows) {
        const limit = Math.min(maxPageRows, area.bottom - offset + 1);
        const answer = await host.ask('page', { kind: 'page', resultId, view, offset, limit, columns: wanted });
        if (answer.kind === 'refused') return answer.failure;
        const page = answer.rows.map(row => [...row]);
        for (const cut of answer.cut ?? []) {
          const column = wanted[cut.column];
          const value = column === undefined ? null : await whole(view, offset + cut.row, column);
          if (isFailure(value)) return value;
          const row = page[cut.row];
          if (row) row[cut.column] = value;
        }
        rows.push(...page);
        if (answer.rows.length < limit) break;
      }
      return { columns: wanted.flatMap(index => columns[index] ?? []), rows };
    },
  };
}

export function isFailure(value: unknown): value is WireFailure {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    typeof (value as { message?: unknown }).message === 'string' &&
    !('columns' in value)
  );
}
