/**
 * The Glue Data Catalog of an account as a CatalogSource: databases and their tables, in pages, a few databases at a time.
 * Invariant: a database that may not be read is `denied` and one whose listing broke is `failed`; only what was listed to its end is `loaded`.
 * LF-Tags are not asked here: they stay `null`, which means not known.
 */
import { GetDatabasesCommand, GetTablesCommand, GlueClient } from '@aws-sdk/client-glue';
import type { Database as AwsDatabase, Table as AwsTable } from '@aws-sdk/client-glue';
import { CatalogSnapshot } from '../../core/catalog/CatalogSnapshot';
import type { DatabaseEntry, DatabaseState, TableEntry } from '../../core/catalog/CatalogSnapshot';
import type { Table } from '../../core/catalog/glue';
import type { CatalogFailure, CatalogLoad, CatalogProgress, CatalogSource } from '../../ports/CatalogSource';
import { clientOptions } from './clientOptions';
import type { AwsAccess } from './clientOptions';

export function glueCatalogSource(access: AwsAccess): CatalogSource {
  return {
    label: `AWS Glue${access.region ? ` ${access.region}` : ''}${access.profile ? ` (${access.profile})` : ''}`,
    load: (signal, onProgress) => load(access, signal, onProgress),
  };
}

/** Databases that are listed at the same time: throttling is per account and region. */
const parallelDatabases = 4;

async function load(access: AwsAccess, signal: AbortSignal, onProgress?: (progress: CatalogProgress) => void): Promise<CatalogLoad> {
  const client = new GlueClient(clientOptions(access));
  try {
    const names = await listDatabases(client, signal);
    const databases = new Map<string, DatabaseEntry>();
    let tables = 0;
    let next = 0;
    const work = async (): Promise<void> => {
      for (let at = next++; at < names.length && !signal.aborted; at = next++) {
        const database = names[at]!;
        const listed = await listTables(client, database.Name ?? '', signal);
        tables += listed.tables.size;
        databases.set((database.Name ?? '').toLowerCase(), {
          database: plain(database) as DatabaseEntry['database'],
          lfTags: null,
          ...listed,
        });
        onProgress?.({ databases: databases.size, tables });
      }
    };
    await Promise.all(Array.from({ length: parallelDatabases }, work));
    if (signal.aborted) return { kind: 'failed', failure: { kind: 'cancelled' } };
    const sorted = new Map([...databases].sort(([a], [b]) => (a < b ? -1 : 1)));
    return {
      kind: 'loaded',
      snapshot: new CatalogSnapshot({ identity: { takenAt: new Date().toISOString(), region: access.region ?? null }, databases: sorted }),
      problems: [],
    };
  } catch (error) {
    return { kind: 'failed', failure: signal.aborted ? { kind: 'cancelled' } : failureOf(error, access) };
  } finally {
    client.destroy();
  }
}

async function listDatabases(client: GlueClient, signal: AbortSignal): Promise<readonly AwsDatabase[]> {
  const found: AwsDatabase[] = [];
  let token: string | undefined;
  do {
    const page = await client.send(new GetDatabasesCommand({ MaxResults: 100, ...(token ? { NextToken: token } : {}) }), {
      abortSignal: signal,
    });
    found.push(...(page.DatabaseList ?? []));
    token = page.NextToken;
  } while (token);
  return found;
}

async function listTables(
  client: GlueClient,
  database: string,
  signal: AbortSignal,
): Promise<{ readonly tables: Map<string, TableEntry>; readonly state: DatabaseState }> {
  const tables = new Map<string, TableEntry>();
  try {
    let token: string | undefined;
    do {
      const page = await client.send(
        new GetTablesCommand({ DatabaseName: database, MaxResults: 100, ...(token ? { NextToken: token } : {}) }),
        { abortSignal: signal },
      );
      for (const table of page.TableList ?? [])
        tables.set((table.Name ?? '').toLowerCase(), { table: tableOf(table, database), lfTags: null });
      token = page.NextToken;
    } while (token);
    return { tables, state: { kind: 'loaded' } };
  } catch (error) {
    if (signal.aborted) throw error;
    return {
      tables,
      state: isDenied(error) ? { kind: 'denied', action: 'glue:GetTables' } : { kind: 'failed', message: (error as Error).message },
    };
  }
}

function tableOf(table: AwsTable, database: string): Table {
  return { ...(plain(table) as Table), DatabaseName: table.DatabaseName ?? database, Name: table.Name ?? '' };
}

/** Times as text, as the snapshot's format has them. */
function plain(value: object): unknown {
  return JSON.parse(JSON.stringify(value));
}

export function isDenied(error: unknown): boolean {
  return error instanceof Error && error.name.startsWith('AccessDenied');
}

function failureOf(error: unknown, { profile = 'default', endpoint, region }: AwsAccess): CatalogFailure {
  const { name, message } = error as Error;
  if (isDenied(error)) return { kind: 'denied', action: 'glue:GetDatabases', resource: 'the catalog' };
  if (/Throttl|TooManyRequests|SlowDown/.test(name)) return { kind: 'throttled', retryAfterMs: 30_000 };
  if (/ExpiredToken|CredentialsProviderError|TokenProviderError|UnrecognizedClient|InvalidClientTokenId|NotAuthorized/.test(name))
    return { kind: 'expired', profile };
  if (
    /TimeoutError|NetworkingError/.test(name) ||
    /ECONNREFUSED|ENOTFOUND|EAI_AGAIN/.test(`${message} ${(error as NodeJS.ErrnoException).code ?? ''}`)
  ) {
    return { kind: 'unreachable', endpoint: endpoint ?? `AWS Glue in ${region ?? 'the configured region'}` };
  }
  return { kind: 'unreadable', what: 'the Glue Data Catalog', why: message };
}
