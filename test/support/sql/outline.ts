/** A tree as one line, for expectations: `Kind(children)`, names and literals as written. Invariant: undefined and false parts are left out. */
import { children, type Node } from '../../../server/src/core/sql/tree';

export function outline(node: Node): string {
  const below = children(node).map(outline);
  return below.length === 0 ? head(node) : `${head(node)}(${below.join(' ')})`;
}

function head(node: Node): string {
  switch (node.kind) {
    case 'Identifier':
      return node.text;
    case 'Missing':
      return '∅';
    case 'QualifiedName':
      return 'name';
    case 'LongLiteral':
    case 'DecimalLiteral':
    case 'DoubleLiteral':
      return node.text;
    case 'StringLiteral':
      return `'${node.value}'`;
    case 'ArithmeticBinary':
    case 'ArithmeticUnary':
    case 'ComparisonExpression':
    case 'LogicalExpression':
      return node.operator;
    case 'Concatenation':
      return '||';
    case 'SetOperation':
      return [node.operator, node.quantifier].filter(Boolean).join(' ');
    case 'Join':
      return `${node.type} Join`;
    case 'InPredicate':
    case 'LikePredicate':
    case 'BetweenPredicate':
    case 'IsNullPredicate':
    case 'IsDistinctFromPredicate':
      return node.not ? `not ${node.kind}` : node.kind;
    default:
      return node.kind;
  }
}
