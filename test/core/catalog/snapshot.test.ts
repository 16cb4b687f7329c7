import { describe, expect, test } from 'vitest';
import { effectiveTags } from '../../../server/src/core/catalog/lakeFormation';
import { LayerRules } from '../../../server/src/core/catalog/layers';
import { SnapshotReader, snapshotLines } from '../../../server/src/core/catalog/snapshotFormat';

function read(...lines: string[]): SnapshotReader {
  const reader = new SnapshotReader();
  for (const line of lines) reader.add(line);
  return reader;
}

const head = '{"kind":"catalog","version":1,"account":"123456789012","takenAt":"2026-01-01T00:00:00Z"}';
const table = '{"kind":"table","table":{"DatabaseName":"silver","Name":"Visits"},"lfTags":null}';

describe('a snapshot file', () => {
  test('is written as it was read', () => {
    const lines = [
      head,
      '{"kind":"database","database":{"Name":"silver"},"lfTags":[{"TagKey":"environment","TagValues":["prod"]}],"state":"loaded"}',
      table,
      '{"kind":"partition","partition":{"DatabaseName":"silver","TableName":"visits","Values":["2026-01-01"]}}',
      '{"kind":"database","database":{"Name":"secret"},"lfTags":null,"state":{"kind":"denied","action":"glue:GetTables"}}',
      '{"kind":"relation","catalog":"tpch","schema":"tiny","name":"nation","type":"table","columns":[{"name":"nationkey","type":"bigint"}]}',
    ];
    const reader = read(...lines);
    expect(reader.problems).toEqual([]);
    const written = [...snapshotLines(reader.finish())];
    expect(written.map(line => JSON.parse(line) as unknown)).toEqual(lines.map(line => JSON.parse(line) as unknown));
  });

  test('that is cut in half keeps what it has, says where it ends, and calls nothing absent', () => {
    const reader = read(head, table, '{"kind":"table","table":{"DatabaseName":"silver","Na');
    const snapshot = reader.finish();
    expect(reader.problems).toEqual([{ line: 3, message: 'not a JSON object: the file may be cut or still being written' }]);
    expect(snapshot.relation(undefined, 'silver', 'visits').kind).toBe('found');
    expect(snapshot.relation(undefined, 'silver', 'other').kind).toBe('unknown');
    expect(snapshot.relation(undefined, 'gold', 'other').kind).toBe('unknown');
  });

  test.each([
    ['[]', 'not a JSON object: the file may be cut or still being written'],
    ['{"kind":"tabel"}', 'unknown kind "tabel"'],
    ['{"kind":"table","table":{"Name":"x"}}', 'a table without a Name and a DatabaseName'],
    [
      '{"kind":"table","table":{"DatabaseName":"a","Name":"b","StorageDescriptor":{"Columns":[{"Name":null}]}}}',
      'a column of a.b without a Name, or with a Type that is no text',
    ],
    ['{"kind":"relation","catalog":"a"}', 'a relation without catalog, schema, name and columns'],
    ['{"kind":"catalog","version":7,"takenAt":""}', 'version 7 of the format is newer than this Medallion reads (1): update the extension'],
  ])('names the fault of %s', (line, message) => {
    expect(read(head, line).problems).toEqual([{ line: 2, message }]);
  });
});

test('unknown is not absent', () => {
  const snapshot = read(head, table, '{"kind":"database","database":{"Name":"hr"},"lfTags":null,"state":"denied"}').finish();
  expect(snapshot.relation(undefined, 'SILVER', 'VISITS').kind).toBe('found');
  expect(snapshot.relation('awsdatacatalog', 'silver', 'nope')).toEqual({ kind: 'absent', missing: 'relation' });
  expect(snapshot.relation(undefined, 'nope', 'x')).toEqual({ kind: 'absent', missing: 'schema' });
  expect(snapshot.relation(undefined, 'hr', 'people')).toEqual({ kind: 'unknown', why: { kind: 'denied', action: 'glue:GetTables' } });
  expect(snapshot.relation('federated', 'a', 'b').kind).toBe('unknown');
});

test('effective tags: column before table before database, with what they override', () => {
  const pair = (TagKey: string, value: string): { TagKey: string; TagValues: string[] } => ({ TagKey, TagValues: [value] });
  const tags = {
    database: [pair('phi', 'false'), pair('environment', 'prod')],
    table: [pair('phi', 'true')],
    columns: [{ Name: 'Day', LFTags: [pair('phi', 'false')] }],
  };
  expect(effectiveTags(tags)).toEqual([
    { key: 'environment', value: 'prod', origin: 'database' },
    { key: 'phi', value: 'true', origin: 'table', overrides: { value: 'false', origin: 'database' } },
  ]);
  expect(effectiveTags(tags, 'day')).toContainEqual({
    key: 'phi',
    value: 'false',
    origin: 'column',
    overrides: { value: 'true', origin: 'table' },
  });
});

test.each([
  ['bronze_app', [], 'bronze', 'name'],
  ['raw-crm', [], 'bronze', 'name'],
  ['dev_silver', [], 'silver', 'name'],
  ['finance_marts', [], 'gold', 'name'],
  ['drawer', [], 'unlayered', 'nothing'],
  ['raw_events', [{ TagKey: 'data_lake_layer', TagValues: ['gold'] }], 'gold', 'tag'],
  ['raw_events', [{ TagKey: 'data_lake_layer', TagValues: ['platinum'] }], 'bronze', 'name'],
] as const)('the layer of %s with %j is %s, by %s', (Name, lfTags, layer, because) => {
  expect(new LayerRules().ofDatabase({ database: { Name }, lfTags })).toEqual({ layer, because });
});

test('patterns are plain names with stars: what a regular expression would mean stays text', () => {
  const rules = new LayerRules({ bronze: ['lake(*', 'Landing-*'] });
  expect(rules.ofName('lake(1').layer).toBe('bronze');
  expect(rules.ofName('landing_zone').layer).toBe('bronze');
  expect(rules.ofName('gold').layer).toBe('unlayered');
});
