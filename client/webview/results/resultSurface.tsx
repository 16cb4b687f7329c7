/**
 * A result with columns: toolbar, then rows, chart or SQL, with a side pane for a cell or a column's statistics.
 * Invariant: whatever is copied, exported, counted or drawn is the view that is on the screen (its filters, search and order).
 */
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

import type { ExportFormat, WireResult } from '../../../server/src/protocol/results';
import { count, counted } from '../figures';
import { MenuButton, ToolButton } from '../menu';
import type { MenuItem } from '../menu';
import { CellPane } from './cellPane';
import { ChartView } from './chartView';
import type { CopyFormat } from './clipboardText';
import type { Around } from './context';
import { GridView } from './gridView';
import type { GridHandle } from './gridView';
import { columnsOf, isFiltered, rowsOf, uiOf } from './state';
import type { ResultsPage, ResultUi, Surface } from './state';
import { StatisticsPane } from './statisticsPane';

type Props = Around & { readonly page: ResultsPage; readonly result: WireResult };

const copyLabels: readonly (readonly [CopyFormat, string])[] = [
  ['tsv', 'TSV (spreadsheet)'],
  ['csv', 'CSV'],
  ['json', 'JSON'],
  ['markdown', 'Markdown'],
];
const exportLabels: readonly (readonly [ExportFormat, string])[] = [
  ['csv', 'CSV'],
  ['tsv', 'TSV'],
  ['json', 'JSON'],
  ['ndjson', 'JSON lines'],
  ['parquet', 'Parquet'],
  ['markdown', 'Markdown'],
];

export function ResultSurface({ result, page, ...around }: Props): JSX.Element {
  const { host, dispatch } = around;
  const ui = uiOf(page, result.resultId);
  const columns = columnsOf(result) ?? [];
  const rows = rowsOf(result);
  const [total, setTotal] = useState(rows);
  const grid = useRef<GridHandle | undefined>(undefined);
  const change = (part: Partial<ResultUi>) => dispatch({ kind: 'change', resultId: result.resultId, change: part });
  const side = ui.side;
  const closeSide = () => {
    change({ side: { kind: 'none' } });
    grid.current?.focus();
  };

  const exportAll = (format: ExportFormat, target: 'file' | 'clipboard') => {
    dispatch({ kind: 'notice', text: target === 'file' ? 'Exporting…' : 'Copying…' });
    void host.ask('exported', { kind: 'export', resultId: result.resultId, view: ui.view, format, target }).then(answer => {
      if (answer.kind === 'refused') dispatch({ kind: 'notice', text: answer.failure.message, tone: 'failure' });
      else if (answer.cancelled) dispatch({ kind: 'dismiss' });
      else
        dispatch({
          kind: 'notice',
          text:
            target === 'file'
              ? `${counted(answer.rows, 'row')} written to ${answer.path ?? 'the file'}`
              : `${counted(answer.rows, 'row')} copied`,
        });
    });
  };
  const copyItems: MenuItem[] = [
    ...copyLabels.map(([format, label]) => ({ label: `Selection as ${label}`, run: () => grid.current?.copy(format) })),
    ...copyLabels.map(([format, label], i) => ({
      label: `All rows as ${label}`,
      hint: count(total),
      separated: i === 0,
      run: () => exportAll(format, 'clipboard'),
    })),
  ];
  const exportItems: MenuItem[] = exportLabels.map(([format, label]) => ({
    label: `${label}…`,
    hint: counted(total, 'row'),
    run: () => exportAll(format, 'file'),
  }));
  const filtered = isFiltered(ui.view);

  return (
    <section class="surface" aria-label={result.title}>
      <div class="toolbar" role="toolbar" aria-label="Result">
        <SurfaceChoice chosen={ui.surface} onChoose={surface => change({ surface })} />
        {ui.surface === 'rows' && (
          <>
            <SearchBox
              value={ui.view.search}
              onSearch={search => dispatch({ kind: 'view', resultId: result.resultId, change: { search } })}
            />
            <ToolButton
              icon="filter"
              label="Filter row"
              pressed={ui.filterRow}
              title="Filter each column"
              onClick={() => change({ filterRow: !ui.filterRow })}
            />
            <ToolButton
              icon="statistics"
              label="Statistics"
              title="Statistics of the column with the cursor"
              onClick={() => grid.current?.statistics()}
            />
          </>
        )}
        <span class="toolbar-gap" />
        <MenuButton icon="copy" label="Copy" items={ui.surface === 'rows' ? copyItems : copyItems.slice(copyLabels.length)} />
        <MenuButton icon="download" label="Export" items={exportItems} />
      </div>
      {filtered && (
        <div class="filter-line">
          <span>
            {count(total)} of {counted(rows, 'row')} match
          </span>
          <button
            type="button"
            class="link"
            onClick={() => {
              grid.current?.clearFilters();
              dispatch({ kind: 'view', resultId: result.resultId, change: { search: '', filters: [] } });
            }}
          >
            Clear search and filters
          </button>
        </div>
      )}
      <div class={side.kind === 'none' ? 'split' : 'split with-side'}>
        {ui.surface === 'rows' && (
          <GridView result={result} columns={columns} ui={ui} total={total} onTotal={setTotal} handle={grid} {...around} />
        )}
        {ui.surface === 'chart' && <ChartView result={result} columns={columns} ui={ui} total={rows} {...around} />}
        {ui.surface === 'sql' && <SqlView result={result} {...around} />}
        {ui.surface === 'rows' && side.kind === 'cell' && (
          <CellPane
            key={`${side.row}:${side.column}`}
            result={result}
            columns={columns}
            view={ui.view}
            row={side.row}
            column={side.column}
            loaded={grid.current?.row(side.row)}
            onClose={closeSide}
            {...around}
          />
        )}
        {ui.surface === 'rows' && side.kind === 'statistics' && (
          <StatisticsPane
            key={side.column}
            result={result}
            columns={columns}
            view={ui.view}
            column={side.column}
            onFilter={text => {
              change({ filterRow: true });
              grid.current?.filter(side.column, text);
            }}
            onChart={() => change({ surface: 'chart', chart: { kind: 'distribution', x: side.column, y: undefined } })}
            onClose={closeSide}
            {...around}
          />
        )}
      </div>
    </section>
  );
}

function SurfaceChoice({ chosen, onChoose }: { readonly chosen: Surface; readonly onChoose: (surface: Surface) => void }): JSX.Element {
  return (
    <div class="segments" role="group" aria-label="Show as">
      <ToolButton icon="table" label="Rows" showLabel pressed={chosen === 'rows'} onClick={() => onChoose('rows')} />
      <ToolButton icon="chart" label="Chart" showLabel pressed={chosen === 'chart'} onClick={() => onChoose('chart')} />
      <ToolButton icon="code" label="SQL" showLabel pressed={chosen === 'sql'} onClick={() => onChoose('sql')} />
    </div>
  );
}

/** Searches a moment after the last key, or at once on Enter. */
function SearchBox({ value, onSearch }: { readonly value: string; readonly onSearch: (text: string) => void }): JSX.Element {
  const [text, setText] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const latest = useRef(onSearch);
  latest.current = onSearch;
  useEffect(() => setText(value), [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const search = (next: string, delay: number) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => latest.current(next), delay);
  };
  return (
    <input
      class="text-input search"
      type="search"
      placeholder="Search all columns"
      aria-label="Search all columns"
      value={text}
      onInput={event => {
        setText(event.currentTarget.value);
        search(event.currentTarget.value, 300);
      }}
      onKeyDown={event => event.key === 'Enter' && search(event.currentTarget.value, 0)}
    />
  );
}

function SqlView({ result, host }: Around & { readonly result: WireResult }): JSX.Element {
  return (
    <div class="sql-view">
      <div class="pane-actions">
        <ToolButton icon="copy" label="Copy SQL" showLabel onClick={() => host.post({ kind: 'copy', text: result.sql })} />
        <ToolButton
          icon="open"
          label="Open in an editor"
          showLabel
          onClick={() => host.post({ kind: 'openSql', resultId: result.resultId })}
        />
      </div>
      <pre class="sql" tabIndex={0} aria-label="The statement that ran">
        {result.sql}
      </pre>
    </div>
  );
}
