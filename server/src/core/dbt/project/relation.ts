/**
 * Names of relations as dbt-athena writes them.
 * Invariant: a rendered name quotes exactly the parts that the quoting policy quotes, doubling nothing: dbt does not either.
 */
import type { Dict } from '../value';

export interface RelationName {
  readonly database: string | null;
  readonly schema: string | null;
  readonly identifier: string | null;
}

export interface QuotePolicy {
  readonly database: boolean;
  readonly schema: boolean;
  readonly identifier: boolean;
}

export const quoteAll: QuotePolicy = { database: true, schema: true, identifier: true };

/** `base` with what a `quoting:` mapping says. */
export function quotePolicy(base: QuotePolicy, ...quoting: readonly Dict[]): QuotePolicy {
  let policy = base;
  for (const given of quoting) {
    const pick = (key: 'database' | 'schema' | 'identifier'): boolean => {
      const value = given.get(key);
      return typeof value === 'boolean' ? value : policy[key];
    };
    policy = { database: pick('database'), schema: pick('schema'), identifier: pick('identifier') };
  }
  return policy;
}

/** `"awsdatacatalog"."schema"."alias"`; absent parts are left out. */
export function relationText(name: RelationName, policy: QuotePolicy = quoteAll, quote = '"'): string {
  const parts: string[] = [];
  for (const part of ['database', 'schema', 'identifier'] as const) {
    const text = name[part];
    if (text !== null) parts.push(policy[part] ? quote + text + quote : text);
  }
  return parts.join('.');
}

/** Prefix of the CTE that stands for an ephemeral model. */
export const ephemeralPrefix = '__dbt__cte__';
