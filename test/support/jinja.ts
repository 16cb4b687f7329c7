/** Templates without a project: dbt's base context, a few names, and macros given as text. */
import {
  PyDict,
  PyFunction,
  dbtFunction,
  modulesAt,
  parseMacroFile,
  render,
  returnFromMacro,
  runClock,
  toPython,
} from '../../server/src/core/dbt/jinja';
import type { JinjaHost, PyValue, RenderOptions, RenderResult } from '../../server/src/core/dbt/jinja';
import { fromJson } from '../../server/src/core/dbt/value';
import type { Json } from '../../server/src/core/dbt/value';

export interface Given {
  readonly context?: PyDict | Readonly<Record<string, Json>>;
  /** Text of a macro file, `macros.sql`. */
  readonly macros?: string;
  readonly options?: Partial<RenderOptions>;
}

export function renderAlone(template: string, { context, macros = '', options = {} }: Given = {}): RenderResult {
  return render(template, aloneHost(context instanceof PyDict ? context : toPython(fromJson(context ?? {})), macros), {
    file: 'model.sql',
    ...options,
  });
}

export function aloneHost(context: PyValue, macroText: string): JinjaHost {
  const macros = new Map(parseMacroFile(macroText, { file: 'macros.sql', packageName: 'lab' }).macros.map(macro => [macro.name, macro]));
  return {
    lookup: (name, run) => {
      if (context instanceof PyDict && context.has(name)) return context.get(name);
      const macro = macros.get(name);
      return macro ? run.macro(macro) : (names.get(name) ?? dbtFunction(name));
    },
    fileText: () => macroText,
  };
}

const startedAt = runClock('2026-01-15T08:30:00.123456+00:00');
if (!startedAt) throw new Error('the clock of the tests cannot be read');

const silent = (name: string): PyFunction => new PyFunction(name, ['msg', 'info?'], () => '');
const names = new Map<string, PyValue>([
  ['return', new PyFunction('return', ['data?'], ([data = null]) => returnFromMacro(data))],
  ['log', silent('log')],
  ['print', silent('print')],
  ['modules', modulesAt(startedAt)],
  ['run_started_at', startedAt],
]);
