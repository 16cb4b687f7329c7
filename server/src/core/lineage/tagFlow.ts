/**
 * Where LF-Tags of source columns end up along value lineage, and what that breaks.
 * Invariant: a finding names its whole path, hop by hop; where tags may not be seen nothing is concluded from them.
 */
import { asDict, emptyDict } from '../dbt/value';
import { effectiveTags } from '../catalog/lakeFormation';
import type { EffectiveTag } from '../catalog/lakeFormation';
import type { ColumnRef, LineageNode, ProjectLineage } from './ProjectLineage';

/** Tags whose values flow with the data: all others describe the place, not the content. */
export interface FlowRules {
  /** Keys of sensitive tags; a value of `false`, `no` or `none` means not sensitive. */
  readonly sensitiveKeys: readonly string[];
}

export const defaultFlowRules: FlowRules = { sensitiveKeys: ['phi', 'pii'] };

export interface FlowTag {
  readonly key: string;
  readonly value: string;
  /** From where it is assigned to here; the last is the column itself. */
  readonly path: readonly ColumnRef[];
}

export type FindingCode = 'PHI_IN_CLIENT_FACING' | 'GOLD_READS_BRONZE' | 'EXPOSURE_READS_RAW';

export interface Finding {
  readonly code: FindingCode;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly node: LineageNode;
  readonly column: string | undefined;
  readonly path: readonly ColumnRef[];
}

export class TagFlow {
  private readonly lineage: ProjectLineage;
  private readonly rules: FlowRules;
  private readonly flows = new Map<string, ReadonlyMap<string, readonly FlowTag[]>>();
  private readonly running = new Set<string>();

  constructor(lineage: ProjectLineage, rules: FlowRules = defaultFlowRules) {
    this.lineage = lineage;
    this.rules = rules;
  }

  /** Sensitive tags of each column of a node, assigned to it or carried there by values; by column in lower case. */
  columns(id: string): ReadonlyMap<string, readonly FlowTag[]> {
    const known = this.flows.get(id);
    if (known) return known;
    // A cycle of refs carries nothing: it cannot be run either.
    if (this.running.has(id)) return new Map();
    this.running.add(id);
    const flow = this.compute(id);
    this.running.delete(id);
    this.flows.set(id, flow);
    return flow;
  }

  /** LF-Tags in effect on a node's relation in the catalog; null where they may not be seen, undefined where it is not in the catalog. */
  assigned(node: LineageNode, column?: string): readonly EffectiveTag[] | null | undefined {
    const [schema = '', name = ''] = node.relation?.split('.') ?? [];
    const found = this.lineage.catalog.relation(undefined, schema, name);
    if (found.kind !== 'found' || found.value.kind !== 'glue') return undefined;
    const { lfTags } = found.value.entry;
    return lfTags === null ? null : effectiveTags(lfTags, column);
  }

  findings(): readonly Finding[] {
    return [...this.lineage.all].flatMap(node => [...this.leaks(node), ...this.wrongLayers(node)]);
  }

  private compute(id: string): ReadonlyMap<string, readonly FlowTag[]> {
    const found = new Map<string, FlowTag[]>();
    const add = (column: string, tag: FlowTag): void => {
      const list = found.get(column);
      if (!list) found.set(column, [tag]);
      else if (!list.some(known => known.key === tag.key && known.value === tag.value)) list.push(tag);
    };
    const node = this.lineage.node(id);
    if (node?.kind === 'source' || node?.kind === 'table' || node?.kind === 'view') {
      for (const { name } of this.lineage.columnsOf(id) ?? []) {
        const column = name.toLowerCase();
        for (const { key, value } of this.assigned(node, column) ?? [])
          if (this.isSensitive(key, value)) add(column, { key, value, path: [{ node: id, column }] });
      }
      return found;
    }
    const typeOf = new Map((this.lineage.columnsOf(id) ?? []).map(({ name, type }) => [name.toLowerCase(), type]));
    for (const { source, to, kind, transform } of this.lineage.columnEdgesInto(id)) {
      if (kind !== 'value') continue;
      // A count or a sum over many rows no longer tells of one person; max_by, min or array_agg of a text still do.
      if (transform === 'aggregated' && isFigure(typeOf.get(to.column.toLowerCase()))) continue;
      const column = to.column.toLowerCase();
      for (const tag of this.columns(source.node).get(source.column.toLowerCase()) ?? [])
        add(column, { ...tag, path: [...tag.path, { node: id, column }] });
    }
    return found;
  }

  isSensitive(key: string, value: string): boolean {
    return this.rules.sensitiveKeys.includes(key) && !/^(false|no|none|0)$/i.test(value);
  }

  private leaks(node: LineageNode): readonly Finding[] {
    if (!['model', 'pythonModel', 'snapshot'].includes(node.kind) || !this.isClientFacing(node)) return [];
    return [...this.columns(node.id)].flatMap(([column, tags]) =>
      tags.map(({ key, value, path }) => ({
        code: 'PHI_IN_CLIENT_FACING' as const,
        severity: 'error' as const,
        message: `${node.name}.${column} carries ${key}=${value} from ${this.describe(path[0])} into a client-facing table`,
        node,
        column,
        path,
      })),
    );
  }

  /** By the tag of its relation, else by what the project wants to assign. */
  private isClientFacing(node: LineageNode): boolean {
    const live = this.assigned(node)?.find(tag => tag.key === 'client_facing')?.value;
    return (live ?? this.wantedTag(node, 'client_facing'))?.toLowerCase() === 'true';
  }

  /** A tag of dbt-athena's `lf_tags_config`; what the database hands down counts where the table is not built yet. */
  private wantedTag(node: LineageNode, key: string): string | undefined {
    const config = node.node && 'config' in node.node ? asDict(node.node.config.get('lf_tags_config')) : emptyDict;
    const value = asDict(config.get('tags')).get(key);
    if (typeof value === 'string' || typeof value === 'boolean') return String(value);
    const database = this.lineage.catalog.databases.get(node.relation?.split('.')[0] ?? '');
    return database?.lfTags?.find(pair => pair.TagKey === key)?.TagValues[0];
  }

  private wrongLayers(node: LineageNode): readonly Finding[] {
    const sources = this.lineage.sourcesOf(node.id).flatMap(id => this.lineage.node(id) ?? []);
    if (node.kind === 'exposure') {
      return sources
        .filter(source => source.layer === 'bronze' || source.layer === 'silver')
        .map(source => ({
          code: 'EXPOSURE_READS_RAW',
          severity: 'warning',
          message: `${node.name} reads ${source.name} of the ${source.layer} layer: let it read a gold model`,
          node,
          column: undefined,
          path: [],
        }));
    }
    if (node.layer !== 'gold' || node.kind === 'test' || node.kind === 'analysis') return [];
    return sources
      .filter(source => source.layer === 'bronze')
      .map(source => ({
        code: 'GOLD_READS_BRONZE',
        severity: 'warning',
        message: `${node.name} (gold) reads ${source.name} (bronze) directly: read a silver model of it`,
        node,
        column: undefined,
        path: [],
      }));
  }

  private describe(ref: ColumnRef | undefined): string {
    const node = ref && this.lineage.node(ref.node);
    return ref ? `${node?.relation ?? node?.name ?? ref.node}.${ref.column}` : 'an unknown column';
  }
}

function isFigure(type: string | undefined): boolean {
  return type !== undefined && /^(tinyint|smallint|integer|bigint|real|double|decimal|boolean)/.test(type);
}
