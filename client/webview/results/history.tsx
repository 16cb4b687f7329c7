/**
 * Runs of the workspace, newest first: state, rows, bytes beside the estimate, price, when. A click opens the rows again.
 * Invariant: every run is listed, also failed and cancelled ones; the filter says how many it hides.
 */
import type { JSX } from 'preact';

import type { WireHistoryEntry } from '../../../server/src/protocol/results';
import { absolute, ago, bytes, counted, duration, money } from '../figures';
import { Icon } from '../icons';
import { ToolButton } from '../menu';
import type { Around } from './context';
import type { ResultsPage } from './state';

const marks = { running: 'running', succeeded: 'success', failed: 'failure', cancelled: 'stop' } as const;

export function History({ page, host, dispatch }: Around & { readonly page: ResultsPage }): JSX.Element {
  const all = page.host?.history ?? [];
  const needle = page.history.filter.trim().toLowerCase();
  const shown =
    needle === ''
      ? all
      : all.filter(entry => `${entry.title} ${entry.sql} ${entry.environment.name} ${entry.outcome}`.toLowerCase().includes(needle));
  const now = Date.now();
  return (
    <aside class="history" aria-label="History of runs">
      <div class="pane-head">
        <h2>History</h2>
        <ToolButton icon="close" label="Close history" onClick={() => dispatch({ kind: 'history', change: { open: false } })} />
      </div>
      <input
        class="text-input"
        type="search"
        placeholder="Filter by name, SQL, state"
        aria-label="Filter history"
        value={page.history.filter}
        onInput={event => dispatch({ kind: 'history', change: { filter: event.currentTarget.value } })}
      />
      {shown.length < all.length && (
        <p class="dim pane-note">
          {shown.length} of {counted(all.length, 'run')}
        </p>
      )}
      {all.length === 0 && <p class="dim pane-note">Nothing was run yet in this workspace.</p>}
      <ul class="history-list">
        {shown.map(entry => (
          <li key={entry.historyId}>
            <button
              type="button"
              class="history-entry"
              title={entry.sql}
              onClick={() => host.post({ kind: 'reopen', historyId: entry.historyId })}
            >
              <span class={`mark ${entry.outcome}`} role="img" aria-label={entry.outcome}>
                <Icon name={marks[entry.outcome]} />
              </span>
              <span class="history-title">
                <bdi>{entry.title}</bdi>
                <span class="dim"> {entry.mode}</span>
              </span>
              <span class="history-when" title={absolute(entry.startedAt)}>
                {ago(entry.startedAt, now)}
              </span>
              <span class="history-facts">
                {facts(entry).join(' · ')}
                {entry.environment.production ? ' · PROD' : ` · ${entry.environment.name}`}
                {!entry.kept && entry.outcome === 'succeeded' ? ' · rows no longer kept' : ''}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {all.length > 0 && (
        <button type="button" class="button secondary pane-foot" onClick={() => host.post({ kind: 'clearHistory' })}>
          Clear history
        </button>
      )}
    </aside>
  );
}

function facts(entry: WireHistoryEntry): string[] {
  const { statistics, estimateBytes } = entry;
  const parts: string[] = entry.outcome === 'succeeded' ? [] : [entry.outcome];
  if (entry.rows !== undefined) parts.push(counted(entry.rows, 'row'));
  if (statistics?.bytesScanned !== undefined) {
    const share =
      estimateBytes && estimateBytes.likely > 0
        ? ` (${Math.round((100 * statistics.bytesScanned) / estimateBytes.likely)} % of estimate)`
        : '';
    parts.push(`${bytes(statistics.bytesScanned)}${share}`);
  }
  if (statistics?.price) parts.push(money(statistics.price.amount, statistics.price.currency));
  if (statistics) parts.push(duration(statistics.elapsedMs));
  return parts;
}
