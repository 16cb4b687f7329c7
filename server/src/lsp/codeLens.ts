/** Code lenses of a model or statement: what it reads and who reads it, what it would cost, and the actions that work here. */
import type { CodeLens } from 'vscode-languageserver/node';
import { commandIds } from '../protocol/status';
import type { LineageTarget } from '../protocol/status';
import type { RunTarget } from '../protocol/runs';
import { estimateRequest, estimateText } from './estimates';
import type { Costs } from './estimates';
import { lineageOf } from './lineageOf';
import { toPosition } from './toLsp';
import { linesOf, viewOf } from './views';

export function codeLenses(costs: Costs, uri: string): CodeLens[] {
  const { workspace } = costs;
  const view = viewOf(workspace, uri);
  if (!view?.sql) return [];
  const project = workspace.projectOf(workspace.document(uri)?.path);
  const top = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
  const node = view.dbt?.node;
  if (project && node !== undefined) {
    const lineage = lineageOf(workspace, project);
    const model: RunTarget = { kind: 'model', uri };
    const target: LineageTarget = { uri };
    const statement = view.sql.source.statements.at(-1);
    const estimate = statement && costs.estimates.of(estimateRequest(costs, statement.node, view.sql.statements.at(-1)!, project));
    return [
      {
        range: top,
        command: {
          title: `reads ${lineage.sourcesOf(node).length} · read by ${lineage.readersOf(node).length}`,
          command: commandIds.lineage,
          arguments: [target],
        },
      },
      ...(estimate ? [{ range: top, command: { title: estimateText(estimate), command: commandIds.estimate, arguments: [model] } }] : []),
      { range: top, command: { title: 'Preview', command: commandIds.preview, arguments: [model] } },
      { range: top, command: { title: 'Run', command: commandIds.run, arguments: [model] } },
      { range: top, command: { title: 'Compiled', command: commandIds.compiled, arguments: [uri] } },
    ];
  }
  const lines = linesOf(view);
  return view.sql.source.statements.flatMap((statement, at): CodeLens[] => {
    if (statement.node.kind !== 'Query') return [];
    const position = toPosition(lines, statement.start);
    const target: RunTarget = { kind: 'statement', uri, position };
    const estimate = costs.estimates.of(estimateRequest(costs, statement.node, view.sql!.statements[at]!, project));
    const range = { start: position, end: position };
    return [
      { range, command: { title: 'Preview', command: commandIds.preview, arguments: [target] } },
      ...(estimate ? [{ range, command: { title: estimateText(estimate), command: commandIds.estimate, arguments: [target] } }] : []),
    ];
  });
}
