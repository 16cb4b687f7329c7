/** The children of each kind of node, in the order they are read: what every search through a tree needs. */
import { unreachable } from './unreachable';
import type { CallArguments, Expression, Parameters, Statement, Target } from './tree';

export type Part =
  | { readonly role: 'read'; readonly node: Expression }
  | { readonly role: 'assign'; readonly node: Target }
  | { readonly role: 'body'; readonly node: Statement };

const read = (node: Expression): Part => ({ role: 'read', node });
const assign = (node: Target): Part => ({ role: 'assign', node });
const body = (nodes: readonly Statement[]): Part[] => nodes.map(node => ({ role: 'body', node }));
const given = (...nodes: (Expression | undefined)[]): Part[] => nodes.flatMap(node => (node ? [read(node)] : []));

export function partsOfStatement(node: Statement): readonly Part[] {
  switch (node.kind) {
    case 'text':
    case 'break':
    case 'continue':
    case 'loader':
      return [];
    case 'output':
      return node.expressions.map(read);
    case 'for':
      return [...given(node.iterable), assign(node.target), ...given(node.condition), ...body(node.body), ...body(node.otherwise)];
    case 'if':
      return [...node.branches.flatMap(branch => [read(branch.test), ...body(branch.body)]), ...body(node.otherwise)];
    case 'macro':
      return [...parameters(node.parameters), ...body(node.body)];
    case 'callBlock':
      return [read(node.call), ...parameters(node.parameters), ...body(node.body)];
    case 'filterBlock':
      return [...body(node.body), read(node.filter)];
    case 'with':
      return [...node.assignments.flatMap(({ target, value }) => [read(value), assign(target)]), ...body(node.body)];
    case 'set':
      return [read(node.value), assign(node.target)];
    case 'setBlock':
      return [...body(node.body), ...given(node.filter), assign(node.target)];
    case 'do':
      return [read(node.expression)];
    case 'block':
      return body(node.body);
    case 'autoescape':
      return [read(node.value), ...body(node.body)];
    default:
      return unreachable(node);
  }
}

function parameters({ names, defaults }: Parameters): Part[] {
  return [...names.map(assign), ...defaults.map(read)];
}

export function partsOfExpression(node: Expression): readonly Expression[] {
  switch (node.kind) {
    case 'const':
    case 'name':
      return [];
    case 'list':
    case 'tuple':
    case 'concat':
      return node.items;
    case 'dict':
      return node.entries.flatMap(({ key, value }) => [key, value]);
    case 'attribute':
      return [node.target];
    case 'item':
      return [node.target, node.index];
    case 'slice':
      return [node.start, node.stop, node.step].flatMap(part => part ?? []);
    case 'call':
      return [node.callee, ...argumentsOf(node.arguments)];
    case 'filter':
      return [...(node.target ? [node.target] : []), ...argumentsOf(node.arguments)];
    case 'test':
      return [node.target, ...argumentsOf(node.arguments)];
    case 'unary':
      return [node.operand];
    case 'binary':
    case 'logic':
      return [node.left, node.right];
    case 'compare':
      return [node.first, ...node.rest.map(({ operand }) => operand)];
    case 'conditional':
      return [node.test, node.then, ...(node.otherwise ? [node.otherwise] : [])];
    default:
      return unreachable(node);
  }
}

function argumentsOf({ positional, keyword, rest, keywords }: CallArguments): Expression[] {
  return [...positional, ...keyword.map(({ value }) => value), ...(rest ? [rest] : []), ...(keywords ? [keywords] : [])];
}

/** Every expression below the statements, outer before inner. */
export function* expressionsIn(statements: readonly Statement[]): Iterable<Expression> {
  for (const statement of statements) {
    for (const part of partsOfStatement(statement)) {
      if (part.role === 'read') yield* expressionsBelow(part.node);
      else if (part.role === 'body') yield* expressionsIn([part.node]);
    }
  }
}

export function* expressionsBelow(node: Expression): Iterable<Expression> {
  yield node;
  for (const part of partsOfExpression(node)) yield* expressionsBelow(part);
}
