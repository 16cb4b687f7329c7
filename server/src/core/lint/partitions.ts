/**
 * Partition keys that a query does not filter on, or filters on in a way that the catalog cannot use.
 * Invariant: only tables whose keys Glue knows are judged; an Iceberg table keeps its partitions to itself.
 * Source of the rules: Athena passes simple comparisons of a key to Glue's GetPartitions; every other expression is evaluated after all partitions are listed,
 * and a key of an `injected` projection must be compared with constants.
 */
import type { StatementAnalysis } from '../analysis/StatementAnalysis';
import type { RelationName } from '../analysis/scope/Field';
import type { TableEntry } from '../catalog/CatalogSnapshot';
import type { Column } from '../catalog/glue';
import { bare, conjuncts, outermostJoins } from '../sql/queries';
import * as tree from '../sql/tree';
import type { LintContext, LintFinding, LintFix, LintRule } from './Rule';

export const partitionFilterMissing: LintRule = {
  name: 'PARTITION_FILTER_MISSING',
  severity: 'warning',
  source: 'cost',
  check: context => {
    const found: LintFinding[] = [];
    for (const { spec, query } of context.specifications) {
      if (takesFirstRows(spec, query)) continue;
      for (const read of partitionedTables(spec, context.analysis)) found.push(...missingFilter(context, spec, read));
    }
    return found;
  },
};

export const partitionFilterDefeated: LintRule = {
  name: 'PARTITION_FILTER_DEFEATED',
  severity: 'info',
  source: 'cost',
  check: context =>
    context.specifications.flatMap(({ spec }) =>
      partitionedTables(spec, context.analysis).flatMap(read => defeatedFilters(context, spec, read)),
    ),
};

interface PartitionedTable {
  readonly table: tree.Table;
  readonly name: RelationName;
  readonly entry: TableEntry;
  readonly keys: readonly Column[];
}

function partitionedTables(spec: tree.QuerySpecification, analysis: StatementAnalysis): readonly PartitionedTable[] {
  return outermostJoins(spec.from).relations.flatMap((relation): PartitionedTable[] => {
    const table = bare(relation);
    const resolved = table.kind === 'Table' ? analysis.relationOf(table) : undefined;
    if (table.kind !== 'Table' || resolved?.kind !== 'catalog' || resolved.relation.kind !== 'glue') return [];
    const { entry } = resolved.relation;
    const keys = entry.table.PartitionKeys ?? [];
    return keys.length > 0 && (entry.partitions?.length ?? 2) > 1 ? [{ table, name: resolved.name, entry, keys }] : [];
  });
}

/** `select … from t limit 10` stops at the first rows it finds. */
function takesFirstRows({ select, where, groupBy }: tree.QuerySpecification, query: tree.Query | undefined): boolean {
  if (!query?.limit || query.orderBy || where || groupBy || select.quantifier === 'DISTINCT') return false;
  let calls = false;
  tree.walk(select, node => {
    calls ||= node.kind === 'FunctionCall';
    return undefined;
  });
  return !calls;
}

function missingFilter(context: LintContext, spec: tree.QuerySpecification, read: PartitionedTable): readonly LintFinding[] {
  const { table, name, entry, keys } = read;
  const keyNames = keys.map(({ Name }) => Name.toLowerCase());
  const isFiltered = context.analysis.uses.some(
    ({ kind, column }) => (kind === 'filter' || kind === 'join') && column.relation.key === name.key && keyNames.includes(column.column),
  );
  if (isFiltered || keyNames.some(context.filtersElsewhere) || !readsMoreThanKeys(spec, read, context.analysis)) return [];
  const injected = keys.find(key => projection(entry, key, 'type') === 'injected');
  const all = entry.partitions ? `all ${entry.partitions.length.toLocaleString('en-US')} partitions are read` : 'every partition is read';
  const message = injected
    ? `Athena refuses this query: the partitions of ${name.schema}.${name.name} are injected, so it needs a filter ${injected.Name} = …`
    : `${name.schema}.${name.name} is partitioned by ${keys.map(({ Name }) => Name).join(', ')}: without a filter ${all}`;
  const fix = addedFilter(context.text, spec, read);
  return [{ message, range: { start: table.start, end: table.end }, ...(fix ? { fix } : {}) }];
}

/** Partition values come from the catalog: a query of nothing else reads no data worth speaking of. */
function readsMoreThanKeys(spec: tree.QuerySpecification, { name, keys }: PartitionedTable, analysis: StatementAnalysis): boolean {
  let more = false;
  tree.walk(spec, node => {
    if (node.kind === 'AllColumns') more = true;
    const field = node.kind === 'Identifier' || node.kind === 'DereferenceExpression' ? analysis.fieldOf(node) : undefined;
    if (field?.definition.kind !== 'column') return undefined;
    const { id } = field.definition;
    if (id.relation.key === name.key && !keys.some(({ Name }) => Name.toLowerCase() === id.column)) more = true;
    return undefined;
  });
  return more;
}

/**
 * A filter on the first key with a value that exists, where one is known. Offered for the relation that FROM begins with:
 * behind an outer join a filter in WHERE would drop rows of the other side.
 */
function addedFilter(text: string, spec: tree.QuerySpecification, { table, entry, keys }: PartitionedTable): LintFix | undefined {
  const [key] = keys;
  const filter = key && exampleFilter(key, entry);
  const joins = outermostJoins(spec.from);
  const [first] = joins.relations;
  if (!filter || !spec.from || !first || bare(first) !== table || joins.types.some(type => type === 'RIGHT' || type === 'FULL'))
    return undefined;
  const name = first.kind === 'AliasedRelation' ? first.alias : table.name.parts.at(-1)!;
  const condition = `${joins.relations.length === 1 ? '' : `${text.slice(name.start, name.end)}.`}${filter}`;
  const { where } = spec;
  const edits = !where
    ? [{ start: spec.from.end, end: spec.from.end, newText: `\nwhere ${condition}` }]
    : where.kind === 'LogicalExpression' && where.operator === 'OR'
      ? [
          { start: where.start, end: where.start, newText: '(' },
          { start: where.end, end: where.end, newText: `) and ${condition}` },
        ]
      : [{ start: where.end, end: where.end, newText: ` and ${condition}` }];
  return { title: `Add the filter ${condition}`, edits };
}

function exampleFilter(key: Column, entry: TableEntry): string | undefined {
  const newest = entry.partitions?.reduce<string | undefined>((best, { Values: [value] }) => {
    return value !== undefined && (best === undefined || value > best) && value !== '__HIVE_DEFAULT_PARTITION__' ? value : best;
  }, undefined);
  const type = key.Type?.toLowerCase() ?? 'string';
  const quoted = (value: string): string => `'${value.replaceAll("'", "''")}'`;
  if (newest !== undefined) {
    if (type === 'date') return `${key.Name} >= date ${quoted(newest)}`;
    if (/^(varchar|char|string)/.test(type)) return `${key.Name} >= ${quoted(newest)}`;
    return /^(tinyint|smallint|int|integer|bigint)$/.test(type) && /^-?\d+$/.test(newest) ? `${key.Name} >= ${newest}` : undefined;
  }
  if (type === 'date') return `${key.Name} >= current_date - interval '7' day`;
  const [value] = projection(entry, key, 'type') === 'enum' ? (projection(entry, key, 'values')?.split(',') ?? []) : [];
  return value === undefined ? undefined : `${key.Name} = ${quoted(value.trim())}`;
}

/** A setting of partition projection, where the table uses it. */
function projection({ table: { Parameters } }: TableEntry, { Name }: Column, what: string): string | undefined {
  return Parameters?.['projection.enabled']?.toLowerCase() === 'true' ? Parameters[`projection.${Name.toLowerCase()}.${what}`] : undefined;
}

function defeatedFilters(context: LintContext, spec: tree.QuerySpecification, read: PartitionedTable): readonly LintFinding[] {
  const uses = filterTerms(spec).flatMap(term => keyUses(term, read, context.analysis));
  if (uses.some(({ around }) => around === undefined)) return [];
  const listed = read.entry.partitions
    ? `all ${read.entry.partitions.length.toLocaleString('en-US')} partitions are listed first`
    : 'every partition is listed first';
  return uses.flatMap(({ key, around, term }, at) => {
    if (!around || uses.findIndex(other => other.term === term) !== at) return [];
    const fix = barePredicate(context.text, key, around, term, read.entry);
    return [
      {
        message: `the catalog cannot choose partitions by ${shortened(context.text, around)}: ${listed}; compare ${key.Name} itself`,
        range: { start: around.start, end: around.end },
        ...(fix ? { fix } : {}),
      },
    ];
  });
}

function filterTerms(spec: tree.QuerySpecification): readonly tree.Expression[] {
  return [...conjuncts(spec.where), ...outermostJoins(spec.from).conditions.flatMap(conjuncts)];
}

interface KeyUse {
  readonly key: Column;
  /** The predicate that it stands in. */
  readonly term: tree.Expression;
  /** The outermost expression around it that is no predicate; undefined where the key itself is compared. */
  readonly around: tree.Expression | undefined;
}

function keyUses(term: tree.Expression, { name, keys }: PartitionedTable, analysis: StatementAnalysis): readonly KeyUse[] {
  const found: KeyUse[] = [];
  const open: { readonly node: tree.Node; readonly around: tree.Expression | undefined }[] = [{ node: term, around: undefined }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { node, around } = next;
    if (node.kind === 'Query') continue;
    const field = node.kind === 'Identifier' || node.kind === 'DereferenceExpression' ? analysis.fieldOf(node) : undefined;
    if (field?.definition.kind === 'column' && field.definition.id.relation.key === name.key) {
      const { column } = field.definition.id;
      const key = keys.find(({ Name }) => Name.toLowerCase() === column);
      if (key) found.push({ key, term, around });
      continue;
    }
    for (const child of tree.children(node)) open.push({ node: child, around: around ?? (isConversion(node) ? node : undefined) });
  }
  return found;
}

function isConversion(node: tree.Node): node is tree.Expression {
  switch (node.kind) {
    case 'FunctionCall':
    case 'Cast':
    case 'Extract':
    case 'ArithmeticBinary':
    case 'Concatenation':
    case 'Trim':
    case 'AtTimeZone':
    case 'SearchedCaseExpression':
    case 'SimpleCaseExpression':
      return true;
    default:
      return false;
  }
}

const isoDate = /^\d{4}-\d{2}-\d{2}$/;

/** `cast(day as date) = date '2024-01-01'` as `day = '2024-01-01'`, where every value of the key is written so that both mean the same. */
function barePredicate(text: string, key: Column, around: tree.Expression, term: tree.Expression, entry: TableEntry): LintFix | undefined {
  if (term.kind !== 'ComparisonExpression' || (term.left !== around && term.right !== around)) return undefined;
  const inner = argumentOf(around);
  const other = term.left === around ? term.right : term.left;
  if (!inner) return undefined;
  const written = text.slice(inner.start, inner.end);
  const done = (constant?: string): LintFix => ({
    title: `Compare ${key.Name} itself`,
    edits: [
      { start: around.start, end: around.end, newText: written },
      ...(constant === undefined ? [] : [{ start: other.start, end: other.end, newText: constant }]),
    ],
  });
  const type = key.Type?.toLowerCase() ?? 'string';
  const isDate = around.kind === 'Cast' ? castsTo(around, 'date') : functionName(around) === 'date';
  if (isDate && type === 'date') return done();
  const values = entry.partitions?.map(({ Values }) => Values[(entry.table.PartitionKeys ?? []).indexOf(key)] ?? '') ?? [];
  if (values.length === 0 || !/^(varchar|char|string)/.test(type)) return undefined;
  if (isDate && other.kind === 'GenericLiteral' && other.value.kind === 'StringLiteral' && isoDate.test(other.value.value))
    return tree.canonical(other.type) === 'date' && values.every(value => isoDate.test(value)) ? done(`'${other.value.value}'`) : undefined;
  // Numbers compare otherwise than their texts, except for being equal.
  const isNumber = around.kind === 'Cast' && ['integer', 'int', 'bigint', 'smallint'].some(name => castsTo(around, name));
  return isNumber && other.kind === 'LongLiteral' && (term.operator === '=' || term.operator === '<>')
    ? values.every(value => /^(0|[1-9]\d*)$/.test(value))
      ? done(`'${other.value}'`)
      : undefined
    : undefined;
}

function argumentOf(node: tree.Expression): tree.Expression | undefined {
  if (node.kind === 'Cast') return node.expression;
  return node.kind === 'FunctionCall' && node.arguments.length === 1 ? node.arguments[0] : undefined;
}

function functionName(node: tree.Expression): string | undefined {
  return node.kind === 'FunctionCall' ? tree.canonicalParts(node.name).join('.') : undefined;
}

function castsTo(node: tree.Cast, name: string): boolean {
  return node.type.kind === 'GenericDataType' && tree.canonical(node.type.name) === name && node.type.arguments.length === 0;
}

function shortened(text: string, { start, end }: tree.Node): string {
  const written = text.slice(start, end).replace(/\s+/g, ' ');
  return written.length > 60 ? `${written.slice(0, 57)}…` : written;
}
