/**
 * A table of a snapshot whose line is kept as it is and parsed when somebody looks at the table: of 100,000 tables a session needs a few.
 * Invariant: the content is parsed once for those who keep it, so that it is the same object for everyone; a line that turns out broken gives a table without columns.
 */
import type { TableEntry } from './CatalogSnapshot';
import type { Partition, Table } from './glue';
import type { TableLFTags } from './lakeFormation';

/** A line of a file that somebody else holds. */
export interface KeptLine {
  /** How it begins: enough to find most tables' names in it. */
  readonly head: string;
  /** How it ends: a line that is cut does not close its object. */
  readonly last: string;
  text(): string;
}

/** What a table line says. */
export type TableContent = Pick<TableEntry, 'table' | 'lfTags'>;

export interface TableName {
  readonly DatabaseName: string;
  readonly Name: string;
}

export class KeptTable implements TableEntry {
  readonly name: TableName;
  readonly partitions?: readonly Partition[];
  private readonly line: KeptLine;
  private content: TableContent | undefined;
  private broken = false;

  constructor(name: TableName, line: KeptLine, partitions?: readonly Partition[]) {
    this.name = name;
    this.line = line;
    if (partitions) this.partitions = partitions;
  }

  get table(): Table {
    return this.kept().table;
  }

  get lfTags(): TableLFTags | null {
    return this.kept().lfTags;
  }

  /** Parsed for this call alone, where nobody keeps it yet; a text says what is wrong with the line. */
  read(): TableContent | string {
    if (this.content && !this.broken) return this.content;
    const content = tableContent(parseObject(this.line.text()));
    if (typeof content === 'string') return content;
    // Only the first names of an object were looked at; JSON counts the last.
    const { DatabaseName, Name } = content.table;
    return DatabaseName === this.name.DatabaseName && Name === this.name.Name
      ? content
      : `the table ${DatabaseName}.${Name} is named twice`;
  }

  with(partitions: readonly Partition[]): KeptTable {
    return new KeptTable(this.name, this.line, partitions);
  }

  private kept(): TableContent {
    if (!this.content) {
      const content = this.read();
      this.broken = typeof content === 'string';
      this.content = typeof content === 'string' ? { table: this.name, lfTags: null } : content;
    }
    return this.content;
  }
}

/** Looks at a table without keeping what it holds: for those who look at all of them. */
export function passingLook(entry: TableEntry): TableContent {
  if (!(entry instanceof KeptTable)) return entry;
  const content = entry.read();
  return typeof content === 'string' ? entry : content;
}

/** The name of a table, which costs no look at its content. */
export function nameOf(entry: TableEntry): TableName {
  return entry instanceof KeptTable ? entry.name : entry.table;
}

const text = String.raw`("(?:[^"\\]|\\.)*")`;
/** A table line as Medallion, Glue and its SDKs write it: the two names first. */
const namesFirst = new RegExp(
  String.raw`^\{"kind": ?"table", ?"table": ?\{(?:"DatabaseName": ?${text}, ?"Name": ?${text}|"Name": ?${text}, ?"DatabaseName": ?${text})[,}]`,
);

/** The names that a table line begins with; undefined for every other line, which has to be parsed to be understood. */
export function namesAtStart({ head, last }: KeptLine): TableName | undefined {
  if (last !== '}') return undefined;
  const [, databaseFirst, nameSecond, nameFirst, databaseSecond] = namesFirst.exec(head) ?? [];
  const DatabaseName = ownText(databaseFirst ?? databaseSecond);
  const Name = ownText(nameSecond ?? nameFirst);
  return DatabaseName === undefined || Name === undefined ? undefined : { DatabaseName, Name };
}

/** The text that a JSON string stands for. Parsing makes a new one, where a part of the line's head would keep the whole of it in memory. */
function ownText(json: string | undefined): string | undefined {
  try {
    return json === undefined ? undefined : (JSON.parse(json) as string);
  } catch {
    return undefined;
  }
}

/** What is wrong with the line, as a text, or what it says. */
export function tableContent(line: Readonly<Record<string, unknown>> | undefined): TableContent | string {
  if (!line) return notAnObject;
  const { table, lfTags } = line as { table?: Table; lfTags?: Partial<TableLFTags> | null };
  if (typeof table?.Name !== 'string' || typeof table.DatabaseName !== 'string') return 'a table without a Name and a DatabaseName';
  if (![...(table.StorageDescriptor?.Columns ?? []), ...(table.PartitionKeys ?? [])].every(isColumn))
    return `a column of ${table.DatabaseName}.${table.Name} without a Name, or with a Type that is no text`;
  const tags = lfTags ? { database: lfTags.database ?? [], table: lfTags.table ?? [], columns: lfTags.columns ?? [] } : null;
  return { table, lfTags: tags };
}

export const notAnObject = 'not a JSON object: the file may be cut or still being written';

export function parseObject(json: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** Lines come from outside: what TypeScript believes of them is not yet true. */
function isColumn(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { Name, Type, Comment } = value as Record<string, unknown>;
  const isText = (part: unknown): boolean => part === undefined || typeof part === 'string';
  return typeof Name === 'string' && isText(Type) && isText(Comment);
}
