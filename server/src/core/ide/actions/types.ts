/** Two values that cannot be compared: a literal of the other side's type, or a cast. */
import type { SemanticError } from '../../analysis/semanticError';
import type { TrinoType } from '../../analysis/types/TrinoType';
import * as tree from '../../sql/tree';
import type { TextRange } from '../../text/TextRange';
import { action, textOf } from './CodeAction';
import type { CodeAction, Place, StatementEdit } from './CodeAction';

export function typeFixes(at: Place, error: SemanticError, range: TextRange): readonly CodeAction[] {
  if (error.code !== 'TYPE_MISMATCH') return [];
  const fixes = { code: error.code, range };
  const compared = tree
    .pathAt(at.statement.node, error.start)
    .findLast(
      node => 'operatorAt' in node && (node.operatorAt === error.start || operands(node).some(({ start }) => start === error.start)),
    );
  if (!compared) return [];
  const [value, ...all] = operands(compared);
  const others = all.filter(other => !value || at.analysis.typeOf(other).base !== at.analysis.typeOf(value).base);
  if (!value || others.length === 0) return [];
  const known = at.analysis.typeOf(value);
  const literals = others.map(other => literalOf(at, other, known));
  // `date '2024-01-01' = day` has the column on the other side.
  const [other] = others;
  const turned = other && others.length === 1 ? literalOf(at, value, at.analysis.typeOf(other)) : undefined;
  const rewritten = literals.every(edit => edit !== undefined) ? literals : turned ? [turned] : undefined;
  if (rewritten) {
    const title = `Change to ${rewritten.map(({ newText }) => newText).join(', ')}`;
    return action(at, rewritten, { title, kind: 'quickfix', fixes, preferred: true });
  }
  if (!other || others.length > 1) return [];
  return [...castTo(at, other, known, fixes), ...castTo(at, value, at.analysis.typeOf(other), fixes)];
}

/** What a predicate compares: a value, and what it is compared with. */
function operands(node: tree.Node): readonly tree.Expression[] {
  switch (node.kind) {
    case 'ComparisonExpression':
    case 'IsDistinctFromPredicate':
      return [node.left, node.right];
    case 'BetweenPredicate':
      return [node.value, node.min, node.max];
    case 'InPredicate':
      return node.list.kind === 'InListExpression' ? [node.value, ...node.list.values] : [];
    default:
      return [];
  }
}

/** A constant as a literal of another type that says the same; undefined where there is none, or where it needs none. */
function literalOf(at: Place, node: tree.Expression, type: TrinoType): StatementEdit | undefined {
  const newText = literalText(at, node, type);
  return newText === undefined ? undefined : { start: node.start, end: node.end, newText };
}

const dateText = /^\d{4}-\d{2}-\d{2}$/;
const timestampText = /^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?$/;

function literalText(at: Place, node: tree.Expression, type: TrinoType): string | undefined {
  if (node.kind === 'StringLiteral') {
    const { value } = node;
    if (type.display === 'date' && dateText.test(value)) return `date '${value}'`;
    if (type.kind === 'timestamp' && !type.withTimeZone && (dateText.test(value) || timestampText.test(value)))
      return `timestamp '${value.replace('T', ' ')}${dateText.test(value) ? ' 00:00:00' : ''}'`;
    const isNumber = ['bigint', 'integer', 'smallint', 'tinyint', 'double', 'real'].includes(type.display) || type.kind === 'decimal';
    if (isNumber && /^-?\d+$/.test(value)) return value;
    return type.display === 'boolean' && /^(?:true|false)$/i.test(value) ? value.toLowerCase() : undefined;
  }
  const isText = type.kind === 'varchar' || type.kind === 'char';
  if (isText && (node.kind === 'LongLiteral' || node.kind === 'DecimalLiteral')) return `'${textOf(at, node)}'`;
  return undefined;
}

function castTo(at: Place, node: tree.Expression, type: TrinoType, fixes: CodeAction['fixes']): readonly CodeAction[] {
  if (!type.resolved || type.kind === 'function' || node.kind === 'Missing' || node.kind === 'NullLiteral') return [];
  // A length is of the one value at hand, not what the other side is meant to have.
  const name = type.kind === 'varchar' ? 'varchar' : type.display;
  const written = textOf(at, node);
  const short = written.length > 40 ? 'it' : written;
  return action(at, [{ start: node.start, end: node.end, newText: `cast(${written} as ${name})` }], {
    title: `Cast ${short} to ${name}`,
    kind: 'quickfix',
    fixes,
    preferred: false,
  });
}
