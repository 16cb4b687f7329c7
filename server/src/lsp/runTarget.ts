/** From what the user points at to the statement that shows its rows: a model, a selection, a statement, a CTE, a table. */
import type { OpenProject } from '../app/Workspace';
import { analyzeStatement } from '../core/analysis/analyzeStatement';
import type { StatementAnalysis } from '../core/analysis/StatementAnalysis';
import { cteAt } from '../core/ide/cte';
import { statementAt } from '../core/ide/DocumentView';
import type { DocumentView } from '../core/ide/DocumentView';
import { parse } from '../core/sql/parser';
import type * as tree from '../core/sql/tree';
import type { TextRange } from '../core/text/TextRange';
import type { Range, Refusal } from '../protocol/message';
import type { RunTarget } from '../protocol/runs';
import type { Costs } from './estimates';
import { refusal } from './dispatch';
import { linesOf, viewOf } from './views';

export interface RunText {
  readonly kind: 'text';
  readonly title: string;
  /** One statement. */
  readonly sql: string;
  readonly schema: string | undefined;
  readonly uri: string | undefined;
  readonly project: OpenProject | undefined;
  /** dbt's unique id where the target is a node of the project. */
  readonly node: string | undefined;
  readonly statement: tree.Statement;
  readonly analysis: StatementAnalysis;
  /** A place in `sql` as a place in the document; undefined where it maps to none. */
  readonly toDocument: (offset: number) => Range | undefined;
}

export function runText({ workspace }: Costs, target: RunTarget): RunText | Refusal {
  if (target.kind === 'table') {
    return fromSql(workspace, {
      title: target.name,
      sql: `select * from ${target.name}`,
      uri: undefined,
      view: undefined,
      node: undefined,
      start: undefined,
    });
  }
  const { uri } = target;
  const view = viewOf(workspace, uri);
  if (!view) return refusal('The document is not open in the editor: open it and try again.');
  if (!view.sql) return refusal('There is no SQL to run here: open a model, a snapshot, an analysis, a test or a SQL file.');
  const lines = linesOf(view);
  const name = uri.split('/').at(-1) ?? uri;
  switch (target.kind) {
    case 'model': {
      const statement = view.sql.source.statements.at(-1);
      if (!statement) return refusal(`${name} is empty: write a query first.`);
      return fromSql(workspace, {
        title: modelName(view) ?? name,
        sql: view.sql.source.text.slice(statement.start, statement.end),
        uri,
        view,
        node: view.dbt?.node,
        start: statement.start,
      });
    }
    case 'statement': {
      const at = view.sql.places.toSql(lines.offsetAt({ line: target.position.line, column: target.position.character }));
      const statement = statementAt(view.sql, at ?? 0) ?? view.sql.source.statements[0];
      if (!statement) return refusal(`${name} has no statement here.`);
      return fromSql(workspace, {
        title: modelName(view) ?? `statement in ${name}`,
        sql: view.sql.source.text.slice(statement.start, statement.end),
        uri,
        view,
        node: view.dbt?.node,
        start: statement.start,
      });
    }
    case 'selection': {
      const start = view.sql.places.toSql(lines.offsetAt({ line: target.range.start.line, column: target.range.start.character }));
      const end = view.sql.places.toSql(lines.offsetAt({ line: target.range.end.line, column: target.range.end.character }));
      if (start === undefined || end === undefined || end <= start)
        return refusal('The selection is no SQL of its own: select a whole query.');
      return fromSql(workspace, {
        title: `selection in ${name}`,
        sql: view.sql.source.text.slice(start, end),
        uri,
        view,
        node: undefined,
        start,
      });
    }
    case 'cte': {
      const cte = cteAt(view, lines.offsetAt({ line: target.position.line, column: target.position.character }));
      if (!cte) return refusal('The cursor is in no CTE: put it on the name or inside the body of one.');
      return fromSql(workspace, { title: `${cte.name} (CTE)`, sql: cte.sql, uri, view, node: undefined, start: undefined });
    }
  }
}

function modelName({ dbt }: DocumentView): string | undefined {
  return dbt?.node === undefined ? undefined : dbt.analysis.project.nodes.get(dbt.node)?.name;
}

interface Piece {
  readonly title: string;
  readonly sql: string;
  readonly uri: string | undefined;
  readonly view: DocumentView | undefined;
  readonly node: string | undefined;
  /** Where `sql` begins in the analysed text; undefined where it was put together. */
  readonly start: number | undefined;
}

function fromSql(workspace: Costs['workspace'], { title, sql, uri, view, node, start }: Piece): RunText | Refusal {
  const { dialect } = workspace.settings.sql;
  const [statement, second] = parse(sql, { dialect }).statements;
  if (!statement) return refusal('There is no statement to run: write or select a query.');
  if (second) return refusal('There is more than one statement: put the cursor into one of them, or select one.');
  const project = uri === undefined ? workspace.projects[0] : workspace.projectOf(workspace.document(uri)?.path);
  const context = view?.sql?.context ?? {
    catalog: project ? workspace.analysisOf(project).catalog : workspace.catalog.snapshot,
    session: {},
    dialect,
  };
  const toDocument = (offset: number): Range | undefined => {
    if (!view?.sql || start === undefined) return undefined;
    const range: TextRange | undefined = view.sql.places.toText({ start: start + offset, end: start + offset });
    if (!range) return undefined;
    const lines = linesOf(view);
    const from = lines.positionAt(range.start);
    const to = lines.positionAt(range.end);
    return { start: { line: from.line, character: from.column }, end: { line: to.line, character: to.column } };
  };
  return {
    kind: 'text',
    title,
    sql: sql.slice(statement.start, statement.end),
    schema: context.session.schema,
    uri,
    project,
    node,
    statement: statement.node,
    analysis: analyzeStatement(statement.node, context),
    toDocument,
  };
}
