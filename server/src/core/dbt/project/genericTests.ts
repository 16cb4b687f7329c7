/**
 * Generic tests of schema YAML as nodes-to-be: name, hash, macro call.
 * Invariant: unique ids equal dbt's, because they are made from the same text in the same order.
 */
import type { TextRange } from '../../text/TextRange';
import type { Dict, Key, Value } from '../value';
import { dictOf, listify } from '../value';
import type { ProjectFile } from './files';
import type { ColumnEntry } from './schemaFile';
import type { ProjectSettings } from './settings';
import type { TestEntry } from './testEntry';
import { testHash, testName } from './testName';

/** What is tested, seen from the test. */
export interface TestTarget {
  readonly kind: 'model' | 'other' | 'source';
  /** `source.table` for a source. */
  readonly name: string;
  readonly sourceName: string | undefined;
  readonly version: Value;
  readonly tags: readonly string[];
  readonly quoteColumns: boolean;
  readonly yamlKey: string;
  readonly attached: string | null;
  readonly settings: ProjectSettings;
  /** The schema file. */
  readonly place: ProjectFile;
  readonly file: string;
}

export interface TestUnit {
  readonly target: TestTarget;
  readonly entry: TestEntry;
  readonly columnName: string | null;
  readonly kwargs: Dict;
  readonly name: string;
  readonly compiledName: string;
  readonly uniqueId: string;
  readonly fqn: readonly string[];
  readonly path: string;
  readonly tags: readonly string[];
  /** Of the YAML, with the shortened name as alias where dbt sets it. */
  readonly config: Dict;
  readonly macroName: string;
  /** What dbt renders for it. */
  readonly rawCode: string;
  readonly range: TextRange;
}

/** Tests of the columns, then of the whole, in dbt's order. */
export function testUnits(target: TestTarget, columns: readonly ColumnEntry[], tests: readonly TestEntry[]): readonly TestUnit[] {
  return [
    ...columns.flatMap(column => column.tests.map(entry => testUnit(target, entry, column))),
    ...tests.map(entry => testUnit(target, entry, undefined)),
  ];
}

function testUnit(target: TestTarget, entry: TestEntry, column: ColumnEntry | undefined): TestUnit {
  const { settings, place } = target;
  const columnName = column ? ((column.quote ?? target.quoteColumns) ? `"${column.name}"` : column.name) : null;
  const kwargs = new Map<Key, Value>(entry.args);
  if (columnName !== null) kwargs.set('column_name', columnName);
  kwargs.set('model', `{{ get_where_subquery(${targetCall(target)}) }}`);
  const { full, short } =
    entry.customName === undefined ? synthesized(target, entry, kwargs) : { full: entry.customName, short: entry.customName };
  const config = new Map(entry.config);
  if (short !== full && !config.has('alias')) config.set('alias', short);
  const hash = testHash(full, dictOf({ namespace: entry.namespace ?? null, name: entry.name, kwargs }));
  const folders = place.originalPath.split('/').slice(1, -1);
  const macroName = `${entry.namespace === undefined ? '' : `${entry.namespace}.`}test_${entry.name}`;
  return {
    target,
    entry,
    columnName,
    kwargs,
    name: full,
    compiledName: short,
    uniqueId: `test.${settings.name}.${full}.${hash}`,
    fqn: [settings.name, ...folders, full],
    path: `${short}.sql`,
    tags: [
      ...new Set([...target.tags, ...(column?.tags ?? []), ...listify(entry.config.get('tags')).filter(tag => typeof tag === 'string')]),
    ].sort(),
    config,
    macroName,
    rawCode: `{{ ${macroName}(**${testArguments}) }}`,
    range: entry.range,
  };
}

/** The name under which a test's arguments stand in its template. */
export const testArguments = '_dbt_generic_test_kwargs';

function targetCall({ kind, name, sourceName, version }: TestTarget): string {
  if (kind === 'source') return `source('${sourceName ?? ''}', '${name}')`;
  return version === null ? `ref('${name}')` : `ref('${name}', version='${plain(version)}')`;
}

function synthesized(
  { kind, name, sourceName, version }: TestTarget,
  entry: TestEntry,
  kwargs: Dict,
): { readonly full: string; readonly short: string } {
  const test = `${entry.namespace === undefined ? '' : `${entry.namespace}_`}${kind === 'source' ? 'source_' : ''}${entry.name}`;
  const target = kind === 'source' ? `${sourceName ?? ''}_${name}` : version === null ? name : `${name}_v${plain(version)}`;
  return testName(test, target, kwargs);
}

function plain(version: Value): string {
  return typeof version === 'object' ? '' : String(version);
}
