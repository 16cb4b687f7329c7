/** The views of open documents at this moment, made once per document version and project state. */
import type { OpenDocument, OpenProject, Workspace } from '../app/Workspace';
import { compileNode } from '../core/dbt/project/compileNode';
import { dbtView, sqlView, viewAt } from '../core/ide/DocumentView';
import type { DocumentView } from '../core/ide/DocumentView';
import { columnNameAt } from '../core/ide/target';
import { LineIndex } from '../core/text/LineIndex';
import type { DocumentPosition } from '../protocol/message';

export interface Place {
  readonly view: DocumentView;
  readonly lines: LineIndex;
  /** In the document's text. */
  readonly offset: number;
}

/** What a view was made from: equal parts give the same view. */
interface Kept {
  readonly document: OpenDocument;
  readonly basis: unknown;
  readonly view: DocumentView;
}

const kept = new WeakMap<Workspace, Map<string, Kept>>();

export function viewOf(workspace: Workspace, uri: string): DocumentView | undefined {
  const document = workspace.document(uri);
  if (!document) return undefined;
  let views = kept.get(workspace);
  if (!views) kept.set(workspace, (views = new Map<string, Kept>()));
  const project = workspace.projectOf(document.path);
  const analysis = project && workspace.analysisOf(project);
  const basis = analysis ?? workspace.catalog.snapshot;
  const before = views.get(uri);
  if (before?.document === document && before.basis === basis) return before.view;
  const view = makeView(workspace, document, before?.view);
  views.set(uri, { document, basis, view });
  return view;
}

export function placeIn(workspace: Workspace, { uri, position }: DocumentPosition): Place | undefined {
  const view = viewOf(workspace, uri);
  if (!view) return undefined;
  const lines = linesOf(view);
  const offset = lines.offsetAt({ line: position.line, column: position.character });
  return { view: viewAt(view, offset), lines, offset };
}

const lineIndexes = new WeakMap<DocumentView, LineIndex>();

export function linesOf(view: DocumentView): LineIndex {
  let lines = lineIndexes.get(view);
  if (!lines) lineIndexes.set(view, (lines = new LineIndex(view.text)));
  return lines;
}

/** The name of the column at a place. */
export function columnAt(workspace: Workspace, position: DocumentPosition): string | undefined {
  const place = placeIn(workspace, position);
  return place && columnNameAt(place.view, place.offset);
}

function makeView(workspace: Workspace, document: OpenDocument, previous: DocumentView | undefined): DocumentView {
  const { dialect } = workspace.settings.sql;
  const project = workspace.projectOf(document.path);
  if (!project || document.path === undefined) {
    const isSql = document.languageId.includes('sql');
    const context = { catalog: workspace.catalog.snapshot, session: {}, dialect };
    return isSql && !/\{[{%]/.test(document.text)
      ? sqlView(document.text, context, previous)
      : { text: document.text, sql: undefined, dbt: undefined, template: isSql };
  }
  const analysis = workspace.analysisOf(project);
  const file = workspace.relativePath(project, document.path);
  const node = [...project.dbt.nodes.values()].find(candidate => candidate.file === file && !(candidate.type === 'test' && candidate.test));
  const context = { catalog: analysis.catalog, session: { schema: node?.schema ?? undefined }, dialect };
  const compiled = node?.language === 'sql' && node.type !== 'seed' ? compileNode(project.dbt, node.uniqueId) : undefined;
  // A query beside the models, in no folder that dbt reads, is plain SQL that sees the project's relations.
  if (!node && document.languageId.includes('sql') && !isRead(project, file) && !/\{[{%]/.test(document.text))
    return sqlView(document.text, context, previous);
  return dbtView(document.text, context, { analysis, file, node: node?.uniqueId }, compiled, previous);
}

function isRead({ dbt }: OpenProject, file: string): boolean {
  return dbt.roles.some(({ path }) => path === file);
}
