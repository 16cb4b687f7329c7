/**
 * What dbt appends to a Python model so that it can be submitted: names resolved to relations, the config keys it asks for.
 * Invariant: the text is dbt's, since the submitted program and its checksum are compared with it.
 */
import { PyRelation } from './relationObject';
import { nodeRelation, ownRelation, sourceRelation } from './references';
import type { Session } from './session';
import type { DbtNode } from '../project/nodes';
import { versionText } from '../project/nodes';
import { asDict, asList, pythonRepr } from '../value';
import type { Key, Value } from '../value';

export function pythonPostfix(node: DbtNode, session: Session): string {
  const { view } = session;
  const refs = new Map<string, string>();
  for (const call of node.refs) {
    const found = view?.lookup.ref(call, node.packageName);
    const key = [call.package, call.name, call.version === null ? null : `v${versionText(call.version)}`]
      .filter(part => part !== null)
      .join('.');
    session.recorded.refs.push(call);
    if (found?.kind === 'found') refs.set(key, nodeRelation(found.value, session).render());
  }
  const sources = new Map<string, string>();
  for (const call of node.sources) {
    const found = view?.lookup.source(call, node.packageName);
    session.recorded.sources.push(call);
    if (found?.kind === 'found') sources.set(`${call.source}.${call.table}`, sourceRelation(found.value).render());
  }
  const own = ownRelation(session);
  return [
    '# This part is user provided model code',
    '# you will need to copy the next section to run the code',
    '# COMMAND ----------',
    '# this part is dbt logic for get ref work, do not modify',
    '',
    'def ref(*args, **kwargs):',
    `    refs = ${sortedJson(refs)}`,
    "    key = '.'.join(args)",
    '    version = kwargs.get("v") or kwargs.get("version")',
    '    if version:',
    '        key += f".v{version}"',
    '    dbt_load_df_function = kwargs.get("dbt_load_df_function")',
    '    return dbt_load_df_function(refs[key])',
    '',
    '',
    'def source(*args, dbt_load_df_function):',
    `    sources = ${sortedJson(sources)}`,
    "    key = '.'.join(args)",
    '    return dbt_load_df_function(sources[key])',
    '',
    '',
    `config_dict = ${usedKeys(node.config, 'config')}`,
    `meta_dict = ${usedKeys(node.config, 'meta')}`,
    '',
    '',
    'class config:',
    '    def __init__(self, *args, **kwargs):',
    '        pass',
    '',
    '    @staticmethod',
    '    def get(key, default=None):',
    '        return config_dict.get(key, default)',
    '',
    '    @staticmethod',
    '    def meta_get(key, default=None):',
    '        return meta_dict.get(key, default)',
    '',
    'class this:',
    '    """dbt.this() or dbt.this.identifier"""',
    `    database = "${own.parts.database ?? ''}"`,
    `    schema = "${own.parts.schema ?? ''}"`,
    `    identifier = "${own.parts.identifier ?? ''}"`,
    '    ',
    '    def __repr__(self):',
    `        return '${new PyRelation(own.parts).render()}'`,
    '',
    '',
    'class dbtObj:',
    '    def __init__(self, load_df_function) -> None:',
    '        self.source = lambda *args: source(*args, dbt_load_df_function=load_df_function)',
    '        self.ref = lambda *args, **kwargs: ref(*args, **kwargs, dbt_load_df_function=load_df_function)',
    '        self.config = config',
    '        self.this = this()',
    `        self.is_incremental = ${isIncremental(node, session) ? 'True' : 'False'}`,
    '',
    '# COMMAND ----------',
    '',
    '',
    '',
  ].join('\n');
}

/** As `tojson` writes a mapping: keys sorted, spaces after separators. */
function sortedJson(entries: ReadonlyMap<string, string>): string {
  const parts = [...entries].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`);
  return `{${parts.join(', ')}}`;
}

function usedKeys(config: DbtNode['config'], kind: 'config' | 'meta'): string {
  const keys = asList(config.get(`${kind}_keys_used`));
  const defaults = asList(config.get(`${kind}_keys_defaults`));
  const values = kind === 'config' ? config : asDict(config.get('meta'));
  const used = new Map<Key, Value>();
  keys.forEach((key, index) => {
    if (typeof key === 'string') used.set(key, (values.has(key) ? values.get(key) : defaults[index]) ?? null);
  });
  return pythonRepr(used);
}

function isIncremental(node: DbtNode, { view, frame }: Session): boolean {
  if (node.materialized !== 'incremental' || frame.options.fullRefresh === true || node.schema === null) return false;
  return view?.catalog.relation(node.database, node.schema, node.alias).kind === 'found';
}
