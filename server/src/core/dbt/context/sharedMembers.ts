/**
 * Names that every template of dbt sees, whatever it stands in: modules, conversions, exceptions, the clock.
 * Invariant: the clock is the project's own: two renderings of one project agree.
 */
import { dbtFunction, modulesAt, runClock } from '../jinja/context/dbtFunctions';
import { PyFunction } from '../jinja/values/callable';
import type { PyDateTime } from '../jinja/values/datetime';
import { PyException, raiseDbt } from '../jinja/values/exception';
import { call, str } from '../jinja/values/object';
import type { PyValue } from '../jinja/values/object';
import type { ProjectOptions } from '../project/frame';

export function sharedMember(name: string, options: ProjectOptions): PyValue | undefined {
  switch (name) {
    case 'modules':
      return modulesAt(startedAt(options));
    case 'run_started_at':
      return startedAt(options);
    case 'invocation_id':
      return options.invocationId ?? '00000000-0000-0000-0000-000000000000';
    case 'dbt_version':
      return dbtVersion;
    case 'log':
    case 'print':
    case 'debug':
      return silent;
    case 'try_or_compiler_error':
      return tryOrCompilerError;
    default:
      return dbtFunction(name);
  }
}

/** The version whose behaviour is followed. */
const dbtVersion = '1.11.16';

const silent = new PyFunction('log', ['*args'], () => '');

const tryOrCompilerError = new PyFunction(
  'try_or_compiler_error',
  ['message_if_exception', 'func', '*args'],
  ([message = '', func = null], { positional, keyword }) => {
    try {
      return call(func, { positional: positional.slice(2), keyword });
    } catch (error) {
      if (error instanceof PyException) return raiseDbt('CompilationError', str(message));
      throw error;
    }
  },
);

const clocks = new Map<string, PyDateTime>();

/** The day this engine's facts were taken: where no time is given, a text that names the clock is the same each time it is compiled. */
const usualStart = '2026-01-15T08:30:00+00:00';

function startedAt({ runStartedAt = usualStart }: ProjectOptions): PyDateTime {
  const known = clocks.get(runStartedAt);
  if (known) return known;
  const zoned = /(?:Z|[-+]\d\d:?\d\d)$/.test(runStartedAt) ? runStartedAt : `${runStartedAt}+00:00`;
  const clock = runClock(zoned.replace(/Z$/, '+00:00')) ?? runClock(usualStart);
  if (!clock) throw new RangeError(`not a time: ${runStartedAt}`);
  if (clocks.size > 20) clocks.clear();
  clocks.set(runStartedAt, clock);
  return clock;
}
