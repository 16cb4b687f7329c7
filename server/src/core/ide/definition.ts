/** Where the name under the cursor is defined: a CTE or alias in the same file, the model or source that builds a relation, the model's own expression of a column. */
import type { DbtMacro } from '../dbt/project/macroIndex';
import { relationKey } from '../lineage/ProjectCatalog';
import type { TextRange } from '../text/TextRange';
import type { DocumentView } from './DocumentView';
import { macroAt, refAt } from './jinjaNames';
import { targetAt } from './target';
import type { FoundTarget } from './target';

export interface Definition {
  /** In the project's file map; undefined: the same document. */
  readonly file: string | undefined;
  readonly range: TextRange;
  /** What was under the cursor. */
  readonly origin: TextRange;
}

export function definition(view: DocumentView, offset: number): Definition | undefined {
  const reference = refAt(view, offset);
  if (reference) {
    const node =
      reference.uniqueId === undefined
        ? undefined
        : (view.dbt?.analysis.project.nodes.get(reference.uniqueId) ?? view.dbt?.analysis.project.sources.get(reference.uniqueId));
    return node && { file: node.file, range: 'nameRange' in node ? node.nameRange : { start: 0, end: 0 }, origin: reference.range };
  }
  const called = macroAt(view, offset);
  // dbt's own macros stand in no file of the project.
  if (called)
    return isOfProject(view, called.macro)
      ? { file: called.macro.block.file.path, range: called.macro.block.nameRange, origin: called.range }
      : undefined;
  const found = targetAt(view, offset);
  const origin = found?.sql.places.toText(found.range);
  return found && origin && defined(view, found, origin);
}

function isOfProject({ dbt }: DocumentView, { block }: DbtMacro): boolean {
  return dbt?.analysis.project.files.has(block.file.path) ?? false;
}

function defined(view: DocumentView, { target, sql, statement }: FoundTarget, origin: TextRange): Definition | undefined {
  const here = (node: { readonly start: number; readonly end: number }): Definition | undefined => {
    const range = sql.places.toText({ start: node.start + statement.start, end: node.end + statement.start });
    return range && { file: undefined, range, origin };
  };
  switch (target.kind) {
    case 'function':
      return undefined;
    case 'relation':
      if (target.relation.kind === 'query') return here(target.relation.query.node.name);
      return target.relation.kind === 'catalog'
        ? built(view, target.relation.name.schema, target.relation.name.name, undefined, origin)
        : undefined;
    case 'field': {
      const { definition: place } = target.field;
      if (place.kind === 'item' || place.kind === 'name') return here(place.node);
      return place.kind === 'column' ? built(view, place.id.relation.schema, place.id.relation.name, place.id.column, origin) : undefined;
    }
  }
}

/** The node that builds a relation, at the expression of one of its columns where that can be told; else the source that declares it. */
function built({ dbt }: DocumentView, schema: string, name: string, column: string | undefined, origin: TextRange): Definition | undefined {
  if (!dbt) return undefined;
  const { analysis } = dbt;
  const node = analysis.builder(relationKey(schema, name));
  if (node) {
    const model = analysis.model(node.uniqueId);
    const output = model?.statement?.columns?.find(candidate => candidate.name.toLowerCase() === column);
    const start = model?.source.statements.at(-1)?.start ?? 0;
    const range =
      output?.field.definition.kind === 'item'
        ? model?.compiled?.sourceMap.toTemplate(
            { start: output.field.definition.node.start + start, end: output.field.definition.node.end + start },
            node.file,
          )
        : undefined;
    return { file: node.file, range: range ?? { start: 0, end: 0 }, origin };
  }
  for (const source of analysis.project.sources.values()) {
    if (relationKey(source.schema, source.identifier) !== relationKey(schema, name)) continue;
    const entry = source.columns.find(candidate => candidate.name.toLowerCase() === column);
    return { file: source.file, range: entry?.range ?? source.nameRange, origin };
  }
  return undefined;
}
