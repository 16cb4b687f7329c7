/**
 * A statement in Athena's SQL as DuckDB SQL. Invariant: what Trino refuses fails with Trino's error, what the embedded engine lacks is refused by
 * name as NOT_SUPPORTED; nothing else reaches DuckDB.
 */
import { analyzeStatement } from '../../../core/analysis/analyzeStatement';
import { viewQuery } from '../../../core/analysis/query/catalogColumns';
import type { StatementAnalysis } from '../../../core/analysis/StatementAnalysis';
import { unknownType } from '../../../core/analysis/types/TrinoType';
import type { CatalogSnapshot, TableEntry } from '../../../core/catalog/CatalogSnapshot';
import { parse } from '../../../core/sql/parser';
import type * as tree from '../../../core/sql/tree';
import type { QueryError, QueryRequest } from '../../../ports/QueryEngine';
import { duckType } from '../duckType';
import type { ResultShape, TableRequest } from '../messages';
import { quote } from '../sqlText';
import { cast, coerce } from './convert';
import { translateExpression } from './expression';
import { selected } from './output';
import { translateQuery } from './query';
import { translateRelation } from './relation';
import { Refusal, Translator, type Facts } from './Translator';

export interface Analyzed {
  readonly kind: 'analyzed';
  readonly statement: tree.Statement;
  readonly analysis: StatementAnalysis;
  /** The statement's own text, by which its nodes count. */
  readonly sourceText: string;
  /** Where the statement starts in the text. */
  readonly start: number;
}

export interface TranslatedQuery {
  readonly kind: 'query';
  readonly sql: string;
  readonly tables: readonly TableRequest[];
  readonly shape: ResultShape;
}

export interface Failed {
  readonly kind: 'failed';
  readonly error: QueryError;
}

/** Parses and analyses; the first error of either is the statement's. */
export function analyzeRequest(request: QueryRequest, catalog: CatalogSnapshot): Analyzed | Failed {
  const source = parse(request.sql, { dialect: 'trino' });
  const [syntax] = source.errors;
  if (syntax) return failed('SYNTAX_ERROR', syntax.message, syntax.start);
  const [parsed, second] = source.statements;
  if (!parsed) return failed('SYNTAX_ERROR', 'there is no statement to run', 0);
  if (second) return failed('SYNTAX_ERROR', 'only one statement can run at a time', second.start);
  const analysis = analyzeStatement(parsed.node, {
    catalog,
    session: { catalog: request.catalog, schema: request.schema },
    dialect: 'trino',
  });
  const [error] = analysis.errors;
  if (error) return failed(error.code, error.message, parsed.start + error.start);
  return {
    kind: 'analyzed',
    statement: parsed.node,
    analysis,
    sourceText: request.sql.slice(parsed.start, parsed.end),
    start: parsed.start,
  };
}

/** The query of a statement, or a query inside it. */
export function translateQueryOf(node: tree.Query, analyzed: Analyzed, catalog: CatalogSnapshot): TranslatedQuery | Failed {
  const { analysis, start } = analyzed;
  if (analysis.columnsOpen || !analysis.columns)
    return failed('NOT_SUPPORTED', 'the columns of this statement are not known: load its databases first', start);
  return refusing(start, () => {
    const tables: TableRequest[] = [];
    const t = translatorFor(analyzed, catalog, tables, 0);
    const sql = t.query(node);
    const columns = (analysis.columns ?? []).map(({ name, type }) => ({ name, type: type.display }));
    const duckTypes = (analysis.columns ?? []).map(({ type }) => t.home(selected(type), node));
    return { kind: 'query', sql, tables, shape: { columns, duckTypes } };
  });
}

/** Catches a refusal where a translation starts. */
export function refusing<T>(start: number, work: () => T): T | Failed {
  try {
    return work();
  } catch (error) {
    if (error instanceof Refusal) return failed('NOT_SUPPORTED', error.message, start + error.offset);
    throw error;
  }
}

export function failed(code: string, message: string, offset: number): Failed {
  return { kind: 'failed', error: { code, message, offset } };
}

const maxViewDepth = 16;

export function translatorFor(
  { analysis, sourceText }: Pick<Analyzed, 'analysis' | 'sourceText'>,
  catalog: CatalogSnapshot,
  tables: TableRequest[],
  depth: number,
): Translator {
  return new Translator({
    facts: factsOf(analysis),
    catalog,
    sourceText,
    tables,
    parts: { expression: translateExpression, coerce, cast, query: translateQuery, relation: translateRelation },
    viewSql: (node, entry) => viewSql(node, entry, catalog, tables, depth + 1),
  });
}

function factsOf(analysis: StatementAnalysis): Facts {
  return {
    typeOf: node => analysis.typeOf(node),
    fieldOf: node => analysis.fieldOf(node),
    relationOf(node) {
      const found = analysis.relationOf(node);
      if (found?.kind === 'query') return 'query';
      return found?.kind === 'catalog' && found.relation.kind === 'glue'
        ? { entry: found.relation.entry, database: found.relation.database.database.Name }
        : undefined;
    },
    functionOf: node => analysis.functionOf(node),
    columnsOf: node => analysis.scopeOf(node)?.relation,
  };
}

/** A view is its query, analysed in the session that made it, with the columns it declares. */
function viewSql(node: tree.Table, entry: TableEntry, catalog: CatalogSnapshot, tables: TableRequest[], depth: number): string {
  const name = `${entry.table.DatabaseName}.${entry.table.Name}`;
  const refuse = (what: string): Refusal => new Refusal(`the view ${name} cannot be read on the embedded engine: ${what}`, node);
  const database = catalog.databases.get(entry.table.DatabaseName.toLowerCase());
  const view = database && viewQuery({ kind: 'glue', database, entry });
  if (!view) throw refuse('its query is not Trino SQL');
  if (depth > maxViewDepth) throw refuse('views nested too deep');
  const analyzed = analyzeRequest(
    {
      sql: view.originalSql,
      ...(view.catalog === undefined ? {} : { catalog: view.catalog }),
      schema: view.schema ?? entry.table.DatabaseName,
    },
    catalog,
  );
  if (analyzed.kind === 'failed') throw refuse(analyzed.error.message);
  const { statement, analysis } = analyzed;
  if (statement.kind !== 'Query' || !analysis.columns || analysis.columnsOpen) throw refuse('its columns are not known');
  const t = translatorFor(analyzed, catalog, tables, depth);
  let sql: string;
  try {
    sql = t.query(statement);
  } catch (error) {
    throw error instanceof Refusal ? refuse(error.message) : error;
  }
  const places = analysis.columns.map((_, at) => quote(`c${at}`));
  const items = analysis.columns.map(({ name: column, type }, at) => {
    const home = duckType(type === unknownType ? selected(type) : type);
    if (home === undefined) throw refuse(`the type ${type.display}`);
    return `CAST(${places[at]!} AS ${home}) AS ${quote(view.columns?.[at]?.name ?? column)}`;
  });
  return `(SELECT ${items.join(', ')} FROM (${sql}) AS q(${places.join(', ')}))`;
}
