/**
 * Finds databases, tables and columns by name, comment and LF-Tag: ranked, forgiving, in milliseconds over 100,000 tables.
 * Invariant: an index belongs to one immutable DatabaseEntry, so that a refresh of one database indexes that one only.
 */
import type { CatalogSnapshot, DatabaseEntry, TableEntry } from './CatalogSnapshot';
import type { Column } from './glue';
import { effectiveTags } from './lakeFormation';
import { nameOf, passingLook } from './KeptTable';
import { matchScore } from './matchScore';

export interface SearchHit {
  readonly kind: 'database' | 'table' | 'column';
  readonly database: string;
  readonly table?: string;
  readonly column?: string;
  /** Hive type of a column. */
  readonly type?: string;
  readonly score: number;
  /** The comment or tag that matched, where it was not the name. */
  readonly matched?: string;
}

/**
 * Objects that match all words of `query`, best first. A word may be part of a name, a comment or a tag (`phi`, `phi=true`); letters may be left out of names (`custord` finds customer_orders).
 * @param limit how many hits are returned
 */
export function searchCatalog(snapshot: CatalogSnapshot, query: string, limit = 100): readonly SearchHit[] {
  return search(snapshot, query, limit, (index, ...how) => index.search(...how));
}

/** Tables by their own names alone: what is typed behind FROM. Needs no index of what the tables hold. */
export function searchTables(snapshot: CatalogSnapshot, query: string, limit = 100): readonly SearchHit[] {
  return search(snapshot, query, limit, (index, ...how) => index.searchTables(...how));
}

/** Builds the index of one database, where it is not built yet, and rests after every `pace` tables: the store does so ahead, between other work. */
export function prepareSearch(entry: DatabaseEntry, pace: number): Generator<void> {
  return indexOf(entry).prepare(pace);
}

function search(
  snapshot: CatalogSnapshot,
  query: string,
  limit: number,
  one: (index: DatabaseIndex, words: readonly string[], best: BestHits, fuzzy: boolean) => void,
): readonly SearchHit[] {
  const words = query
    .toLowerCase()
    .split(/[\s.]+/)
    .filter(word => word !== '');
  if (words.length === 0) return [];
  const best = new BestHits(limit);
  for (const entry of snapshot.databases.values()) one(indexOf(entry), words, best, false);
  // Leaving letters out is for those who find nothing otherwise: it must not bury exact names, nor cost every search.
  if (best.isEmpty) for (const entry of snapshot.databases.values()) one(indexOf(entry), words, best, true);
  return best.sorted();
}

const indexes = new WeakMap<DatabaseEntry, DatabaseIndex>();

function indexOf(entry: DatabaseEntry): DatabaseIndex {
  let index = indexes.get(entry);
  if (!index) indexes.set(entry, (index = new DatabaseIndex(entry)));
  return index;
}

/** A hit that may still be outdone: what a person reads of it is looked up only if it stays. */
interface Candidate extends Pick<SearchHit, 'database' | 'table' | 'column' | 'score'> {
  readonly hit: () => SearchHit;
}

function compareHits(a: Candidate, b: Candidate): number {
  return (
    b.score - a.score ||
    compareText(a.database, b.database) ||
    compareText(a.table ?? '', b.table ?? '') ||
    compareText(a.column ?? '', b.column ?? '')
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Weights of the places a word is found in: a table's own name says more than one of its columns'. */
const weight = { table: 1, database: 0.85, column: 0.75, comment: 0.35, tag: 0.5, inherited: 0.3 } as const;
/** Columns per table that an id can tell apart (Glue allows fewer). */
const columnSpace = 65536;

/** The best hits so far. What cannot get among them is told by `least`, so that a search for one letter does not build a million hits. */
class BestHits {
  /** A score at or below this cannot get in any more. */
  least = 0;
  private readonly limit: number;
  private hits: Candidate[] = [];

  constructor(limit: number) {
    this.limit = limit;
  }

  get isEmpty(): boolean {
    return this.hits.length === 0;
  }

  add(hit: Candidate): void {
    this.hits.push(hit);
    if (this.hits.length >= 2 * this.limit) this.cut();
  }

  sorted(): readonly SearchHit[] {
    this.cut();
    return this.hits.map(({ hit }) => hit());
  }

  private cut(): void {
    this.hits.sort(compareHits);
    this.hits.length = Math.min(this.hits.length, this.limit);
    if (this.hits.length === this.limit) this.least = this.hits.at(-1)?.score ?? 0;
  }
}

class DatabaseIndex {
  private readonly entry: DatabaseEntry;
  private readonly name: string;
  private readonly tables: readonly TableEntry[];
  private readonly tableNames: readonly string[];
  /** Distinct texts → the objects that carry them: table id · columnSpace, plus column + 1 for a column. */
  private readonly columnNames = new Map<string, number[]>();
  private readonly comments = new Map<string, number[]>();
  private readonly tags = new Map<string, number[]>();
  /** How many tables' columns, comments and tags are among them by now. */
  private indexed = 0;

  constructor(entry: DatabaseEntry) {
    this.entry = entry;
    this.name = entry.database.Name.toLowerCase();
    this.tables = [...entry.tables.values()];
    this.tableNames = [...entry.tables.keys()];
  }

  *prepare(pace: number): Generator<void> {
    while (this.indexed < this.tables.length) {
      const id = this.indexed++;
      this.addTable(this.tables[id]!, id);
      if (this.indexed % pace === 0) yield;
    }
  }

  searchTables(words: readonly string[], best: BestHits, fuzzy: boolean): void {
    this.addTables(
      words.map(word => this.findTables(word, fuzzy)),
      best,
    );
  }

  search(words: readonly string[], best: BestHits, fuzzy: boolean): void {
    this.prepare(Infinity).next();
    const found = words.map(word => this.find(word, fuzzy));
    const inDatabase = found.map(({ database }) => database);
    // A database's name alone says nothing of its tables: they are one step further in the tree.
    if (inDatabase.every(score => score > 0)) {
      const hit = { kind: 'database', database: this.entry.database.Name, score: sum(inDatabase) } as const;
      best.add({ ...hit, hit: () => hit });
    }
    this.addTables(found, best);
    this.addColumns(found, best);
    this.addRemarks(found, best);
  }

  private addTables(found: readonly WordMatches[], best: BestHits): void {
    const ids = found.length === 1 ? found[0]!.tables.keys() : new Set(found.flatMap(({ tables }) => [...tables.keys()]));
    for (const id of ids) this.consider(id * columnSpace, undefined, found, best);
  }

  /** Columns by their distinct names, best names first: once they cannot get among the best, neither can the rest. */
  private addColumns(found: readonly WordMatches[], best: BestHits): void {
    const bounds = new Map<string, number>();
    for (const { columns } of found)
      for (const name of columns.keys())
        if (!bounds.has(name)) bounds.set(name, sum(found.map(f => f.columns.get(name) ?? weight.inherited)));
    for (const [name, bound] of [...bounds].sort((a, b) => b[1] - a[1])) {
      for (const id of this.columnNames.get(name) ?? []) {
        if (bound <= best.least) return;
        this.consider(id, name, found, best);
      }
    }
  }

  /** Objects found by comment or tag only. */
  private addRemarks(found: readonly WordMatches[], best: BestHits): void {
    for (const id of new Set(found.flatMap(({ remarks }) => [...remarks.keys()]))) {
      const position = id % columnSpace;
      const name = position === 0 ? undefined : this.columnAt(id)?.Name.toLowerCase();
      const known = found.some(f => (position === 0 ? f.tables.has(id / columnSpace) : f.columns.has(name ?? '')));
      if (!known) this.consider(id, name, found, best);
    }
  }

  /** Adds the object where every word is found at it or at what it lies in. */
  private consider(id: number, columnName: string | undefined, found: readonly WordMatches[], best: BestHits): void {
    const table = Math.floor(id / columnSpace);
    let score = 0;
    let matched: string | undefined;
    for (const { database, tables, columns, remarks } of found) {
      const remark = remarks.get(id);
      const name = columnName === undefined ? (tables.get(table) ?? 0) : (columns.get(columnName) ?? 0);
      const own = Math.max(name, remark?.score ?? 0);
      const inherited = Math.max(columnName === undefined ? 0 : (tables.get(table) ?? 0), database) * weight.inherited;
      if (remark && remark.score > name) matched ??= remark.text;
      const word = Math.max(own, inherited);
      if (word === 0) return;
      score += word;
    }
    if (score <= best.least) return;
    const names = { database: this.entry.database.Name, table: nameOf(this.tables[table]!).Name };
    best.add({
      ...names,
      ...(columnName === undefined ? {} : { column: columnName }),
      score,
      hit: () => this.hit(id, { ...names, score, ...(matched === undefined ? {} : { matched }) }),
    });
  }

  private findTables(word: string, fuzzy: boolean): WordMatches {
    const tables = new Map<number, number>();
    this.tableNames.forEach((name, id) => {
      const score = matchScore(name, word, fuzzy);
      if (score > 0) tables.set(id, score * weight.table);
    });
    return { database: matchScore(this.name, word, fuzzy) * weight.database, tables, columns: new Map(), remarks: new Map() };
  }

  private find(word: string, fuzzy: boolean): WordMatches {
    const columns = new Map<string, number>();
    for (const name of this.columnNames.keys()) {
      const score = matchScore(name, word, fuzzy);
      if (score > 0) columns.set(name, score * weight.column);
    }
    const remarks = new Map<number, Remark>();
    if (!fuzzy) {
      collectRemarks(this.comments, word, weight.comment, remarks);
      collectRemarks(this.tags, word, weight.tag, remarks);
    }
    return { ...this.findTables(word, fuzzy), columns, remarks };
  }

  private hit(id: number, common: Omit<SearchHit, 'kind' | 'column' | 'type'>): SearchHit {
    if (id % columnSpace === 0) return { kind: 'table', ...common };
    const column = this.columnAt(id);
    return { kind: 'column', ...common, column: column?.Name ?? '', ...(column?.Type === undefined ? {} : { type: column.Type }) };
  }

  private columnAt(id: number): Column | undefined {
    const { table } = this.tables[Math.floor(id / columnSpace)]!;
    const own = table.StorageDescriptor?.Columns ?? [];
    const position = (id % columnSpace) - 1;
    return own[position] ?? table.PartitionKeys?.[position - own.length];
  }

  private addTable(entry: TableEntry, tableId: number): void {
    const { table, lfTags } = passingLook(entry);
    const id = tableId * columnSpace;
    if (table.Description) post(this.comments, table.Description.toLowerCase(), id);
    if (lfTags) for (const { key, value, origin } of effectiveTags(lfTags)) if (origin === 'table') post(this.tags, `${key}=${value}`, id);
    [...(table.StorageDescriptor?.Columns ?? []), ...(table.PartitionKeys ?? [])].forEach((column, position) => {
      const columnId = id + position + 1;
      post(this.columnNames, column.Name.toLowerCase(), columnId);
      if (column.Comment) post(this.comments, column.Comment.toLowerCase(), columnId);
    });
    for (const { Name, LFTags } of lfTags?.columns ?? []) {
      const position = [...(table.StorageDescriptor?.Columns ?? []), ...(table.PartitionKeys ?? [])].findIndex(
        c => c.Name.toLowerCase() === Name.toLowerCase(),
      );
      if (position >= 0) for (const pair of LFTags) post(this.tags, `${pair.TagKey}=${pair.TagValues[0] ?? ''}`, id + position + 1);
    }
  }
}

/** A comment or tag that matches. */
interface Remark {
  readonly score: number;
  readonly text: string;
}

/** Where a word is found within one database, each with its score. */
interface WordMatches {
  readonly database: number;
  readonly tables: ReadonlyMap<number, number>;
  /** By distinct column name. */
  readonly columns: ReadonlyMap<string, number>;
  readonly remarks: ReadonlyMap<number, Remark>;
}

function collectRemarks(texts: ReadonlyMap<string, readonly number[]>, word: string, factor: number, remarks: Map<number, Remark>): void {
  for (const [text, ids] of texts) {
    const score = matchScore(text, word, false) * factor;
    if (score > 0) for (const id of ids) if ((remarks.get(id)?.score ?? 0) < score) remarks.set(id, { score, text });
  }
}

function post(postings: Map<string, number[]>, text: string, id: number): void {
  const ids = postings.get(text);
  if (ids) ids.push(id);
  else postings.set(text, [id]);
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
