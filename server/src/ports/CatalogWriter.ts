/** Keeps what statements changed in the catalog where the next session reads it. A save is complete or has not happened; a failure is a value. */
import type { CatalogChange } from '../core/catalog/applyChanges';

export interface CatalogWriter {
  save(changes: readonly CatalogChange[]): Promise<CatalogSave>;
}

export type CatalogSave =
  | { readonly kind: 'saved' }
  /** One sentence: what could not be written, and why. */
  | { readonly kind: 'failed'; readonly message: string };
