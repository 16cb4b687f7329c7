/** What Athena's ALTER TABLE does in Hive's grammar. Invariant: undefined where the words are Trino's, with nothing read. */
import { K } from '../keywords';
import { T } from '../tokens';
import type * as tree from '../tree';
import { E } from './expectation';
import { parseHiveColumn, parseHiveColumns, parseHiveProperties, parseHiveString } from './hive';
import { parsePartitionSpec } from './hivePartition';
import type { ParserState } from './ParserState';

type Change = Pick<tree.AlterHiveTable, 'partition' | 'change'>;

export function parseHiveChange(p: ParserState): Change | undefined {
  if (p.at(K.PARTITION)) {
    const partition = parsePartitionSpec(p);
    const change = parsePartitionChange(p);
    return { partition: partition.kind === 'PartitionSpec' ? partition : undefined, change };
  }
  const change = parseTableChange(p);
  return change && { partition: undefined, change };
}

/** Behind PARTITION (…). */
function parsePartitionChange(p: ParserState): tree.AlterHiveTable['change'] {
  const { start } = p;
  if (p.accept(K.RENAME)) {
    p.expect(K.TO);
    const to = parsePartitionSpec(p);
    return { kind: 'RenamePartition', start, end: p.previousEnd, to };
  }
  const common = parseTableChange(p);
  if (common) return common;
  for (const word of [K.SET, K.ADD, K.REPLACE]) p.note(word);
  p.unexpected();
  p.skipRest();
  return p.missing('change');
}

function parseTableChange(p: ParserState): tree.AlterHiveTable['change'] | undefined {
  const { start } = p;
  const next = p.peek(1);
  switch (p.type) {
    case K.ADD:
      if (next === K.COLUMNS) return addColumns(p, start);
      if (next === K.PARTITION || next === K.IF || next === T.EndOfText || next === T.Hole) return addPartitions(p, start);
      return next === K.COLUMN ? undefined : addPartitions(p, start);
    case K.DROP:
      return dropSomething(p, start);
    case K.REPLACE:
      p.advance();
      p.expect(K.COLUMNS);
      return { kind: 'ReplaceColumns', columns: parseHiveColumns(p), start, end: p.previousEnd };
    case K.CHANGE:
      return changeColumn(p, start);
    case K.SET:
      return setSomething(p, start);
    case K.UNSET:
      return unsetProperties(p, start);
    default:
      for (const word of [K.ADD, K.DROP, K.REPLACE, K.CHANGE, K.SET, K.UNSET, K.RENAME]) p.note(word);
      return undefined;
  }
}

function addColumns(p: ParserState, start: number): tree.AddHiveColumns {
  p.advance();
  p.advance();
  const columns = parseHiveColumns(p);
  return { kind: 'AddHiveColumns', start, end: p.previousEnd, columns };
}

function addPartitions(p: ParserState, start: number): tree.AddPartitions {
  p.advance();
  p.note(K.COLUMNS);
  const ifNotExists = p.acceptAll(K.IF, K.NOT, K.EXISTS);
  const partitions: tree.AddedPartition[] = [];
  do {
    const partitionStart = p.start;
    const spec = parsePartitionSpec(p);
    const location = p.accept(K.LOCATION) ? parseHiveString(p) : undefined;
    partitions.push({ kind: 'AddedPartition', start: partitionStart, end: p.previousEnd, spec, location });
  } while (p.at(K.PARTITION));
  return { kind: 'AddPartitions', start, end: p.previousEnd, ifNotExists, partitions };
}

function dropSomething(p: ParserState, start: number): tree.DropPartitions | tree.DropHiveColumn {
  p.advance();
  if (p.accept(K.COLUMN)) {
    p.acceptAll(K.IF, K.EXISTS);
    const column = p.name(E.Column);
    return { kind: 'DropHiveColumn', start, end: p.previousEnd, column };
  }
  const ifExists = p.acceptAll(K.IF, K.EXISTS);
  const partitions = [parsePartitionSpec(p)];
  while (p.accept(T.Comma)) partitions.push(parsePartitionSpec(p));
  return { kind: 'DropPartitions', start, end: p.previousEnd, ifExists, partitions };
}

function changeColumn(p: ParserState, start: number): tree.ChangeColumn {
  p.advance();
  if (p.peek(1) !== T.EndOfText) p.accept(K.COLUMN);
  const from = p.name(E.Column);
  const column = parseHiveColumn(p);
  let position: tree.ChangeColumn['position'];
  if (p.accept(K.FIRST)) position = 'FIRST';
  else if (p.accept(K.AFTER)) position = p.name(E.Column);
  return { kind: 'ChangeColumn', start, end: p.previousEnd, from, column, position };
}

function setSomething(p: ParserState, start: number): tree.SetLocation | tree.SetTableProperties | undefined {
  const next = p.peek(1);
  if (next === K.AUTHORIZATION || next === K.PROPERTIES) return undefined;
  p.advance();
  if (p.accept(K.LOCATION)) return { kind: 'SetLocation', location: parseHiveString(p), start, end: p.previousEnd };
  p.expect(K.TBLPROPERTIES);
  return { kind: 'SetTableProperties', properties: parseHiveProperties(p), start, end: p.previousEnd };
}

function unsetProperties(p: ParserState, start: number): tree.UnsetTableProperties {
  p.advance();
  p.expect(K.TBLPROPERTIES);
  p.acceptAll(K.IF, K.EXISTS);
  const open = p.expect(T.LeftParen);
  const names = [parseHiveString(p)];
  while (p.accept(T.Comma)) names.push(parseHiveString(p));
  if (open) p.close(T.RightParen);
  return { kind: 'UnsetTableProperties', start, end: p.previousEnd, names };
}
