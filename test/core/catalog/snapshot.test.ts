import { describe, expect, test } from 'vitest';
import { nameOf, passingLook } from '../../../server/src/core/catalog/KeptTable';
import { effectiveTags } from '../../../server/src/core/catalog/lakeFormation';
import { LayerRules } from '../../../server/src/core/catalog/layers';
import { SnapshotReader, snapshotLines } from '../../../server/src/core/catalog/snapshotFormat';

function read(...lines: string[]): SnapshotReader {
  const reader = new SnapshotReader();
  for (const line of lines) reader.add(line);
  return reader;
}

/** The same lines, kept by somebody else and parsed when they are needed. */
function keep(...lines: string[]): SnapshotReader {
  const reader = new SnapshotReader();
  for (const line of lines) reader.addKept({ head: line.slice(0, 100), last: line.slice(-1), text: () => line });
  return reader;
}

const head = '{"kind":"catalog","version":1,"account":"123456789012","takenAt":"2026-01-01T00:00:00Z"}';
const table = '{"kind":"table","table":{"DatabaseName":"silver","Name":"Visits"},"lfTags":null}';

describe.each([
  ['read line by line', read],
  ['kept as lines', keep],
])('a snapshot file %s', (_, read) => {
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
    const reader = read(head, line, table);
    expect(reader.finish().relation(undefined, 'silver', 'visits').kind).toBe('found');
    expect(reader.problems).toEqual([{ line: 2, message }]);
  });

  test.each([
    '{"kind": "table", "table": {"Name": "Visits", "DatabaseName": "silver"}, "lfTags": null}',
    '{"kind":"table","table":{"DatabaseName":"silver","Name":"\\u0056isits"},"lfTags":null}',
    '{"table":{"Description":"Name","DatabaseName":"silver","Name":"Visits"},"kind":"table"}',
    `{"kind":"table","table":{"DatabaseName":"silver","Name":"Visits","Description":"${'long '.repeat(100)}"}}`,
  ])('finds the table in %s', line => {
    const reader = read(head, line);
    const found = reader.finish().databases.get('silver')?.tables.get('visits');
    expect(reader.problems).toEqual([]);
    expect(found?.table).toMatchObject({ DatabaseName: 'silver', Name: 'Visits' });
    expect(found && nameOf(found)).toMatchObject({ DatabaseName: 'silver', Name: 'Visits' });
  });
});

describe('kept lines', () => {
  const visits = '{"kind":"table","table":{"DatabaseName":"silver","Name":"visits","Description":"A"},"lfTags":null}';
  const broken = '{"kind":"table","table":{"DatabaseName":"silver","Name":"broken",}}';

  test('can be shown before they are read: what is missing is unknown till then', () => {
    const reader = keep(head, visits);
    const preview = reader.preview();
    expect(preview.relation(undefined, 'silver', 'visits')).toMatchObject({
      kind: 'found',
      value: { entry: { table: { Description: 'A' } } },
    });
    expect(preview.relation(undefined, 'silver', 'nope').kind).toBe('unknown');
    expect(preview.relation(undefined, 'nope', 'nope').kind).toBe('unknown');
    expect(reader.finish().relation(undefined, 'silver', 'nope').kind).toBe('absent');
  });

  test('that turn out broken are a table without columns to those who looked before, and are named in the end', () => {
    const reader = keep(head, broken, visits);
    const early = reader.preview().databases.get('silver')?.tables.get('broken');
    expect(early?.table).toEqual({ DatabaseName: 'silver', Name: 'broken' });
    const snapshot = reader.finish();
    expect(reader.problems).toEqual([{ line: 2, message: 'not a JSON object: the file may be cut or still being written' }]);
    expect([...(snapshot.databases.get('silver')?.tables.keys() ?? [])]).toEqual(['visits']);
    expect(snapshot.relation(undefined, 'silver', 'broken').kind).toBe('unknown');
  });

  test('that name their table twice are not taken for either', () => {
    const reader = keep(head, '{"kind":"table","table":{"DatabaseName":"silver","Name":"a","Name":"b"}}');
    expect(reader.finish().databases.get('silver')?.tables.size).toBe(0);
    expect(reader.problems).toEqual([{ line: 2, message: 'the table silver.b is named twice' }]);
  });

  test('give the same object to everyone who keeps it, and none to a passing look', () => {
    const entry = keep(head, visits).finish().databases.get('silver')?.tables.get('visits');
    if (!entry) throw new Error('no table');
    expect(passingLook(entry).table).not.toBe(passingLook(entry).table);
    expect(entry.table).toBe(entry.table);
    expect(passingLook(entry).table).toBe(entry.table);
  });

  test('are read a few at a time', () => {
    const reader = keep(head, visits, visits.replace('visits', 'a'), visits.replace('visits', 'b'));
    expect([...reader.readKept(2)]).toHaveLength(1);
    expect([...reader.readKept(2)]).toHaveLength(0);
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
