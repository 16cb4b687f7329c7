/** `medallion tags [MODEL|TABLE]`: effective LF-Tags and their origin; with `--flow` where sensitive values end up, and the findings. */
import type { EffectiveTag } from '../../core/catalog/lakeFormation';
import type { LineageNode } from '../../core/lineage/ProjectLineage';
import type { CommandArguments } from '../arguments';
import { modelNamed } from '../modelNamed';
import { formatOf } from '../output';
import { openSession, projectOf } from '../session';
import type { ProjectSession } from '../session';

export async function tags(args: CommandArguments): Promise<number> {
  const { options, io, positionals } = args;
  const project = projectOf(await openSession(args));
  const nodes =
    positionals.length > 0
      ? positionals.map(word => modelNamed(project, word))
      : [...project.lineage.all].filter(node => node.relation !== undefined && node.kind !== 'test');
  const rows = nodes.map(node => describe(project, node, options.flow === true));
  const findings = options.flow ? project.flow.findings().filter(({ node }) => positionals.length === 0 || nodes.includes(node)) : [];
  if (formatOf(options, io) === 'json') {
    io.out(
      `${JSON.stringify({ tables: rows, ...(options.flow ? { findings: findings.map(({ node, ...rest }) => ({ node: node.id, ...rest })) } : {}) }, null, 2)}\n`,
    );
  } else {
    for (const { name, tags: own, columns } of rows) {
      io.out(`${name}  ${tagText(own)}\n`);
      for (const { name: column, tags: assigned, flow } of columns)
        io.out(
          `  ${column.padEnd(28)} ${tagText(assigned)}${flow.map(({ key, value, from }) => `  ${key}=${value} ← ${from}`).join('')}\n`,
        );
    }
    for (const { severity, message, path } of findings)
      io.out(
        `${severity}: ${message}\n${path.length > 0 ? `  ${path.map(({ node, column }) => `${project.lineage.node(node)?.name ?? node}.${column}`).join(' → ')}\n` : ''}`,
      );
  }
  return findings.some(({ severity }) => severity === 'error') && options['fail-on'] !== 'never' ? 1 : 0;
}

interface TagRow {
  readonly name: string;
  /** null: not permitted to see; undefined: not in the catalog. */
  readonly tags: readonly EffectiveTag[] | null | undefined;
  readonly columns: readonly {
    readonly name: string;
    readonly tags: readonly EffectiveTag[];
    readonly flow: readonly { readonly key: string; readonly value: string; readonly from: string }[];
  }[];
}

function describe({ lineage, flow }: ProjectSession, node: LineageNode, withFlow: boolean): TagRow {
  const flowing = withFlow ? flow.columns(node.id) : new Map<string, never>();
  const columns = (lineage.columnsOf(node.id) ?? []).map(({ name }) => ({
    name,
    tags: (flow.assigned(node, name) ?? []).filter(tag => tag.origin === 'column'),
    flow: (flowing.get(name.toLowerCase()) ?? [])
      .filter(({ path }) => path.length > 1)
      .map(({ key, value, path }) => ({
        key,
        value,
        from: path[0] ? `${lineage.node(path[0].node)?.relation ?? path[0].node}.${path[0].column}` : '',
      })),
  }));
  return {
    name: node.relation ?? node.name,
    tags: flow.assigned(node),
    columns: columns.filter(column => column.tags.length > 0 || column.flow.length > 0),
  };
}

function tagText(tags: readonly EffectiveTag[] | null | undefined): string {
  if (tags === undefined) return 'not in the catalog';
  if (tags === null) return 'tags: not permitted to see';
  return tags
    .map(({ key, value, origin, overrides }) => `${key}=${value} (${origin}${overrides ? `, overrides ${overrides.value}` : ''})`)
    .join('  ');
}
