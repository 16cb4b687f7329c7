/**
 * A failed statement: our sentence, the SQL with the place marked, a jump to the file, the engine's own words below.
 * Invariant: the engine's message is never replaced, only preceded.
 */
import type { JSX } from 'preact';

import type { WireQueryError, WireResult } from '../../../server/src/protocol/results';
import { Icon } from '../icons';
import type { Around } from './context';

/** Lines of SQL shown before and after the failing one. */
const context = 4;

export function ErrorView({ result, error, host }: Around & { readonly result: WireResult; readonly error: WireQueryError }): JSX.Element {
  const full = [`${error.code}: ${error.message}`, error.details ?? '', result.sql].filter(text => text !== '').join('\n\n');
  const jump = () => {
    if (error.line === undefined) host.post({ kind: 'openSource', resultId: result.resultId });
    else
      host.post({
        kind: 'openSource',
        resultId: result.resultId,
        line: error.line,
        ...(error.column === undefined ? {} : { column: error.column }),
      });
  };
  return (
    <section class="error-view" aria-label="Error">
      <p class="error-message" role="alert">
        <Icon name="failure" />
        <span>
          <bdi>{error.message}</bdi> <code class="error-code">{error.code}</code>
        </span>
      </p>
      <SqlExcerpt sql={result.sql} line={error.line} column={error.column} />
      <p class="error-actions">
        {(error.place ?? result.origin) && (
          <button type="button" class="button" onClick={jump}>
            {error.line === undefined ? 'Go to the statement' : `Go to line ${(error.place?.line ?? error.line) + 1}`}
          </button>
        )}
        <button type="button" class="button secondary" onClick={() => host.post({ kind: 'copy', text: full })}>
          Copy error
        </button>
        <button type="button" class="button secondary" onClick={() => host.post({ kind: 'rerun', resultId: result.resultId })}>
          Run again
        </button>
      </p>
      {error.details && (
        <details open={error.details.length < 600}>
          <summary>Details from the engine</summary>
          <pre class="details">{error.details}</pre>
        </details>
      )}
    </section>
  );
}

function SqlExcerpt({
  sql,
  line,
  column,
}: {
  readonly sql: string;
  readonly line: number | undefined;
  readonly column: number | undefined;
}): JSX.Element {
  const lines = sql.split('\n');
  const first = line === undefined ? 0 : Math.max(0, line - context);
  const last = line === undefined ? Math.min(lines.length, 2 * context) : Math.min(lines.length, line + context + 1);
  return (
    <div
      class="sql-excerpt"
      role="figure"
      aria-label={line === undefined ? 'The statement' : `The statement, error in line ${line + 1}`}
      tabIndex={0}
    >
      {first > 0 && <div class="sql-more">… {first} lines above</div>}
      {lines.slice(first, last).map((text, i) => {
        const number = first + i;
        const failing = number === line;
        return (
          <div key={number} class={failing ? 'sql-line failing' : 'sql-line'}>
            <span class="sql-number">{number + 1}</span>
            <span class="sql-text">
              {failing && column !== undefined ? (
                <>
                  {text.slice(0, column)}
                  <mark>{text.slice(column, wordEnd(text, column)) || ' '}</mark>
                  {text.slice(wordEnd(text, column))}
                </>
              ) : (
                text
              )}
            </span>
          </div>
        );
      })}
      {last < lines.length && <div class="sql-more">… {lines.length - last} lines below</div>}
    </div>
  );
}

function wordEnd(text: string, from: number): number {
  const word = /^(?:[\w.$]+|"[^"]*"|'[^']*'|.)/u.exec(text.slice(from));
  return from + (word?.[0].length ?? 0);
}
