/**
 * Names that every template of dbt sees, whatever it stands in: modules, conversions, exceptions, the clock.
 * Invariant: the clock is the project's own: two renderings of one project agree.
 */
import type { JinjaRender } from '../jinja/render';
import type { PyValue } from '../jinja/values/object';
import type { ProjectOptions } from '../project/frame';

export interface SharedContext {
  readonly options: ProjectOptions;
  readonly run: JinjaRender;
}

export function sharedMember(name: string, { options }: SharedContext): PyValue | undefined {
  if (name === 'invocation_id') return options.invocationId ?? '00000000-0000-0000-0000-000000000000';
  if (name === 'dbt_version') return '1.11.16';
  return undefined;
}
