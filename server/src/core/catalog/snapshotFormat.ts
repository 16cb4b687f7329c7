/**
 * The catalog snapshot as text: NDJSON, one object a line (docs/catalog-snapshot.md).
 * Invariant: a broken line costs that line and is reported with its number; everything else is kept.
 */
import { CatalogSnapshot } from './CatalogSnapshot';
import type { CatalogIdentity, DatabaseEntry, DatabaseState, ForeignRelation, TableEntry } from './CatalogSnapshot';
import type { Database, Partition } from './glue';
import { KeptTable, namesAtStart, notAnObject, parseObject, passingLook, tableContent } from './KeptTable';
import type { KeptLine } from './KeptTable';
import type { LFTagPair } from './lakeFormation';

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
  /** By database and table, both in lower case. */
  private readonly partitions = new Map<string, Map<string, Partition[]>>();
  /** Tables whose lines were not parsed yet. */
  private unread: { readonly kept: KeptTable; readonly line: number }[] = [];

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
    const problem = parsed === undefined ? notAnObject : this.take(parsed);
    if (problem !== undefined) this.problems.push({ message: problem, line: this.line });
  }

  /** The same, but a table's line is only looked at as far as its names; `readKept` reads the rest. */
  addKept(line: KeptLine): void {
    const name = namesAtStart(line);
    if (!name) {
      this.add(line.text());
      return;
    }
    this.line++;
    const kept = new KeptTable(name, line);
    this.unread.push({ kept, line: this.line });
    this.database(name.DatabaseName).tables.set(name.Name.toLowerCase(), kept);
  }

  /** Reads the lines that were kept, as if they had been parsed when they came. Rests after every `pace` tables, for others to get a turn. */
  *readKept(pace: number): Generator<void> {
    let count = 0;
    for (const { kept, line } of this.unread) {
      const content = kept.read();
      if (typeof content === 'string') {
        this.problems.push({ message: content, line });
        const { tables } = this.database(kept.name.DatabaseName);
        const key = kept.name.Name.toLowerCase();
        if (tables.get(key) === kept) tables.delete(key);
      }
      if (++count % pace === 0) yield;
    }
    this.unread = [];
    this.problems.sort((a, b) => a.line - b.line);
  }

  /** What can be shown before the kept lines are read: nothing may be called absent by it. */
  preview(): CatalogSnapshot {
    return this.snapshot({ kind: 'notLoaded' });
  }

  /** The snapshot of all lines. */
  finish(): CatalogSnapshot {
    this.readKept(Infinity).next();
    if (!this.identity) this.problems.push({ message: 'no "catalog" line: account, region and age of this snapshot are unknown', line: 1 });
    // A cut file may lack whole databases and tables: nothing may then be called absent.
    return this.snapshot(this.problems.length === 0 ? undefined : { kind: 'failed', message: 'the snapshot has unreadable lines' });
  }

  /** @param doubt what is said of databases instead of `loaded`, where the lines cannot be trusted to be all there */
  private snapshot(doubt: DatabaseState | undefined): CatalogSnapshot {
    const databases = new Map<string, DatabaseEntry>();
    for (const [key, database] of this.databases) {
      const tables = new Map(database.tables);
      for (const [name, partitions] of this.partitions.get(key) ?? []) {
        const entry = tables.get(name);
        if (entry) tables.set(name, entry instanceof KeptTable ? entry.with(partitions) : { ...entry, partitions });
      }
      databases.set(key, { ...database, tables, state: doubt && database.state.kind === 'loaded' ? doubt : database.state });
    }
    return new CatalogSnapshot({
      identity: this.identity ?? { takenAt: '1970-01-01T00:00:00Z' },
      databases,
      foreign: this.foreign,
      complete: doubt === undefined,
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

  private takeTable(line: Readonly<Record<string, unknown>>): string | undefined {
    const content = tableContent(line);
    if (typeof content === 'string') return content;
    this.database(content.table.DatabaseName).tables.set(content.table.Name.toLowerCase(), content);
    return undefined;
  }

  private takePartition({ partition }: { partition?: Partition }): string | undefined {
    if (!Array.isArray(partition?.Values)) return 'a partition without Values';
    if (typeof partition.DatabaseName !== 'string' || typeof partition.TableName !== 'string')
      return 'a partition without a DatabaseName and a TableName';
    const ofDatabase = getOrAdd(this.partitions, partition.DatabaseName.toLowerCase(), () => new Map<string, Partition[]>());
    getOrAdd(ofDatabase, partition.TableName.toLowerCase(), (): Partition[] => []).push(partition);
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
      const { table, lfTags: tags } = passingLook(entry);
      yield JSON.stringify({ kind: 'table', table, lfTags: tags });
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

function getOrAdd<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}
