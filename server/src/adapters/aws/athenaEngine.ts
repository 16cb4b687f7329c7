/**
 * Athena as a QueryEngine: start, poll, page, stop.
 * Invariant: a statement is started once, whatever is tried again (ClientRequestToken); cancelling asks Athena before it resolves.
 */
import { randomUUID } from 'node:crypto';
import {
  AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import type { QueryExecution } from '@aws-sdk/client-athena';
import type {
  QueryEngine,
  QueryError,
  QueryRequest,
  ResultColumn,
  Row,
  RunHandle,
  RunOutcome,
  RunProgress,
  RunStatistics,
  Value,
} from '../../ports/QueryEngine';
import { clientOptions } from './clientOptions';
import type { AwsAccess } from './clientOptions';

export interface AthenaOptions extends AwsAccess {
  readonly workgroup?: string;
  /** Where results go when the workgroup does not say it. */
  readonly outputLocation?: string;
}

export function createAthenaEngine(options: AthenaOptions): QueryEngine {
  const client = new AthenaClient(clientOptions(options));
  return {
    kind: 'athena',
    start: request => start(client, options, request),
    dispose: () => {
      client.destroy();
      return Promise.resolve();
    },
  };
}

/** Between two looks at a running query: quick at first, calm later; Athena allows some ten a second. */
const firstPollMs = 150;
const slowestPollMs = 2000;

async function start(
  client: AthenaClient,
  { workgroup, outputLocation }: AthenaOptions,
  { sql, catalog, schema, maxRows }: QueryRequest,
): Promise<RunHandle> {
  try {
    const { QueryExecutionId: id = '' } = await client.send(
      new StartQueryExecutionCommand({
        QueryString: sql,
        ClientRequestToken: randomUUID(),
        ...(workgroup ? { WorkGroup: workgroup } : {}),
        ...(schema || catalog
          ? { QueryExecutionContext: { ...(catalog ? { Catalog: catalog } : {}), ...(schema ? { Database: schema } : {}) } }
          : {}),
        ...(outputLocation ? { ResultConfiguration: { OutputLocation: outputLocation } } : {}),
      }),
    );
    return new AthenaRun(client, id, sql, maxRows);
  } catch (error) {
    return new AthenaRun(client, '', sql, maxRows, {
      code: (error as Error).name,
      message: `athena:StartQueryExecution: ${(error as Error).message}`,
    });
  }
}

class AthenaRun implements RunHandle {
  readonly id: string;
  readonly outcome: Promise<RunOutcome>;
  private readonly client: AthenaClient;
  private readonly sql: string;
  private readonly maxRows: number | undefined;
  private readonly listeners: ((progress: RunProgress) => void)[] = [];
  private readonly execution: Promise<QueryExecution | undefined>;
  /** Why nothing more can be told of the query. */
  private refused: QueryError | undefined;
  private delivered = 0;

  constructor(client: AthenaClient, id: string, sql: string, maxRows: number | undefined, refused?: QueryError) {
    this.client = client;
    this.id = id;
    this.sql = sql;
    this.maxRows = maxRows;
    this.refused = refused;
    this.execution = refused ? Promise.resolve(undefined) : this.follow();
    this.outcome = this.execution.then(execution => this.outcomeOf(execution));
  }

  onProgress(listener: (progress: RunProgress) => void): void {
    this.listeners.push(listener);
  }

  async columns(): Promise<readonly ResultColumn[] | undefined> {
    if ((await this.execution)?.Status?.State !== 'SUCCEEDED') return undefined;
    const { ResultSet } = await this.client.send(new GetQueryResultsCommand({ QueryExecutionId: this.id, MaxResults: 1 }));
    return (ResultSet?.ResultSetMetadata?.ColumnInfo ?? []).map(({ Name = '', Type = '', Precision, Scale }) => ({
      name: Name,
      type: typeName(Type, Precision, Scale),
    }));
  }

  async *pages(): AsyncIterable<readonly Row[]> {
    const columns = await this.columns();
    if (!columns) return;
    const header = (await this.execution)?.StatementType === 'DML';
    let token: string | undefined;
    let first = true;
    do {
      const page = await this.client.send(
        new GetQueryResultsCommand({ QueryExecutionId: this.id, MaxResults: 1000, ...(token ? { NextToken: token } : {}) }),
      );
      // The first page of a query repeats the column names as a row.
      const rows = (page.ResultSet?.Rows ?? [])
        .slice(first && header ? 1 : 0)
        .map(({ Data = [] }) => columns.map(({ type }, at) => valueOf(Data[at]?.VarCharValue, type)));
      first = false;
      token = page.NextToken;
      const room = this.maxRows === undefined ? rows.length : this.maxRows - this.delivered;
      const taken = rows.slice(0, room);
      this.delivered += taken.length;
      if (taken.length > 0) yield taken;
      if (this.maxRows !== undefined && this.delivered >= this.maxRows) return;
    } while (token);
  }

  async cancel(): Promise<void> {
    if (this.id === '') return;
    await this.client.send(new StopQueryExecutionCommand({ QueryExecutionId: this.id }));
    await this.outcome;
  }

  private async follow(): Promise<QueryExecution | undefined> {
    const began = Date.now();
    for (let wait = firstPollMs; ; wait = Math.min(slowestPollMs, wait * 1.5)) {
      const execution = await this.look();
      if (!execution) return undefined;
      const state = execution.Status?.State;
      if (state === 'SUCCEEDED' || state === 'FAILED' || state === 'CANCELLED') return execution;
      const bytes = execution.Statistics?.DataScannedInBytes;
      for (const listener of this.listeners)
        listener({
          state: state === 'RUNNING' ? 'running' : 'queued',
          elapsedMs: Date.now() - began,
          ...(bytes === undefined ? {} : { bytes }),
        });
      await new Promise(resolve => setTimeout(resolve, wait));
    }
  }

  /** undefined where Athena no longer answers, after the SDK's own tries: the query may still run, and its id says which. */
  private async look(): Promise<QueryExecution | undefined> {
    try {
      return (await this.client.send(new GetQueryExecutionCommand({ QueryExecutionId: this.id }))).QueryExecution;
    } catch (error) {
      const { name, message } = error as Error;
      this.refused = {
        code: 'ENGINE_LOST',
        message: `athena:GetQueryExecution of ${this.id} gave no answer: look it up in the Athena console`,
        details: `${name}: ${message}`,
      };
      return undefined;
    }
  }

  private outcomeOf(execution: QueryExecution | undefined): RunOutcome {
    const statistics = this.statisticsOf(execution);
    switch (execution?.Status?.State) {
      case 'SUCCEEDED':
        return { kind: 'succeeded', statistics };
      case 'CANCELLED':
        return { kind: 'cancelled', statistics };
      default:
        return {
          kind: 'failed',
          statistics,
          error: this.refused ?? errorOf(execution?.Status?.StateChangeReason ?? 'Athena gave no reason', this.sql),
        };
    }
  }

  private statisticsOf(execution: QueryExecution | undefined): RunStatistics {
    const { DataScannedInBytes, TotalExecutionTimeInMillis, QueryQueueTimeInMillis, EngineExecutionTimeInMillis } =
      execution?.Statistics ?? {};
    return {
      rows: this.delivered,
      elapsedMs: TotalExecutionTimeInMillis ?? 0,
      ...(DataScannedInBytes === undefined ? {} : { bytesScanned: DataScannedInBytes }),
      ...(QueryQueueTimeInMillis === undefined ? {} : { queuedMs: QueryQueueTimeInMillis }),
      ...(EngineExecutionTimeInMillis === undefined ? {} : { engineMs: EngineExecutionTimeInMillis }),
    };
  }
}

/** `COLUMN_NOT_FOUND: line 1:8: Column 'x' cannot be resolved`: name, place, words. */
function errorOf(reason: string, sql: string): QueryError {
  const [, code = 'ATHENA_FAILED', line, column, message = reason] = /^([A-Z_]+): (?:line (\d+):(\d+): )?(.*)$/s.exec(reason) ?? [];
  if (line === undefined || column === undefined) return { code, message, details: reason };
  const before = sql.split('\n').slice(0, Number(line) - 1);
  const offset = before.reduce((sum, text) => sum + text.length + 1, 0) + Number(column) - 1;
  return { code, message, details: reason, offset };
}

function typeName(type: string, precision: number | undefined, scale: number | undefined): string {
  return type === 'decimal' ? `decimal(${precision ?? 38},${scale ?? 0})` : type === 'timestamp' ? 'timestamp(3)' : type;
}

/** Athena prints every value as text; nested values stay as it printed them. */
function valueOf(text: string | undefined, type: string): Value {
  if (text === undefined) return null;
  switch (type) {
    case 'boolean':
      return text === 'true';
    case 'tinyint':
    case 'smallint':
    case 'integer':
      return Number(text);
    case 'real':
    case 'float':
    case 'double':
      return /^-?(NaN|Infinity)$/.test(text) ? text : Number(text);
    default:
      return text;
  }
}
