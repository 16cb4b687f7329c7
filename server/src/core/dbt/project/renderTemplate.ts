/**
 * Any template in the context of a node: hooks, snippets, what a person asks to see rendered.
 * Invariant: the node itself is not changed, and nothing is kept.
 */
import { renderIn } from '../context/engine';
import { emptyRecord } from '../context/session';
import type { Recorded, Session } from '../context/session';
import type { RenderResult } from '../jinja/render';
import type { PyValue } from '../jinja/values/object';
import { templateSubject } from './compileNode';
import type { DbtProject } from './DbtProject';
import type { DbtNode } from './nodes';

export interface TemplateRequest {
  readonly template: string;
  /** `parse`: as dbt reads a model; `runtime`: as it runs one; `native`: as it reads values of YAML. */
  readonly phase: 'parse' | 'runtime' | 'native';
  /** Names beyond dbt's context. */
  readonly context?: ReadonlyMap<string, PyValue>;
  readonly file?: string;
}

export interface RenderedTemplate {
  readonly result: RenderResult;
  readonly recorded: Recorded;
}

export function renderTemplate(project: DbtProject, node: DbtNode, { template, phase, context, file }: TemplateRequest): RenderedTemplate {
  const recorded = emptyRecord();
  const parsing = phase === 'parse';
  const session: Session = {
    phase: parsing ? 'parse' : 'runtime',
    frame: project.frame,
    subject: templateSubject(project, node),
    view: parsing ? undefined : project,
    recorded,
  };
  const { result } = renderIn(session, project.macros, {
    template,
    options: { file: file ?? node.file, undefinedNames: parsing ? 'forgiving' : 'strict', native: phase === 'native' },
    ...(context ? { extra: context } : {}),
  });
  return { result, recorded };
}

/** A hook's text as it would be sent; one that fails to render is shown as it is written. */
export function renderHook(project: DbtProject, node: DbtNode, hook: string): string {
  const { result } = renderTemplate(project, node, { template: hook, phase: 'runtime' });
  return result.errors.length > 0 ? hook : result.output;
}
