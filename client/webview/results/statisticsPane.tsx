/**
 * A column at a glance: nulls, distinct values, ends, distribution; a click on a bar filters to it.
 * Invariant: computed by the server over the rows of the current view, and says over how many.
 */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

import type { WireColumn, WireColumnStatistics, WireResult, WireView } from '../../../server/src/protocol/results';
import { count, counted } from '../figures';
import { ToolButton } from '../menu';
import { fullText } from './cellText';
import { binLabel } from './chartData';
import type { Around } from './context';
import { printFilter } from './filterText';
import { isFiltered } from './state';
import { trinoType } from './trinoType';

type Props = Around & {
  readonly result: WireResult;
  readonly columns: readonly WireColumn[];
  readonly view: WireView;
  readonly column: number;
  readonly onFilter: (text: string) => void;
  readonly onChart: () => void;
  readonly onClose: () => void;
};

export function StatisticsPane(props: Props): JSX.Element {
  const { result, columns, view, column, host, onClose } = props;
  const [statistics, setStatistics] = useState<WireColumnStatistics | undefined>(undefined);
  const [failure, setFailure] = useState<string | undefined>(undefined);
  const about = columns[column];

  useEffect(() => {
    let alive = true;
    void host.ask('statistics', { kind: 'statistics', resultId: result.resultId, view, column }).then(answer => {
      if (!alive) return;
      if (answer.kind === 'refused') setFailure(answer.failure.message);
      else setStatistics(answer.statistics);
    });
    return () => {
      alive = false;
    };
  }, [column, view.filters, view.search]);

  return (
    <aside
      class="side-pane"
      aria-label={`Statistics of ${about?.name ?? ''}`}
      onKeyDown={event => {
        if (event.key === 'Escape') onClose();
      }}
    >
      <div class="pane-head">
        <h2>
          <bdi>{about?.name}</bdi>
        </h2>
        <ToolButton icon="chart" label="Draw the distribution" onClick={props.onChart} />
        <ToolButton icon="close" label="Close" onClick={onClose} />
      </div>
      <p class="dim pane-note">
        <span class="type-name">{about?.type}</span>
        {statistics && ` · ${counted(statistics.rows, 'row')}${isFiltered(view) ? ' that match' : ''}`}
      </p>
      {failure && <p class="pane-note">{failure}</p>}
      {!statistics && !failure && <p class="pane-note dim late">Counting…</p>}
      {statistics && <Figures statistics={statistics} />}
      {statistics && <Distribution statistics={statistics} type={about?.type ?? ''} onFilter={props.onFilter} />}
    </aside>
  );
}

function Figures({ statistics }: { readonly statistics: WireColumnStatistics }): JSX.Element {
  const { rows, nulls, distinct, distinctApproximate, min, max, mean } = statistics;
  const share = rows === 0 ? 0 : nulls / rows;
  return (
    <dl class="figures">
      <dt>NULL</dt>
      <dd>
        {count(nulls)} <span class="dim">({percent(share)})</span>
      </dd>
      <dt>distinct</dt>
      <dd>
        {distinctApproximate && '≈ '}
        {count(distinct)}
        {!distinctApproximate && rows > 0 && distinct === rows - nulls && nulls === 0 && <span class="dim"> (unique)</span>}
      </dd>
      {min !== undefined && <Figure name="min" value={min} />}
      {max !== undefined && <Figure name="max" value={max} />}
      {mean !== undefined && <Figure name="mean" value={mean} />}
    </dl>
  );
}

function Figure({ name, value }: { readonly name: string; readonly value: string }): JSX.Element {
  return (
    <>
      <dt>{name}</dt>
      <dd class="figure-value">
        <bdi>{value}</bdi>
      </dd>
    </>
  );
}

function Distribution({
  statistics,
  type,
  onFilter,
}: {
  readonly statistics: WireColumnStatistics;
  readonly type: string;
  readonly onFilter: (text: string) => void;
}): JSX.Element {
  const parsed = trinoType(type);
  const { histogram, top } = statistics;
  const bars: Bar[] = histogram
    ? histogram.map(bin => ({
        label: binLabel(bin.low, bin.high),
        count: bin.count,
        filter: printFilter({ operator: 'between', value: bin.low, upTo: bin.high }, parsed),
      }))
    : (top ?? []).map(({ value, count: times }) => ({
        label: fullText(value, parsed),
        count: times,
        filter:
          value === null
            ? 'null'
            : typeof value === 'object'
              ? undefined
              : printFilter({ operator: 'equals', value: fullText(value, parsed) }, parsed),
        isNull: value === null,
      }));
  if (bars.length === 0) return <p class="pane-note dim">No values.</p>;
  const highest = Math.max(...bars.map(bar => bar.count), 1);
  return (
    <>
      <h3 class="pane-title">{histogram ? 'Distribution' : 'Most frequent values'}</h3>
      <ul class="bars">
        {bars.map(bar => (
          <li key={bar.label}>
            <button
              type="button"
              class="bar"
              disabled={bar.filter === undefined}
              title={`${bar.label}: ${counted(bar.count, 'row')}${bar.filter === undefined ? '' : '. Click to filter.'}`}
              onClick={() => bar.filter !== undefined && onFilter(bar.filter)}
            >
              <span class={bar.isNull ? 'bar-label null' : 'bar-label'}>
                <bdi>{bar.label === '' ? '(empty)' : bar.label}</bdi>
              </span>
              <span class="bar-count">{count(bar.count)}</span>
              <span class="bar-track" aria-hidden="true">
                <span class="bar-fill" style={{ width: `${bar.count === 0 ? 0 : Math.max(1, (100 * bar.count) / highest)}%` }} />
              </span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

interface Bar {
  readonly label: string;
  readonly count: number;
  readonly filter: string | undefined;
  readonly isNull?: boolean;
}

function percent(share: number): string {
  if (share === 0) return '0 %';
  return share < 0.001 ? '< 0.1 %' : `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
}
