/**
 * The functions of Trino by name, with what resolving a call needs and a description for people.
 * Invariant: names are lower case; an unknown name gives undefined, never a guess.
 */
import data from './functions.json';
import { functionDescriptions } from './descriptions';
import { parseSignature, type FunctionKind, type Signature } from './signature';

export interface FunctionEntry {
  readonly name: string;
  readonly kind: FunctionKind;
  readonly signatures: readonly Signature[];
  readonly deterministic: boolean;
  /** What it does, in a sentence; undefined where nothing is written yet. */
  readonly description: string | undefined;
  /** Set where only one of the two engines has it. */
  readonly only: Dialect | undefined;
}

export type Dialect = 'athena' | 'trino';

interface StoredFunction {
  readonly kind: string;
  readonly deterministic?: boolean;
  readonly signatures: readonly string[];
}

/** Forms that look like calls but have rules of their own; listed so that people find them. */
const specialForms: Readonly<Record<string, StoredFunction>> = {
  coalesce: { kind: 'scalar', signatures: ['T; T... -> T'] },
  format: { kind: 'scalar', signatures: ['varchar; T... -> varchar'] },
  grouping: { kind: 'scalar', signatures: ['T; T... -> integer'] },
  if: { kind: 'scalar', signatures: ['boolean; T -> T', 'boolean; T; T -> T'] },
  nullif: { kind: 'scalar', signatures: ['T; T -> T'] },
  try: { kind: 'scalar', signatures: ['T -> T'] },
};

/** What Athena adds. Source: AWS's page of functions in engine version 3. */
const ofAthena: Readonly<Record<string, StoredFunction>> = {
  invoker_principal: { kind: 'scalar', deterministic: false, signatures: [' -> varchar'] },
};

/** Functions of Trino's MongoDB and Iceberg connectors: Athena has neither of these. */
const ofConnectors: ReadonlySet<string> = new Set(['objectid', 'objectid_timestamp', 'timestamp_objectid', 'ice.system.bucket']);

const stored: Readonly<Record<string, StoredFunction>> = {
  ...(data as unknown as Readonly<Record<string, StoredFunction>>),
  ...specialForms,
  ...ofAthena,
};

/** Overloads that exist beside those that SHOW FUNCTIONS lists. */
const alsoAccepted: Readonly<Record<string, readonly string[]>> = {
  at_timezone: ['timestamp(p) with time zone; interval day to second -> timestamp(p) with time zone'],
  with_timezone: ['timestamp(p); interval day to second -> timestamp(p) with time zone'],
};

/** What type variables must allow, by function; the variable in upper case. */
const constraints: Readonly<Record<string, readonly [string, 'comparable' | 'orderable'][]>> = {
  approx_distinct: [['T', 'comparable']],
  array_distinct: [['E', 'comparable']],
  array_except: [['E', 'comparable']],
  array_histogram: [['T', 'comparable']],
  array_intersect: [['E', 'comparable']],
  array_max: [['T', 'orderable']],
  array_min: [['T', 'orderable']],
  array_position: [['T', 'comparable']],
  array_remove: [['E', 'comparable']],
  array_sort: [['E', 'orderable']],
  array_union: [['E', 'comparable']],
  arrays_overlap: [['E', 'comparable']],
  checksum: [['T', 'comparable']],
  contains: [['T', 'comparable']],
  contains_sequence: [['T', 'comparable']],
  greatest: [['E', 'orderable']],
  histogram: [['T', 'comparable']],
  least: [['E', 'orderable']],
  make_set_digest: [['T', 'comparable']],
  map: [['K', 'comparable']],
  map_agg: [['K', 'comparable']],
  map_from_entries: [['K', 'comparable']],
  map_union: [['K', 'comparable']],
  max: [
    ['E', 'orderable'],
    ['T', 'orderable'],
  ],
  max_by: [['K', 'orderable']],
  min: [
    ['E', 'orderable'],
    ['T', 'orderable'],
  ],
  min_by: [['K', 'orderable']],
  multimap_agg: [['K', 'comparable']],
  multimap_from_entries: [['K', 'comparable']],
  transform_keys: [['K2', 'comparable']],
};

/** Entries are made when they are first asked for. */
const entries = new Map<string, FunctionEntry | undefined>();

/**
 * @param name in lower case; a function of a connector by its full name
 * @param dialect leaves out what that engine lacks
 */
export function functionNamed(name: string, dialect?: Dialect): FunctionEntry | undefined {
  const found = entryOf(name);
  return found?.only === undefined || dialect === undefined || found.only === dialect ? found : undefined;
}

function entryOf(name: string): FunctionEntry | undefined {
  if (entries.has(name)) return entries.get(name);
  const entry = Object.hasOwn(stored, name) ? makeEntry(name, stored[name]) : undefined;
  if (entry) entries.set(name, entry);
  return entry;
}

export function functionNames(): readonly string[] {
  return Object.keys(stored);
}

/** The functions of an engine, or of both, sorted by name. */
export function allFunctions(dialect?: Dialect): readonly FunctionEntry[] {
  return Object.keys(stored)
    .sort()
    .flatMap(name => functionNamed(name, dialect) ?? []);
}

function makeEntry(name: string, found: StoredFunction | undefined): FunctionEntry | undefined {
  if (!found) return undefined;
  const kind = found.kind as FunctionKind;
  const needs = new Map(constraints[name] ?? []);
  const texts = [...found.signatures, ...(alsoAccepted[name] ?? [])];
  return {
    name,
    kind,
    signatures: texts.map(text => parseSignature(name, kind, text, needs)),
    deterministic: found.deterministic !== false,
    description: functionDescriptions[name],
    only: Object.hasOwn(ofAthena, name) ? 'athena' : ofConnectors.has(name) ? 'trino' : undefined,
  };
}
