/**
 * Nodes, sources and the rest from files and macros.
 * Invariant: the order of the work is dbt's (text first, YAML over it, references last), so that its precedence comes by itself.
 */
import { capturedTest, capturedUnit } from '../context/capture';
import { stillMeans } from '../context/engine';
import { docBlocks, yamlRendererFor } from '../context/projectYaml';
import type { DbtDiagnostic } from '../diagnostics';
import type { Value } from '../value';
import { asDict, pythonStr } from '../value';
import type { DbtProject } from './DbtProject';
import { describedEntries } from './descriptions';
import { patchDiagnostics, schemaDiagnostics } from './diagnose';
import type { Draft, DraftContext, Patch } from './draft';
import { testDraft, unitDraft } from './draft';
import type { ProjectFile } from './files';
import type { ProjectFrame } from './frame';
import { testUnits } from './genericTests';
import type { TestTarget } from './genericTests';
import { buildLeaves } from './leaves';
import type { MacroIndex } from './macroIndex';
import type { DbtGroup, DbtSource, DocBlock } from './nodes';
import { versionText } from './nodes';
import { resolveReferences } from './resolve';
import type { NodeEntry, PlainEntry, SchemaEntries } from './schemaFile';
import { readSchemaFile } from './schemaFile';
import { parseYaml } from '../yaml/parseYaml';
import { memoized, memoizedWith } from './sourceFile';
import type { SourceFile } from './sourceFile';
import { buildSource } from './sources';
import { hookUnits, unitsOf, yamlSnapshot } from './units';
import type { Unit } from './units';

type Built = Pick<DbtProject, 'nodes' | 'sources' | 'leaves' | 'groups' | 'docs' | 'macroEntries' | 'disabled' | 'lookup' | 'diagnostics'>;

interface SchemaPlace {
  readonly place: ProjectFile;
  readonly file: SourceFile;
  readonly entries: SchemaEntries;
}

export function builtNodes(
  files: ReadonlyMap<string, SourceFile>,
  roles: readonly ProjectFile[],
  frame: ProjectFrame,
  macros: MacroIndex,
  before: DbtProject | undefined,
): Built {
  const diagnostics: DbtDiagnostic[] = [...frame.diagnostics, ...macros.diagnostics];
  const context: DraftContext = { frame, macros };
  const written: SchemaPlace[] = [];
  const units: Unit[] = [];
  const docs = new Map<string, DocBlock>();
  for (const place of roles) {
    const file = files.get(place.path);
    if (!file) continue;
    if (place.role === 'schema') written.push({ place, file, entries: schemaEntries(file, { frame, place }) });
    else if (place.role === 'docs') for (const block of docBlocks(file, place)) docs.set(block.uniqueId, block);
    else units.push(...unitsOf(file, place));
  }
  const schemas = written.map(({ place, file, entries }) => ({
    place,
    file,
    entries: describedEntries(file, entries, { docs, root: frame.root.name, packageName: place.settings.name }),
  }));
  for (const settings of frame.packages) {
    const file = files.get(settings.file);
    if (file) units.push(...hookUnits(settings, file));
  }
  for (const { place, file, entries } of schemas) {
    units.push(
      ...entries.nodes
        .filter(entry => entry.section === 'snapshots' && entry.relation !== undefined)
        .map(entry => yamlSnapshotOf(entry, file, place)),
    );
    diagnostics.push(...schemaDiagnostics(file, entries));
  }

  const patches = collectPatches(schemas, units, diagnostics);
  const drafts = units.map(unit => draftOf(unit, patches.get(unit), context));
  const sources = schemas.flatMap(({ place, entries }) => entries.tables.map(entry => sourceOf(entry, { frame, place })));
  const targets = testTargets(schemas, drafts, sources);
  for (const { target, columns, tests } of targets)
    for (const unit of testsOf(target, columns, tests)) drafts.push(testDraftOf(unit, context));

  const resolved = resolveReferences(drafts, sources, frame, before);
  diagnostics.push(
    ...resolved.diagnostics,
    ...patchDiagnostics(
      schemas.map(({ entries }) => entries),
      sources,
    ),
  );
  const plain = (section: PlainSectionName): readonly { readonly entry: PlainEntry; readonly place: ProjectFile }[] =>
    schemas.flatMap(({ place, entries }) => (entries.plain.get(section) ?? []).map(entry => ({ entry, place })));
  const groups = plain('groups').map(({ entry, place }): DbtGroup => ({
    uniqueId: `group.${place.settings.name}.${entry.name}`,
    name: entry.name,
    packageName: place.settings.name,
    file: entry.file,
    range: entry.nameRange,
    owner: asDict(entry.values.get('owner')),
  }));
  const leaves = buildLeaves(plain, resolved.lookup, diagnostics);
  const macroEntries = new Map(
    plain('macros').map(({ entry, place }): [string, PlainEntry] => [`${place.settings.name}.${entry.name}`, entry]),
  );
  return { ...resolved, docs, groups: new Map(groups.map(group => [group.uniqueId, group])), leaves, macroEntries, diagnostics };
}

type PlainSectionName = Parameters<SchemaEntries['plain']['get']>[0];

const schemaEntries = memoizedPlace((file: SourceFile, frame: ProjectFrame, place: ProjectFile): SchemaEntries => {
  const problems: DbtDiagnostic[] = [];
  // The tree is not kept: of a large project it would be most of the memory.
  const entries = readSchemaFile(file.path, parseYaml(file.text), yamlRendererFor(frame, place.settings, file, problems));
  return problems.length === 0 ? entries : { ...entries, diagnostics: [...entries.diagnostics, ...problems] };
});

const yamlSnapshotOf = ((): ((entry: NodeEntry, file: SourceFile, place: ProjectFile) => Unit) => {
  const known = new WeakMap<NodeEntry, Unit>();
  return (entry, file, place) => {
    let unit = known.get(entry);
    if (!unit) known.set(entry, (unit = yamlSnapshot(entry, file, place)));
    return unit;
  };
})();

const sourceOf = memoizedPlace(buildSource);

/** Derived from an object, the frame and a place; kept while all three are the same. */
function memoizedPlace<K extends object, T>(
  derive: (key: K, frame: ProjectFrame, place: ProjectFile) => T,
): (key: K, context: { readonly frame: ProjectFrame; readonly place: ProjectFile }) => T {
  const cache = new WeakMap<K, { readonly frame: ProjectFrame; readonly place: ProjectFile; readonly value: T }>();
  return (key, { frame, place }) => {
    const known = cache.get(key);
    if (known?.frame === frame && known.place === place) return known.value;
    const value = derive(key, frame, place);
    cache.set(key, { frame, place, value });
    return value;
  };
}

const draftCache = new WeakMap<
  Unit,
  {
    readonly captured: object;
    readonly entry: NodeEntry | undefined;
    readonly version: object | undefined;
    readonly context: DraftContext;
    readonly draft: Draft;
  }
>();

function draftOf(unit: Unit, patch: Patch | undefined, context: DraftContext): Draft {
  const captured = capturedUnit(unit, context);
  const known = draftCache.get(unit);
  if (
    known?.captured === captured &&
    known.entry === patch?.entry &&
    known.version === patch?.version &&
    sameNames(known, unit.settings.name, context)
  )
    return known.draft;
  const draft = unitDraft(unit, captured, patch, context);
  draftCache.set(unit, { captured, entry: patch?.entry, version: patch?.version, context, draft });
  return draft;
}

/** Whether the macros that named the node would still be the same. */
function sameNames(
  known: { readonly context: DraftContext; readonly draft: Draft },
  packageName: string,
  { frame, macros }: DraftContext,
): boolean {
  return known.context.frame === frame && (known.context.macros === macros || stillMeans(known.draft.nameTrace, macros, packageName));
}

type AnyTestUnit = ReturnType<typeof testUnits>[number];

const testDraftCache = new WeakMap<AnyTestUnit, { readonly captured: object; readonly context: DraftContext; readonly draft: Draft }>();

function testDraftOf(unit: AnyTestUnit, context: DraftContext): Draft {
  const captured = capturedTest(unit, context);
  const known = testDraftCache.get(unit);
  if (known?.captured === captured && sameNames(known, unit.target.settings.name, context)) return known.draft;
  const draft = testDraft(unit, captured, context);
  testDraftCache.set(unit, { captured, context, draft });
  return draft;
}

/** Which YAML entry, and which version of it, each unit gets. */
function collectPatches(schemas: readonly SchemaPlace[], units: readonly Unit[], diagnostics: DbtDiagnostic[]): ReadonlyMap<Unit, Patch> {
  const byKey = new Map<string, Unit>();
  for (const unit of units) {
    const key = unitKey(unit.type, unit.settings.name, unit.name);
    if (!byKey.has(key)) byKey.set(key, unit);
  }
  const patches = new Map<Unit, Patch>();
  const give = (unit: Unit | undefined, patch: Patch, where: { readonly start: number; readonly end: number }, missing: string): void => {
    const taken = unit && patches.get(unit);
    if (!unit) diagnostics.push({ code: 'UNPATCHED', severity: 'warning', message: missing, file: patch.entry.file, range: where });
    else if (taken)
      diagnostics.push({
        code: 'DUPLICATE_NAME',
        severity: 'error',
        message: `'${patch.entry.name}' is also described in ${taken.entry.file}`,
        file: patch.entry.file,
        range: where,
      });
    else patches.set(unit, patch);
  };
  for (const { place, entries } of schemas) {
    for (const entry of entries.nodes) {
      const type = typeOfSection[entry.section];
      const find = (name: string): Unit | undefined => byKey.get(unitKey(type, place.settings.name, name));
      if (entry.versions.length === 0) {
        give(find(entry.name), { entry, version: undefined, latest: null }, entry.nameRange, `no ${type} is named '${entry.name}'`);
        continue;
      }
      const latest = entry.latestVersion ?? highest(entry.versions.map(version => version.v));
      for (const version of entry.versions) {
        const file = version.definedIn ?? `${entry.name}_v${versionText(version.v)}`;
        const own = find(file) ?? (versionText(version.v) === versionText(latest) ? find(entry.name) : undefined);
        give(
          own,
          { entry, version, latest },
          version.range,
          `no model file '${file}' for version ${pythonStr(version.v)} of '${entry.name}'`,
        );
      }
    }
  }
  return patches;
}

const typeOfSection = { models: 'model', seeds: 'seed', snapshots: 'snapshot', analyses: 'analysis', data_tests: 'test' } as const;

function unitKey(type: string, packageName: string, name: string): string {
  return `${type} ${packageName} ${name}`;
}

/** Versions compare as numbers where all are numbers, else as text. */
function highest(versions: readonly Value[]): Value {
  const numeric = versions.every(version => !Number.isNaN(Number(versionText(version))));
  return (
    [...versions]
      .sort((a, b) => (numeric ? Number(versionText(a)) - Number(versionText(b)) : versionText(a) < versionText(b) ? -1 : 1))
      .at(-1) ?? null
  );
}

interface Tested {
  readonly target: TestTarget;
  readonly columns: NodeEntry['columns'];
  readonly tests: NodeEntry['tests'];
}

/** Everything that YAML puts tests on and that is there. */
function testTargets(schemas: readonly SchemaPlace[], drafts: readonly Draft[], sources: readonly DbtSource[]): readonly Tested[] {
  const place = new Map(schemas.map(schema => [schema.file.path, schema.place]));
  const tested: Tested[] = [];
  for (const draft of drafts) {
    const { patch, type } = draft;
    const where = patch && place.get(patch.file);
    if (!patch || !where || !draft.enabled || (type !== 'model' && type !== 'seed' && type !== 'snapshot')) continue;
    const version = patch.versions.find(candidate => candidate.v === draft.version);
    const tests = version?.tests ?? patch.tests;
    if (tests.length === 0 && !hasColumnTests(draft.columns)) continue;
    tested.push({
      columns: draft.columns,
      tests,
      target: targetOf(patch, {
        kind: type === 'model' ? 'model' : 'other',
        name: patch.name,
        sourceName: undefined,
        version: draft.version,
        tags: [],
        quoteColumns: patch.quoteColumns,
        yamlKey: patch.section,
        attached: draft.uniqueId,
        settings: where.settings,
        place: where,
        file: patch.file,
      }),
    });
  }
  for (const source of sources) {
    const where = place.get(source.file);
    const { entry } = source;
    if (!where || (entry.tests.length === 0 && !hasColumnTests(entry.columns))) continue;
    tested.push({
      columns: entry.columns,
      tests: entry.tests,
      target: targetOf(source, {
        kind: 'source',
        name: source.name,
        sourceName: source.sourceName,
        version: null,
        tags: [...entry.source.tags, ...entry.tags],
        quoteColumns: false,
        yamlKey: 'sources',
        attached: null,
        settings: where.settings,
        place: where,
        file: source.file,
      }),
    });
  }
  return tested;
}

const hasColumnTests: (columns: NodeEntry['columns']) => boolean = memoized(columns => columns.some(column => column.tests.length > 0));

const targetCache = new WeakMap<object, TestTarget[]>();

/** The same target object while nothing about it changed: its tests are derived from it once. */
function targetOf(owner: object, target: TestTarget): TestTarget {
  const known = targetCache.get(owner) ?? [];
  const same = known.find(
    candidate =>
      candidate.version === target.version &&
      candidate.attached === target.attached &&
      candidate.place === target.place &&
      candidate.settings === target.settings,
  );
  if (same) return same;
  targetCache.set(owner, [...known.filter(candidate => candidate.place === target.place && candidate.version !== target.version), target]);
  return target;
}

const testsOfTarget = memoizedWith(
  (target: TestTarget, { columns, tests }: { readonly columns: NodeEntry['columns']; readonly tests: NodeEntry['tests'] }) =>
    testUnits(target, columns, tests),
);
const testInputs = new WeakMap<NodeEntry['columns'], { readonly columns: NodeEntry['columns']; readonly tests: NodeEntry['tests'] }>();

function testsOf(target: TestTarget, columns: NodeEntry['columns'], tests: NodeEntry['tests']): readonly AnyTestUnit[] {
  let inputs = testInputs.get(columns);
  if (inputs?.tests !== tests) testInputs.set(columns, (inputs = { columns, tests }));
  return testsOfTarget(target, inputs);
}
