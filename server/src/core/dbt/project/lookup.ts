/**
 * Finding what `ref()` and `source()` mean.
 * Invariant: the search order is dbt's: with a package only there; without, the root project, the caller's package, then any.
 */
import type { Value } from '../value';
import type { DbtNode, DbtSource, RefCall, SourceCall } from './nodes';
import { versionText } from './nodes';

export type Found<T> =
  { readonly kind: 'found'; readonly value: T } | { readonly kind: 'disabled'; readonly value: T } | { readonly kind: 'missing' };

/** What a lookup needs of a node. */
export type Referable = Pick<DbtNode, 'uniqueId' | 'type' | 'name' | 'packageName' | 'version' | 'latestVersion' | 'enabled'>;

export class Lookup<N extends Referable> {
  private readonly rootPackage: string;
  /** By name; the nodes themselves may be exchanged for newer ones of the same names. */
  private readonly refs: Index<string>;
  private readonly tables: Index<DbtSource>;
  private readonly nodeOf: (uniqueId: string) => N | undefined;

  private constructor(rootPackage: string, refs: Index<string>, tables: Index<DbtSource>, nodeOf: (uniqueId: string) => N | undefined) {
    this.rootPackage = rootPackage;
    this.refs = refs;
    this.tables = tables;
    this.nodeOf = nodeOf;
  }

  static of<N extends Referable>(rootPackage: string, nodes: Iterable<N>, sources: Iterable<DbtSource>): Lookup<N> {
    const refs = new Index<string>();
    const tables = new Index<DbtSource>();
    const byId = new Map<string, N>();
    for (const node of nodes) {
      if (!isRefable(node) || byId.has(node.uniqueId)) continue;
      byId.set(node.uniqueId, node);
      for (const key of refKeys(node)) refs.add(key, node.packageName, node.uniqueId, node.enabled);
    }
    for (const source of sources) tables.add(`${source.sourceName}.${source.name}`, source.packageName, source, source.enabled);
    return new Lookup(rootPackage, refs, tables, id => byId.get(id));
  }

  /** The same names for nodes that took the place of others. */
  withNodes(nodeOf: (uniqueId: string) => N | undefined): Lookup<N> {
    return new Lookup(this.rootPackage, this.refs, this.tables, nodeOf);
  }

  ref({ name, package: packageName, version }: RefCall, from: string): Found<N> {
    const found = this.refs.find(refKey(name, version), packageName === null ? this.order(from) : [packageName]);
    const value = found.kind === 'missing' ? undefined : this.nodeOf(found.value);
    return found.kind === 'missing' || !value ? { kind: 'missing' } : { kind: found.kind, value };
  }

  source({ source, table }: SourceCall, from: string): Found<DbtSource> {
    return this.tables.find(`${source}.${table}`, this.order(from));
  }

  private order(from: string): readonly (string | null)[] {
    return from === this.rootPackage ? [from, null] : [this.rootPackage, from, null];
  }
}

/** Resources that `ref()` can name. */
export function isRefable(node: Referable): boolean {
  return node.type === 'model' || node.type === 'seed' || node.type === 'snapshot';
}

function refKey(name: string, version: Value): string {
  return version === null || version === '' ? name : `${name}.v${versionText(version)}`;
}

function refKeys(node: Referable): readonly string[] {
  if (node.version === null) return [node.name];
  const own = refKey(node.name, node.version);
  return versionText(node.version) === versionText(node.latestVersion) ? [own, node.name] : [own];
}

class Index<T> {
  private readonly enabled = new Map<string, Map<string, T>>();
  private readonly disabled = new Map<string, Map<string, T>>();

  add(key: string, packageName: string, value: T, enabled: boolean): void {
    const index = enabled ? this.enabled : this.disabled;
    const packages = index.get(key);
    if (!packages) index.set(key, new Map([[packageName, value]]));
    else if (!packages.has(packageName)) packages.set(packageName, value);
  }

  find(key: string, order: readonly (string | null)[]): Found<T> {
    const value = pick(this.enabled.get(key), order);
    if (value !== undefined) return { kind: 'found', value };
    const off = pick(this.disabled.get(key), order);
    return off === undefined ? { kind: 'missing' } : { kind: 'disabled', value: off };
  }
}

function pick<T>(packages: ReadonlyMap<string, T> | undefined, order: readonly (string | null)[]): T | undefined {
  if (!packages) return undefined;
  for (const name of order) {
    const value = name === null ? packages.values().next().value : packages.get(name);
    if (value !== undefined) return value;
  }
  return undefined;
}
