/**
 * The analysis of a statement against a catalog. Invariant: never throws and never changes its input; the same statement, catalog and
 * session give the same analysis object.
 */
import type { CatalogSnapshot } from '../catalog/CatalogSnapshot';
import { walk } from '../sql/tree';
import type * as tree from '../sql/tree';
import { Analyzer, type AnalysisContext, type OutputColumn } from './Analyzer';
import { expressionType } from './expression/expression';
import { analyzeQuery, renamedColumns } from './query/query';
import { relationScope } from './query/relation';
import { visibleFields, type Field, type RelationName, type RelationType } from './scope/Field';
import { childScope, rootScope } from './scope/Scope';
import { StatementAnalysis } from './StatementAnalysis';
import { deleteFrom, insert, merge, update, type Written } from './statement/dml';
import { executeImmediate } from './statement/executeImmediate';
import { declareFunction } from './statement/routines';
import { notInAthena } from './statement/notInAthena';
import { findTarget, requireTable, targetRelation, type Target } from './statement/target';
import { tableFormat } from './query/catalogColumns';
import { absent, absentTable, fullName, partsOf } from './query/table';
import { transformOf } from './transform';
import { dataTypeOf } from './types/dataTypeOf';
import { unresolvedType } from './types/TrinoType';

export function analyzeStatement(statement: tree.Statement, context: AnalysisContext): StatementAnalysis {
  const key = `${context.session.catalog ?? ''}\n${context.session.schema ?? ''}\n${context.dialect}`;
  const byStatement = analyses.get(context.catalog) ?? new WeakMap<tree.Statement, Map<string, StatementAnalysis>>();
  analyses.set(context.catalog, byStatement);
  const bySession = byStatement.get(statement) ?? new Map<string, StatementAnalysis>();
  byStatement.set(statement, bySession);
  const known = bySession.get(key);
  if (known) return known;
  const analysis = analyze(statement, context);
  bySession.set(key, analysis);
  return analysis;
}

/** Analyses live as long as both their catalog and their statement; a session is part of the key since it changes what names mean. */
const analyses = new WeakMap<CatalogSnapshot, WeakMap<tree.Statement, Map<string, StatementAnalysis>>>();

const parts = { expression: expressionType, query: analyzeQuery, relation: relationScope };

interface Output {
  readonly columns: readonly OutputColumn[] | undefined;
  readonly open: boolean;
  readonly writes: readonly RelationName[];
}

const nothing: Output = { columns: undefined, open: false, writes: [] };

function analyze(statement: tree.Statement, context: AnalysisContext): StatementAnalysis {
  const a = new Analyzer(context, parts);
  checkParameters(a, statement);
  const missing = context.dialect === 'athena' ? notInAthena(statement) : undefined;
  if (missing !== undefined) a.error('NOT_SUPPORTED', statement, missing);
  return new StatementAnalysis(statement, a, outputOf(a, statement));
}

/** A statement that runs as it stands has no values for `?`; Athena may be given them beside the statement. */
function checkParameters(a: Analyzer, statement: tree.Statement): void {
  if (a.context.dialect !== 'trino' || statement.kind === 'Prepare') return;
  let count = 0;
  walk(statement, node => {
    if (node.kind === 'Parameter') count++;
    return undefined;
  });
  if (count > 0) a.error('INVALID_PARAMETER_USAGE', statement, `Incorrect number of parameters: expected ${count} but found 0`);
}

function outputOf(a: Analyzer, node: tree.Statement): Output {
  switch (node.kind) {
    case 'Query':
      return { ...queryColumns(a, a.query(node, rootScope).relation), writes: [] };
    case 'Unload':
      if (node.query.kind === 'Missing') return nothing;
      return { ...queryColumns(a, a.query(node.query, rootScope).relation), writes: [] };
    case 'Explain':
      outputOf(a, node.statement);
      return nothing;
    case 'Prepare':
      // The statement is only kept: what it names may come later.
      a.trying(() => outputOf(a, node.statement));
      return nothing;
    case 'Insert':
      return written(a, insert(a, node));
    case 'Update':
      return written(a, update(a, node));
    case 'Delete':
      return written(a, deleteFrom(a, node));
    case 'Merge':
      return written(a, merge(a, node));
    case 'CreateTableAsSelect':
      return createTableAsSelect(a, node);
    case 'CreateView':
    case 'CreateMaterializedView':
      return createView(a, node);
    case 'CreateTable':
      return createTable(a, node);
    case 'CreateExternalTable':
      return { ...nothing, writes: names(findTarget(a, node.name)) };
    case 'CreateFunction':
      declareFunction(a, node.specification);
      return nothing;
    case 'Show':
      show(a, node);
      return nothing;
    case 'Describe':
      if (node.what === 'TABLE' || node.what === 'VIEW') mustExist(a, node, node.name);
      return nothing;
    case 'ExecuteImmediate':
      executeImmediate(a, node, parts, outputOf);
      return nothing;
    case 'Execute':
      for (const parameter of node.parameters) a.expression(parameter, rootScope);
      return nothing;
    case 'Optimize':
    case 'Vacuum':
    case 'TruncateTable':
    case 'TableExecute':
    case 'Analyze':
    case 'MsckRepairTable':
    case 'AlterTable':
    case 'AlterHiveTable':
      return changed(a, node);
    default:
      return nothing;
  }
}

/** A query's columns under the names that a client sees. */
function queryColumns(a: Analyzer, relation: RelationType): { readonly columns: readonly OutputColumn[]; readonly open: boolean } {
  const columns = visibleFields(relation).map((field, i) => outputColumn(a, field, field.name ?? `_col${i}`));
  return { columns, open: relation.open };
}

function outputColumn(a: Analyzer, field: Field, name: string): OutputColumn {
  return { name, type: field.type, sources: field.sources, ...transformOf(a, field), field };
}

function names(target: Target): readonly RelationName[] {
  return target.name ? [target.name] : [];
}

function written(a: Analyzer, { target, columns }: Written): Output {
  return {
    columns: columns?.map(({ name, type, sources, node }) => {
      const definition = node ? ({ kind: 'name', node } as const) : ({ kind: 'none' } as const);
      const field: Field = { name, type, qualifier: undefined, hidden: false, sources, definition, aliased: false };
      return outputColumn(a, field, name);
    }),
    open: false,
    writes: names(target),
  };
}

/** What is created needs a catalog to be created in; its schema is asked for when the statement runs. */
function createdIn(a: Analyzer, node: tree.CreateTableAsSelect | tree.CreateView | tree.CreateMaterializedView): Target {
  const target = findTarget(a, node.name);
  const resolved = a.relations.get(node.name);
  if (resolved?.kind === 'absent' && resolved.missing === 'catalog') absent(a, { start: node.start, end: node.name.end }, resolved);
  return target;
}

function createTableAsSelect(a: Analyzer, node: tree.CreateTableAsSelect): Output {
  const target = createdIn(a, node);
  const place = { start: node.start, end: node.name.end };
  if (target.exists && !node.ifNotExists && !node.replace) {
    a.error('TABLE_ALREADY_EXISTS', place, `Destination table '${target.name?.key ?? ''}' already exists`);
  }
  const relation = renamedColumns(a, a.query(node.query, rootScope).relation, node.columnAliases);
  const seen = new Set<string>();
  for (const [i, field] of relation.fields.entries()) {
    const key = field.name?.toLowerCase();
    if (key === undefined) a.error('MISSING_COLUMN_NAME', place, `Column name not specified at position ${i + 1}`);
    else if (seen.has(key)) {
      const alias = node.columnAliases?.names[i];
      a.error('DUPLICATE_COLUMN_NAME', alias ?? place, `Column name '${key}' specified more than once`);
    }
    if (key !== undefined) seen.add(key);
    if (field.type.base === 'unknown' && field.type.resolved)
      a.error('COLUMN_TYPE_UNKNOWN', place, `Column type is unknown at position ${i + 1}`);
  }
  return { ...queryColumns(a, relation), writes: names(target) };
}

function createView(a: Analyzer, node: tree.CreateView | tree.CreateMaterializedView): Output {
  const target = createdIn(a, node);
  const place = { start: node.start, end: node.name.end };
  const { relation } = a.query(node.query, rootScope);
  const seen = new Set<string>();
  for (const [i, field] of visibleFields(relation).entries()) {
    const key = field.name?.toLowerCase();
    if (key === undefined) a.error('MISSING_COLUMN_NAME', place, `Column name not specified at position ${i + 1}`);
    else if (seen.has(key)) a.error('DUPLICATE_COLUMN_NAME', place, `Column name '${key}' specified more than once`);
    if (key !== undefined) seen.add(key);
    if (field.type.base === 'unknown' && field.type.resolved)
      a.error('COLUMN_TYPE_UNKNOWN', place, `Column type is unknown at position ${i + 1}`);
  }
  return { ...queryColumns(a, relation), writes: names(target) };
}

function createTable(a: Analyzer, node: tree.CreateTable): Output {
  const target = findTarget(a, node.name);
  const seen = new Set<string>();
  const columns: OutputColumn[] = [];
  for (const element of node.elements) {
    if (element.kind === 'LikeClause') {
      const like = findTarget(a, element.table);
      for (const { name, type } of like.columns ?? []) columns.push(outputColumn(a, plainField(name, type), name));
      continue;
    }
    const [name] = element.name.parts;
    if (name?.kind !== 'Identifier') continue;
    const key = name.value.toLowerCase();
    if (seen.has(key)) a.error('DUPLICATE_COLUMN_NAME', element, `Column name '${name.value}' specified more than once`);
    seen.add(key);
    const type = dataTypeOf(element.type);
    columns.push(outputColumn(a, plainField(name.value, type.kind === 'error' ? unresolvedType : type), name.value));
  }
  if (target.exists && !node.ifNotExists && !node.replace) {
    a.error('TABLE_ALREADY_EXISTS', { start: node.start, end: node.name.end }, `Table '${target.name?.key ?? ''}' already exists`);
  }
  return { columns, open: false, writes: names(target) };
}

function plainField(name: string, type: Field['type']): Field {
  return { name, type, qualifier: undefined, hidden: false, sources: [], definition: { kind: 'none' }, aliased: false };
}

function show(a: Analyzer, node: tree.Show): void {
  if (node.query) a.query(node.query, rootScope);
  if (!node.name) return;
  if (['COLUMNS', 'CREATE TABLE', 'CREATE VIEW', 'STATS FOR', 'PARTITIONS', 'TBLPROPERTIES'].includes(node.what)) {
    const target = node.what.startsWith('CREATE') ? findTarget(a, node.name) : mustExist(a, node, node.name);
    const resolved = a.relations.get(node.name);
    if (resolved?.kind === 'absent' && node.what.startsWith('CREATE')) absentTable(a, { start: node.start, end: node.name.end }, resolved);
    if (resolved?.kind !== 'catalog') return;
    const isView = tableFormat(resolved.relation) === 'view';
    if (node.what === 'CREATE VIEW' && !isView) {
      a.error('NOT_SUPPORTED', { start: node.start, end: node.end }, `Relation '${target.name?.key ?? ''}' is a table, not a view`);
    }
    if (node.what === 'CREATE TABLE' && isView) {
      a.error('NOT_SUPPORTED', { start: node.start, end: node.end }, `Relation '${target.name?.key ?? ''}' is a view, not a table`);
    }
  } else if (node.what === 'TABLES' || node.what === 'CREATE SCHEMA') showSchema(a, node, node.name);
}

/** A schema by itself: what its catalog is, is not asked by all. */
function showSchema(a: Analyzer, node: tree.Show, name: tree.QualifiedName): void {
  const parts = partsOf(name);
  const full = parts && parts.length <= 2 ? fullName(a, [...parts, '']) : undefined;
  if (!full || full.schema === 'information_schema' || full.catalog === 'system') return;
  const lookup = a.context.catalog.relation(full.catalog, full.schema, '');
  if (lookup.kind !== 'absent' || lookup.missing === 'relation') return;
  if (node.what === 'TABLES' && lookup.missing === 'catalog')
    a.error('CATALOG_NOT_FOUND', node, `Catalog '${full.catalog ?? ''}' not found`);
  else a.error('SCHEMA_NOT_FOUND', node, `Schema '${full.schema}' does not exist`);
}

function mustExist(a: Analyzer, statement: tree.Statement, name: tree.QualifiedName): Target {
  const target = findTarget(a, name);
  const resolved = a.relations.get(name);
  if (resolved?.kind === 'absent') absent(a, { start: statement.start, end: name.end }, resolved);
  return target;
}

/** Statements about one existing table that have no columns of their own. */
function changed(
  a: Analyzer,
  node:
    | tree.Optimize
    | tree.Vacuum
    | tree.TruncateTable
    | tree.TableExecute
    | tree.Analyze
    | tree.MsckRepairTable
    | tree.AlterTable
    | tree.AlterHiveTable,
): Output {
  const ifExists = node.kind === 'AlterTable' && node.ifExists;
  const target = ifExists ? findTarget(a, node.table) : requireTable(a, node, node.table, 'Changing');
  a.region(node.table.end, node.end, childScope(rootScope, targetRelation(a, node.table, target, undefined), { outer: false }));
  return { columns: undefined, open: false, writes: node.kind === 'Analyze' ? [] : names(target) };
}
