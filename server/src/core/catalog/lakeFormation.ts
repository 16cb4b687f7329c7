/**
 * Lake Formation tags: what is assigned at each level, and what follows from it.
 * Invariant: `null` means "not permitted to see" and is never read as "no tags".
 */

/** Lake Formation's LFTagPair; keys and values are lower case, one value counts per key and resource. */
export interface LFTagPair {
  readonly TagKey: string;
  readonly TagValues: readonly string[];
}

/** Tags assigned directly at each level of one table, as `GetResourceLFTags` with `ShowAssignedLFTags` gives them. */
export interface TableLFTags {
  readonly database: readonly LFTagPair[];
  readonly table: readonly LFTagPair[];
  readonly columns: readonly { readonly Name: string; readonly LFTags: readonly LFTagPair[] }[];
}

export type TagOrigin = 'database' | 'table' | 'column';

export interface EffectiveTag {
  readonly key: string;
  readonly value: string;
  /** The level where the effective value is assigned. */
  readonly origin: TagOrigin;
  /** The value this assignment replaces, and where that one stands. */
  readonly overrides?: { readonly value: string; readonly origin: TagOrigin };
}

/** Effective tags of a table, or of one of its columns: column ?? table ?? database, per key, sorted by key. */
export function effectiveTags(tags: TableLFTags, column?: string): readonly EffectiveTag[] {
  const columnTags = column === undefined ? [] : (tags.columns.find(c => c.Name.toLowerCase() === column.toLowerCase())?.LFTags ?? []);
  const levels: readonly (readonly [TagOrigin, readonly LFTagPair[]])[] = [
    ['database', tags.database],
    ['table', tags.table],
    ['column', columnTags],
  ];
  const byKey = new Map<string, EffectiveTag>();
  for (const [origin, pairs] of levels) {
    for (const { TagKey: key, TagValues: values } of pairs) {
      const value = values[0];
      if (value === undefined) continue;
      const hidden = byKey.get(key);
      byKey.set(
        key,
        hidden && hidden.value !== value
          ? { key, value, origin, overrides: { value: hidden.value, origin: hidden.origin } }
          : { key, value, origin },
      );
    }
  }
  return [...byKey.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}
