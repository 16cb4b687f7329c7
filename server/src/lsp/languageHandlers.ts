/** The editor's own requests on SQL and dbt files: hover, definition, diagnostics. Each converts, calls the pure feature, converts back. */
import { join } from 'node:path';
import type { Connection, DefinitionLink, Diagnostic as LspDiagnostic } from 'vscode-languageserver/node';
import { DiagnosticSeverity, MarkupKind } from 'vscode-languageserver/node';
import type { Workspace } from '../app/Workspace';
import { completion } from '../core/ide/completion/completion';
import { functions } from '../core/ide/completion/words';
import { definition } from '../core/ide/definition';
import { diagnostics } from '../core/ide/diagnostics';
import type { Diagnostic } from '../core/ide/diagnostics';
import { format, formatRange } from '../core/ide/format';
import { columnDocumentation, hover } from '../core/ide/hover';
import { allRules } from '../core/lint/rules';
import { LineIndex } from '../core/text/LineIndex';
import { codeLenses } from './codeLens';
import { guarded } from './dispatch';
import type { Costs } from './estimates';
import { tagFlowOf } from './lineageOf';
import { toRange, toTextRange, uriOf } from './toLsp';
import { toCompletion } from './toCompletion';
import type { CompletionData } from './toCompletion';
import { linesOf, placeIn, viewOf } from './views';

/** @param docs the folder of the pages that findings lead to; undefined where the editor has none */
export function serveLanguage(connection: Connection, costs: Costs, docs: () => string | undefined): void {
  const { workspace } = costs;
  connection.onCodeLens(({ textDocument: { uri } }, token) => guarded(connection, 'codeLens', token, () => codeLenses(costs, uri)));
  connection.onCompletion(({ textDocument: { uri }, position }, token) =>
    guarded(connection, 'completion', token, () => {
      const place = placeIn(workspace, { uri, position });
      const list = place && completion(place.view, place.offset, workspace.catalog.snapshot);
      return place && list ? toCompletion(uri, place.lines, list) : null;
    }),
  );
  connection.onCompletionResolve((item, token) =>
    guarded(connection, 'completionResolve', token, () => {
      const { uri, column, function: called } = (item.data ?? {}) as Partial<CompletionData>;
      if (called !== undefined) {
        const known = functions(workspace.settings.sql.dialect).find(({ label }) => label === called)?.documentation;
        return known === undefined ? item : { ...item, documentation: { kind: MarkupKind.Markdown, value: known } };
      }
      if (uri === undefined || column === undefined) return item;
      const project = workspace.projectOf(workspace.document(uri)?.path);
      const value = columnDocumentation(
        column,
        { catalog: workspace.catalog.snapshot, layerRules: workspace.layerRules },
        project && workspace.analysisOf(project),
      );
      return { ...item, documentation: { kind: MarkupKind.Markdown, value } };
    }),
  );
  connection.onHover(({ textDocument: { uri }, position }, token) =>
    guarded(connection, 'hover', token, () => {
      const place = placeIn(workspace, { uri, position });
      const answer = place && hover(place.view, place.offset, { catalog: workspace.catalog.snapshot, layerRules: workspace.layerRules });
      return answer ? { contents: { kind: MarkupKind.Markdown, value: answer.markdown }, range: toRange(place.lines, answer.range) } : null;
    }),
  );
  connection.onDefinition(({ textDocument: { uri }, position }, token) =>
    guarded(connection, 'definition', token, (): DefinitionLink[] | null => {
      const place = placeIn(workspace, { uri, position });
      const target = place && definition(place.view, place.offset);
      if (!place || !target) return null;
      const targetUri = target.file === undefined ? uri : fileUri(workspace, uri, target.file);
      if (targetUri === undefined) return null;
      const lines =
        target.file === undefined ? place.lines : new LineIndex(place.view.dbt?.analysis.project.files.get(target.file)?.text ?? '');
      const targetRange = toRange(lines, target.range);
      return [{ targetUri, targetRange, targetSelectionRange: targetRange, originSelectionRange: toRange(place.lines, target.origin) }];
    }),
  );
  connection.onDocumentFormatting(({ textDocument: { uri }, options }, token) =>
    guarded(connection, 'formatting', token, () => {
      const view = viewOf(workspace, uri);
      if (!view?.sql && !view?.template) return null;
      const answer = format(view.text, { tabWidth: options.tabSize, keywordCase: 'preserve' });
      if (answer.kind === 'formatted')
        return [{ range: toRange(linesOf(view), { start: 0, end: view.text.length }), newText: answer.text }];
      connection.console.info(`not formatted: ${answer.why}`);
      return null;
    }),
  );
  connection.onDocumentRangeFormatting(({ textDocument: { uri }, range, options }, token) =>
    guarded(connection, 'rangeFormatting', token, () => {
      const view = viewOf(workspace, uri);
      if (!view?.sql && !view?.template) return null;
      const answer = formatRange(view.text, toTextRange(linesOf(view), range), { tabWidth: options.tabSize, keywordCase: 'preserve' });
      if (answer.kind === 'formatted') return [{ range: toRange(linesOf(view), answer.range), newText: answer.text }];
      connection.console.info(`not formatted: ${answer.why}`);
      return null;
    }),
  );
  publishDiagnostics(connection, workspace, docs);
}

function fileUri(workspace: Workspace, uri: string, file: string): string | undefined {
  const project = workspace.projectOf(workspace.document(uri)?.path);
  return project && uriOf(workspace.absolutePath(project, file));
}

/** How long typing must rest before findings are looked for: squiggles that come and go with each letter help nobody. */
const restMs = 200;

function publishDiagnostics(connection: Connection, workspace: Workspace, docs: () => string | undefined): void {
  const published = new Map<string, string>();
  let timer: NodeJS.Timeout | undefined;
  const publish = (): void => {
    const open = new Set<string>();
    for (const { uri, version } of workspace.documents) {
      open.add(uri);
      const found = findingsOf(workspace, uri, docs());
      const key = JSON.stringify(found);
      if (published.get(uri) === key) continue;
      published.set(uri, key);
      void connection.sendDiagnostics({ uri, version, diagnostics: found });
    }
    for (const uri of [...published.keys()]) {
      if (open.has(uri)) continue;
      published.delete(uri);
      void connection.sendDiagnostics({ uri, diagnostics: [] });
    }
  };
  workspace.onChange(() => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      try {
        publish();
      } catch (error) {
        connection.console.error(`diagnostics: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      }
    }, restMs);
  });
  connection.onShutdown(() => clearTimeout(timer));
}

function findingsOf(workspace: Workspace, uri: string, docs: string | undefined): LspDiagnostic[] {
  const view = viewOf(workspace, uri);
  if (!view) return [];
  const lines = linesOf(view);
  const project = workspace.projectOf(workspace.document(uri)?.path);
  const file = view.dbt?.file;
  const compiled = view.dbt?.node === undefined ? undefined : view.dbt.analysis.model(view.dbt.node)?.compiled;
  const ofProject = project ? [...project.dbt.diagnostics, ...(compiled?.diagnostics ?? [])].filter(finding => finding.file === file) : [];
  const flow = project
    ? tagFlowOf(workspace, project)
        .findings()
        .filter(({ node }) => node.file === file && file !== undefined)
    : [];
  return diagnostics(view, ofProject, flow, workspace.settings.lint.rules).map(finding => ({
    range: toRange(lines, finding.range),
    message: finding.message,
    severity: severities[finding.severity],
    code: finding.code,
    source: 'medallion',
    ...(docs !== undefined && isRule.has(finding.code)
      ? { codeDescription: { href: uriOf(join(docs, 'rules', `${finding.code}.md`)) } }
      : {}),
    ...(finding.related
      ? { relatedInformation: finding.related.map(({ range, message }) => ({ location: { uri, range: toRange(lines, range) }, message })) }
      : {}),
  }));
}

const isRule: ReadonlySet<string> = new Set(allRules.map(({ name }) => name));

const severities: Readonly<Record<Diagnostic['severity'], DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};
