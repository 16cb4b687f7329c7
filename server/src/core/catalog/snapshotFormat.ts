/**
 * The catalog snapshot as text: NDJSON, one object a line (docs/catalog-snapshot.md).
 * Invariant: a broken line costs that line and is reported with its number; everything else is kept.
 */
import { CatalogSnapshot } from './CatalogSnapshot';
import type { CatalogIdentity, DatabaseEntry, DatabaseState, ForeignRelation, TableEntry } from './CatalogSnapshot';
import type { Database, Partition, Table } from './glue';
import type { LFTagPair, TableLFTags } from './lakeFormation';

export interface SnapshotProblem {
  readonly message: string;
  /** 1-based. */
  readonly line: number;
}

/** Takes the lines of a snapshot one by one, so that a large file need never be in memory as one text. */
export class SnapshotReader {
  readonly problems: SnapshotProblem[] = [];
  private identity: CatalogIdentity | undefined;
  private line = 0;
  private readonly databases = new Map<string, MutableDatabase>();
  private readonly foreign = new Map<string, Map<string, Map<string, ForeignRelation>>>();
  private readonly partitions = new Map<string, Partition[]>();

  get tableCount(): number {
    let count = 0;
    for (const database of this.databases.values()) count += database.tables.size;
    return count;
  }

  get databaseCount(): number {
    return this.databases.size;
  }

  add(text: string): void {
    this.line++;
    if (text.trim() === '') return;
    const parsed = parseObject(text);
    const problem = parsed === undefined ? 'not a JSON object: the file may be cut or still being written' : this.take(parsed);
    if (problem !== undefined) this.problems.push({ message: problem, line: this.line });
  }

  /** The snapshot of all lines so far. */
  finish(): CatalogSnapshot {
    if (!this.identity) this.problems.push({ message: 'no "catalog" line: account, region and age of this snapshot are unknown', line: 1 });
    const databases = new Map<string, DatabaseEntry>();
    for (const [key, database] of this.databases) {
      const tables = new Map<string, TableEntry>();
      for (const [name, entry] of database.tables) {
        const partitions = this.partitions.get(`${key}.${name}`);
        tables.set(name, partitions ? { ...entry, partitions } : entry);
      }
      databases.set(key, { ...database, tables });
    }
    // A cut file may lack whole databases and tables: nothing may then be called absent.
    const complete = this.problems.length === 0;
    if (!complete)
      for (const [key, entry] of databases)
        if (entry.state.kind === 'loaded')
          databases.set(key, { ...entry, state: { kind: 'failed', message: 'the snapshot has unreadable lines' } });
    return new CatalogSnapshot({
      identity: this.identity ?? { takenAt: '1970-01-01T00:00:00Z' },
      databases,
      foreign: this.foreign,
      complete,
    });
  }

  /** @returns what is wrong with the line, if anything. */
  private take(line: Readonly<Record<string, unknown>>): string | undefined {
    switch (line.kind) {
      case 'catalog': {
        const identity = line as unknown as { version?: number } & CatalogIdentity;
        if (identity.version !== undefined && identity.version > 1)
          return `version ${identity.version} of the format is newer than this Medallion reads (1): update the extension`;
        this.identity = identityOf(identity);
        return undefined;
      }
      case 'database':
        return this.takeDatabase(line);
      case 'table':
        return this.takeTable(line);
      case 'partition':
        return this.takePartition(line);
      case 'relation':
        return this.takeRelation(line);
      default:
        return `unknown kind ${JSON.stringify(line.kind)}`;
    }
  }

  private takeDatabase({
    database,
    lfTags,
    state,
  }: {
    database?: Database;
    lfTags?: readonly LFTagPair[] | null;
    state?: string | DatabaseState;
  }): string | undefined {
    if (typeof database?.Name !== 'string') return 'a database without a Name';
    const entry = this.database(database.Name);
    entry.database = database;
    entry.lfTags = lfTags ?? null;
    entry.state = typeof state === 'object' ? state : stateOf(state);
    return undefined;
  }

  private takeTable({ table, lfTags }: { table?: Table; lfTags?: Partial<TableLFTags> | null }): string | undefined {
    if (typeof table?.Name !== 'string' || typeof table.DatabaseName !== 'string') return 'a table without a Name and a DatabaseName';
    if (![...(table.StorageDescriptor?.Columns ?? []), ...(table.PartitionKeys ?? [])].every(isColumn))
      return `a column of ${table.DatabaseName}.${table.Name} without a Name, or with a Type that is no text`;
    const tags = lfTags ? { database: lfTags.database ?? [], table: lfTags.table ?? [], columns: lfTags.columns ?? [] } : null;
    this.database(table.DatabaseName).tables.set(table.Name.toLowerCase(), { table, lfTags: tags });
    return undefined;
  }

  private takePartition({ partition }: { partition?: Partition }): string | undefined {
    if (!Array.isArray(partition?.Values)) return 'a partition without Values';
    const key = `${partition.DatabaseName}.${partition.TableName}`.toLowerCase();
    const list = this.partitions.get(key);
    if (list) list.push(partition);
    else this.partitions.set(key, [partition]);
    return undefined;
  }

  private takeRelation(relation: Partial<ForeignRelation>): string | undefined {
    const { catalog, schema, name, columns } = relation;
    if (typeof catalog !== 'string' || typeof schema !== 'string' || typeof name !== 'string' || !Array.isArray(columns))
      return 'a relation without catalog, schema, name and columns';
    const schemas = getOrAdd(this.foreign, catalog.toLowerCase(), () => new Map<string, Map<string, ForeignRelation>>());
    const relations = getOrAdd(schemas, schema.toLowerCase(), () => new Map<string, ForeignRelation>());
    relations.set(name.toLowerCase(), {
      catalog,
      schema,
      name,
      type: relation.type ?? 'table',
      columns,
      ...(relation.viewSql === undefined ? {} : { viewSql: relation.viewSql }),
      ...(relation.connector === undefined ? {} : { connector: relation.connector }),
    });
    return undefined;
  }

  /** A table line may come before its database line, or without one. */
  private database(name: string): MutableDatabase {
    return getOrAdd(this.databases, name.toLowerCase(), () => ({
      database: { Name: name },
      lfTags: null,
      state: { kind: 'loaded' },
      tables: new Map(),
    }));
  }
}

/** The lines of a snapshot file, without line ends. */
export function* snapshotLines(snapshot: CatalogSnapshot): Generator<string> {
  yield JSON.stringify({ kind: 'catalog', version: 1, ...snapshot.identity });
  for (const { database, lfTags, state, tables } of snapshot.databases.values()) {
    yield JSON.stringify({
      kind: 'database',
      database,
      lfTags,
      state: state.kind === 'loaded' || state.kind === 'notLoaded' ? state.kind : state,
    });
    for (const entry of tables.values()) {
      yield JSON.stringify({ kind: 'table', table: entry.table, lfTags: entry.lfTags });
      for (const partition of entry.partitions ?? []) yield JSON.stringify({ kind: 'partition', partition });
    }
  }
  for (const schemas of snapshot.foreign.values()) {
    for (const relations of schemas.values())
      for (const relation of relations.values()) yield JSON.stringify({ kind: 'relation', ...relation });
  }
}

interface MutableDatabase {
  database: Database;
  lfTags: readonly LFTagPair[] | null;
  state: DatabaseState;
  readonly tables: Map<string, TableEntry>;
}

/** Lines come from outside: what TypeScript believes of them is not yet true. */
function isColumn(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { Name, Type, Comment } = value as Record<string, unknown>;
  const isText = (text: unknown): boolean => text === undefined || typeof text === 'string';
  return typeof Name === 'string' && isText(Type) && isText(Comment);
}

function stateOf(state: string | undefined): DatabaseState {
  switch (state) {
    case undefined:
    case 'loaded':
      return { kind: 'loaded' };
    case 'denied':
      return { kind: 'denied', action: 'glue:GetTables' };
    case 'failed':
      return { kind: 'failed', message: 'the catalog gave no answer when this snapshot was taken' };
    default:
      return { kind: 'notLoaded' };
  }
}

function identityOf({ account, region, catalogId, principal, takenAt }: CatalogIdentity): CatalogIdentity {
  return {
    takenAt,
    ...(account === undefined ? {} : { account }),
    ...(region === undefined ? {} : { region }),
    ...(catalogId === undefined ? {} : { catalogId }),
    ...(principal === undefined ? {} : { principal }),
  };
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function getOrAdd<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}
