/**
 * What is known of the catalog at one moment: immutable, swapped as a whole by the CatalogStore.
 * Invariant: a name is `absent` only where its database is loaded; everywhere else it is `unknown`.
 */
import type { Database, Partition, Table } from './glue';
import type { LFTagPair, TableLFTags } from './lakeFormation';

export type DatabaseState =
  | { readonly kind: 'loaded' }
  | { readonly kind: 'notLoaded' }
  /** `action` is the refused API call, for example `glue:GetTables`. */
  | { readonly kind: 'denied'; readonly action: string }
  | { readonly kind: 'failed'; readonly message: string };

/** First line of a snapshot: whose view of which account it is. */
export interface CatalogIdentity {
  readonly account?: string | null;
  readonly region?: string | null;
  readonly catalogId?: string | null;
  readonly principal?: string | null;
  /** ISO 8601 instant. */
  readonly takenAt: string;
}

export interface DatabaseEntry {
  readonly database: Database;
  /** null: not permitted to see. */
  readonly lfTags: readonly LFTagPair[] | null;
  readonly state: DatabaseState;
  /** By lower-cased name. */
  readonly tables: ReadonlyMap<string, TableEntry>;
}

export interface TableEntry {
  readonly table: Table;
  /** null: not permitted to see. */
  readonly lfTags: TableLFTags | null;
  /** undefined: not part of the snapshot (a live catalog is asked on demand). */
  readonly partitions?: readonly Partition[];
}

/** A relation of a catalog that is not Glue: types in Trino's spelling. */
export interface ForeignRelation {
  readonly catalog: string;
  readonly schema: string;
  readonly name: string;
  readonly type: 'table' | 'view';
  readonly columns: readonly { readonly name: string; readonly type: string; readonly hidden?: boolean }[];
  readonly viewSql?: string;
  /** Trino's name of the connector (`iceberg`, `hive`), where it is known: it decides on hidden columns and metadata tables. */
  readonly connector?: string;
}

/** `unknown` carries the state of the database that could not answer; undefined where the database itself is not known to be complete. */
export type Lookup<T> =
  | { readonly kind: 'found'; readonly value: T }
  | { readonly kind: 'absent'; readonly missing: 'catalog' | 'schema' | 'relation' }
  | { readonly kind: 'unknown'; readonly why: DatabaseState | undefined };

export type CatalogRelation =
  | { readonly kind: 'glue'; readonly database: DatabaseEntry; readonly entry: TableEntry }
  | { readonly kind: 'foreign'; readonly relation: ForeignRelation };

/** Athena's name of the account's own Glue catalog. */
export const defaultCatalog = 'awsdatacatalog';

export class CatalogSnapshot {
  readonly identity: CatalogIdentity;
  /** By lower-cased name. */
  readonly databases: ReadonlyMap<string, DatabaseEntry>;
  /** catalog → schema → name, all lower case. */
  readonly foreign: ReadonlyMap<string, ReadonlyMap<string, ReadonlyMap<string, ForeignRelation>>>;
  /** Whether `databases` lists every database of the account: only then is an unlisted one absent. */
  readonly complete: boolean;

  constructor(parts: {
    identity: CatalogIdentity;
    databases?: ReadonlyMap<string, DatabaseEntry>;
    foreign?: ReadonlyMap<string, ReadonlyMap<string, ReadonlyMap<string, ForeignRelation>>>;
    complete?: boolean;
  }) {
    this.identity = parts.identity;
    this.databases = parts.databases ?? new Map();
    this.foreign = parts.foreign ?? new Map();
    this.complete = parts.complete ?? true;
  }

  static readonly empty = new CatalogSnapshot({ identity: { takenAt: '1970-01-01T00:00:00Z' }, complete: false });

  /** Finds a relation by its full name; the catalog is Glue's where it is undefined or `awsdatacatalog`. Names are compared without case. */
  relation(catalog: string | undefined, schema: string, name: string): Lookup<CatalogRelation> {
    const catalogName = catalog?.toLowerCase();
    const schemas = catalogName === undefined ? undefined : this.foreign.get(catalogName);
    if (schemas) {
      const relations = schemas.get(schema.toLowerCase());
      if (!relations) return { kind: 'absent', missing: 'schema' };
      const relation = relations.get(name.toLowerCase());
      return relation ? { kind: 'found', value: { kind: 'foreign', relation } } : { kind: 'absent', missing: 'relation' };
    }
    if (catalogName !== undefined && catalogName !== defaultCatalog) {
      return this.complete && this.foreign.size > 0 ? { kind: 'absent', missing: 'catalog' } : { kind: 'unknown', why: undefined };
    }
    const database = this.databases.get(schema.toLowerCase());
    if (!database) return this.complete ? { kind: 'absent', missing: 'schema' } : { kind: 'unknown', why: undefined };
    const entry = database.tables.get(name.toLowerCase());
    if (entry) return { kind: 'found', value: { kind: 'glue', database, entry } };
    return database.state.kind === 'loaded' ? { kind: 'absent', missing: 'relation' } : { kind: 'unknown', why: database.state };
  }
}
