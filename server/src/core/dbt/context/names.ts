/**
 * Schema, alias and database of a node: dbt's own rules, or the project's `generate_…_name` macros.
 * Invariant: dbt's rule is computed without a template; a project's macro runs as dbt runs it, and its text is stripped.
 */
import type { ProjectFrame } from '../project/frame';
import type { MacroIndex } from '../project/macroIndex';
import type { Draft } from '../project/draft';
import { versionText } from '../project/nodes';
import { callMacro } from './engine';
import type { MacroTrace } from './engine';
import { str } from '../jinja/values/object';
import { emptyRecord } from './session';
import type { Session, Subject } from './session';
import { nodeFields, PyNode } from './nodeObject';

export type NameComponent = 'database' | 'schema' | 'alias';

type Named = Omit<Draft, 'relationName' | 'nameTrace'>;

/** null: the project's macro gave none. What macros were looked for goes to `trace`. */
export function generatedName(
  component: NameComponent,
  custom: string | null,
  node: Named,
  frame: ProjectFrame,
  macros: MacroIndex,
  trace: MacroTrace,
): string | null {
  const macro = macros.nameMacro(component, node.packageName, trace);
  if (!macro) return defaultName(component, custom, node, frame);
  const subject: Subject = {
    uniqueId: node.uniqueId,
    name: node.name,
    packageName: macro.packageName,
    config: node.config,
    materialized: node.materialized,
    relation: { database: node.database, schema: node.schema, identifier: node.alias },
    group: node.group,
    fields: () => nodeFields(node),
  };
  const session: Session = { phase: 'names', frame, subject, view: undefined, recorded: emptyRecord() };
  const answer = callMacro(macro, [custom, new PyNode(() => nodeFields(node))], session, macros);
  for (const [key, used] of answer.trace) trace.set(key, used);
  if (answer.kind === 'failed') {
    nameProblems.set(node.captured, answer.message);
    return defaultName(component, custom, node, frame);
  }
  return answer.value === null ? null : str(answer.value).trim();
}

/** Failures of name macros, by what was parsed of the node. */
export const nameProblems = new WeakMap<object, string>();

function defaultName(component: NameComponent, custom: string | null, node: Named, { target }: ProjectFrame): string {
  switch (component) {
    case 'database':
      return custom?.trim() ?? target.database;
    case 'schema':
      return custom === null ? target.schema : `${target.schema}_${custom.trim()}`;
    case 'alias':
      if (custom !== null && custom !== '') return custom.trim();
      return node.version === null ? node.name : `${node.name}_v${versionText(node.version).replaceAll('.', '_')}`;
  }
}
