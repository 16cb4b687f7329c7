/** A star written out as the columns that it stands for. */
import { fieldsOfPrefix, matchingFields, visibleFields } from '../../analysis/scope/Field';
import type { RelationType } from '../../analysis/scope/Field';
import { quoteIdentifier } from '../../sql/quoteIdentifier';
import * as tree from '../../sql/tree';
import { action, isAt } from './CodeAction';
import type { CodeAction, Place } from './CodeAction';
import { qualifierText } from './names';

export function expandedStars(at: Place): readonly CodeAction[] {
  const found: CodeAction[] = [];
  tree.walk(at.statement.node, node => {
    if (node.kind !== 'QuerySpecification') return undefined;
    // Ranges of parts that generated text surrounds need not hold each other: only stars are asked for their place.
    for (const item of node.select.items) if (item.kind === 'AllColumns' && isAt(at, item)) found.push(...expanded(at, node, item));
    return undefined;
  });
  return found;
}

function expanded(at: Place, node: tree.QuerySpecification, star: tree.AllColumns): readonly CodeAction[] {
  const source = node.from && at.analysis.scopeOf(node.from)?.relation;
  const names = source && !star.aliases ? columnTexts(node, source, star) : undefined;
  if (!names || names.length === 0) return [];
  const text = at.sql.source.text.slice(0, at.statement.start + star.start);
  const line = text.slice(text.lastIndexOf('\n') + 1);
  const oneLine = names.join(', ');
  // Long lists stand one below the other, where the star stood.
  const newText = line.length + oneLine.length <= 100 ? oneLine : names.join(`,\n${line.replace(/\S/g, ' ')}`);
  return action(at, [{ start: star.start, end: star.end, newText }], {
    title: `Write out the ${names.length} columns`,
    kind: 'rewrite',
    fixes: undefined,
    preferred: false,
  });
}

/** The columns of a star as names that mean just them; undefined where one of them cannot be named, or more may exist. */
function columnTexts(node: tree.QuerySpecification, source: RelationType, star: tree.AllColumns): readonly string[] | undefined {
  if (source.open) return undefined;
  const prefix = star.target && prefixOf(star.target);
  if (star.target && !prefix) return undefined;
  const fields = prefix
    ? fieldsOfPrefix(
        source,
        prefix.map(part => part.value.toLowerCase()),
      ).filter(field => !field.hidden)
    : visibleFields(source);
  const [relation, ...others] = node.from?.relations ?? [];
  const isSingle = relation?.kind !== 'Join' && others.length === 0;
  const texts = fields.map(field => {
    if (field.name === undefined) return undefined;
    const name = quoteIdentifier(field.name);
    const written = prefix?.map(part => part.text).join('.');
    const qualifier = written ?? (isSingle ? undefined : qualifierText(field));
    const parts = qualifier === undefined ? [] : (prefix?.map(part => part.value.toLowerCase()) ?? [field.qualifier?.at(-1) ?? '']);
    const meant = matchingFields(source, [...parts, field.name.toLowerCase()]);
    return meant.length === 1 && meant[0] === field ? (qualifier === undefined ? name : `${qualifier}.${name}`) : undefined;
  });
  return texts.every(text => text !== undefined) ? texts : undefined;
}

function prefixOf(node: tree.Expression): readonly tree.Identifier[] | undefined {
  if (node.kind === 'Identifier') return [node];
  if (node.kind !== 'DereferenceExpression' || node.field.kind === 'Missing') return undefined;
  const base = prefixOf(node.base);
  return base && [...base, node.field];
}
