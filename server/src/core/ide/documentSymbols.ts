/**
 * The outline of a document: statements, their CTEs, the columns that each of them gives.
 * Invariant: a symbol's `selection` lies within its `range`; both are places in the document's text.
 */
import type { StatementAnalysis } from '../analysis/StatementAnalysis';
import type { ParsedStatement } from '../sql/parser';
import * as tree from '../sql/tree';
import type { TextRange } from '../text/TextRange';
import type { AnalyzedSql, DocumentView } from './DocumentView';

export interface DocumentSymbol {
  readonly kind: 'statement' | 'cte' | 'column';
  readonly name: string;
  /** Of a column its type. */
  readonly detail: string;
  readonly range: TextRange;
  /** The name's own place. */
  readonly selection: TextRange;
  readonly children: readonly DocumentSymbol[];
}

/** Of a single statement its parts stand at the top: a level that holds everything tells nothing. */
export function documentSymbols({ sql }: DocumentView): readonly DocumentSymbol[] {
  if (!sql) return [];
  const outlines = sql.source.statements.map((statement, at) => new Outline(sql, statement, sql.statements[at]!));
  const [only, ...others] = outlines;
  return only && others.length === 0 ? only.parts() : outlines.flatMap(outline => outline.whole());
}

const longestTitle = 60;

class Outline {
  private readonly sql: AnalyzedSql;
  private readonly statement: ParsedStatement;
  private readonly analysis: StatementAnalysis;

  constructor(sql: AnalyzedSql, statement: ParsedStatement, analysis: StatementAnalysis) {
    this.sql = sql;
    this.statement = statement;
    this.analysis = analysis;
  }

  whole(): readonly DocumentSymbol[] {
    const { node } = this.statement;
    const words = this.text(node).replace(/\s+/g, ' ');
    const title = words.length > longestTitle ? `${words.slice(0, longestTitle - 1)}…` : words;
    return this.symbol('statement', title, '', node, node, this.parts());
  }

  parts(): readonly DocumentSymbol[] {
    const query = outermostQuery(this.statement.node);
    return [...(query?.with?.queries ?? []).flatMap(cte => this.cte(cte)), ...(query ? this.columns(query) : [])];
  }

  private cte(cte: tree.WithQuery): readonly DocumentSymbol[] {
    if (cte.name.kind === 'Missing') return [];
    const inner = cte.query.kind === 'Query' ? (cte.query.with?.queries ?? []).flatMap(query => this.cte(query)) : [];
    const named = cte.columnNames?.names.flatMap(name =>
      name.kind === 'Identifier' ? this.symbol('column', name.value, this.typeOfColumn(cte, name.value), name, name) : [],
    );
    const columns = named ?? (cte.query.kind === 'Query' ? this.columns(cte.query) : []);
    return this.symbol('cte', cte.name.value, '', cte, cte.name, [...inner, ...columns]);
  }

  private typeOfColumn(cte: tree.WithQuery, name: string): string {
    const field = this.analysis.scopeOf(cte)?.relation.fields.find(candidate => candidate.name === name);
    return field?.type.resolved ? field.type.display : '';
  }

  /** The columns as the text has them: a star stays a star. */
  private columns(query: tree.Query): readonly DocumentSymbol[] {
    return (firstSelect(query.body)?.select.items ?? []).flatMap(item => {
      if (item.kind === 'AllColumns') return this.symbol('column', this.text(item), '', item, item);
      const name = nameOf(item);
      const type = this.analysis.typeOf(item.expression);
      if (name === undefined || item.end === item.start) return [];
      return this.symbol('column', name.value, type.resolved ? type.display : '', item, name);
    });
  }

  private symbol(
    kind: DocumentSymbol['kind'],
    name: string,
    detail: string,
    node: TextRange,
    named: TextRange,
    children: readonly DocumentSymbol[] = [],
  ): readonly DocumentSymbol[] {
    const range = this.place(node);
    const selection = this.place(named);
    if (!range || name === '') return [];
    const isInside = selection && range.start <= selection.start && selection.end <= range.end;
    return [{ kind, name, detail, range, selection: isInside ? selection : range, children }];
  }

  private place({ start, end }: TextRange): TextRange | undefined {
    return this.sql.places.toText({ start: start + this.statement.start, end: end + this.statement.start });
  }

  private text({ start, end }: TextRange): string {
    return this.sql.source.text.slice(start + this.statement.start, end + this.statement.start);
  }
}

/** The query that a statement is, or that it stores or sends away. */
function outermostQuery(statement: tree.Node): tree.Query | undefined {
  if (statement.kind === 'Query') return statement;
  return tree.children(statement).find(child => child.kind === 'Query');
}

/** Of a set operation the first operand names the columns. */
function firstSelect(body: tree.QueryBody): tree.QuerySpecification | undefined {
  let at = body;
  for (;;) {
    if (at.kind === 'QuerySpecification') return at;
    if (at.kind === 'SetOperation') at = at.left;
    else if (at.kind === 'TableSubquery') at = at.query.body;
    else return undefined;
  }
}

/** The identifier that names a column of a SELECT list. */
export function nameOf({ alias, expression }: tree.SingleColumn): tree.Identifier | undefined {
  const name = alias ?? (expression.kind === 'DereferenceExpression' ? expression.field : expression);
  return name.kind === 'Identifier' && name.value !== '' ? name : undefined;
}
