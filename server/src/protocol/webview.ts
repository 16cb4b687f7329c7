/**
 * What both webviews share on the wire: amounts, places, failures, and the envelope of requests.
 * Invariant: everything here survives `JSON.stringify`; exact numbers travel as strings; names and values are untrusted text.
 */

/** A value as Trino's client protocol gives it: bigint, decimal, date and time types are strings in the engine's own print; null is SQL's NULL. */
export type CellValue = null | boolean | number | string | readonly CellValue[] | { readonly [key: string]: CellValue };

/** Bytes or money that are not certain: never more exact than what is known. */
export interface WireRange {
  readonly low: number;
  readonly likely: number;
  readonly high: number;
}

export interface WireMoney {
  readonly amount: number;
  /** ISO 4217, for example `USD`. */
  readonly currency: string;
}

export interface WireEnvironment {
  /** As the user calls it: the dbt target or the profile. */
  readonly name: string;
  /** Production is marked with the word, not only with a colour. */
  readonly production: boolean;
  /** Where it runs: `DuckDB (embedded)`, `Athena analytics eu-west-1`. */
  readonly engine?: string;
}

/** A place in a file; lines and columns are 0-based (as LSP counts), columns in UTF-16 code units. */
export interface WirePlace {
  readonly uri: string;
  readonly line: number;
  readonly column: number;
  readonly endLine?: number;
  readonly endColumn?: number;
}

/** Tag of Lake Formation as it takes effect on an object, and where it was set. */
export interface WireTag {
  readonly key: string;
  readonly values: readonly string[];
  /** `contained`: a column below carries it; `flow`: it arrives along value lineage and is not assigned here. */
  readonly origin: 'assigned' | 'inherited' | 'contained' | 'flow';
  /** Name of the object it comes from, where that is not this object. */
  readonly from?: string;
  /** Whether the user's policy counts it as sensitive (phi, pii, …). */
  readonly sensitive: boolean;
}

/** A request that could not be served. `message` says what failed and the remedy; `details` are the raw words of whoever refused. */
export interface WireFailure {
  readonly message: string;
  readonly details?: string;
}

/** Narrowing for messages that cross a trust boundary: a webview's page may be made to say anything. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isIndex(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

export function isOneOf<T extends string>(value: unknown, allowed: readonly T[]): value is T {
  return typeof value === 'string' && (allowed as readonly string[]).includes(value);
}
