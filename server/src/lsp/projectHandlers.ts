/** The Project view's requests, what stands at a place, the compiled text, and the status as a whole. */
import type { Connection } from 'vscode-languageserver/node';
import type { Workspace } from '../app/Workspace';
import { cteAt } from '../core/ide/cte';
import { projectChanged, projectChildren, projectCompiled, projectContext, projectReveal } from '../protocol/project';
import type { CompiledAnswer, EditorContext, ProjectState } from '../protocol/project';
import { notify, onRequest, refusal } from './dispatch';
import { lineageOf } from './lineageOf';
import * as tree from './projectTree';
import { pathOf } from './uri';
import { placeIn, viewOf } from './views';
import type { DocumentPosition } from '../protocol/message';

export function serveProject(connection: Connection, workspace: Workspace): void {
  onRequest(connection, projectChildren, ({ parent, grouping }) => tree.projectChildren(workspace, parent, grouping));
  onRequest(connection, projectReveal, ({ uri, grouping }) => {
    const path = pathOf(uri);
    return path === undefined ? { nodes: [] } : tree.projectPath(workspace, path, grouping);
  });
  onRequest(connection, projectContext, position => contextAt(workspace, position));
  onRequest(connection, projectCompiled, ({ uri }) => compiled(workspace, uri));
  workspace.onChange(change => {
    if (change.kind === 'projects' || change.kind === 'project') notify(connection, projectChanged, projectState(workspace));
  });
}

export function projectState({ projectsState, projects, folders }: Workspace): ProjectState {
  switch (projectsState) {
    case 'none':
      return {
        kind: 'none',
        lookedFor: folders.length === 0 ? ['dbt_project.yml (no folder is open)'] : folders.map(folder => `${folder}/**/dbt_project.yml`),
      };
    case 'loading':
      return { kind: 'loading' };
    case 'loaded':
      return {
        kind: 'loaded',
        projects: projects.map(project => {
          const { label, target, models, file } = tree.rootNode(project);
          const problems = [
            ...project.problems.map(({ path, message }) => `${path}: ${message}`),
            ...project.dbt.diagnostics.filter(({ severity }) => severity === 'error').map(({ file: at, message }) => `${at}: ${message}`),
          ];
          return { name: label, file, models, problems, ...(target === undefined ? {} : { target }) };
        }),
      };
  }
}

function contextAt(workspace: Workspace, position: DocumentPosition): EditorContext {
  const place = placeIn(workspace, position);
  if (!place?.view.sql) return { query: false };
  const node = place.view.dbt?.node;
  const project = workspace.projectOf(workspace.document(position.uri)?.path);
  const model = node !== undefined && project ? lineageOf(workspace, project).node(node) : undefined;
  const cte = cteAt(place.view, place.offset);
  return {
    query: place.view.sql.source.statements.some(statement => statement.node.kind === 'Query'),
    ...(model ? { model: { uniqueId: model.id, name: model.name, layer: model.layer } } : {}),
    ...(cte ? { cte: cte.name } : {}),
  };
}

function compiled(workspace: Workspace, uri: string): CompiledAnswer {
  const view = viewOf(workspace, uri);
  if (!view?.sql)
    return refusal('This file has no SQL to compile: open a model, snapshot, analysis or test of a dbt project, or a SQL file.');
  const node = view.dbt?.node === undefined ? undefined : view.dbt.analysis.model(view.dbt.node)?.compiled;
  return {
    kind: 'compiled',
    sql: view.sql.source.text,
    notes: (node?.unanswered ?? []).map(sql => `not asked of the engine: ${sql.replace(/\s+/g, ' ').slice(0, 120)}`),
  };
}
