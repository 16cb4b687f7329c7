/**
 * Whole conditions for ON, from what the two sides have in common. Invariant: only columns whose types compare are paired;
 * names alone decide on the order.
 */
import type { StatementAnalysis } from '../../analysis/StatementAnalysis';
import { visibleFields } from '../../analysis/scope/Field';
import type { Field } from '../../analysis/scope/Field';
import { commonSuperType } from '../../analysis/types/coercion';
import { bare } from '../../sql/queries';
import { quoteIdentifier } from '../../sql/quoteIdentifier';
import type { SyntaxContext } from '../../sql/syntaxContext';
import type * as tree from '../../sql/tree';
import type { CompletionItem } from './item';

const shown = 5;

export function joinConditions(analysis: StatementAnalysis, context: SyntaxContext, before: string): readonly CompletionItem[] {
  const join = context.path.findLast(node => node.kind === 'Join');
  if (join?.kind !== 'Join' || !/\bon\s+\(?\w*$/i.test(before)) return [];
  const left = keyFields(analysis, join.left);
  const right = keyFields(analysis, join.right);
  const rightNames = relationNames(join.right);
  const pairs: { readonly label: string; readonly score: number }[] = [];
  for (const one of left) {
    for (const other of right) {
      const score = relatedness(one, other, rightNames);
      if (score === 0 || !commonSuperType(one.type, other.type)) continue;
      pairs.push({ label: `${qualified(one)} = ${qualified(other)}`, score });
    }
  }
  pairs.sort((a, b) => b.score - a.score);
  return pairs.slice(0, shown).map(({ label }, at) => ({ label, kind: 'snippet', detail: 'join', insert: label, likelihood: 140 - at }));
}

/** Of a relation: the columns that name or point to something. */
function keyFields(analysis: StatementAnalysis, relation: tree.Relation): readonly Field[] {
  return visibleFields(analysis.scopeOf(relation)?.relation ?? { fields: [], open: true }).filter(
    ({ name, qualifier }) => name !== undefined && qualifier !== undefined && isKey(name),
  );
}

function isKey(name: string): boolean {
  return /(^|_)(id|key|code|sk|pk|fk|uuid|guid|no|number|email|date|day)$/i.test(name);
}

/** What the right side goes by: its table and its alias, as singular words. */
function relationNames(relation: tree.Relation): readonly string[] {
  const inner = bare(relation);
  const names = [
    ...(relation.kind === 'AliasedRelation' && relation.alias.kind === 'Identifier' ? [relation.alias.value] : []),
    ...(inner.kind === 'Table' ? inner.name.parts.slice(-1).map(part => (part.kind === 'Identifier' ? part.value : '')) : []),
  ];
  return names.map(name => singular(name.toLowerCase().replace(/^(dim|fct|fact|stg|int|raw|base)_+/, '')));
}

function singular(name: string): string {
  return name
    .replace(/ies$/, 'y')
    .replace(/(ss|x|ch|sh)es$/, '$1')
    .replace(/([^s])s$/, '$1');
}

/** 0: not related. Highest for a column that is named after the other side and its key. */
function relatedness(one: Field, other: Field, otherNames: readonly string[]): number {
  const a = one.name?.toLowerCase() ?? '';
  const b = other.name?.toLowerCase() ?? '';
  const ownTable = singular(tableOf(one) ?? '');
  if (a === b) return a === 'id' ? 0 : /(_id|_key|_sk|_uuid)$/.test(a) ? 100 : /(date|day)$/.test(a) ? 40 : 60;
  if (pointsTo(a, b, otherNames) || pointsTo(b, a, [ownTable])) return 90;
  return 0;
}

/** `customer_id` and the `id` of a table of customers. */
function pointsTo(from: string, to: string, tables: readonly string[]): boolean {
  const [, stem = '', key] = /^(.+)_(id|key|code|sk)$/.exec(from) ?? [];
  return key !== undefined && to === key && tables.some(table => stem === table || stem.endsWith(`_${table}`));
}

function tableOf({ definition, qualifier }: Field): string | undefined {
  const name = definition.kind === 'column' ? definition.id.relation.name : qualifier?.at(-1);
  return name?.toLowerCase().replace(/^(dim|fct|fact|stg|int|raw|base)_+/, '');
}

function qualified({ qualifier, name }: Field): string {
  return `${quoteIdentifier(qualifier?.at(-1) ?? '')}.${quoteIdentifier(name ?? '')}`;
}
