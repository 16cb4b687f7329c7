/** Mistakes that Jinja's compiler finds before a template runs: filters and tests that do not exist, jumps outside of loops. */
import type { TextRange } from '../../text/TextRange';
import { partsOfExpression, partsOfStatement } from './walk';
import type { Expression, Statement } from './tree';

export interface KnownNames {
  readonly filters: ReadonlyMap<string, unknown>;
  readonly tests: ReadonlyMap<string, unknown>;
}

export interface CompileError {
  readonly message: string;
  readonly range: TextRange;
}

/** Unknown filters inside an `if` are errors only when they run, since the condition may guard them. */
export function compileErrors(body: readonly Statement[], known: KnownNames): readonly CompileError[] {
  const errors: CompileError[] = [];
  for (const statement of body) visitStatement(statement, { guarded: false, inLoop: false }, known, errors);
  return errors;
}

interface Place {
  readonly guarded: boolean;
  readonly inLoop: boolean;
}

/** Bodies of these start anew: a guard around them does not reach inside. */
const ownFrame = new Set<Statement['kind']>(['for', 'macro', 'callBlock', 'filterBlock', 'with', 'setBlock', 'block', 'autoescape']);

function visitStatement(node: Statement, place: Place, known: KnownNames, errors: CompileError[]): void {
  if ((node.kind === 'break' || node.kind === 'continue') && !place.inLoop)
    errors.push({ message: node.kind === 'break' ? "'break' outside loop" : "'continue' not properly in loop", range: node.range });
  if (node.kind === 'for' && node.target.kind === 'name' && node.target.name === 'loop')
    errors.push({ message: "Can't assign to special loop variable in for-loop target", range: node.target.range });
  if (node.kind === 'for') {
    visitExpression(node.iterable, place.guarded, known, errors);
    if (node.condition) visitExpression(node.condition, false, known, errors);
    for (const statement of node.body) visitStatement(statement, { guarded: false, inLoop: true }, known, errors);
    for (const statement of node.otherwise) visitStatement(statement, { guarded: false, inLoop: place.inLoop }, known, errors);
    return;
  }
  if (node.kind === 'macro' || node.kind === 'callBlock') {
    const names = node.parameters.names.map(({ name }) => name);
    const twice = node.parameters.names.find(({ name }, at) => names.indexOf(name) < at);
    if (twice) errors.push({ message: `duplicate argument '${twice.name}' in function definition`, range: twice.range });
  }
  const guarded = node.kind === 'if' || (place.guarded && !ownFrame.has(node.kind));
  const inLoop = place.inLoop && node.kind !== 'macro' && node.kind !== 'callBlock';
  for (const part of partsOfStatement(node)) {
    if (part.role === 'read') visitExpression(part.node, node.kind === 'if' || place.guarded, known, errors);
    else if (part.role === 'body') visitStatement(part.node, { guarded, inLoop }, known, errors);
  }
}

function visitExpression(node: Expression, guarded: boolean, known: KnownNames, errors: CompileError[]): void {
  if (!guarded) {
    if (node.kind === 'filter' && !known.filters.has(node.name))
      errors.push({ message: `No filter named '${node.name}'.`, range: node.nameRange });
    if (node.kind === 'test' && !known.tests.has(node.name))
      errors.push({ message: `No test named '${node.name}'.`, range: node.nameRange });
  }
  for (const part of partsOfExpression(node)) visitExpression(part, guarded || node.kind === 'conditional', known, errors);
}
