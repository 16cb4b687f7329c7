/**
 * Names inside Jinja: macros of the project and its packages, dbt's own names, tags, config keys and vars.
 * Invariant: a macro is offered by the name that finds it from the file at hand; tests and materializations are called by no name.
 */
import { varsFor } from '../../dbt/project/frame';
import type { DbtMacro } from '../../dbt/project/macroIndex';
import { pythonStr } from '../../dbt/value';
import type { TextRange } from '../../text/TextRange';
import type { DocumentView } from '../DocumentView';
import type { CompletionItem, CompletionList } from './item';

export function templateNames(view: DocumentView, offset: number): CompletionList | undefined {
  const { text, dbt } = view;
  if (!dbt) return undefined;
  const open = Math.max(text.lastIndexOf('{{', offset - 1), text.lastIndexOf('{%', offset - 1));
  if (open < 0 || text.startsWith('{#', text.lastIndexOf('{', offset - 1))) return undefined;
  const before = text.slice(open + 2, offset);
  const word = /[A-Za-z_]\w*$/.exec(before)?.[0] ?? '';
  const tail = /^\w*/.exec(text.slice(offset))![0];
  const replace: TextRange = { start: offset - word.length, end: offset + tail.length };
  const list = (items: readonly CompletionItem[]): CompletionList => ({ items, replace, incomplete: false });
  const quote = openQuote(before);
  if (quote !== undefined) {
    const isVar = /\bvar\s*\(\s*$/.test(before.slice(0, quote));
    return isVar ? list(vars(view)) : undefined;
  }
  const left = before.slice(0, before.length - word.length);
  const owner = /([A-Za-z_]\w*)\s*\.\s*$/.exec(left)?.[1];
  if (owner !== undefined) return list(members(view, owner));
  if (text[open + 1] === '%' && /^[-+]?\s*$/.test(left)) return list(tags);
  const configKeys = isArgumentOf('config', left) ? config : [];
  return list([...configKeys, ...dbtNames, ...macros(view)]);
}

/** Where the string begins that is not closed yet. */
function openQuote(before: string): number | undefined {
  let open: { readonly quote: string; readonly at: number } | undefined;
  for (const { 0: character, index } of before.matchAll(/\\.|['"]/g)) {
    if (character.length > 1) continue;
    if (!open) open = { quote: character, at: index };
    else if (open.quote === character) open = undefined;
  }
  return open?.at;
}

/** Whether the text ends where a call of that name takes its next argument. */
function isArgumentOf(name: string, left: string): boolean {
  const call = new RegExp(`\\b${name}\\s*\\(`).exec(left);
  return call !== null && /(?:^|,)\s*$/.test(left.slice(call.index + call[0].length).replace(/\([^()]*\)|\[[^\]]*\]/g, ''));
}

function vars({ dbt }: DocumentView): readonly CompletionItem[] {
  const { project } = dbt!.analysis;
  const own = (dbt!.node === undefined ? undefined : project.nodes.get(dbt!.node)?.packageName) ?? project.frame.root.name;
  return [...varsFor(project.frame, own)].map(([name, value]) => ({
    label: pythonStr(name),
    kind: 'name',
    detail: pythonStr(value).slice(0, 40),
    likelihood: 90,
  }));
}

function members({ dbt }: DocumentView, owner: string): readonly CompletionItem[] {
  const known = membersOf[owner];
  if (known) return known.map((insert, at) => ({ ...callable(insert), likelihood: 90 - at }));
  return [...dbt!.analysis.project.macros.all.values()].flatMap(macro => (macro.packageName === owner ? macroItem(macro, 80) : []));
}

function macros({ dbt }: DocumentView): readonly CompletionItem[] {
  const { macros: index, frame } = dbt!.analysis.project;
  const own = frame.root.name;
  const packages = new Set<string>();
  const items: CompletionItem[] = [];
  for (const macro of index.all.values()) {
    if (macro.packageName === own) items.push(...macroItem(macro, 80));
    else if (macro.packageName !== 'dbt' && macro.packageName !== 'dbt_athena') packages.add(macro.packageName);
  }
  for (const label of packages) items.push({ label, kind: 'source', detail: 'package', likelihood: 60 });
  return items;
}

function macroItem({ name, originalFilePath, block }: DbtMacro, likelihood: number): readonly CompletionItem[] {
  if (block.node.block !== 'macro') return [];
  const names = block.node.parameters.names.map(parameter => parameter.name);
  return [
    {
      label: name,
      kind: 'function',
      detail: `(${names.join(', ')})`,
      from: originalFilePath,
      insert: names.length === 0 ? `${name}()` : `${name}($1)`,
      snippet: names.length > 0,
      likelihood,
    },
  ];
}

/** `name($1)` as an item of its own. */
function callable(insert: string): Omit<CompletionItem, 'likelihood'> {
  const label = insert.replace(/\(.*$/, '');
  return { label, kind: insert === label ? 'name' : 'function', insert, snippet: insert.includes('$') };
}

const dbtNames: readonly CompletionItem[] = [
  "ref('$1')",
  "source('$1', '$2')",
  'config($1)',
  'is_incremental()',
  'this',
  "var('$1')",
  'target',
  "env_var('$1')",
  'adapter',
  'run_query($1)',
  'log($1)',
  'exceptions',
  'modules',
  'execute',
  'model',
  'run_started_at',
  'invocation_id',
  'return($1)',
  'fromjson($1)',
  'tojson($1)',
].map((insert, at) => ({ ...callable(insert), detail: 'dbt', likelihood: 70 - at }));

const membersOf: Readonly<Record<string, readonly string[] | undefined>> = {
  target: ['name', 'schema', 'database', 'type', 'profile_name', 'threads', 'region_name', 'work_group', 's3_data_dir'],
  this: ['schema', 'identifier', 'database', 'name', 'type'],
  adapter: ["dispatch('$1')", 'get_columns_in_relation($1)', 'get_relation($1)', 'quote($1)', 'get_missing_columns($1)'],
  exceptions: ['raise_compiler_error($1)', 'warn($1)'],
  modules: ['datetime', 're', 'itertools', 'pytz'],
  loop: ['first', 'last', 'index', 'index0', 'length', 'revindex'],
  dbt: [
    'date_trunc($1)',
    'datediff($1)',
    'dateadd($1)',
    'current_timestamp()',
    'safe_cast($1)',
    'hash($1)',
    'concat($1)',
    'type_string()',
    'type_timestamp()',
  ],
};

const tags: readonly CompletionItem[] = [
  'if ${1:is_incremental()} %}$0{% endif',
  'for ${1:item} in ${2:items} %}$0{% endfor',
  'set ${1:name} = $0',
  'else',
  'elif $0',
  'endif',
  'endfor',
  'macro ${1:name}($2) %}$0{% endmacro',
  "call ${1:statement('name')} %}$0{% endcall",
  'do $0',
  'raw %}$0{% endraw',
  'snapshot ${1:name} %}$0{% endsnapshot',
].map((insert, at) => ({
  label: /^\w+/.exec(insert)![0],
  kind: 'keyword' as const,
  insert,
  snippet: insert.includes('$'),
  likelihood: 90 - at,
}));

/** Keys that dbt-athena reads, with the values that they take. */
const config: readonly CompletionItem[] = [
  "materialized='${1|table,view,incremental,ephemeral|}'",
  "table_type='${1|iceberg,hive|}'",
  "incremental_strategy='${1|merge,insert_overwrite,append|}'",
  "unique_key='$1'",
  "partitioned_by=['$1']",
  "format='${1|parquet,orc,avro,json,textfile|}'",
  "write_compression='${1|zstd,snappy,gzip|}'",
  "on_schema_change='${1|ignore,append_new_columns,sync_all_columns,fail|}'",
  "schema='$1'",
  "alias='$1'",
  "tags=['$1']",
  'enabled=${1|true,false|}',
  "incremental_predicates=['$1']",
  "lf_tags_config={'enabled': true, 'tags': {'$1': '$2'}}",
  "table_properties={'$1': '$2'}",
  "s3_data_naming='${1|schema_table_unique,schema_table,table_unique,unique|}'",
  "bucketed_by=['$1']",
  'bucket_count=$1',
  "pre_hook='$1'",
  "post_hook='$1'",
].map((insert, at) => ({
  label: insert.slice(0, insert.indexOf('=')),
  kind: 'keyword' as const,
  detail: 'config',
  insert,
  snippet: true,
  likelihood: 120 - at,
}));
