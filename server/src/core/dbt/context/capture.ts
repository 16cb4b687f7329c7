/**
 * Parsing a node's text: what it refers to and how it configures itself, found by rendering with dbt's parse-time context.
 * Invariant: the record depends on the text, the frame and the macros it used; while those stay, it is the same object.
 */
import type { JinjaError } from '../jinja/errors';
import type { RenderOptions } from '../jinja/render';
import { parseTemplate } from '../jinja/parser';
import type { Template } from '../jinja/tree';
import { PyList } from '../jinja/values/containers';
import { PyDict } from '../jinja/values/dict';
import type { PyValue } from '../jinja/values/object';
import { mergeConfigCalls, nodeConfig } from '../project/config';
import type { DraftContext } from '../project/draft';
import type { ProjectFrame } from '../project/frame';
import type { TestUnit } from '../project/genericTests';
import { testArguments } from '../project/genericTests';
import type { MacroIndex } from '../project/macroIndex';
import type { RefCall, SourceCall } from '../project/nodes';
import { versionText } from '../project/nodes';
import { hasJinja } from '../project/renderYaml';
import { memoized } from '../project/sourceFile';
import type { Unit } from '../project/units';
import { scanPython } from '../python/scanPython';
import type { Dict, Value } from '../value';
import { asDict, asString, emptyDict, isDict, isList, listify } from '../value';
import { toPython } from '../jinja/values/convert';
import { configDict } from './nodeObject';
import { pyDict } from './pyCollections';
import { renderIn, stillMeans } from './engine';
import type { MacroTrace } from './engine';
import { emptyRecord } from './session';
import type { Recorded, Session, Subject } from './session';

export interface Captured {
  readonly config: Dict;
  readonly refs: readonly RefCall[];
  readonly sources: readonly SourceCall[];
  readonly macros: readonly string[];
  readonly errors: readonly JinjaError[];
  readonly python: PythonKeys | undefined;
  readonly problems: readonly { readonly message: string; readonly start: number; readonly end: number }[];
}

export interface PythonKeys {
  readonly configKeys: readonly string[];
  readonly configDefaults: readonly Value[];
  readonly metaKeys: readonly string[];
  readonly metaDefaults: readonly Value[];
}

interface Kept {
  readonly frame: ProjectFrame;
  readonly macros: MacroIndex;
  readonly trace: MacroTrace;
  readonly captured: Captured;
}

const kept = new WeakMap<object, Kept>();

/** What parsing a model, snapshot, analysis, test or hook finds. */
export function capturedUnit(unit: Unit, context: DraftContext): Captured {
  return keep(unit, unit.settings.name, context, () =>
    unit.language === 'python' ? { captured: pythonCapture(unit), trace: new Map() } : sqlCapture(unit, context),
  );
}

export function capturedTest(unit: TestUnit, context: DraftContext): Captured {
  return keep(unit, unit.target.settings.name, context, () => testCapture(unit, context));
}

function keep(
  key: object,
  packageName: string,
  { frame, macros }: DraftContext,
  capture: () => Pick<Kept, 'captured' | 'trace'>,
): Captured {
  const known = kept.get(key);
  if (known?.frame === frame && (known.macros === macros || stillMeans(known.trace, macros, packageName))) return known.captured;
  const { captured, trace } = capture();
  kept.set(key, { frame, macros, trace, captured });
  return captured;
}

/** The template of a unit, parsed once. */
export const unitTemplate: (unit: { readonly rawCode: string }) => Template = memoized(unit => parseTemplate(unit.rawCode));

const nothing: Captured = { config: emptyDict, refs: [], sources: [], macros: [], errors: [], python: undefined, problems: [] };

function sqlCapture(unit: Unit, context: DraftContext): Pick<Kept, 'captured' | 'trace'> {
  const recorded = emptyRecord();
  const session = parseSession(unitSubject(unit, context.frame), context.frame, recorded);
  const errors: JinjaError[] = [];
  const trace: MacroTrace = new Map();
  const run = (template: string | Template): void => {
    const rendering = renderIn(session, context.macros, { template, options: parseOptions(unit.file.path) });
    errors.push(...rendering.result.errors);
    for (const [key, macro] of rendering.trace) trace.set(key, macro);
  };
  if (unit.type !== 'seed' && hasJinja(unit.rawCode)) run(unitTemplate(unit));
  const config = recorded.configCalls;
  // Hooks are rendered as part of the model: what they refer to, the model depends on.
  for (const sql of hooksOf(unit, config, context.frame)) if (hasJinja(sql)) run(sql);
  const captured =
    recorded.refs.length === 0 && recorded.sources.length === 0 && recorded.macros.size === 0 && config.size === 0 && errors.length === 0
      ? nothing
      : recordOf(recorded, config, errors);
  return { captured: captured === nothing ? { ...nothing } : captured, trace };
}

function recordOf(recorded: Recorded, config: Dict, errors: readonly JinjaError[]): Captured {
  return { config, refs: recorded.refs, sources: recorded.sources, macros: [...recorded.macros], errors, python: undefined, problems: [] };
}

const parseOptions = (file: string): RenderOptions => ({ file, undefinedNames: 'forgiving' });

function parseSession(subject: Subject, frame: ProjectFrame, recorded: Recorded): Session {
  return { phase: 'parse', frame, subject, view: undefined, recorded };
}

function unitSubject(unit: Unit, frame: ProjectFrame): Subject {
  return {
    uniqueId: `${unit.type}.${unit.settings.name}.${unit.name}`,
    name: unit.name,
    packageName: unit.settings.name,
    config: emptyDict,
    materialized: 'view',
    relation: { database: frame.target.database, schema: frame.target.schema, identifier: unit.name, quoting: frame.quoting },
    group: null,
    fields: () =>
      new Map<string, PyValue>([
        ['unique_id', `${unit.type}.${unit.settings.name}.${unit.name}`],
        ['resource_type', unit.type],
        ['name', unit.name],
        ['alias', unit.name],
        ['package_name', unit.settings.name],
        ['path', unit.path],
        ['original_file_path', unit.originalFilePath],
        ['fqn', toPython(unit.fqn)],
        ['database', frame.target.database],
        ['schema', frame.target.schema],
        ['raw_code', unit.rawCode],
        ['language', unit.language],
        ['config', configDict(nodeConfig({ type: unit.type, fqn: unit.fqn, own: unit.settings, root: frame.root }))],
        ['tags', toPython([])],
        ['meta', pyDict({})],
        ['columns', pyDict({})],
        ['refs', toPython([])],
        ['sources', toPython([])],
        ['description', ''],
      ]),
  };
}

function hooksOf(unit: Unit, call: Dict, frame: ProjectFrame): readonly string[] {
  if (unit.type === 'test' || unit.type === 'operation') return [];
  const config = nodeConfig({ type: unit.type, fqn: unit.fqn, own: unit.settings, root: frame.root, call });
  return ['pre-hook', 'post-hook'].flatMap(key => listify(config.get(key)).flatMap(hook => asString(asDict(hook).get('sql')) ?? []));
}

function testCapture(unit: TestUnit, context: DraftContext): Pick<Kept, 'captured' | 'trace'> {
  const { target, entry } = unit;
  const packageName = target.settings.name;
  const config = mergeConfigCalls(emptyDict, unit.config);
  const macro =
    entry.namespace === undefined
      ? context.macros.visible(`test_${entry.name}`, packageName)
      : context.macros.inPackage(entry.namespace, `test_${entry.name}`);
  const key = entry.namespace === undefined ? `.test_${entry.name}` : `${entry.namespace}.test_${entry.name}`;
  const trace: MacroTrace = new Map([[key, macro]]);
  const own =
    target.kind === 'source'
      ? { refs: [], sources: [{ source: target.sourceName ?? '', table: target.name }] }
      : {
          refs: [{ package: null, name: target.name, version: target.version === null ? null : versionText(target.version) }],
          sources: [],
        };
  const whereMacro = 'macro.dbt.get_where_subquery';
  // dbt's two plain tests are not rendered to be parsed, here as there.
  if (macro?.packageName === 'dbt' && (entry.name === 'not_null' || entry.name === 'unique')) {
    return { captured: { ...nothing, config, ...own, macros: [macro.uniqueId, whereMacro] }, trace };
  }
  const recorded = emptyRecord();
  recorded.configCalls = config;
  if (macro) recorded.macros.add(macro.uniqueId);
  const session = parseSession(testSubject(unit, context.frame), context.frame, recorded);
  const { kwargs, errors } = renderedArguments(unit, session, context.macros, parseOptions(target.file), trace);
  const rendering = renderIn(session, context.macros, {
    template: unit.rawCode,
    options: parseOptions(target.file),
    extra: new Map([[testArguments, kwargs]]),
  });
  for (const [name, found] of rendering.trace) trace.set(name, found);
  return {
    captured: recordOf(recorded, mergeConfigCalls(recorded.configCalls, replacing(unit.config)), [...errors, ...rendering.result.errors]),
    trace,
  };
}

/** YAML's config comes last again, so that it wins over `config()` inside of the test's macro; lists are not added twice. */
function replacing(config: Dict): Dict {
  return new Map([...config].filter(([key]) => key !== 'tags'));
}

function testSubject(unit: TestUnit, frame: ProjectFrame): Subject {
  return {
    uniqueId: unit.uniqueId,
    name: unit.name,
    packageName: unit.target.settings.name,
    config: unit.config,
    materialized: 'test',
    relation: { database: frame.target.database, schema: frame.target.schema, identifier: unit.name, quoting: frame.quoting },
    group: null,
    fields: () =>
      new Map<string, PyValue>([
        ['unique_id', unit.uniqueId],
        ['resource_type', 'test'],
        ['name', unit.name],
        ['package_name', unit.target.settings.name],
        ['config', configDict(unit.config)],
        ['test_metadata', pyDict({ name: unit.entry.name, namespace: unit.entry.namespace ?? null, kwargs: toPython(unit.kwargs) })],
        ['column_name', unit.columnName],
      ]),
  };
}

const callLike = /^\s*(?:env_var|ref|var|source|doc)\s*\(.+\)\s*$/;

/** A test's arguments, each string rendered; one that looks like `ref(…)` is taken for an expression. */
export function renderedArguments(
  unit: { readonly kwargs: Dict },
  session: Session,
  macros: MacroIndex,
  options: RenderOptions,
  trace: MacroTrace,
): { readonly kwargs: PyValue; readonly errors: readonly JinjaError[] } {
  const errors: JinjaError[] = [];
  const convert = (value: Value, path: readonly string[]): PyValue => {
    if (isList(value)) return new PyList(value.map((item, index) => convert(item, [...path, String(index)])));
    if (isDict(value)) return new PyDict([...value].map(([key, item]) => [toPython(key), convert(item, [...path, String(key)])] as const));
    if (typeof value !== 'string' || (path.length === 1 && path[0] === 'column_name')) return toPython(value);
    const template = callLike.test(value) ? `{{ ${value} }}` : value;
    if (!hasJinja(template)) return value;
    const rendering = renderIn(session, macros, { template, options: { ...options, native: true } });
    errors.push(...rendering.result.errors);
    for (const [key, macro] of rendering.trace) trace.set(key, macro);
    return rendering.result.value;
  };
  return { kwargs: convert(unit.kwargs, []), errors };
}

function pythonCapture(unit: Unit): Captured {
  const { calls, problems } = scanPython(unit.rawCode);
  let config = emptyDict;
  const refs: RefCall[] = [];
  const sources: SourceCall[] = [];
  const keys: { configKeys: string[]; configDefaults: Value[]; metaKeys: string[]; metaDefaults: Value[] } = {
    configKeys: [],
    configDefaults: [],
    metaKeys: [],
    metaDefaults: [],
  };
  for (const { kind, args, kwargs } of calls) {
    const [first, second] = args;
    switch (kind) {
      case 'ref': {
        const name = asString(second ?? first);
        if (name !== undefined)
          refs.push({
            package: second === undefined ? null : (asString(first) ?? null),
            name,
            version: kwargs.get('version') ?? kwargs.get('v') ?? null,
          });
        break;
      }
      case 'source':
        if (typeof first === 'string' && typeof second === 'string') sources.push({ source: first, table: second });
        break;
      case 'config':
        config = mergeConfigCalls(config, kwargs);
        break;
      case 'configGet':
      case 'metaGet': {
        const meta = kind === 'metaGet';
        if (typeof first === 'string') {
          (meta ? keys.metaKeys : keys.configKeys).push(first);
          (meta ? keys.metaDefaults : keys.configDefaults).push(second ?? null);
        }
        break;
      }
    }
  }
  const places = problems.map(({ message, range }) => ({ message, start: range.start, end: range.end }));
  return { config, refs, sources, macros: ['macro.dbt.py_script_postfix'], errors: [], python: keys, problems: places };
}
