/**
 * A quick chart of one or two columns. The library is loaded when the tab is first opened.
 * Invariant: says how many rows are drawn and in which order; the same points stand below as a table.
 */
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

import type { WireColumn, WireResult } from '../../../server/src/protocol/results';
import type { ChartDrawing, DrawChart } from '../chart/drawing';
import { count } from '../figures';
import { loadPart } from '../host';
import { distributionSeries, firstChoice, pairSeries } from './chartData';
import type { Series } from './chartData';
import type { Around, ResultsHost } from './context';
import type { ChartChoice, ChartKind, ResultUi } from './state';
import { isNumeric, trinoType } from './trinoType';

/** Rows that are drawn; a chart with more is a grey block. */
const drawnRows = { bar: 100, line: 2000, points: 2000, distribution: 0 } as const;
/** Points that the table below the chart lists. */
const listedPoints = 200;

const kinds: readonly (readonly [ChartKind, string])[] = [
  ['bar', 'Bars'],
  ['line', 'Line'],
  ['points', 'Points'],
  ['distribution', 'Distribution'],
];

type Props = Around & {
  readonly result: WireResult;
  readonly columns: readonly WireColumn[];
  readonly ui: ResultUi;
  readonly total: number;
};

export function ChartView({ result, columns, ui, total, host, origin, dispatch }: Props): JSX.Element {
  const choice = ui.chart ?? firstChoice(columns);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [series, setSeries] = useState<Series | string | undefined>(undefined);
  const choose = (part: Partial<ChartChoice>) =>
    dispatch({ kind: 'change', resultId: result.resultId, change: { chart: { ...choice, ...part } } });
  const numeric = columns.map((column, index) => ({ column, index })).filter(({ column }) => isNumeric(trinoType(column.type)));
  const needsY = choice.kind !== 'distribution';
  const y = choice.y ?? numeric.find(({ index }) => index !== choice.x)?.index ?? numeric[0]?.index;
  const theme = useTheme();

  useEffect(() => {
    let alive = true;
    void load(host, result, columns, { ...choice, y }, ui).then(loaded => {
      if (alive) setSeries(loaded);
    });
    return () => {
      alive = false;
    };
  }, [result.resultId, choice.kind, choice.x, y, ui.view]);

  useEffect(() => {
    if (typeof series !== 'object') return;
    let remove: (() => void) | undefined;
    let alive = true;
    void loadPart(origin, 'chart.js').then(loaded => {
      const draw = (globalThis as { medallionChart?: DrawChart }).medallionChart;
      if (!alive || !canvas.current) return;
      if (loaded && draw) remove = draw(canvas.current, { ...series, colors: themeColors() });
      else setSeries('The chart could not be loaded.');
    });
    return () => {
      alive = false;
      remove?.();
    };
  }, [series, theme]);

  const shown = typeof series === 'object' ? series : undefined;
  return (
    <div class="chart-view">
      <div class="chart-choices">
        <Choice label="Chart" value={choice.kind} options={kinds} onChoose={kind => choose({ kind: kind as ChartKind })} />
        <Choice
          label={needsY ? 'Across' : 'Column'}
          value={String(choice.x)}
          options={columns.map((column, i) => [String(i), column.name])}
          onChoose={x => choose({ x: Number(x) })}
        />
        {needsY && numeric.length > 0 && (
          <Choice
            label="Value"
            value={String(y)}
            options={numeric.map(({ column, index }) => [String(index), column.name])}
            onChoose={value => choose({ y: Number(value) })}
          />
        )}
      </div>
      {typeof series === 'string' && <p class="pane-note">{series}</p>}
      {shown && (
        <>
          <p class="dim pane-note">
            {choice.kind === 'distribution'
              ? `All rows of the view.`
              : total > drawnRows[choice.kind]
                ? `The first ${count(shown.points.length)} of ${count(total)} rows, in the order of the rows tab.`
                : `${count(shown.points.length)} rows, in the order of the rows tab.`}
          </p>
          <div class="chart-box">
            <canvas
              ref={canvas}
              role="img"
              aria-label={`${choice.kind === 'distribution' ? 'Distribution' : 'Chart'} of ${shown.yTitle} by ${shown.xTitle}; the table below holds the same points`}
            />
          </div>
          <details class="chart-table">
            <summary>The same as a table</summary>
            <table>
              <thead>
                <tr>
                  <th scope="col">{shown.xTitle}</th>
                  <th scope="col">{shown.yTitle}</th>
                </tr>
              </thead>
              <tbody>
                {shown.points.slice(0, listedPoints).map((point, i) => (
                  <tr key={i}>
                    <td>{shown.labels[i]}</td>
                    <td>{point.y === null ? <i>NULL</i> : shown.values[i]}</td>
                  </tr>
                ))}
              </tbody>
            </table>
            {shown.points.length > listedPoints && (
              <p class="dim">{count(shown.points.length - listedPoints)} more points in the rows tab.</p>
            )}
          </details>
        </>
      )}
    </div>
  );
}

function Choice({
  label,
  value,
  options,
  onChoose,
}: {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [string, string])[];
  readonly onChoose: (value: string) => void;
}): JSX.Element {
  return (
    <label class="choice">
      <span>{label}</span>
      <select value={value} onChange={event => onChoose(event.currentTarget.value)}>
        {options.map(([key, text]) => (
          <option key={key} value={key} selected={key === value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

async function load(
  host: ResultsHost,
  result: WireResult,
  columns: readonly WireColumn[],
  choice: ChartChoice,
  ui: ResultUi,
): Promise<Series | string> {
  const { resultId } = result;
  const x = columns[choice.x];
  const y = choice.y === undefined ? undefined : columns[choice.y];
  if (!x) return 'Choose a column.';
  if (choice.kind === 'distribution') {
    const answer = await host.ask('statistics', { kind: 'statistics', resultId, view: ui.view, column: choice.x });
    return answer.kind === 'refused' ? answer.failure.message : distributionSeries(x, answer.statistics);
  }
  if (!y || choice.y === undefined)
    return 'This chart needs a column with numbers. Choose “Distribution” to see how often each value occurs.';
  const answer = await host.ask('page', {
    kind: 'page',
    resultId,
    view: ui.view,
    offset: 0,
    limit: drawnRows[choice.kind],
    columns: [choice.x, choice.y],
  });
  return answer.kind === 'refused' ? answer.failure.message : pairSeries(choice.kind, x, y, answer.rows);
}

function themeColors(): ChartDrawing['colors'] {
  const style = getComputedStyle(document.body);
  const color = (name: string, otherwise: string) => style.getPropertyValue(name).trim() || otherwise;
  const series = color('--vscode-charts-blue', '#3794ff');
  return { series, point: series, text: color('--vscode-foreground', '#888'), grid: color('--vscode-charts-lines', '#8884') };
}

/** VS Code changes the body's class when the theme changes. */
function useTheme(): string {
  const [theme, setTheme] = useState(document.body.className);
  useEffect(() => {
    const observer = new MutationObserver(() => setTheme(document.body.className));
    observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] });
    return () => observer.disconnect();
  }, []);
  return theme;
}
