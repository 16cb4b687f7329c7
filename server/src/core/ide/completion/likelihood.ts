/**
 * Which columns are likely at a place, from what the statement says elsewhere: names that it uses again, the other side of a comparison,
 * what the SELECT list has already. Invariant: only the order depends on it, never what is offered.
 */
import type { Field } from '../../analysis/scope/Field';
import type { SyntaxContext } from '../../sql/syntaxContext';

export interface Likelihood {
  ofColumn(field: Field, base: number): number;
}

/** @param text of the SQL that the context was read from */
export function likelihoodAt(text: string, context: SyntaxContext): Likelihood {
  const statementEnd = context.statement ? Math.max(context.statement.end, context.word.end) : text.length;
  const before = text.slice(context.start, context.word.start);
  const after = text.slice(context.word.end, statementEnd);
  const clauseStart = startOfClause(before);
  const here = counts(before.slice(clauseStart));
  const elsewhere = counts(`${before.slice(0, clauseStart)} ${after}`);
  const compared = /(?:(\w+)\.)?"?(\w+)"?\s*(?:=|<>|!=)\s*(?:\w+\.)?$/.exec(before);
  const isList =
    context.clause === 'select' || context.clause === 'group by' || context.clause === 'order by' || context.clause === 'insert';
  return {
    ofColumn: ({ name = '', definition, qualifier }, base) => {
      const key = name.toLowerCase();
      let score = base;
      // What the query mentions elsewhere is part of its subject.
      score += Math.min(8, 3 * (elsewhere.get(key) ?? 0));
      if (isList && here.has(key)) score -= 12;
      else if (!isList && here.has(key)) score += 1;
      if (compared) score += likeness(compared[1], compared[2]?.toLowerCase() ?? '', key, qualifier?.at(-1));
      if (context.clause === 'where' && definition.kind === 'column' && isPartitionKey(definition.relation, key)) score += 4;
      if (context.clause === 'on' || context.clause === 'using') score += /(^|_)(id|key|code|sk)$/.test(key) ? 3 : 0;
      // Loaders' own columns are rarely asked for.
      if (key.startsWith('_')) score -= 6;
      return score;
    },
  };
}

/** How much a column looks like the other side of a comparison: the same name, or `customer_id` and `id`. */
function likeness(otherQualifier: string | undefined, other: string, key: string, qualifier: string | undefined): number {
  if (otherQualifier !== undefined && otherQualifier.toLowerCase() === qualifier) return key === other ? -10 : 0;
  if (key === other) return 20;
  if (other === 'id' && key.endsWith('_id')) return 12;
  return key === 'id' && other.endsWith('_id') ? 12 : 0;
}

function isPartitionKey(relation: Extract<Field['definition'], { kind: 'column' }>['relation'], key: string): boolean {
  return relation.kind === 'glue' && (relation.entry.table.PartitionKeys ?? []).some(({ Name }) => Name.toLowerCase() === key);
}

/** Where the clause that the text ends in begins: its own names are told apart from those of the rest. */
function startOfClause(text: string): number {
  let start = 0;
  for (const match of text.matchAll(/\b(select|from|where|group\s+by|having|order\s+by|on|using|set|values)\b/gi)) start = match.index;
  return start;
}

function counts(text: string): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const [word] of text.matchAll(/[A-Za-z_]\w*/g)) {
    const key = word.toLowerCase();
    found.set(key, (found.get(key) ?? 0) + 1);
  }
  return found;
}
