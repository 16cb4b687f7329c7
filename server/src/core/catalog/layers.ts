/**
 * The medallion layer of a database: from the `data_lake_layer` tag, else from its name by patterns.
 * Invariant: what matches nothing is `unlayered`, never hidden.
 */
import type { DatabaseEntry } from './CatalogSnapshot';

export type Layer = 'bronze' | 'silver' | 'gold' | 'unlayered';

export const layers: readonly Layer[] = ['bronze', 'silver', 'gold', 'unlayered'];

/** Regular expressions on the lower-cased database name, by layer; the first layer that matches wins. */
export interface LayerPatterns {
  readonly bronze: readonly string[];
  readonly silver: readonly string[];
  readonly gold: readonly string[];
}

export const defaultLayerPatterns: LayerPatterns = {
  bronze: ['(^|[_-])(bronze|raw|landing)([_-]|$)'],
  silver: ['(^|[_-])(silver|staging|stg|clean|cleansed|intermediate)([_-]|$)'],
  gold: ['(^|[_-])(gold|mart|marts|curated|analytics|reporting)([_-]|$)'],
};

export interface LayerAnswer {
  readonly layer: Layer;
  /** What decided: shown to a person who wonders. */
  readonly because: 'tag' | 'name' | 'nothing';
}

export class LayerRules {
  private readonly compiled: readonly (readonly [Layer, readonly RegExp[]])[];
  /** Patterns that are no regular expressions, in the user's own words. */
  readonly problems: readonly string[];

  constructor(patterns: LayerPatterns = defaultLayerPatterns) {
    const problems: string[] = [];
    this.compiled = (['bronze', 'silver', 'gold'] as const).map(
      layer => [layer, patterns[layer].flatMap(source => compile(source, problems))] as const,
    );
    this.problems = problems;
  }

  ofDatabase({ database, lfTags }: Pick<DatabaseEntry, 'database' | 'lfTags'>): LayerAnswer {
    const tag = lfTags?.find(pair => pair.TagKey === 'data_lake_layer')?.TagValues[0];
    const tagged = layers.find(layer => layer === tag);
    if (tagged) return { layer: tagged, because: 'tag' };
    return this.ofName(database.Name);
  }

  ofName(name: string): LayerAnswer {
    const lower = name.toLowerCase();
    for (const [layer, patterns] of this.compiled) if (patterns.some(pattern => pattern.test(lower))) return { layer, because: 'name' };
    return { layer: 'unlayered', because: 'nothing' };
  }
}

function compile(source: string, problems: string[]): readonly RegExp[] {
  try {
    return [new RegExp(source)];
  } catch {
    problems.push(source);
    return [];
  }
}
