/**
 * dbt_project.yml of one package: where its files lie, its configs, vars, dispatch order and hooks.
 * Invariant: settings exist for any text, also a broken one; what is missing has dbt's default.
 */
import type { TextRange } from '../../text/TextRange';
import type { DbtDiagnostic } from '../diagnostics';
import { startOfFile } from '../diagnostics';
import type { Dict, Key, Value } from '../value';
import { asDict, asList, asString, emptyDict, isDict, isList, pythonStr, stringList } from '../value';
import type { YamlFile } from '../yaml/parseYaml';
import { yamlAt, yamlEntry, yamlValue } from '../yaml/parseYaml';
import type { YamlRenderer } from './renderYaml';
import { renderValue } from './renderYaml';

export interface ProjectPaths {
  readonly models: readonly string[];
  readonly seeds: readonly string[];
  readonly snapshots: readonly string[];
  readonly analyses: readonly string[];
  readonly macros: readonly string[];
  readonly tests: readonly string[];
  readonly docs: readonly string[];
  readonly packages: string;
  readonly target: string;
}

/** Sections of dbt_project.yml that hold configs by folder. */
export type ConfigSection =
  | 'models'
  | 'seeds'
  | 'snapshots'
  | 'sources'
  | 'data_tests'
  | 'unit_tests'
  | 'exposures'
  | 'metrics'
  | 'semantic_models'
  | 'saved_queries';

export interface ProjectSettings {
  readonly name: string;
  readonly version: string | undefined;
  readonly profile: string | undefined;
  /** Folder of the package in the file map, '' for the root project, otherwise with a closing slash. */
  readonly folder: string;
  readonly file: string;
  readonly paths: ProjectPaths;
  readonly configs: Readonly<Record<ConfigSection, Dict>>;
  readonly vars: Dict;
  readonly dispatch: ReadonlyMap<string, readonly string[]>;
  readonly quoting: Dict;
  readonly onRunStart: readonly string[];
  readonly onRunEnd: readonly string[];
  readonly flags: Dict;
  readonly nameRange: TextRange;
}

const sections: readonly ConfigSection[] = [
  'models',
  'seeds',
  'snapshots',
  'sources',
  'data_tests',
  'unit_tests',
  'exposures',
  'metrics',
  'semantic_models',
  'saved_queries',
];

/** Settings as the file gives them, strings rendered by `render`; its complaints go to `problems`. */
export function readSettings(folder: string, yaml: YamlFile, render: YamlRenderer, problems: DbtDiagnostic[]): ProjectSettings {
  const file = `${folder}dbt_project.yml`;
  const root = yaml.root;
  if (root && root.kind !== 'map')
    problems.push({
      code: 'PROJECT_FILE_INVALID',
      severity: 'error',
      message: 'dbt_project.yml must hold keys and values',
      file,
      range: root.range,
    });
  const raw = asDict(yamlValue(root));
  const rendered = new Map<Key, Value>();
  for (const [key, value] of raw)
    rendered.set(key, lateKeys.has(String(key)) ? value : renderValue(value, render, [String(key)], keepHooks));
  const name = asString(raw.get('name'));
  if (name === undefined || !/^[^\d\W]\w*$/.test(name)) {
    problems.push({
      code: 'PROJECT_FILE_INVALID',
      severity: 'error',
      message: name === undefined ? "dbt_project.yml has no 'name'" : `'${name}' is no project name: letters, digits and underscores`,
      file,
      range: yamlAt(root, 'name')?.range ?? startOfFile,
    });
  }
  const paths = readPaths(rendered);
  const tests = rendered.get('data_tests') ?? rendered.get('tests');
  const configs = Object.fromEntries(
    sections.map(section => [
      section,
      section === 'data_tests' ? asDict(tests) : asDict(rendered.get(section) ?? rendered.get(section.replaceAll('_', '-'))),
    ]),
  );
  return {
    name: name ?? 'project',
    version: rendered.has('version') ? pythonStr(rendered.get('version') ?? null) : undefined,
    profile: asString(rendered.get('profile')),
    folder,
    file,
    paths,
    configs: completeConfigs(configs),
    vars: asDict(raw.get('vars')),
    dispatch: readDispatch(rendered.get('dispatch')),
    quoting: asDict(rendered.get('quoting')),
    onRunStart: stringList(raw.get('on-run-start')),
    onRunEnd: stringList(raw.get('on-run-end')),
    flags: asDict(raw.get('flags')),
    nameRange: yamlEntry(root, 'name')?.node.range ?? startOfFile,
  };
}

/** Rendered when they are used, not when the file is read. */
const lateKeys = new Set(['on-run-start', 'on-run-end', 'query-comment', 'vars', 'name']);

const hookKeys = new Set(['pre-hook', 'post-hook', 'pre_hook', 'post_hook']);

function keepHooks(path: readonly string[]): boolean {
  return path.some(key => hookKeys.has(key.replace(/^[+ ]+/, '')));
}

function completeConfigs(found: Readonly<Record<string, Dict>>): Readonly<Record<ConfigSection, Dict>> {
  const of = (section: ConfigSection): Dict => found[section] ?? emptyDict;
  return {
    models: of('models'),
    seeds: of('seeds'),
    snapshots: of('snapshots'),
    sources: of('sources'),
    data_tests: of('data_tests'),
    unit_tests: of('unit_tests'),
    exposures: of('exposures'),
    metrics: of('metrics'),
    semantic_models: of('semantic_models'),
    saved_queries: of('saved_queries'),
  };
}

function readPaths(settings: Dict): ProjectPaths {
  const list = (key: string, fallback: readonly string[]): readonly string[] => {
    const value = settings.get(key);
    return (isList(value) || typeof value === 'string' ? stringList(value) : fallback).map(cleanPath);
  };
  const models = list('model-paths', ['models']);
  const seeds = list('seed-paths', ['seeds']);
  const snapshots = list('snapshot-paths', ['snapshots']);
  const analyses = list('analysis-paths', ['analyses']);
  const macros = list('macro-paths', ['macros']);
  const tests = list('test-paths', ['tests']);
  const all = [...models, ...seeds, ...snapshots, ...analyses, ...macros, ...tests];
  return {
    models,
    seeds,
    snapshots,
    analyses,
    macros,
    tests,
    docs: list('docs-paths', [...new Set(all)]),
    packages: cleanPath(asString(settings.get('packages-install-path')) ?? 'dbt_packages'),
    target: cleanPath(asString(settings.get('target-path')) ?? 'target'),
  };
}

function cleanPath(path: string): string {
  return path.replace(/^(?:\.\/)+/, '').replace(/\/+$/, '');
}

function readDispatch(value: Value | undefined): ReadonlyMap<string, readonly string[]> {
  const order = new Map<string, readonly string[]>();
  for (const entry of asList(value)) {
    if (!isDict(entry)) continue;
    const namespace = asString(entry.get('macro_namespace'));
    if (namespace !== undefined && !order.has(namespace)) order.set(namespace, stringList(entry.get('search_order')));
  }
  return order;
}
