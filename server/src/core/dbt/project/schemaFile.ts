/**
 * Schema YAML: models, seeds, snapshots, sources, analyses, macros, tests, exposures, groups, unit tests, semantic models.
 * Invariant: each entry keeps the place it was written at; an entry of the wrong shape is a diagnostic and its neighbours still count.
 */
import type { TextRange } from '../../text/TextRange';
import type { DbtDiagnostic } from '../diagnostics';
import type { Dict, Key, Value } from '../value';
import { asDict, asString, isDict, isList, stringList } from '../value';
import type { YamlFile, YamlProblem } from '../yaml/parseYaml';
import type { YamlMap, YamlNode } from '../yaml/yamlTree';
import { yamlAt, yamlItems, yamlValue } from '../yaml/parseYaml';
import type { YamlRenderer } from './renderYaml';
import { renderValue } from './renderYaml';
import type { TestEntry } from './testEntry';
import { readTests } from './testEntry';

export interface ColumnEntry {
  readonly name: string;
  readonly range: TextRange;
  readonly description: string;
  readonly dataType: string | undefined;
  readonly quote: boolean | undefined;
  readonly meta: Dict;
  readonly tags: readonly string[];
  readonly constraints: readonly Value[];
  readonly tests: readonly TestEntry[];
}

/** A model's `versions:` item. */
export interface VersionEntry {
  readonly v: Value;
  readonly range: TextRange;
  readonly definedIn: string | undefined;
  readonly description: string;
  readonly config: Dict;
  /** undefined: all of the model's columns. */
  readonly columns: readonly ColumnEntry[];
  /** undefined: the model's own tests. */
  readonly tests: readonly TestEntry[] | undefined;
}

/** What YAML says of a model, seed, snapshot, analysis or singular test. */
export interface NodeEntry {
  readonly section: 'models' | 'seeds' | 'snapshots' | 'analyses' | 'data_tests';
  readonly name: string;
  readonly file: string;
  readonly range: TextRange;
  readonly nameRange: TextRange;
  readonly description: string;
  readonly config: Dict;
  readonly columns: readonly ColumnEntry[];
  readonly tests: readonly TestEntry[];
  readonly versions: readonly VersionEntry[];
  readonly latestVersion: Value | undefined;
  readonly constraints: readonly Value[];
  /** Snapshots in YAML: `ref('…')` or `source(…)`. */
  readonly relation: string | undefined;
  readonly relationRange: TextRange | undefined;
  readonly quoteColumns: boolean;
}

export interface SourceTableEntry {
  readonly source: SourceEntry;
  readonly name: string;
  readonly range: TextRange;
  readonly nameRange: TextRange;
  readonly identifier: string;
  readonly description: string;
  readonly config: Dict;
  readonly tags: readonly string[];
  readonly meta: Dict;
  readonly quoting: Dict;
  readonly columns: readonly ColumnEntry[];
  readonly tests: readonly TestEntry[];
  readonly loader: string | undefined;
  readonly loadedAtField: string | undefined;
  readonly freshness: Value | undefined;
  readonly external: Value | undefined;
}

export interface SourceEntry {
  readonly name: string;
  readonly file: string;
  readonly range: TextRange;
  readonly nameRange: TextRange;
  readonly description: string;
  readonly database: string | undefined;
  readonly schema: string | undefined;
  readonly overrides: string | undefined;
  readonly config: Dict;
  readonly tags: readonly string[];
  readonly meta: Dict;
  readonly quoting: Dict;
  readonly values: Dict;
}

/** Entries whose details only their own features read: exposures, metrics, groups, unit tests, macros, … */
export interface PlainEntry {
  readonly name: string;
  readonly file: string;
  readonly range: TextRange;
  readonly nameRange: TextRange;
  readonly values: Dict;
  readonly node: YamlMap;
}

export interface SchemaEntries {
  readonly nodes: readonly NodeEntry[];
  readonly tables: readonly SourceTableEntry[];
  readonly plain: ReadonlyMap<PlainSection, readonly PlainEntry[]>;
  /** Of the text as YAML. */
  readonly problems: readonly YamlProblem[];
  /** Of its meaning. */
  readonly diagnostics: readonly DbtDiagnostic[];
}

export type PlainSection = 'macros' | 'exposures' | 'groups' | 'unit_tests' | 'metrics' | 'semantic_models' | 'saved_queries';

const nodeSections = ['models', 'seeds', 'snapshots', 'analyses', 'data_tests'] as const;
const plainSections: readonly PlainSection[] = [
  'macros',
  'exposures',
  'groups',
  'unit_tests',
  'metrics',
  'semantic_models',
  'saved_queries',
];

/** All entries of one schema file. */
export function readSchemaFile(file: string, yaml: YamlFile, render: YamlRenderer): SchemaEntries {
  const reader = new SchemaReader(file, render);
  const nodes = nodeSections.flatMap(section => reader.list(yaml, section).flatMap(node => reader.node(section, node)));
  const tables = reader.list(yaml, 'sources').flatMap(node => reader.source(node));
  const plain = new Map(plainSections.map(section => [section, reader.list(yaml, section).flatMap(node => reader.plain(node))]));
  return { nodes, tables, plain, problems: yaml.problems, diagnostics: reader.diagnostics };
}

/** Top-level properties that dbt reads as configs; tags of a model stand under `config:` only. */
const configProperties = ['meta', 'docs', 'access', 'group', 'contract'];

class SchemaReader {
  readonly diagnostics: DbtDiagnostic[] = [];
  private readonly file: string;
  private readonly render: YamlRenderer;

  constructor(file: string, render: YamlRenderer) {
    this.file = file;
    this.render = render;
  }

  list(yaml: YamlFile, section: string): readonly YamlMap[] {
    const node = yamlAt(yaml.root, section);
    if (!node) return [];
    if (node.kind !== 'seq') {
      if (yamlValue(node) !== null) this.complain(node.range, `'${section}' must be a list`);
      return [];
    }
    return node.items.flatMap(item => {
      if (item.kind === 'map') return [item];
      this.complain(item.range, `an item of '${section}' must hold keys and values, beginning with 'name'`);
      return [];
    });
  }

  node(section: NodeEntry['section'], node: YamlMap): readonly NodeEntry[] {
    const name = this.name(node);
    if (!name) return [];
    const values = this.values(node);
    const relation = yamlAt(node, 'relation');
    const columns = this.columns(yamlAt(node, 'columns'));
    return [
      {
        section,
        ...name,
        file: this.file,
        range: node.range,
        description: text(values.get('description')),
        config: configOf(values),
        columns,
        tests: this.tests(node),
        versions: yamlItems(yamlAt(node, 'versions')).flatMap(item => this.version(item, columns)),
        latestVersion: values.get('latest_version') ?? undefined,
        constraints: listOf(values.get('constraints')),
        relation: asString(values.get('relation')),
        relationRange: relation?.range,
        quoteColumns: values.get('quote_columns') === true,
      },
    ];
  }

  source(node: YamlMap): readonly SourceTableEntry[] {
    const name = this.name(node);
    if (!name) return [];
    const values = this.values(node, ['tables']);
    const source: SourceEntry = {
      ...name,
      file: this.file,
      range: node.range,
      description: text(values.get('description')),
      database: asString(values.get('database') ?? values.get('catalog')),
      schema: scalarText(values.get('schema')),
      overrides: asString(values.get('overrides')),
      config: asDict(values.get('config')),
      tags: stringList(values.get('tags')),
      meta: asDict(values.get('meta')),
      quoting: asDict(values.get('quoting')),
      values,
    };
    return yamlItems(yamlAt(node, 'tables')).flatMap(item => this.table(source, item));
  }

  plain(node: YamlMap): readonly PlainEntry[] {
    const name = this.name(node);
    return name ? [{ ...name, file: this.file, range: node.range, values: this.values(node), node }] : [];
  }

  private table(source: SourceEntry, node: YamlNode): readonly SourceTableEntry[] {
    const name = this.name(node);
    if (!name || node.kind !== 'map') return [];
    const values = this.values(node);
    return [
      {
        source,
        ...name,
        range: node.range,
        identifier: scalarText(values.get('identifier')) ?? name.name,
        description: text(values.get('description')),
        config: asDict(values.get('config')),
        tags: stringList(values.get('tags')),
        meta: asDict(values.get('meta')),
        quoting: asDict(values.get('quoting')),
        columns: this.columns(yamlAt(node, 'columns')),
        tests: this.tests(node),
        loader: asString(values.get('loader')),
        loadedAtField: asString(values.get('loaded_at_field')),
        freshness: values.get('freshness'),
        external: values.get('external'),
      },
    ];
  }

  private version(node: YamlNode, inherited: readonly ColumnEntry[]): readonly VersionEntry[] {
    const values = this.values(node);
    const v = values.get('v');
    if (v === undefined || v === null) {
      this.complain(node.range, "a version needs 'v'");
      return [];
    }
    const columns = yamlAt(node, 'columns');
    return [
      {
        v,
        range: node.range,
        definedIn: asString(values.get('defined_in')),
        description: text(values.get('description')),
        config: configOf(values),
        columns: columns ? this.versionColumns(columns, inherited) : inherited,
        // Of a version, dbt knows the newer name of the key only.
        tests: yamlAt(node, 'data_tests') ? this.tests(node) : undefined,
      },
    ];
  }

  /** `include: all, exclude: […]` first, then the version's own columns; without an include, all are taken. */
  private versionColumns(node: YamlNode, inherited: readonly ColumnEntry[]): readonly ColumnEntry[] {
    const items = yamlItems(node);
    const selection = items.find(item => yamlAt(item, 'include') ?? yamlAt(item, 'exclude'));
    const own = items.flatMap(item => (item === selection ? [] : this.column(item)));
    const include = yamlValue(yamlAt(selection, 'include'));
    const exclude = new Set([...stringList(yamlValue(yamlAt(selection, 'exclude'))), ...own.map(column => column.name)]);
    const all = !selection || include === 'all' || include === '*';
    const included = new Set(stringList(include));
    return [...inherited.filter(column => (all || included.has(column.name)) && !exclude.has(column.name)), ...own];
  }

  private columns(node: YamlNode | undefined): readonly ColumnEntry[] {
    return yamlItems(node).flatMap(item => this.column(item));
  }

  private column(node: YamlNode): readonly ColumnEntry[] {
    const name = this.name(node);
    if (!name || node.kind !== 'map') return [];
    const values = this.values(node);
    const config = asDict(values.get('config'));
    const quote = values.get('quote');
    return [
      {
        name: name.name,
        range: name.nameRange,
        description: text(values.get('description')),
        dataType: asString(values.get('data_type')),
        quote: typeof quote === 'boolean' ? quote : undefined,
        meta: new Map([...asDict(values.get('meta')), ...asDict(config.get('meta'))]),
        tags: [...new Set([...stringList(values.get('tags')), ...stringList(config.get('tags'))])],
        constraints: listOf(values.get('constraints')),
        tests: this.tests(node),
      },
    ];
  }

  private tests(node: YamlNode): readonly TestEntry[] {
    const list = yamlAt(node, 'data_tests') ?? yamlAt(node, 'tests');
    const tests = readTests(list, (range, message) => {
      this.complain(range, message);
    });
    // Of a test's config only its own values are rendered, nothing inside of them.
    return tests.map(test => ({
      ...test,
      config: new Map(
        [...test.config].map(([key, value]) => [key, typeof value === 'string' ? renderValue(value, this.render, [String(key)]) : value]),
      ),
    }));
  }

  /** The entry's values, rendered, except what dbt renders later or never. */
  private values(node: YamlNode, without: readonly string[] = []): Dict {
    const values = new Map<Key, Value>();
    if (node.kind !== 'map') return values;
    for (const { key, node: value } of node.entries) {
      if (lateProperties.has(String(key)) || without.includes(String(key))) continue;
      const plain = yamlValue(value);
      values.set(
        key,
        key === 'description' || key === 'filter' || key === 'given' || key === 'expect'
          ? plain
          : renderValue(plain, this.render, [String(key)], isLate),
      );
    }
    return values;
  }

  private name(node: YamlNode): { readonly name: string; readonly nameRange: TextRange } | undefined {
    const entry = yamlAt(node, 'name');
    const name = scalarText(yamlValue(entry));
    if (entry && name !== undefined && name !== '') return { name, nameRange: entry.range };
    this.complain(node.range, "an entry needs a 'name'");
    return undefined;
  }

  private complain(range: TextRange, message: string): void {
    this.diagnostics.push({ code: 'YAML_SHAPE', severity: 'error', message, file: this.file, range });
  }
}

/** Read elsewhere, with their places. */
const lateProperties = new Set(['columns', 'tests', 'data_tests', 'versions']);

/** Descriptions are rendered with the docs, hooks with the model. */
function isLate(path: readonly string[]): boolean {
  const last = path.at(-1);
  return last === 'description' || (path[0] === 'config' && (path[1] === 'pre_hook' || path[1] === 'post_hook'));
}

/** The `config:` mapping with the properties that dbt treats as configs. */
function configOf(values: Dict): Dict {
  const config = new Map(asDict(values.get('config')));
  for (const key of configProperties) {
    const value = values.get(key);
    if (value === undefined || value === null || config.has(key)) continue;
    config.set(key, value);
  }
  return config;
}

function listOf(value: Value | undefined): readonly Value[] {
  return isList(value) ? value : isDict(value) ? [value] : [];
}

function text(value: Value | undefined): string {
  return asString(value) ?? '';
}

/** Names and schemas may be written as numbers. */
function scalarText(value: Value | undefined): string | undefined {
  return typeof value === 'number' || typeof value === 'bigint' ? value.toString() : asString(value);
}
