/**
 * The medallion layer of a database: from the `data_lake_layer` tag, else from its name by patterns.
 * Invariant: what matches nothing is `unlayered`, never hidden.
 */
import type { DatabaseEntry } from './CatalogSnapshot';

export type Layer = 'bronze' | 'silver' | 'gold' | 'unlayered';

export const layers: readonly Layer[] = ['bronze', 'silver', 'gold', 'unlayered'];

/** Database names by layer; `*` stands for any text, `-` and `_` are the same, case does not count. The first layer that matches wins. */
export type LayerPatterns = Readonly<Record<'bronze' | 'silver' | 'gold', readonly string[]>>;

export const defaultLayerPatterns: LayerPatterns = {
  bronze: ['bronze', 'bronze_*', '*_bronze', '*_bronze_*', 'raw_*', '*_raw', 'landing_*'],
  silver: ['silver', 'silver_*', '*_silver', '*_silver_*', 'staging_*', 'stg_*'],
  gold: ['gold', 'gold_*', '*_gold', '*_gold_*', 'mart_*', 'marts_*', '*_marts'],
};

export interface LayerAnswer {
  readonly layer: Layer;
  /** What decided: shown to a person who wonders. */
  readonly because: 'tag' | 'name' | 'nothing';
}

export class LayerRules {
  private readonly compiled: readonly (readonly [Layer, readonly RegExp[]])[];

  constructor(patterns: Partial<LayerPatterns> = defaultLayerPatterns) {
    this.compiled = (['bronze', 'silver', 'gold'] as const).map(layer => [layer, (patterns[layer] ?? []).map(patternOf)] as const);
  }

  ofDatabase({ database, lfTags }: Pick<DatabaseEntry, 'database' | 'lfTags'>): LayerAnswer {
    const tag = lfTags?.find(pair => pair.TagKey === 'data_lake_layer')?.TagValues[0];
    const tagged = layers.find(layer => layer === tag);
    if (tagged) return { layer: tagged, because: 'tag' };
    return this.ofName(database.Name);
  }

  ofName(name: string): LayerAnswer {
    const lower = normalized(name);
    for (const [layer, patterns] of this.compiled) if (patterns.some(pattern => pattern.test(lower))) return { layer, because: 'name' };
    return { layer: 'unlayered', because: 'nothing' };
  }
}

function normalized(name: string): string {
  return name.toLowerCase().replaceAll('-', '_');
}

function patternOf(glob: string): RegExp {
  const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${normalized(glob).split(/\*+/).map(literal).join('.*')}$`);
}
