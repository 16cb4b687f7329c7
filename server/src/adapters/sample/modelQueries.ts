/**
 * What each model, seed and snapshot of the sample's project holds, as one query in Athena's SQL.
 * Invariant: models are compiled by the product itself; only what Athena's SQL cannot say (Python) has a stand-in.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compileNode } from '../../core/dbt/project/compileNode';
import type { DbtProject } from '../../core/dbt/project/DbtProject';
import type { DbtNode } from '../../core/dbt/project/nodes';
import { asDict, asString } from '../../core/dbt/value';
import type { Dict } from '../../core/dbt/value';
import type { Environment } from './lakeDefinition';

/** Nodes that become tables or views, each after those it reads. */
export function buildOrder(project: DbtProject): readonly DbtNode[] {
  const ordered: DbtNode[] = [];
  const seen = new Set<string>();
  const visit = (id: string): void => {
    const node = project.nodes.get(id);
    if (!node || seen.has(id)) return;
    seen.add(id);
    node.dependsOn.nodes.forEach(visit);
    if (['model', 'seed', 'snapshot'].includes(node.type) && node.materialized !== 'ephemeral') ordered.push(documented(project, node));
  };
  [...project.nodes.keys()].sort().forEach(visit);
  return ordered;
}

/** Descriptions with the docs blocks they name, as dbt persists them. */
function documented(project: DbtProject, node: DbtNode): DbtNode {
  const render = (text: string): string =>
    text.replace(
      /\{\{\s*doc\(\s*['"](\w+)['"]\s*\)\s*\}\}/g,
      (_, name: string) => project.docs.get(`doc.${node.packageName}.${name}`)?.contents.trim() ?? '',
    );
  return {
    ...node,
    description: render(node.description),
    columns: node.columns.map(column => ({ ...column, description: render(column.description) })),
  };
}

export async function queryOf(project: DbtProject, node: DbtNode, assets: string, environment: Environment): Promise<string> {
  if (node.type === 'seed') return seedQuery(project.files.get(node.file)?.text ?? '', asDict(node.config.get('column_types')));
  if (node.language === 'python') {
    const text = await readFile(join(assets, 'generate', 'models', `${node.name}.sql`), 'utf8');
    return text.replaceAll('${prefix}', environment.prefix);
  }
  const compiled = compileNode(project, node.uniqueId);
  if (!compiled) throw new Error(`sample project: there is nothing to compile in ${node.uniqueId}`);
  const error = compiled.diagnostics.find(({ severity }) => severity === 'error');
  if (error) throw new Error(`sample project: ${node.name} does not compile: ${error.message}`);
  return node.type === 'snapshot' ? snapshotQuery(compiled.sql, node) : compiled.sql;
}

/** The first run of a snapshot: every row is valid from its last change on. */
function snapshotQuery(sql: string, node: DbtNode): string {
  const key = asString(node.config.get('unique_key')) ?? '';
  const updatedAt = asString(node.config.get('updated_at')) ?? '';
  return [
    'select',
    '    snapshot_source.*,',
    `    to_hex(md5(to_utf8(concat(cast(${key} as varchar), '|', cast(${updatedAt} as varchar))))) as dbt_scd_id,`,
    `    ${updatedAt} as dbt_updated_at,`,
    `    ${updatedAt} as dbt_valid_from,`,
    '    cast(null as timestamp(6)) as dbt_valid_to',
    `from (\n${sql}\n) as snapshot_source`,
  ].join('\n');
}

function seedQuery(csv: string, types: Dict): string {
  const [header = [], ...rows] = csv
    .split(/\r?\n/)
    .filter(line => line !== '')
    .map(csvFields);
  const items = header.map(name => `cast(${name} as ${castType(asString(types.get(name)) ?? 'string')}) as ${name}`);
  const values = rows.map(row => `(${row.map(value => (value === '' ? 'null' : `'${value.replaceAll("'", "''")}'`)).join(', ')})`);
  return `select ${items.join(', ')}\nfrom (values\n${values.join(',\n')}\n) as seed (${header.join(', ')})`;
}

/** Hive's names of types, as seeds declare them, where Athena's queries spell them otherwise. */
function castType(type: string): string {
  return type === 'string' ? 'varchar' : type === 'int' ? 'integer' : type;
}

/** One line of CSV; the sample's seeds have no line breaks in values. */
function csvFields(line: string): string[] {
  return Array.from(
    line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g),
    ([, inQuotes, plain]) => inQuotes?.replaceAll('""', '"') ?? plain ?? '',
  );
}
