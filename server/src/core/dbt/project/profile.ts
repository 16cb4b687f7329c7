/**
 * profiles.yml: which target a project runs against.
 * Invariant: keys, tokens and passwords never leave this file: `Target` has no field that could hold one.
 */
import type { DbtDiagnostic } from '../diagnostics';
import { startOfFile } from '../diagnostics';
import type { Dict, Key, Value } from '../value';
import { asDict, asString, emptyDict, pythonStr } from '../value';
import type { YamlFile } from '../yaml/parseYaml';
import { yamlAt, yamlDict, yamlEntry } from '../yaml/parseYaml';
import type { YamlRenderer } from './renderYaml';
import { renderValue } from './renderYaml';

export interface Target {
  readonly name: string;
  readonly profileName: string;
  readonly type: string;
  readonly schema: string;
  readonly database: string;
  readonly threads: number;
  /** Every setting of the output that is no secret, by dbt-athena's names. */
  readonly settings: Dict;
  /** All target names of the profile, in file order. */
  readonly names: readonly string[];
}

export const unknownTarget: Target = {
  name: 'default',
  profileName: 'default',
  type: 'athena',
  schema: 'dbt',
  database: 'awsdatacatalog',
  threads: 1,
  settings: emptyDict,
  names: [],
};

const secretKey = /secret|token|password|access_key|private_key|passphrase/i;

/** The chosen target of a profile: `choice`, else the profile's own, else `default`. */
export function readTarget(
  file: string,
  yaml: YamlFile,
  profileName: string | undefined,
  choice: string | undefined,
  render: YamlRenderer,
  problems: DbtDiagnostic[],
): Target | undefined {
  const name = profileName ?? 'default';
  const profile = yamlAt(yaml.root, name);
  if (!profile) {
    problems.push({
      code: 'PROFILE_MISSING',
      severity: 'warning',
      message: `profiles.yml has no profile '${name}'`,
      file,
      range: startOfFile,
    });
    return undefined;
  }
  const outputs = yamlAt(profile, 'outputs');
  const names = outputs?.kind === 'map' ? outputs.entries.map(entry => String(entry.key)) : [];
  const own = yamlAt(profile, 'target');
  const wanted = choice ?? pythonStr(renderValue(own?.kind === 'scalar' ? own.value : 'default', render, [name, 'target']));
  const output = yamlEntry(outputs, wanted);
  if (!output) {
    const known = names.length > 0 ? names.join(', ') : 'none';
    problems.push({
      code: 'TARGET_MISSING',
      severity: 'warning',
      message: `profile '${name}' has no target '${wanted}' (it has: ${known})`,
      file,
      range: own?.range ?? profile.range,
    });
    return undefined;
  }
  const settings = new Map<Key, Value>();
  for (const [key, value] of yamlDict(output.node)) {
    // A secret is dropped before it is rendered: not even an environment variable behind it is read.
    if (!secretKey.test(String(key))) settings.set(key, renderValue(value, render, [name, 'outputs', wanted, String(key)]));
  }
  const threads = settings.get('threads');
  return {
    name: wanted,
    profileName: name,
    type: asString(settings.get('type')) ?? 'athena',
    schema: asString(settings.get('schema')) ?? 'dbt',
    database: asString(settings.get('database') ?? settings.get('catalog')) ?? 'awsdatacatalog',
    threads: typeof threads === 'number' ? threads : 1,
    settings,
    names,
  };
}

/** What templates see as `target`. */
export function targetDict(target: Target): Dict {
  const entries = new Map<Key, Value>();
  for (const key of connectionKeys) entries.set(key, target.settings.get(key) ?? connectionDefaults.get(key) ?? null);
  for (const [key, value] of [
    ['database', target.database],
    ['catalog', target.database],
    ['schema', target.schema],
    ['type', target.type],
    ['threads', target.threads],
    ['name', target.name],
    ['target_name', target.name],
    ['profile_name', target.profileName],
    ['config', asDict(undefined)],
  ] satisfies [string, Value][]) {
    entries.set(key, value);
  }
  return entries;
}

const connectionKeys = [
  's3_staging_dir',
  'work_group',
  'skip_workgroup_check',
  'region_name',
  'database',
  'schema',
  'poll_interval',
  'aws_profile_name',
  'endpoint_url',
  's3_data_dir',
  's3_data_naming',
  's3_tmp_table_dir',
  'debug_query_state',
  'seed_s3_upload_args',
  'lf_tags_database',
  'spark_work_group',
];

const connectionDefaults = new Map<string, Value>([
  ['poll_interval', 1],
  ['skip_workgroup_check', false],
  ['debug_query_state', false],
  ['s3_data_naming', 'schema_table_unique'],
]);
