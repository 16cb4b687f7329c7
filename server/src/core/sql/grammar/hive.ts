/**
 * Athena's CREATE TABLE in Hive's grammar, Iceberg tables included.
 * Invariant: clauses come in Hive's order; one that comes too late is an error, and read nevertheless.
 */
import { K } from '../keywords';
import { T } from '../tokens';
import type * as tree from '../tree';
import { parseDataType } from './dataType';
import { E } from './expectation';
import { parseString } from './literal';
import { isNameType, type ParserState } from './ParserState';

/** CREATE [EXTERNAL] TABLE, from EXTERNAL or TABLE on. */
export function parseHiveTable(p: ParserState, start: number): tree.CreateExternalTable {
  p.backquotes = true;
  const external = p.accept(K.EXTERNAL);
  p.expect(K.TABLE);
  const ifNotExists = p.acceptAll(K.IF, K.NOT, K.EXISTS);
  const name = p.qualifiedName(E.NewTable);
  const columns = p.at(T.LeftParen) ? parseHiveColumns(p) : [];
  if (columns.length === 0 && !external) p.note(K.AS);
  const clauses = parseTableClauses(p);
  return { kind: 'CreateExternalTable', start, end: p.previousEnd, external, ifNotExists, name, columns, ...clauses };
}

type TableClauses = Pick<
  tree.CreateExternalTable,
  'comment' | 'partitionedBy' | 'clusteredBy' | 'rowFormat' | 'storedAs' | 'location' | 'tableProperties'
>;

const CLAUSE_WORDS = [K.COMMENT, K.PARTITIONED, K.CLUSTERED, K.ROW, K.STORED, K.WITH, K.LOCATION, K.TBLPROPERTIES] as const;

function parseTableClauses(p: ParserState): TableClauses {
  let comment: TableClauses['comment'];
  let partitionedBy: TableClauses['partitionedBy'] = [];
  let clusteredBy: TableClauses['clusteredBy'];
  let rowFormat: TableClauses['rowFormat'];
  let storedAs: TableClauses['storedAs'];
  let location: TableClauses['location'];
  let tableProperties: TableClauses['tableProperties'] = [];
  for (let last = -1; ;) {
    for (const word of CLAUSE_WORDS.slice(last + 1)) p.note(word);
    const order = (CLAUSE_WORDS as readonly number[]).indexOf(p.type);
    if (order < 0) {
      if (p.type === T.EndOfText) break;
      if (p.type === T.Hole) {
        p.passHole();
        continue;
      }
      p.unexpected();
      if (!skipToTableClause(p)) break;
      continue;
    }
    if (order <= last) p.unexpected();
    last = Math.max(last, order);
    switch (p.type) {
      case K.COMMENT:
        p.advance();
        comment = parseHiveString(p);
        break;
      case K.PARTITIONED:
        p.advance();
        p.expect(K.BY);
        partitionedBy = parsePartitionColumns(p);
        break;
      case K.CLUSTERED:
        clusteredBy = parseClusteredBy(p);
        break;
      case K.ROW:
        rowFormat = parseRowFormat(p);
        break;
      case K.STORED:
        storedAs = parseStoredAs(p);
        break;
      case K.WITH: {
        const properties = parseSerdeProperties(p);
        rowFormat = rowFormat ? { ...rowFormat, properties } : undefined;
        break;
      }
      case K.LOCATION:
        p.advance();
        location = parseHiveString(p);
        break;
      default:
        p.advance();
        tableProperties = parseHiveProperties(p);
    }
  }
  return { comment, partitionedBy, clusteredBy, rowFormat, storedAs, location, tableProperties };
}

/** Moves on to the next clause of the table; groups are skipped whole. */
function skipToTableClause(p: ParserState): boolean {
  do p.skipGroup();
  while (p.type !== T.EndOfText && !(CLAUSE_WORDS as readonly number[]).includes(p.type));
  return p.type !== T.EndOfText;
}

/** `(name type [COMMENT '…'], …)`. */
export function parseHiveColumns(p: ParserState): readonly tree.HiveColumn[] {
  const open = p.expect(T.LeftParen);
  const columns = [parseHiveColumn(p)];
  while (p.accept(T.Comma)) columns.push(parseHiveColumn(p));
  if (open) p.close(T.RightParen);
  return columns;
}

export function parseHiveColumn(p: ParserState): tree.HiveColumn {
  const name = p.name(E.NewName);
  const type = parseDataType(p);
  const comment = p.accept(K.COMMENT) ? parseHiveString(p) : undefined;
  return { kind: 'HiveColumn', start: name.start, end: Math.max(name.end, p.previousEnd), name, type, comment };
}

/** Hive's typed columns, Iceberg's names and transforms: `(day string)`, `(category, bucket(16, id), day(ts))`. */
function parsePartitionColumns(p: ParserState): TableClauses['partitionedBy'] {
  const open = p.expect(T.LeftParen);
  const columns: (tree.HiveColumn | tree.PartitionTransform)[] = [];
  do {
    columns.push(parsePartitionColumn(p));
  } while (p.accept(T.Comma));
  if (open) p.close(T.RightParen);
  return columns;
}

function parsePartitionColumn(p: ParserState): tree.HiveColumn | tree.PartitionTransform {
  const name = p.name(E.NewName);
  const { start } = name;
  if (p.accept(T.LeftParen)) {
    const values = [p.rules.primary(p)];
    while (p.accept(T.Comma)) values.push(p.rules.primary(p));
    p.close(T.RightParen);
    return { kind: 'PartitionTransform', start, end: p.previousEnd, transform: name, arguments: values };
  }
  p.note(E.Type);
  const type = isNameType(p.type) && p.type !== K.COMMENT ? parseDataType(p) : undefined;
  const comment = p.accept(K.COMMENT) ? parseHiveString(p) : undefined;
  return { kind: 'HiveColumn', start, end: Math.max(name.end, p.previousEnd), name, type, comment };
}

/** CLUSTERED BY (a) [SORTED BY (b ASC)] INTO n BUCKETS. */
function parseClusteredBy(p: ParserState): tree.ClusteredBy {
  const { start } = p;
  p.advance();
  p.expect(K.BY);
  const columns = p.columnAliases(E.Column).names;
  const sortedBy: tree.Name[] = [];
  if (p.accept(K.SORTED)) {
    p.expect(K.BY);
    p.expect(T.LeftParen);
    do {
      sortedBy.push(p.name(E.Column));
      if (!p.accept(K.ASC)) p.accept(K.DESC);
    } while (p.accept(T.Comma));
    p.close(T.RightParen);
  }
  p.expect(K.INTO);
  const buckets = p.at(T.Integer) ? BigInt(p.tokenText()) : undefined;
  p.expect(T.Integer);
  p.expect(K.BUCKETS);
  return { kind: 'ClusteredBy', start, end: p.previousEnd, columns, sortedBy, buckets };
}

function parseRowFormat(p: ParserState): tree.RowFormat {
  const { start } = p;
  p.advance();
  p.expect(K.FORMAT);
  if (p.accept(K.DELIMITED)) {
    const delimiters: tree.HiveDelimiter[] = [];
    for (let delimiter = parseDelimiter(p); delimiter; delimiter = parseDelimiter(p)) delimiters.push(delimiter);
    return { kind: 'RowFormat', start, end: p.previousEnd, serde: undefined, properties: [], delimiters };
  }
  const serde = p.expect(K.SERDE) || startsHiveString(p.type) ? parseHiveString(p) : p.missing('SerDe');
  const properties = p.at(K.WITH) ? parseSerdeProperties(p) : [];
  return { kind: 'RowFormat', start, end: p.previousEnd, serde, properties, delimiters: [] };
}

function parseSerdeProperties(p: ParserState): readonly tree.HiveProperty[] {
  p.advance();
  p.expect(K.SERDEPROPERTIES);
  return parseHiveProperties(p);
}

/** One of FIELDS TERMINATED BY, ESCAPED BY, COLLECTION ITEMS …, MAP KEYS …, LINES …, NULL DEFINED AS. */
function parseDelimiter(p: ParserState): tree.HiveDelimiter | undefined {
  const { start } = p;
  let of: tree.HiveDelimiter['of'];
  if (p.accept(K.FIELDS)) of = 'FIELDS';
  else if (p.accept(K.ESCAPED)) of = 'ESCAPED';
  else if (p.accept(K.COLLECTION)) {
    p.expect(K.ITEMS);
    of = 'COLLECTION ITEMS';
  } else if (p.accept(K.MAP)) {
    p.expect(K.KEYS);
    of = 'MAP KEYS';
  } else if (p.accept(K.LINES)) of = 'LINES';
  else if (p.accept(K.NULL)) of = 'NULL';
  else return undefined;
  if (of === 'NULL') p.expectAll(K.DEFINED, K.AS);
  else {
    if (of !== 'ESCAPED') p.expect(K.TERMINATED);
    p.expect(K.BY);
  }
  const value = parseHiveString(p);
  return { kind: 'HiveDelimiter', start, end: p.previousEnd, of, value };
}

function parseStoredAs(p: ParserState): tree.StoredAs {
  const { start } = p;
  p.advance();
  p.expect(K.AS);
  if (!p.accept(K.INPUTFORMAT)) {
    const format = p.name(E.Name);
    return { kind: 'StoredAs', start, end: p.previousEnd, format, inputFormat: undefined, outputFormat: undefined };
  }
  const inputFormat = parseHiveString(p);
  p.expect(K.OUTPUTFORMAT);
  const outputFormat = parseHiveString(p);
  return { kind: 'StoredAs', start, end: p.previousEnd, format: undefined, inputFormat, outputFormat };
}

/** `('key' = 'value', …)`. */
export function parseHiveProperties(p: ParserState): readonly tree.HiveProperty[] {
  const outer = p.enterClause('properties');
  const open = p.expect(T.LeftParen);
  const properties: tree.HiveProperty[] = [];
  do {
    const name = parseHiveString(p);
    const { start } = name;
    p.expect(T.Equal);
    const value = startsHiveString(p.type) ? parseHiveString(p) : p.rules.primary(p);
    properties.push({ kind: 'HiveProperty', start, end: Math.max(name.end, p.previousEnd), name, value });
  } while (p.accept(T.Comma));
  p.leaveClause(outer);
  if (open) p.close(T.RightParen);
  return properties;
}

export function startsHiveString(type: number): boolean {
  return type === T.String || type === T.QuotedIdentifier || type === T.UnterminatedString;
}

/** A string in either kind of quotes: to Hive a double-quoted text is a string. */
export function parseHiveString(p: ParserState): tree.StringLiteral | tree.Missing {
  if (p.type !== T.QuotedIdentifier) return parseString(p);
  const { start } = p;
  const value = p.tokenText().slice(1, -1);
  p.advance();
  return { kind: 'StringLiteral', start, end: p.previousEnd, value };
}
