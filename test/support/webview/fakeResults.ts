/**
 * The extension's side of the results panel over generated rows: a row is a function of its number, so a million cost nothing until asked for.
 * Invariant: answers follow the protocol's words (filters by AND, search in any column, NULLs last); values are exact strings.
 */
import type {
  ResultsMessage,
  ResultsRequest,
  ResultsState,
  WireColumn,
  WireColumnStatistics,
  WireFilter,
  WireResult,
  WireView,
} from '../../../server/src/protocol/results';
import type { CellValue } from '../../../server/src/protocol/webview';

export interface FakeTable {
  readonly columns: readonly WireColumn[];
  readonly rows: number;
  readonly row: (index: number) => readonly CellValue[];
}

export const hostile = '</script><img src=x onerror="window.pwned=1">';
const names = ['Ada "the first"', "O'Brien", hostile, '\u202Eevil\u202C', 'line\nbreak\tand tab', '', '__proto__', 'Zoë 🦉'];
const states = ['active', 'paused', 'closed'];

/** Visits of a care agency, with what real tables have: numbers beyond 2^53, NULLs, nested values, JSON in text, hostile text. */
export function visits(rows: number): FakeTable {
  return {
    rows,
    columns: [
      { name: 'visit_id', type: 'bigint' },
      { name: 'client', type: 'varchar' },
      { name: 'state', type: 'varchar(12)' },
      { name: 'amount', type: 'decimal(38,2)' },
      { name: 'started_at', type: 'timestamp(6) with time zone' },
      { name: 'duration_h', type: 'double' },
      { name: 'address', type: 'row(street varchar, "zip code" varchar, geo row(lat double, lon double))' },
      { name: 'tags', type: 'array(varchar)' },
      { name: 'payload', type: 'varchar' },
      { name: 'note', type: 'varchar' },
      { name: hostile, type: 'boolean' },
    ],
    row: index => [
      String(9_007_199_254_740_993n + BigInt(index)),
      names[index % names.length] ?? '',
      states[index % 3] ?? '',
      index % 11 === 0 ? null : `${12_345_678_901_234_567_890n + BigInt(index)}.${String(index % 100).padStart(2, '0')}`,
      `2026-03-${String((index % 28) + 1).padStart(2, '0')} 08:15:00.123456 Europe/Berlin`,
      index % 4,
      [`Main street ${index}`, '10115', [52.5, 13.4 + index / 1e6]],
      index % 5 === 0 ? null : ['new', `t${index % 7}`],
      `{"event_id": 12345678901234567890, "nested": {"a": [1, 2, 3]}, "n": ${index}}`,
      index % 3 === 0 ? null : `note ${index}`,
      index % 2 === 0,
    ],
  };
}

export function wide(columns: number, rows: number): FakeTable {
  return {
    rows,
    columns: Array.from({ length: columns }, (_, i) => ({ name: `measure_${i}`, type: i % 2 === 0 ? 'integer' : 'varchar' })),
    row: index => Array.from({ length: columns }, (_, i) => (i % 2 === 0 ? index + i : `r${index} c${i}`)),
  };
}

export function resultOf(table: FakeTable, change: Partial<WireResult> = {}): WireResult {
  return {
    resultId: 'r1',
    title: 'fct_visits',
    mode: 'preview',
    sql: 'select *\nfrom gold_care.fct_visits',
    environment: { name: 'dev', production: false, engine: 'DuckDB (embedded)' },
    estimate: { bytes: { low: 11_000_000, likely: 12_000_000, high: 14_000_000 } },
    origin: { uri: 'file:///project/models/gold/fct_visits.sql', line: 3, column: 0 },
    pinned: false,
    run: {
      kind: 'succeeded',
      columns: table.columns,
      rows: table.rows,
      complete: false,
      statistics: { bytesScanned: 12_400_000, elapsedMs: 1830, price: { amount: 0.0001, currency: 'USD' } },
    },
    ...change,
  };
}

/** Answers everything the page may ask; `state` can be replaced by the test. */
export class FakeResultsHost {
  state: ResultsState;
  readonly copied: string[] = [];
  private readonly table: FakeTable;
  private readonly orders = new Map<string, readonly number[] | undefined>();

  constructor(table: FakeTable, state?: ResultsState) {
    this.table = table;
    this.state = state ?? { results: [resultOf(table)], activeResultId: 'r1', history: [] };
  }

  answer = (request: ResultsRequest): ResultsMessage | undefined => {
    switch (request.kind) {
      case 'ready':
        return { kind: 'state', state: this.state };
      case 'page': {
        const order = this.order(request.view);
        const total = order?.length ?? this.table.rows;
        const rows: (readonly CellValue[])[] = [];
        for (let i = request.offset; i < Math.min(total, request.offset + request.limit); i++) {
          const row = this.table.row(order ? (order[i] ?? 0) : i);
          rows.push(request.columns ? request.columns.map(column => row[column] ?? null) : row);
        }
        return { kind: 'page', requestId: request.requestId, rows, total };
      }
      case 'cell': {
        const order = this.order(request.view);
        return {
          kind: 'cell',
          requestId: request.requestId,
          value: this.table.row(order ? (order[request.row] ?? 0) : request.row)[request.column] ?? null,
        };
      }
      case 'statistics':
        return { kind: 'statistics', requestId: request.requestId, statistics: this.statistics(request.view, request.column) };
      case 'export':
        return {
          kind: 'exported',
          requestId: request.requestId,
          rows: this.order(request.view)?.length ?? this.table.rows,
          path: '/tmp/out.csv',
        };
      case 'copy':
        this.copied.push(request.text);
        return undefined;
      case 'activate':
        this.state = { ...this.state, activeResultId: request.resultId };
        return { kind: 'state', state: this.state };
      case 'pin':
        this.state = {
          ...this.state,
          results: this.state.results.map(result =>
            result.resultId === request.resultId ? { ...result, pinned: request.pinned } : result,
          ),
        };
        return { kind: 'state', state: this.state };
      case 'close':
        this.state = { ...this.state, results: this.state.results.filter(result => result.resultId !== request.resultId) };
        return { kind: 'state', state: this.state };
      case 'cancel':
      case 'rerun':
      case 'reopen':
      case 'clearHistory':
      case 'openSource':
      case 'openSql':
        return undefined;
    }
  };

  /** Row numbers of a view; undefined for the table as it is. */
  private order(view: WireView): readonly number[] | undefined {
    const key = JSON.stringify(view);
    if (this.orders.has(key)) return this.orders.get(key);
    const order = view.sort.length === 0 && view.filters.length === 0 && view.search === '' ? undefined : this.sorted(view);
    this.orders.set(key, order);
    return order;
  }

  private sorted(view: WireView): readonly number[] {
    const needle = view.search.toLowerCase();
    const matching: number[] = [];
    for (let i = 0; i < this.table.rows; i++) {
      const row = this.table.row(i);
      if (
        view.filters.every(filter => passes(row[filter.column] ?? null, filter)) &&
        (needle === '' || row.some(value => textOf(value).toLowerCase().includes(needle)))
      )
        matching.push(i);
    }
    const [first] = view.sort;
    if (!first) return matching;
    const keys = new Map(matching.map(i => [i, this.table.row(i)[first.column] ?? null]));
    const sign = first.descending ? -1 : 1;
    return matching.sort((a, b) => {
      const [left, right] = [keys.get(a) ?? null, keys.get(b) ?? null];
      if (left === null || right === null) return left === right ? a - b : left === null ? 1 : -1;
      return sign * compare(left, right) || a - b;
    });
  }

  private statistics(view: WireView, column: number): WireColumnStatistics {
    const order = this.order(view) ?? Array.from({ length: Math.min(this.table.rows, 10_000) }, (_, i) => i);
    const counts = new Map<string, number>();
    let nulls = 0;
    for (const i of order) {
      const value = this.table.row(i)[column] ?? null;
      if (value === null) nulls++;
      else counts.set(textOf(value), (counts.get(textOf(value)) ?? 0) + 1);
    }
    const values = [...counts].sort((a, b) => b[1] - a[1]);
    const numeric = this.table.columns[column]?.type === 'double';
    return {
      rows: order.length,
      nulls,
      distinct: counts.size,
      distinctApproximate: false,
      min: values.map(([value]) => value).sort(compare)[0] ?? '',
      max:
        values
          .map(([value]) => value)
          .sort(compare)
          .at(-1) ?? '',
      ...(numeric
        ? { histogram: values.map(([value, count]) => ({ low: value, high: String(Number(value) + 1), count })) }
        : { top: values.slice(0, 8).map(([value, count]) => ({ value, count })) }),
    };
  }
}

function passes(value: CellValue, filter: WireFilter): boolean {
  if (filter.operator === 'isNull') return value === null;
  if (filter.operator === 'isNotNull') return value !== null;
  if (value === null) return false;
  const text = textOf(value);
  const wanted = filter.value ?? '';
  switch (filter.operator) {
    case 'contains':
      return text.toLowerCase().includes(wanted.toLowerCase());
    case 'notContains':
      return !text.toLowerCase().includes(wanted.toLowerCase());
    case 'equals':
      return compare(text, wanted) === 0;
    case 'notEquals':
      return compare(text, wanted) !== 0;
    case 'less':
      return compare(text, wanted) < 0;
    case 'lessOrEqual':
      return compare(text, wanted) <= 0;
    case 'greater':
      return compare(text, wanted) > 0;
    case 'greaterOrEqual':
      return compare(text, wanted) >= 0;
    case 'between':
      return compare(text, wanted) >= 0 && compare(text, filter.upTo ?? '') <= 0;
  }
}

/** Whole numbers by value, other text by code units. */
function compare(left: CellValue, right: CellValue): number {
  const [a, b] = [textOf(left), textOf(right)];
  if (/^-?\d+$/u.test(a) && /^-?\d+$/u.test(b)) return BigInt(a) < BigInt(b) ? -1 : BigInt(a) > BigInt(b) ? 1 : 0;
  return a < b ? -1 : a > b ? 1 : 0;
}

function textOf(value: CellValue): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
