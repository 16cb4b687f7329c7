import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createAthenaEngine } from '../../server/src/adapters/aws/athenaEngine';
import { glueCatalogSource } from '../../server/src/adapters/aws/glueCatalog';
import { FakeAws } from '../support/fakeAws';
import type { AwsAnswer, AwsCall } from '../support/fakeAws';

let fake: FakeAws | undefined;
const keys = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_EC2_METADATA_DISABLED: 'true' };
const before: Record<string, string | undefined> = {};

beforeEach(() => {
  for (const [key, value] of Object.entries(keys)) {
    before[key] = process.env[key];
    process.env[key] = value;
  }
});

afterEach(async () => {
  await fake?.stop();
  fake = undefined;
  for (const key of Object.keys(keys)) {
    if (before[key] === undefined) Reflect.deleteProperty(process.env, key);
    else process.env[key] = before[key];
  }
});

async function aws(
  answer: (call: AwsCall) => AwsAnswer | undefined,
): Promise<{ readonly region: string; readonly endpoint: string; readonly fake: FakeAws }> {
  fake = await FakeAws.start(answer);
  return { region: 'eu-west-1', endpoint: fake.endpoint, fake };
}

describe('the Glue catalog', () => {
  test('databases and tables come in pages; one that is denied leaves the others', async () => {
    const access = await aws(({ target, body }) => {
      if (target === 'AWSGlue.GetDatabases')
        return { body: body.NextToken ? { DatabaseList: [{ Name: 'hr' }] } : { DatabaseList: [{ Name: 'bronze' }], NextToken: 'more' } };
      if (body.DatabaseName === 'hr') return { status: 400, type: 'AccessDeniedException' };
      return {
        body: body.NextToken
          ? { TableList: [{ Name: 'b', DatabaseName: 'bronze' }] }
          : {
              TableList: [{ Name: 'a', DatabaseName: 'bronze', StorageDescriptor: { Columns: [{ Name: 'id', Type: 'bigint' }] } }],
              NextToken: '2',
            },
      };
    });
    const load = await glueCatalogSource(access).load(new AbortController().signal);
    if (load.kind === 'failed') throw new Error(JSON.stringify(load.failure));
    expect([...(load.snapshot.databases.get('bronze')?.tables.keys() ?? [])]).toEqual(['a', 'b']);
    expect(load.snapshot.relation(undefined, 'bronze', 'a')).toMatchObject({ kind: 'found', value: { entry: { lfTags: null } } });
    expect(load.snapshot.databases.get('hr')?.state).toEqual({ kind: 'denied', action: 'glue:GetTables' });
    expect(load.snapshot.relation(undefined, 'hr', 'x').kind).toBe('unknown');
  });

  test.each([
    ['AccessDeniedException', { kind: 'denied', action: 'glue:GetDatabases', resource: 'the catalog' }],
    ['ExpiredTokenException', { kind: 'expired', profile: 'default' }],
  ])('%s is a failure with a name', async (type, failure) => {
    const access = await aws(() => ({ status: 400, type }));
    expect(await glueCatalogSource(access).load(new AbortController().signal)).toEqual({ kind: 'failed', failure });
  });

  test('cancelled: nothing is loaded', async () => {
    const access = await aws(() => ({ body: { DatabaseList: [] } }));
    expect(await glueCatalogSource(access).load(AbortSignal.abort())).toEqual({ kind: 'failed', failure: { kind: 'cancelled' } });
  });
});

describe('Athena', () => {
  const columns = [
    { Name: 'id', Type: 'bigint' },
    { Name: 'total', Type: 'decimal', Precision: 12, Scale: 2 },
    { Name: 'ok', Type: 'boolean' },
  ];
  const row = (...values: readonly (string | undefined)[]): unknown => ({
    Data: values.map(value => (value === undefined ? {} : { VarCharValue: value })),
  });

  test('starts once, polls, pages without the header row, keeps digits', async () => {
    let looks = 0;
    const access = await aws(({ target, body }) => {
      switch (target) {
        case 'AmazonAthena.StartQueryExecution':
          return { body: { QueryExecutionId: 'q1' } };
        case 'AmazonAthena.GetQueryExecution':
          return {
            body: {
              QueryExecution: {
                StatementType: 'DML',
                Status: { State: ++looks < 3 ? 'RUNNING' : 'SUCCEEDED' },
                Statistics: { DataScannedInBytes: 1234, TotalExecutionTimeInMillis: 50 },
              },
            },
          };
        case 'AmazonAthena.GetQueryResults':
          return {
            body: {
              ResultSet: {
                ResultSetMetadata: { ColumnInfo: columns },
                Rows: body.NextToken ? [row('2', undefined, 'false')] : [row('id', 'total', 'ok'), row('9007199254740993', '0.10', 'true')],
              },
              ...(body.NextToken || body.MaxResults === 1 ? {} : { NextToken: 'n' }),
            },
          };
        default:
          return undefined;
      }
    });
    const engine = createAthenaEngine({ ...access, workgroup: 'analytics' });
    const run = await engine.start({ sql: 'select 1', schema: 'gold' });
    const rows = [];
    for await (const page of run.pages()) rows.push(...page);
    expect(await run.columns()).toEqual([
      { name: 'id', type: 'bigint' },
      { name: 'total', type: 'decimal(12,2)' },
      { name: 'ok', type: 'boolean' },
    ]);
    expect(rows).toEqual([
      ['9007199254740993', '0.10', true],
      ['2', null, false],
    ]);
    expect(await run.outcome).toMatchObject({ kind: 'succeeded', statistics: { bytesScanned: 1234, elapsedMs: 50 } });
    const starts = access.fake.calls.filter(({ target }) => target.endsWith('StartQueryExecution'));
    expect(starts).toMatchObject([
      { body: { QueryString: 'select 1', WorkGroup: 'analytics', QueryExecutionContext: { Database: 'gold' } } },
    ]);
    expect(String(starts[0]?.body.ClientRequestToken).length).toBeGreaterThanOrEqual(32);
    await engine.dispose();
  });

  test.each([
    [
      "COLUMN_NOT_FOUND: line 2:8: Column 'x' cannot be resolved",
      { code: 'COLUMN_NOT_FOUND', message: "Column 'x' cannot be resolved", offset: 12 },
    ],
    [
      'Query exhausted resources at this scale factor',
      { code: 'ATHENA_FAILED', message: 'Query exhausted resources at this scale factor' },
    ],
  ])('a failed query tells name, place and words: %s', async (reason, error) => {
    const access = await aws(({ target }) =>
      target.endsWith('StartQueryExecution')
        ? { body: { QueryExecutionId: 'q' } }
        : { body: { QueryExecution: { Status: { State: 'FAILED', StateChangeReason: reason } } } },
    );
    const run = await createAthenaEngine(access).start({ sql: '-- h\n\nselect x' });
    expect(await run.outcome).toMatchObject({ kind: 'failed', error });
    expect(await run.columns()).toBeUndefined();
  });

  test('refused at the start: a failed run, not an exception', async () => {
    const access = await aws(() => ({ status: 400, type: 'InvalidRequestException' }));
    expect(await (await createAthenaEngine(access).start({ sql: 'select 1' })).outcome).toMatchObject({
      kind: 'failed',
      error: { code: 'InvalidRequestException' },
    });
  });

  test('cancel asks Athena to stop before it resolves', async () => {
    let stopped = false;
    const access = await aws(({ target }) => {
      if (target.endsWith('StopQueryExecution')) stopped = true;
      return target.endsWith('StartQueryExecution')
        ? { body: { QueryExecutionId: 'q' } }
        : { body: { QueryExecution: { Status: { State: stopped ? 'CANCELLED' : 'RUNNING' } } } };
    });
    const run = await createAthenaEngine(access).start({ sql: 'select 1' });
    await run.cancel();
    expect(stopped).toBe(true);
    expect((await run.outcome).kind).toBe('cancelled');
  });
});
