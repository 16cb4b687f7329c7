/**
 * Every model of a project compiled, parsed and analysed, each when it is first asked for, with the columns that its readers then see.
 * Invariant: an analysis is kept from one project state to the next exactly where its compiled text and everything it looked up stayed the same.
 */
import { analyzeStatement } from '../analysis/analyzeStatement';
import { parseHiveType, parseTrinoType } from '../analysis/types/parseType';
import type { StatementAnalysis } from '../analysis/StatementAnalysis';
import { compileNode } from '../dbt/project/compileNode';
import type { CompiledNode } from '../dbt/project/compileNode';
import type { DbtProject } from '../dbt/project/DbtProject';
import type { DbtNode } from '../dbt/project/nodes';
import { seedColumns } from '../dbt/project/seed';
import { asDict, asString } from '../dbt/value';
import { parse } from '../sql/parser';
import type { ParsedSource } from '../sql/parser';
import { ProjectCatalog, identityOf, relationKey } from './ProjectCatalog';
import type { BuiltRelation } from './ProjectCatalog';

export interface ModelColumn {
  readonly name: string;
  /** Trino's spelling; undefined where only the name is known. */
  readonly type: string | undefined;
}

export interface ModelAnalysis {
  readonly node: DbtNode;
  /** undefined for seeds. */
  readonly compiled: CompiledNode | undefined;
  readonly source: ParsedSource;
  /** Of the model's one statement; undefined for Python models, seeds and empty text. */
  readonly statement: StatementAnalysis | undefined;
  /** null: not known; `unknownColumns` says why. */
  readonly columns: readonly ModelColumn[] | null;
  /** False where there may be more columns: YAML need not list all of them. */
  readonly complete: boolean;
  readonly unknownColumns: string | undefined;
}

interface Kept {
  readonly analysis: ModelAnalysis;
  readonly lookups: ReadonlyMap<string, unknown>;
}

export class ProjectAnalysis {
  readonly project: DbtProject;
  readonly dialect: 'athena' | 'trino';
  /** The catalog that a text of this project is analysed with. */
  readonly catalog: ProjectCatalog;
  private previous: ProjectAnalysis | undefined;
  private readonly kept = new Map<string, Kept>();
  private readonly running = new Set<string>();
  private lookups: Map<string, unknown> | undefined;

  constructor(project: DbtProject, dialect: 'athena' | 'trino', previous?: ProjectAnalysis) {
    this.project = project;
    this.dialect = dialect;
    // Only the last state is looked back at: a chain of states would keep every text ever typed.
    this.previous = previous?.dialect === dialect ? previous.withoutPast() : undefined;
    this.catalog = new ProjectCatalog(
      project.catalog,
      relation => this.built(relation),
      (relation, identity) => this.lookups?.set(relation, identity),
    );
  }

  /** undefined where there is no such node. A model in a cycle of refs has unknown columns. */
  model(uniqueId: string): ModelAnalysis | undefined {
    const known = this.kept.get(uniqueId);
    if (known) return known.analysis;
    const node = this.project.nodes.get(uniqueId);
    if (!node) return undefined;
    const compiled = compileNode(this.project, uniqueId);
    const outer = this.lookups;
    // Until its columns stand, whoever asks for them on the way (a model may name itself) learns that they are not known.
    this.running.add(uniqueId);
    try {
      this.lookups = undefined;
      const kept = this.reusable(uniqueId, compiled) ?? this.analyze(node, compiled);
      this.kept.set(uniqueId, kept);
      return kept.analysis;
    } finally {
      this.running.delete(uniqueId);
      this.lookups = outer;
    }
  }

  /** The node that builds a relation, by `schema.name` in lower case. */
  builder(relation: string): DbtNode | undefined {
    return buildersOf(this.project).get(relation);
  }

  private withoutPast(): this {
    this.previous = undefined;
    return this;
  }

  private reusable(uniqueId: string, compiled: CompiledNode | undefined): Kept | undefined {
    const kept = this.previous?.kept.get(uniqueId);
    if (!kept || kept.analysis.compiled?.sql !== compiled?.sql || kept.analysis.node.columns !== this.project.nodes.get(uniqueId)?.columns)
      return undefined;
    for (const [relation, identity] of kept.lookups) if (this.identity(relation) !== identity) return undefined;
    return kept.analysis.compiled === compiled ? kept : { ...kept, analysis: { ...kept.analysis, compiled } };
  }

  private identity(relation: string): unknown {
    const parts = relation.split('.');
    const name = parts.pop() ?? '';
    const schema = parts.pop() ?? '';
    return identityOf(this.catalog.relation(parts.length > 0 ? parts.join('.') : undefined, schema, name));
  }

  private analyze(node: DbtNode, compiled: CompiledNode | undefined): Kept {
    const lookups = new Map<string, unknown>();
    this.lookups = lookups;
    const text = node.language === 'sql' ? (compiled?.sql ?? '') : '';
    const source = parse(isTooLarge(text) ? '' : text, { dialect: this.dialect });
    const statementNode = source.statements.at(-1)?.node;
    const context = { catalog: this.catalog, session: { schema: node.schema ?? undefined }, dialect: this.dialect };
    const statement = statementNode && analyzeStatement(statementNode, context);
    return { analysis: { node, compiled, source, statement, ...this.columnsOf(node, statement) }, lookups };
  }

  private columnsOf(
    node: DbtNode,
    statement: StatementAnalysis | undefined,
  ): Pick<ModelAnalysis, 'columns' | 'complete' | 'unknownColumns'> {
    if (node.type === 'seed') {
      const text = this.project.files.get(node.file)?.text ?? '';
      const columns = seedColumns(text, asString(node.config.get('delimiter')) ?? ',', asDict(node.config.get('column_types')));
      return columns.length > 0
        ? { columns: columns.map(({ name, type }) => ({ name, type: declaredType(type) })), complete: true, unknownColumns: undefined }
        : { columns: null, complete: false, unknownColumns: 'the seed has no header' };
    }
    if (statement?.columns && !statement.columnsOpen) {
      const own = statement.columns.map(({ name, type }) => ({ name, type: type.resolved ? type.display : undefined }));
      return { columns: node.type === 'snapshot' ? [...own, ...snapshotColumns] : own, complete: true, unknownColumns: undefined };
    }
    const declared = node.columns.map(({ name, dataType }) => ({ name: name.toLowerCase(), type: declaredType(dataType) }));
    const contract = asDict(node.config.get('contract')).get('enforced') === true;
    if (declared.length > 0) return { columns: declared, complete: contract, unknownColumns: undefined };
    return {
      columns: null,
      complete: false,
      unknownColumns: node.language === 'python' ? 'a Python model without columns in YAML' : 'its text reads what is not known',
    };
  }

  private built(relation: string): BuiltRelation {
    const node = this.builder(relation);
    if (!node || this.running.has(node.uniqueId)) return node && 'unknown';
    const model = this.model(node.uniqueId);
    if (!model?.columns || !model.complete) return 'unknown';
    const { columns } = model;
    const [schema = '', name = ''] = relation.split('.');
    return {
      catalog: 'awsdatacatalog',
      schema,
      name,
      type: node.materialized === 'view' ? 'view' : 'table',
      columns: columns.map(({ name: column, type }) => ({ name: column, type: type ?? unresolvedName })),
    };
  }
}

/** Texts beyond this are not analysed while somebody types: generated files, dumps. */
export const largestText = 2_000_000;

export function isTooLarge(text: string): boolean {
  return text.length > largestText;
}

/** No type's name: read as a type that is not known, which agrees with everything. */
const unresolvedName = '?';

/** A type that a person wrote, in Trino's words or in Hive's (`string`). */
function declaredType(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const type = [parseTrinoType(text), parseHiveType(text, 'hive')].find(({ resolved }) => resolved);
  return type?.display;
}

/** What dbt adds to a snapshot's own columns. */
const snapshotColumns: readonly ModelColumn[] = [
  { name: 'dbt_scd_id', type: 'varchar' },
  { name: 'dbt_updated_at', type: 'timestamp(3)' },
  { name: 'dbt_valid_from', type: 'timestamp(3)' },
  { name: 'dbt_valid_to', type: 'timestamp(3)' },
];

const builders = new WeakMap<DbtProject, ReadonlyMap<string, DbtNode>>();

function buildersOf(project: DbtProject): ReadonlyMap<string, DbtNode> {
  const known = builders.get(project);
  if (known) return known;
  const made = new Map<string, DbtNode>();
  for (const node of project.nodes.values()) {
    if (node.relationName !== null && node.schema !== null && (node.type === 'model' || node.type === 'seed' || node.type === 'snapshot'))
      made.set(relationKey(node.schema, node.alias), node);
  }
  builders.set(project, made);
  return made;
}
