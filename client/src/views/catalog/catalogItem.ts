/**
 * A catalog node as a line of the tree: label, description, icon, tooltip, what a screen reader says.
 * Invariant: a mark in the description has its words in the tooltip, and names from the catalog are never read as Markdown.
 */
import * as vscode from 'vscode';
import type {
  CatalogNode,
  ColumnNode,
  DatabaseNode,
  LayerNode,
  LoadState,
  TableNode,
  TagMark,
} from '../../../../server/src/protocol/catalog';
import { bytes, count } from '../../amounts';

/** `expanded`: while a filter is on, what was found stands open. */
export function catalogTreeItem(
  node: CatalogNode,
  extensionUri: vscode.Uri,
  { expanded }: { readonly expanded: boolean },
): vscode.TreeItem {
  const open = expanded && node.kind !== 'table';
  const state = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(
    node.label,
    !node.expandable ? state.None : open || node.kind === 'environment' ? state.Expanded : state.Collapsed,
  );
  item.id = expanded ? `filtered:${node.id}` : node.id;
  item.contextValue = contextValue(node);
  const icon = (name: string): { light: vscode.Uri; dark: vscode.Uri } => ({
    light: vscode.Uri.joinPath(extensionUri, 'media/icons/light', `${name}.svg`),
    dark: vscode.Uri.joinPath(extensionUri, 'media/icons/dark', `${name}.svg`),
  });
  switch (node.kind) {
    case 'environment':
      item.description = [node.production ? 'PROD' : undefined, node.detail].filter(Boolean).join(' · ');
      item.iconPath = new vscode.ThemeIcon(
        'server-environment',
        node.production ? new vscode.ThemeColor('list.warningForeground') : undefined,
      );
      break;
    case 'layer':
      item.description = plural(node.databases, 'database');
      item.iconPath = icon(`layer-${node.layer}`);
      item.tooltip = layerTooltip(node);
      break;
    case 'database':
      item.description = databaseDescription(node);
      item.iconPath =
        node.state.kind === 'denied'
          ? new vscode.ThemeIcon('lock')
          : node.state.kind === 'failed'
            ? new vscode.ThemeIcon('warning')
            : icon('database');
      item.tooltip = databaseTooltip(node);
      break;
    case 'table':
      item.description = tableDescription(node);
      item.iconPath = node.warning ? new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground')) : icon(node.table);
      item.tooltip = tableTooltip(node);
      break;
    case 'column':
      item.description = columnDescription(node);
      item.iconPath = icon(node.partitionKey ? 'partition' : 'column');
      item.tooltip = columnTooltip(node);
      break;
    case 'note':
      item.iconPath = new vscode.ThemeIcon(node.severity);
      item.tooltip = node.tooltip;
      break;
  }
  const words = spoken(node, item.description);
  if (words) item.accessibilityInformation = { label: words };
  return item;
}

/** Words separated by spaces, for `viewItem =~ /\bmodel\b/` in menus. */
function contextValue(node: CatalogNode): string {
  switch (node.kind) {
    case 'table':
      return ['table', node.table === 'view' ? 'isView' : undefined, node.model ? 'hasModel' : undefined].filter(Boolean).join(' ');
    case 'environment':
    case 'layer':
    case 'database':
    case 'column':
    case 'note':
      return node.kind;
  }
}

function databaseDescription({ state, tables, tags }: DatabaseNode): string {
  const own = tags === null ? 'tags not permitted' : tagMarks(tags);
  return [stateDescription(state) ?? plural(tables, 'table'), own].filter(Boolean).join('  ');
}

function stateDescription(state: LoadState): string | undefined {
  switch (state.kind) {
    case 'loaded':
      return undefined;
    case 'notLoaded':
      return 'not loaded';
    case 'loading':
      return 'loading…';
    case 'denied':
      return `not permitted: ${state.remedy}`;
    case 'failed':
      return `failed: ${state.message}`;
  }
}

function tableDescription({ format, rows, tags, warning, table }: TableNode): string {
  const facts = [
    table === 'view' ? 'view' : format,
    rows === undefined ? undefined : `${count(rows)} rows`,
    tags === null ? undefined : tagMarks(tags),
    warning,
  ];
  return facts.filter(Boolean).join(' · ');
}

function columnDescription({ type, partitionKey, tags }: ColumnNode): string {
  return [type, partitionKey ? 'partition key' : undefined, tags === null ? undefined : tagMarks(tags)].filter(Boolean).join(' · ');
}

/**
 * What is assigned here as `key=value`, what a column takes from its table as `key=value ↓`, what comes from a column below as `key ▲`.
 * What the database gives is in the tooltip: its own row shows it, and repeating it on every line would hide the rest.
 */
function tagMarks(tags: readonly TagMark[]): string {
  const own = new Set(tags.filter(tag => tag.origin === 'assigned').map(tag => tag.key));
  const below = new Set(tags.filter(({ key, origin }) => origin === 'below' && !own.has(key)).map(tag => tag.key));
  const marks = tags.flatMap(({ key, value, origin }) =>
    origin === 'assigned' ? [`${key}=${value}`] : origin === 'table' ? [`${key}=${value} ↓`] : [],
  );
  return [...marks, ...[...below].map(key => `${key} ▲`)].join(' ');
}

function layerTooltip({ layer, databases, environment }: LayerNode): string {
  const where = environment ? ` in ${environment}` : '';
  return layer === 'unlayered'
    ? `${plural(databases, 'database')}${where} without a layer: neither the tag data_lake_layer nor a name pattern ("medallion.layers.patterns") says which.`
    : `${plural(databases, 'database')} of the ${layer} layer${where}`;
}

function databaseTooltip(node: DatabaseNode): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  heading(text, 'Database', node.name);
  line(text, node.comment);
  line(text, node.layer === 'unlayered' ? 'No layer found' : `Layer ${node.layer}${node.layerBasis ? `, from ${node.layerBasis}` : ''}`);
  if (node.state.kind === 'denied') line(text, `${node.state.action} denied: ${node.state.remedy}`);
  if (node.state.kind === 'failed') line(text, node.state.message);
  tagLines(text, node.tags);
  return text;
}

function tableTooltip(node: TableNode): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  heading(text, node.table === 'view' ? 'View' : `${node.format} table`, node.name);
  line(text, node.warning);
  line(text, node.comment);
  line(
    text,
    [node.rows === undefined ? undefined : `${count(node.rows)} rows`, node.bytes === undefined ? undefined : bytes(node.bytes)]
      .filter(Boolean)
      .join(', '),
  );
  line(text, node.partitionKeys.length > 0 ? `Partitioned by ${node.partitionKeys.join(', ')}` : undefined);
  line(text, node.location);
  line(text, node.model ? 'Built by a dbt model of this workspace' : undefined);
  tagLines(text, node.tags);
  return text;
}

function columnTooltip(node: ColumnNode): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  heading(text, node.partitionKey ? 'Partition key' : 'Column', `${node.name}: ${node.type}`);
  line(text, node.comment);
  tagLines(text, node.tags);
  return text;
}

function tagLines(text: vscode.MarkdownString, tags: readonly TagMark[] | null): void {
  if (tags === null) line(text, 'LF-Tags: not permitted to see (lakeformation:GetResourceLFTags)');
  for (const tag of tags ?? []) line(text, `LF-Tag ${tag.key}=${tag.value}: ${originWords(tag)}`);
}

function originWords({ origin, from, overrides }: TagMark): string {
  const words = {
    assigned: 'assigned here',
    database: `inherited from the database ${from}`,
    table: `inherited from the table ${from}`,
    below: `on the column ${from}`,
  }[origin];
  return overrides ? `${words}, overrides ${overrides.value} of ${overrides.from}` : words;
}

function heading(text: vscode.MarkdownString, kind: string, name: string): void {
  text.appendMarkdown('**').appendText(kind).appendMarkdown('** ').appendText(name).appendMarkdown('\n\n');
}

function line(text: vscode.MarkdownString, words: string | undefined): void {
  if (words) text.appendText(words).appendMarkdown('\n\n');
}

function spoken(node: CatalogNode, description: string | boolean | undefined): string | undefined {
  const facts = typeof description === 'string' ? description.replaceAll(' ▲', ' on a column').replaceAll(' ↓', ' inherited') : '';
  switch (node.kind) {
    case 'environment':
      return `Environment ${node.label}${node.production ? ', production' : ''}`;
    case 'layer':
      return `Layer ${node.label}, ${facts}`;
    case 'database':
      return `Database ${node.label}, ${facts}`;
    case 'table':
      return `${node.table === 'view' ? 'View' : 'Table'} ${node.label}, ${facts}`;
    case 'column':
      return `Column ${node.label}, ${facts}`;
    case 'note':
      return undefined;
  }
}

function plural(number: number, noun: string): string {
  return `${count(number)} ${noun}${number === 1 ? '' : 's'}`;
}
