/**
 * The whole results page: tabs, header line, toolbar, and what the run's state calls for below them.
 * Invariant: a view of the state; the only state of its own is the clock of running queries.
 */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

import type { WireResult } from '../../../server/src/protocol/results';
import { duration } from '../figures';
import { Icon } from '../icons';
import { ToolButton } from '../menu';
import type { Around } from './context';
import { ErrorView } from './errorView';
import { History } from './history';
import { ResultSurface } from './resultSurface';
import { activeResult, columnsOf, rowsOf } from './state';
import type { ResultsPage } from './state';
import { summary } from './summary';

type Props = Around & { readonly page: ResultsPage };

export function ResultsApp({ page, ...around }: Props): JSX.Element {
  const active = activeResult(page);
  return (
    <main class="results">
      <h1 class="unseen">Results</h1>
      <TabBar page={page} active={active} {...around} />
      <div class="body">
        <div
          class="content"
          id="result"
          role={active ? 'tabpanel' : undefined}
          aria-labelledby={active ? `tab-${active.resultId}` : undefined}
        >
          {active ? (
            <ResultBody key={active.resultId} result={active} page={page} {...around} />
          ) : (
            <NoResults waiting={page.host === undefined} />
          )}
        </div>
        {page.history.open && <History page={page} {...around} />}
      </div>
      <div class="notice" role="status" aria-live="polite">
        {page.notice && (
          <span class={`notice-text ${page.notice.tone}`}>
            {page.notice.tone === 'failure' && <Icon name="warning" />}
            {page.notice.text}
            <button type="button" class="tool small" aria-label="Dismiss" onClick={() => around.dispatch({ kind: 'dismiss' })}>
              <Icon name="close" />
            </button>
          </span>
        )}
      </div>
    </main>
  );
}

function TabBar({ page, active, host, dispatch }: Props & { readonly active: WireResult | undefined }): JSX.Element {
  const results = page.host?.results ?? [];
  const activate = (result: WireResult | undefined) => result && host.post({ kind: 'activate', resultId: result.resultId });
  const onKeyDown = (event: KeyboardEvent) => {
    const index = results.findIndex(result => result.resultId === active?.resultId);
    const to =
      event.key === 'ArrowRight'
        ? index + 1
        : event.key === 'ArrowLeft'
          ? index - 1
          : event.key === 'Home'
            ? 0
            : event.key === 'End'
              ? results.length - 1
              : undefined;
    if (event.key === 'Delete' && active) host.post({ kind: 'close', resultId: active.resultId });
    if (to === undefined) return;
    event.preventDefault();
    const next = results[(to + results.length) % results.length];
    activate(next);
    if (next) document.getElementById(`tab-${next.resultId}`)?.focus();
  };
  return (
    <div class="tab-bar">
      <div
        class="tabs"
        role={results.length > 0 ? 'tablist' : undefined}
        aria-label={results.length > 0 ? 'Results' : undefined}
        onKeyDown={onKeyDown}
      >
        {results.map(result => {
          const selected = result.resultId === active?.resultId;
          return (
            <button
              type="button"
              key={result.resultId}
              id={`tab-${result.resultId}`}
              role="tab"
              class="tab"
              aria-selected={selected}
              aria-controls={selected ? 'result' : undefined}
              tabIndex={selected ? 0 : -1}
              title={`${result.title}\n${result.sql}`}
              onClick={() => activate(result)}
              onAuxClick={event => event.button === 1 && host.post({ kind: 'close', resultId: result.resultId })}
            >
              <RunMark result={result} />
              <span class="tab-title">
                <bdi>{result.title}</bdi>
                {result.statement && result.statement.of > 1 ? ` ${result.statement.number}/${result.statement.of}` : ''}
              </span>
              {result.pinned && <Icon name="pin" />}
            </button>
          );
        })}
      </div>
      <ToolButton
        icon="history"
        label="History"
        showLabel
        pressed={page.history.open}
        title="Runs of this workspace, newest first"
        onClick={() => dispatch({ kind: 'history', change: { open: !page.history.open } })}
      />
    </div>
  );
}

function RunMark({ result }: { readonly result: WireResult }): JSX.Element {
  const marks = { queued: 'running', running: 'running', succeeded: 'success', failed: 'failure', cancelled: 'stop' } as const;
  return (
    <span class={`mark ${result.run.kind}`} role="img" aria-label={result.run.kind}>
      <Icon name={marks[result.run.kind]} />
    </span>
  );
}

function ResultBody({ result, page, ...around }: Props & { readonly result: WireResult }): JSX.Element {
  const { run } = result;
  const hasRows = columnsOf(result) !== undefined && (run.kind === 'succeeded' || rowsOf(result) > 0);
  return (
    <>
      <HeaderLine result={result} {...around} />
      {(run.kind === 'running' || run.kind === 'queued') && <Running result={result} {...around} compact={hasRows} />}
      {run.kind === 'failed' && <ErrorView result={result} error={run.error} {...around} />}
      {run.kind === 'cancelled' && !hasRows && <Cancelled result={result} {...around} />}
      {run.kind === 'succeeded' && run.columns.length === 0 ? (
        <Done result={result} />
      ) : (
        hasRows && <ResultSurface result={result} page={page} {...around} />
      )}
    </>
  );
}

function HeaderLine({ result, host }: Around & { readonly result: WireResult }): JSX.Element {
  const now = useClock(result.run.kind === 'running' || result.run.kind === 'queued');
  const { environment } = result;
  return (
    <div class="header-line">
      <span class={environment.production ? 'environment production' : 'environment'} title={environment.engine}>
        {environment.production && <Icon name="warning" />}
        <bdi>{environment.name}</bdi>
        {environment.production && <b> PROD</b>}
      </span>
      <span class="summary">
        {summary(result, now).map((part, i) => (
          <span key={i} class="summary-part" title={part.title}>
            {part.text}
          </span>
        ))}
      </span>
      <span class="header-tools">
        <ToolButton
          icon="pin"
          label={result.pinned ? 'Unpin' : 'Pin'}
          title={result.pinned ? 'Unpin: the next run may take this tab' : 'Pin: keep this tab when the next run comes'}
          pressed={result.pinned}
          onClick={() => host.post({ kind: 'pin', resultId: result.resultId, pinned: !result.pinned })}
        />
        <ToolButton icon="rerun" label="Run again" onClick={() => host.post({ kind: 'rerun', resultId: result.resultId })} />
        {result.origin && (
          <ToolButton
            icon="open"
            label="Go to the statement"
            onClick={() => host.post({ kind: 'openSource', resultId: result.resultId })}
          />
        )}
        <ToolButton
          icon="close"
          label="Close"
          title="Close this result"
          onClick={() => host.post({ kind: 'close', resultId: result.resultId })}
        />
      </span>
    </div>
  );
}

function Running({ result, host, compact }: Around & { readonly result: WireResult; readonly compact: boolean }): JSX.Element {
  return (
    <div class={compact ? 'running compact' : 'running'}>
      <div class="progress" role="progressbar" aria-label={`${result.title} is running`} />
      <div class="running-line">
        <Elapsed run={result.run} />
        <button type="button" class="button secondary" onClick={() => host.post({ kind: 'cancel', resultId: result.resultId })}>
          Cancel
        </button>
      </div>
    </div>
  );
}

function Elapsed({ run }: { readonly run: WireResult['run'] }): JSX.Element {
  const now = useClock(true);
  if (run.kind !== 'running' && run.kind !== 'queued') return <span />;
  return (
    <span>
      {run.kind === 'queued' ? 'Waiting for the engine' : 'Running'} · {duration(now - Date.parse(run.startedAt))}
    </span>
  );
}

function Cancelled({ result, host }: Around & { readonly result: WireResult }): JSX.Element {
  return (
    <div class="empty-state">
      <p>Cancelled. The engine has stopped; no rows had arrived.</p>
      <button type="button" class="button" onClick={() => host.post({ kind: 'rerun', resultId: result.resultId })}>
        Run again
      </button>
    </div>
  );
}

function Done({ result }: { readonly result: WireResult }): JSX.Element {
  return (
    <div class="empty-state">
      <p>
        <Icon name="success" /> Done. The statement returns no rows.
      </p>
      <pre class="sql">{result.sql}</pre>
    </div>
  );
}

function NoResults({ waiting }: { readonly waiting: boolean }): JSX.Element {
  if (waiting) return <div class="empty-state" aria-busy="true" />;
  return (
    <div class="empty-state">
      <h2>No results yet</h2>
      <p>Preview a model, a CTE or a selection: its rows, what it scanned and what it cost appear here.</p>
      <p class="dim">Run “Medallion: Preview” from the command palette, or use the lens above a statement.</p>
    </div>
  );
}

/** Ticks ten times a second while something runs, else stands still. */
function useClock(running: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(() => setNow(Date.now()), 100);
    return () => clearInterval(timer);
  }, [running]);
  return now;
}
