/**
 * State of the results page and how it changes: what the extension said, and what the user did to each result.
 * Invariant: a pure function of messages and actions; everything but the extension's part is saved and survives a discarded page.
 */
import type { ResultsMessage, ResultsState, WireColumn, WireResult, WireView } from '../../../server/src/protocol/results';

export type Surface = 'rows' | 'chart' | 'sql';
export type ChartKind = 'bar' | 'line' | 'points' | 'distribution';
export interface ChartChoice {
  readonly kind: ChartKind;
  readonly x: number;
  readonly y: number | undefined;
}

export type SidePane =
  | { readonly kind: 'none' }
  | { readonly kind: 'cell'; readonly row: number; readonly column: number }
  | { readonly kind: 'statistics'; readonly column: number };

/** What the user did to one result. */
export interface ResultUi {
  readonly surface: Surface;
  readonly view: WireView;
  readonly filterRow: boolean;
  readonly side: SidePane;
  readonly chart?: ChartChoice;
  /** First row on the screen, so that a page that comes back stands where it stood. */
  readonly topRow: number;
}

export interface ResultsPage {
  /** undefined until the extension has answered `ready`. */
  readonly host: ResultsState | undefined;
  readonly ui: ReadonlyMap<string, ResultUi>;
  readonly history: { readonly open: boolean; readonly filter: string };
  /** Last thing worth saying to a screen reader; `busy` while an export runs. */
  readonly notice: { readonly text: string; readonly tone: 'info' | 'failure' } | undefined;
}

export type ResultsAction =
  | { readonly kind: 'message'; readonly message: Extract<ResultsMessage, { readonly kind: 'state' | 'run' }> }
  | { readonly kind: 'change'; readonly resultId: string; readonly change: Partial<ResultUi> }
  | { readonly kind: 'view'; readonly resultId: string; readonly change: Partial<WireView> }
  | { readonly kind: 'history'; readonly change: Partial<ResultsPage['history']> }
  | { readonly kind: 'notice'; readonly text: string; readonly tone?: 'info' | 'failure' }
  | { readonly kind: 'dismiss' };

export const emptyView: WireView = { sort: [], filters: [], search: '' };
export const freshUi: ResultUi = { surface: 'rows', view: emptyView, filterRow: false, side: { kind: 'none' }, topRow: 0 };
const freshPage: ResultsPage = { host: undefined, ui: new Map(), history: { open: false, filter: '' }, notice: undefined };

export function reduce(page: ResultsPage, action: ResultsAction): ResultsPage {
  switch (action.kind) {
    case 'message':
      return hear(page, action.message);
    case 'change':
      return withUi(page, action.resultId, ui => ({ ...ui, ...action.change }));
    case 'view':
      // Another order or other rows: a cell that was open would show a different row.
      return withUi(page, action.resultId, ui => ({
        ...ui,
        view: { ...ui.view, ...action.change },
        topRow: 0,
        side: ui.side.kind === 'cell' ? { kind: 'none' } : ui.side,
      }));
    case 'history':
      return { ...page, history: { ...page.history, ...action.change } };
    case 'notice':
      return { ...page, notice: { text: action.text, tone: action.tone ?? 'info' } };
    case 'dismiss':
      return page.notice ? { ...page, notice: undefined } : page;
  }
}

export function activeResult(page: ResultsPage): WireResult | undefined {
  const results = page.host?.results ?? [];
  return results.find(result => result.resultId === page.host?.activeResultId) ?? results.at(-1);
}

export function uiOf(page: ResultsPage, resultId: string): ResultUi {
  return page.ui.get(resultId) ?? freshUi;
}

/** Columns of a result as soon as they are known, also of one that failed on the way. */
export function columnsOf(result: WireResult): readonly WireColumn[] | undefined {
  return result.run.columns;
}

export function rowsOf(result: WireResult): number {
  return result.run.rows ?? 0;
}

export function isFiltered(view: WireView): boolean {
  return view.filters.length > 0 || view.search !== '';
}

/** What `setState` keeps: plain JSON. */
export function toSaved(page: ResultsPage): unknown {
  return { version: 1, ui: [...page.ui], history: page.history };
}

/** Reads back what `toSaved` wrote; anything else gives a fresh page. */
export function fromSaved(saved: unknown): ResultsPage {
  if (typeof saved !== 'object' || saved === null || (saved as { version?: unknown }).version !== 1) return freshPage;
  const { ui, history } = saved as { ui: [string, ResultUi][]; history: ResultsPage['history'] };
  return { ...freshPage, ui: new Map(ui), history };
}

function hear(page: ResultsPage, message: Extract<ResultsMessage, { readonly kind: 'state' | 'run' }>): ResultsPage {
  if (message.kind === 'state') {
    const alive = new Set(message.state.results.map(result => result.resultId));
    return { ...page, host: message.state, ui: new Map([...page.ui].filter(([id]) => alive.has(id))) };
  }
  if (!page.host) return page;
  const results = page.host.results.map(result => (result.resultId === message.resultId ? { ...result, run: message.run } : result));
  return { ...page, host: { ...page.host, results } };
}

function withUi(page: ResultsPage, resultId: string, change: (ui: ResultUi) => ResultUi): ResultsPage {
  return { ...page, ui: new Map(page.ui).set(resultId, change(uiOf(page, resultId))) };
}
