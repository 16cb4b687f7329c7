/** Hover: what the name under the cursor is, its type, where it comes from, and its LF-Tags. Never throws; `undefined` where there is nothing to say. */
import { functionNamed } from '../analysis/functions/catalogue';
import { signatureText } from '../analysis/functions/signature';
import type { ColumnId, Field } from '../analysis/scope/Field';
import type { CatalogRelation, CatalogSnapshot, TableEntry } from '../catalog/CatalogSnapshot';
import { effectiveTags } from '../catalog/lakeFormation';
import type { LayerRules } from '../catalog/layers';
import { tableFacts } from '../catalog/tableFacts';
import { glueColumns } from '../lineage/glueColumns';
import type { ProjectAnalysis } from '../lineage/ProjectAnalysis';
import { relationKey } from '../lineage/ProjectCatalog';
import type { TextRange } from '../text/TextRange';
import type { DbtMacro } from '../dbt/project/macroIndex';
import type { DocumentView } from './DocumentView';
import { macroAt, refAt } from './jinjaNames';
import { targetAt } from './target';
import type { Target } from './target';

export interface Hover {
  /** CommonMark without HTML. */
  readonly markdown: string;
  /** In the document's text. */
  readonly range: TextRange;
}

export interface HoverContext {
  readonly catalog: CatalogSnapshot;
  readonly layerRules: LayerRules;
}

export function hover(view: DocumentView, offset: number, context: HoverContext): Hover | undefined {
  const called = refAt(view, offset) ? undefined : macroAt(view, offset);
  if (called) return { markdown: macroText(view, called.macro, called.range), range: called.range };
  const found = targetAt(view, offset);
  const range = found?.sql.places.toText(found.range);
  const markdown = found && describe(found.target, { ...context, project: view.dbt?.analysis });
  return markdown === undefined || !range ? undefined : { markdown, range };
}

/** Its head as written, where it stands, and what the call at hand becomes. */
function macroText({ text, sql, dbt }: DocumentView, { block, originalFilePath, packageName }: DbtMacro, name: TextRange): string {
  const source = block.file.text.slice(block.node.range.start);
  const head = /^\{%[-+]?\s*([\s\S]*?)\s*[-+]?%\}/.exec(source)?.[1] ?? block.macroName;
  const lines = [`\`\`\`jinja\n${head}\n\`\`\``, code(packageName === 'dbt' ? 'dbt' : originalFilePath)];
  const open = text.lastIndexOf('{{', name.start);
  const compiled = dbt?.node === undefined ? undefined : dbt.analysis.model(dbt.node)?.compiled;
  const made = compiled?.sourceMap.segments.find(
    ({ file, depth, templateStart, templateEnd }) => file === dbt?.file && depth === 0 && templateStart === open && name.end <= templateEnd,
  );
  const expansion = made && compiled?.sql.slice(made.outputStart, made.outputEnd).trim();
  if (sql && expansion)
    lines.push(`becomes\n\`\`\`sql\n${expansion.length > shownExpansion ? `${expansion.slice(0, shownExpansion)}…` : expansion}\n\`\`\``);
  return lines.join('\n\n');
}

/** Characters of an expansion: a hover is no file. */
const shownExpansion = 600;

/** What is known of a column of the catalog: for lists that name it. @param project of the document, for descriptions in YAML */
export function columnDocumentation(column: ColumnId, context: HoverContext, project: ProjectAnalysis | undefined): string {
  return catalogColumnLines(column, { ...context, project }).join('\n\n');
}

/** What the project says of its own relations goes with what the catalog says. */
interface Context extends HoverContext {
  readonly project: ProjectAnalysis | undefined;
}

/** Description of a relation, or of one of its columns, in the project's YAML. */
function declared({ project }: Context, schema: string, name: string, column?: string): string | undefined {
  const key = relationKey(schema, name);
  const entry =
    project?.builder(key) ??
    [...(project?.project.sources.values() ?? [])].find(source => relationKey(source.schema, source.identifier) === key);
  const text =
    column === undefined ? entry?.description : entry?.columns.find(candidate => candidate.name.toLowerCase() === column)?.description;
  return text === '' ? undefined : text;
}

function describe(target: Target, context: Context): string | undefined {
  switch (target.kind) {
    case 'field':
      return columnText(target.field, context);
    case 'relation':
      switch (target.relation.kind) {
        case 'query':
          return `**${code(target.relation.query.node.name.kind === 'Identifier' ? target.relation.query.node.name.value : 'query')}** · CTE\n\n${columnList(target.relation.query.relation.fields.map(({ name, type }) => ({ name: name ?? '', type: type.display })))}`;
        case 'catalog':
          return relationText(target.relation.relation, target.relation.name, context);
        case 'builtIn':
          return `**${code(target.relation.name.key)}** · built into the engine`;
        case 'absent':
          return undefined;
        case 'unknown':
          return `**${code(target.relation.name?.key ?? 'unknown')}** · not loaded: its columns are unknown`;
      }
      break;
    case 'function': {
      const { resolved, call } = target;
      const name = call.name.parts
        .map(part => (part.kind === 'Identifier' ? part.value : ''))
        .join('.')
        .toLowerCase();
      const signature = resolved ? `${signatureText(resolved.signature)}\n-- here: ${resolved.resultType.display}` : name;
      return `\`\`\`sql\n${signature}\n\`\`\`\n${functionText(name)}`;
    }
  }
}

function functionText(name: string): string {
  const { description = '', only } = functionNamed(name) ?? {};
  const engines = { athena: 'Only in Athena: Trino does not have it.', trino: 'Only in Trino: Athena does not have it.' };
  return only ? `${description}\n\n${engines[only]}` : description;
}

/** `customer_email varchar` · from `bronze_app.customers.email` · partition key · comment · tags. */
function columnText(field: Field, context: Context): string {
  const lines = [`\`\`\`sql\n${field.name ?? 'unnamed column'} ${field.type.display}\n\`\`\``];
  const own = field.definition.kind === 'column' ? field.definition.id : undefined;
  if (own) lines.push(...catalogColumnLines(own, context));
  else if (field.sources.length > 0) {
    lines.push(
      `from ${field.sources
        .slice(0, 5)
        .map(source => code(source.key))
        .join(', ')}${field.sources.length > 5 ? ` and ${field.sources.length - 5} more` : ''}`,
    );
    const [only, ...others] = field.sources;
    if (only && others.length === 0) lines.push(...catalogColumnLines(only, context).slice(1));
  }
  return lines.join('\n\n');
}

function catalogColumnLines({ relation, column, key }: ColumnId, context: Context): string[] {
  const lines = [code(key)];
  const description = declared(context, relation.schema, relation.name, column);
  if (description !== undefined) lines.push(plain(description));
  const found = context.catalog.relation(relation.catalog, relation.schema, relation.name);
  if (found.kind !== 'found' || found.value.kind !== 'glue') return lines;
  const { entry } = found.value;
  const own = entry.table.StorageDescriptor?.Columns?.find(({ Name }) => Name.toLowerCase() === column);
  const key_ = entry.table.PartitionKeys?.find(({ Name }) => Name.toLowerCase() === column);
  if (key_) lines.push('partition key: a filter on it saves bytes');
  const comment = (own ?? key_)?.Comment;
  if (comment && comment !== description) lines.push(plain(comment));
  lines.push(tagLine(entry, column));
  return lines;
}

function relationText(
  relation: CatalogRelation,
  name: { readonly schema: string; readonly name: string; readonly catalog: string | undefined },
  context: Context,
): string {
  const { catalog, layerRules } = context;
  // The catalog knows more of a table than the project that builds it: format, size, tags.
  const inCatalog = catalog.relation(name.catalog, name.schema, name.name);
  const entry =
    relation.kind === 'glue'
      ? relation.entry
      : inCatalog.kind === 'found' && inCatalog.value.kind === 'glue'
        ? inCatalog.value.entry
        : undefined;
  const database = catalog.databases.get(name.schema);
  const layer = database ? layerRules.ofDatabase(database).layer : layerRules.ofName(name.schema).layer;
  const columns = relation.kind === 'glue' ? glueColumns(relation.entry.table) : relation.relation.columns;
  const head = [
    `**${code(`${name.schema}.${name.name}`)}**`,
    layer,
    entry ? tableFacts(entry.table).format : relation.kind === 'foreign' ? relation.relation.type : 'table',
  ];
  const lines = [head.join(' · ')];
  const description = declared(context, name.schema, name.name);
  if (description !== undefined) lines.push(plain(description));
  if (entry) {
    const facts = tableFacts(entry.table);
    const size = [
      facts.rows === undefined ? undefined : `${facts.rows.toLocaleString('en-US')} rows`,
      facts.bytes === undefined ? undefined : `${(facts.bytes / 1024 / 1024).toFixed(1)} MB`,
    ].filter(part => part !== undefined);
    if (size.length > 0) lines.push(`${size.join(', ')} when last crawled`);
    if (entry.table.Description && entry.table.Description !== description) lines.push(plain(entry.table.Description));
    const keys = entry.table.PartitionKeys ?? [];
    if (keys.length > 0)
      lines.push(
        `partitioned by ${keys.map(({ Name }) => code(Name)).join(', ')}${entry.partitions ? ` (${entry.partitions.length} partitions)` : ''}`,
      );
    lines.push(tagLine(entry));
  }
  lines.push(columnList(columns));
  return lines.join('\n\n');
}

const shownColumns = 12;

function columnList(columns: readonly { readonly name: string; readonly type?: string | undefined }[]): string {
  const rows = columns.slice(0, shownColumns).map(({ name, type }) => `${name} ${type ?? ''}`.trimEnd());
  const rest = columns.length - rows.length;
  return `\`\`\`sql\n${rows.join('\n')}${rest > 0 ? `\n-- and ${rest} more columns` : ''}\n\`\`\``;
}

function tagLine({ lfTags, table }: TableEntry, column?: string): string {
  if (lfTags === null) return 'LF-Tags: not permitted to see';
  const tags = effectiveTags(lfTags, column);
  const below = column === undefined ? lfTags.columns.map(({ Name }) => code(Name)) : [];
  if (tags.length === 0 && below.length === 0) return 'no LF-Tags';
  const origin = {
    database: `inherited from ${table.DatabaseName}`,
    table: column === undefined ? 'assigned' : `inherited from ${table.Name}`,
    column: 'assigned',
  };
  const text = tags
    .map(
      ({ key, value, origin: from, overrides }) =>
        `${code(`${key}=${value}`)} (${origin[from]}${overrides ? `, overrides ${overrides.value}` : ''})`,
    )
    .join(', ');
  return `LF-Tags: ${text}${below.length > 0 ? `${text === '' ? '' : '; '}own tags on ${below.join(', ')}` : ''}`;
}

function code(text: string): string {
  return `\`${text.replaceAll('`', "'").replaceAll('\n', ' ')}\``;
}

/** Comments of a catalog are foreign text: no markup of theirs takes effect. */
function plain(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!<>|~&]/g, '\\$&');
}
