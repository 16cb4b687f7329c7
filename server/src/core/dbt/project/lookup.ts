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
export type Referable = Pick<DbtNode, 'type' | 'name' | 'packageName' | 'version' | 'latestVersion' | 'enabled'>;

export class Lookup<N extends Referable> {
  private readonly rootPackage: string;
  private readonly refs: Index<N>;
  private readonly tables: Index<DbtSource>;

  constructor(rootPackage: string, nodes: Iterable<N>, sources: Iterable<DbtSource>) {
    this.rootPackage = rootPackage;
    this.refs = new Index();
    this.tables = new Index();
    for (const node of nodes) for (const key of refKeys(node)) this.refs.add(key, node.packageName, node, node.enabled);
    for (const source of sources) this.tables.add(`${source.sourceName}.${source.name}`, source.packageName, source, source.enabled);
  }

  ref({ name, package: packageName, version }: RefCall, from: string): Found<N> {
    return this.refs.find(refKey(name, version), packageName === null ? this.order(from) : [packageName]);
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
  if (!isRefable(node)) return [];
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
