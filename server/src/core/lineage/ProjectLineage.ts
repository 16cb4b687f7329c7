/**
 * Models, sources, seeds, snapshots, exposures and plain tables of one project as a graph, down to columns.
 * Invariant: what a node's text is known to read is an edge, whether through ref(), source() or a name written out; what is not known is said (`columns: null`), never dropped.
 */
import type { UseKind } from '../analysis/Analyzer';
import type { ColumnId } from '../analysis/scope/Field';
import type { CatalogSnapshot } from '../catalog/CatalogSnapshot';
import type { Layer, LayerRules } from '../catalog/layers';
import type { TransformKind } from '../analysis/transform';
import type { DbtLeaf, DbtNode, DbtSource } from '../dbt/project/nodes';
import { glueColumns } from './glueColumns';
import type { ModelColumn, ProjectAnalysis } from './ProjectAnalysis';
import { relationKey } from './ProjectCatalog';

export type LineageNodeKind =
  'source' | 'model' | 'pythonModel' | 'seed' | 'snapshot' | 'view' | 'table' | 'exposure' | 'analysis' | 'test';

export interface LineageNode {
  /** dbt's unique_id, or `database.table` of what the project neither builds nor declares. */
  readonly id: string;
  readonly name: string;
  readonly kind: LineageNodeKind;
  readonly layer: Layer;
  /** `database.table` in lower case. */
  readonly relation: string | undefined;
  /** In the project's file map. */
  readonly file: string | undefined;
  readonly node: DbtNode | DbtSource | DbtLeaf | undefined;
}

export interface ColumnRef {
  readonly node: string;
  readonly column: string;
}

export interface ColumnEdge {
  readonly source: ColumnRef;
  readonly to: ColumnRef;
  /** `filter`: the source only filters, joins, groups or sorts. */
  readonly kind: 'value' | 'filter';
  readonly transform: TransformKind | undefined;
  readonly use: UseKind | undefined;
}

export class ProjectLineage {
  readonly analysis: ProjectAnalysis;
  private readonly layerRules: LayerRules;
  private readonly nodes = new Map<string, LineageNode>();
  private readonly byRelation = new Map<string, string>();
  private readonly declaredSources = new Map<string, readonly string[]>();
  private readonly columnEdges = new Map<string, readonly ColumnEdge[]>();
  private allReaders: ReadonlyMap<string, readonly string[]> | undefined;

  constructor(analysis: ProjectAnalysis, layerRules: LayerRules) {
    this.analysis = analysis;
    this.layerRules = layerRules;
    const { project } = analysis;
    for (const source of project.sources.values()) this.add(this.sourceNode(source), []);
    for (const node of project.nodes.values()) {
      if (node.type === 'operation' || (node.type === 'test' && node.test)) continue;
      this.add(this.projectNode(node), node.dependsOn.nodes);
    }
    for (const leaf of project.leaves.values()) if (leaf.type === 'exposure') this.add(this.exposureNode(leaf), leaf.dependsOn);
  }

  get catalog(): CatalogSnapshot {
    return this.analysis.project.catalog;
  }

  get all(): Iterable<LineageNode> {
    return this.nodes.values();
  }

  /** By unique id, by `database.table`, or by a model's plain name. */
  find(name: string): LineageNode | undefined {
    const direct = this.nodes.get(name) ?? this.nodes.get(this.byRelation.get(name.toLowerCase()) ?? '');
    if (direct) return direct;
    for (const node of this.nodes.values()) if (node.name === name && node.kind !== 'test') return node;
    const [schema, table, ...rest] = name.toLowerCase().split('.');
    return schema && table && rest.length === 0 && this.catalog.relation(undefined, schema, table).kind === 'found'
      ? this.node(this.tableId(`${schema}.${table}`))
      : undefined;
  }

  node(id: string): LineageNode | undefined {
    return this.nodes.get(id);
  }

  /** Ids of what a node reads: declared by ref() and source(), and names written out in its text. */
  sourcesOf(id: string): readonly string[] {
    const declared = this.declaredSources.get(id) ?? [];
    const read = [...this.readRelations(id)].map(relation => this.tableId(relation));
    return [...new Set([...declared.filter(source => this.nodes.has(source)), ...read])].filter(source => source !== id);
  }

  readersOf(id: string): readonly string[] {
    if (!this.allReaders) {
      const readers = new Map<string, string[]>();
      for (const reader of [...this.nodes.keys()]) {
        for (const source of this.sourcesOf(reader)) {
          const list = readers.get(source);
          if (list) list.push(reader);
          else readers.set(source, [reader]);
        }
      }
      this.allReaders = readers;
    }
    return this.allReaders.get(id) ?? [];
  }

  /** Columns of a node with Trino's types; null where they are not known. */
  columnsOf(id: string): readonly ModelColumn[] | null {
    const node = this.nodes.get(id);
    if (!node) return null;
    if (node.kind === 'exposure') return [];
    const model = this.analysis.model(id);
    if (model) return model.columns;
    if (node.relation === undefined) return null;
    const [schema = '', name = ''] = node.relation.split('.');
    const found = this.catalog.relation(undefined, schema, name);
    if (found.kind === 'found') return found.value.kind === 'glue' ? glueColumns(found.value.entry.table) : found.value.relation.columns;
    const declared = node.node && 'columns' in node.node ? node.node.columns : [];
    return declared.length > 0 ? declared.map(({ name: column, dataType }) => ({ name: column.toLowerCase(), type: dataType })) : null;
  }

  /** Why `columnsOf` is null. */
  whyNoColumns(id: string): string | undefined {
    return this.analysis.model(id)?.unknownColumns ?? (this.columnsOf(id) === null ? 'not in the loaded catalog' : undefined);
  }

  /** Edges into the columns of a node: values first, then what filters, joins, groups or sorts all of its rows. */
  columnEdgesInto(id: string): readonly ColumnEdge[] {
    const known = this.columnEdges.get(id);
    if (known) return known;
    const statement = this.analysis.model(id)?.statement;
    const edges: ColumnEdge[] = [];
    for (const { name, sources, transform } of statement?.columns ?? []) {
      for (const source of sources)
        edges.push({ source: this.columnRef(source), to: { node: id, column: name }, kind: 'value', transform, use: undefined });
    }
    for (const { column, kind } of statement?.uses ?? []) {
      const source = this.columnRef(column);
      for (const { name, sources } of statement?.columns ?? []) {
        if (!sources.some(own => own.key === column.key))
          edges.push({ source, to: { node: id, column: name }, kind: 'filter', transform: undefined, use: kind });
      }
    }
    this.columnEdges.set(id, edges);
    return edges;
  }

  /** Nodes within `depth` steps: the focus first, then what it reads, then what reads it. */
  around(focus: string, depth: number): readonly LineageNode[] {
    const found = new Set([focus]);
    for (const step of [(id: string) => this.sourcesOf(id), (id: string) => this.readersOf(id)]) {
      let front = [focus];
      for (let distance = 0; distance < depth && front.length > 0; distance++) {
        front = front.flatMap(step).filter(id => !found.has(id) && found.add(id));
      }
    }
    return [...found].map(id => this.nodes.get(id)).filter(node => node !== undefined);
  }

  /** Everything a column's value comes from and goes to, however far. */
  trace(start: ColumnRef): readonly ColumnRef[] {
    const key = ({ node, column }: ColumnRef): string => `${node}\u0000${column.toLowerCase()}`;
    const found = new Map([[key(start), start]]);
    const follow = (from: ColumnRef, next: (at: ColumnRef) => readonly ColumnRef[]): void => {
      const open = [from];
      for (let at = open.pop(); at; at = open.pop()) {
        for (const ref of next(at)) {
          if (found.has(key(ref))) continue;
          found.set(key(ref), ref);
          open.push(ref);
        }
      }
    };
    const same = (a: ColumnRef, b: ColumnRef): boolean => a.node === b.node && a.column.toLowerCase() === b.column.toLowerCase();
    follow(start, at =>
      this.columnEdgesInto(at.node)
        .filter(edge => edge.kind === 'value' && same(edge.to, at))
        .map(edge => edge.source),
    );
    follow(start, at =>
      this.readersOf(at.node).flatMap(reader =>
        this.columnEdgesInto(reader)
          .filter(edge => edge.kind === 'value' && same(edge.source, at))
          .map(edge => edge.to),
      ),
    );
    return [...found.values()];
  }

  private readRelations(id: string): Iterable<string> {
    const statement = this.analysis.model(id)?.statement;
    return (statement?.reads ?? [])
      .filter(name => name.catalog === undefined || name.catalog === 'awsdatacatalog')
      .map(({ schema, name }) => relationKey(schema, name));
  }

  private columnRef({ relation, column }: ColumnId): ColumnRef {
    return { node: this.tableId(relationKey(relation.schema, relation.name)), column };
  }

  /** The node that stands for a relation; a table nobody declares gets a node of its own. */
  private tableId(relation: string): string {
    const known = this.byRelation.get(relation);
    if (known !== undefined) return known;
    const [schema = '', name = ''] = relation.split('.');
    const found = this.catalog.relation(undefined, schema, name);
    const isView = found.kind === 'found' && found.value.kind === 'glue' && found.value.entry.table.TableType === 'VIRTUAL_VIEW';
    this.add(
      { id: relation, name, kind: isView ? 'view' : 'table', layer: this.layerOf(schema), relation, file: undefined, node: undefined },
      [],
    );
    return relation;
  }

  private add(node: LineageNode, sources: readonly string[]): void {
    this.nodes.set(node.id, node);
    this.declaredSources.set(node.id, sources);
    // What the project builds goes before a source that declares the same relation.
    if (node.relation !== undefined && (node.kind !== 'source' || !this.byRelation.has(node.relation)))
      this.byRelation.set(node.relation, node.id);
  }

  private sourceNode(source: DbtSource): LineageNode {
    const relation = relationKey(source.schema, source.identifier);
    return {
      id: source.uniqueId,
      name: `${source.sourceName}.${source.name}`,
      kind: 'source',
      layer: this.layerOf(source.schema),
      relation,
      file: source.file,
      node: source,
    };
  }

  private projectNode(node: DbtNode): LineageNode {
    const relation = node.relationName === null || node.schema === null ? undefined : relationKey(node.schema, node.alias);
    const kind =
      node.type === 'model' ? (node.language === 'python' ? 'pythonModel' : 'model') : node.type === 'operation' ? 'analysis' : node.type;
    return { id: node.uniqueId, name: node.name, kind, layer: this.layerOf(node.schema ?? ''), relation, file: node.file, node };
  }

  private exposureNode(leaf: DbtLeaf): LineageNode {
    return { id: leaf.uniqueId, name: leaf.name, kind: 'exposure', layer: 'unlayered', relation: undefined, file: leaf.file, node: leaf };
  }

  private layerOf(schema: string): Layer {
    const entry = this.catalog.databases.get(schema.toLowerCase());
    return entry ? this.layerRules.ofDatabase(entry).layer : this.layerRules.ofName(schema).layer;
  }
}
