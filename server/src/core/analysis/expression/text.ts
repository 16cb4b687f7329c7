/** Expressions as short text for messages. Invariant: never longer than a line; what is not simple is shortened to `…`. */
import { children } from '../../sql/tree';
import type * as tree from '../../sql/tree';

const longest = 60;

export function expressionText(node: tree.Expression): string {
  const text = render(node);
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}

function render(node: tree.Node): string {
  switch (node.kind) {
    case 'Identifier':
      return node.text;
    case 'Missing':
      return '';
    case 'QualifiedName':
      return node.parts.map(render).join('.');
    case 'DereferenceExpression':
      return `${render(node.base)}.${render(node.field)}`;
    case 'SubscriptExpression':
      return `${render(node.base)}[${render(node.index)}]`;
    case 'LongLiteral':
    case 'DecimalLiteral':
    case 'DoubleLiteral':
      return node.text;
    case 'StringLiteral':
      return `'${node.value.replaceAll("'", "''")}'`;
    case 'NullLiteral':
      return 'null';
    case 'BooleanLiteral':
      return String(node.value);
    case 'ArithmeticBinary':
    case 'ComparisonExpression':
      return `(${render(node.left)} ${node.operator} ${render(node.right)})`;
    case 'Concatenation':
      return `(${render(node.left)} || ${render(node.right)})`;
    case 'ArithmeticUnary':
      return `${node.operator}${render(node.value)}`;
    case 'LogicalExpression':
      return `(${node.terms.map(render).join(` ${node.operator} `)})`;
    case 'NotExpression':
      return `not ${render(node.value)}`;
    case 'FunctionCall': {
      const inside = node.star ? '*' : node.arguments.map(render).join(', ');
      const over = node.window ? ' over (…)' : '';
      return `${render(node.name)}(${node.distinct ? 'distinct ' : ''}${inside})${over}`;
    }
    case 'Cast':
      return `${node.safe ? 'try_cast' : 'cast'}(${render(node.expression)} as …)`;
    default:
      return children(node).length === 0 ? '…' : `${node.kind.replace(/(Expression|Predicate)$/, '').toLowerCase()}(…)`;
  }
}
