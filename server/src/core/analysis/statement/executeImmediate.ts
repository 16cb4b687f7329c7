/** EXECUTE IMMEDIATE: a statement inside a string. Invariant: its errors stand at their place inside the string. */
import { parse } from '../../sql/parser';
import { walk } from '../../sql/tree';
import type * as tree from '../../sql/tree';
import { Analyzer, type AnalyzerParts } from '../Analyzer';
import { rootScope } from '../scope/Scope';

export function executeImmediate(
  a: Analyzer,
  node: tree.ExecuteImmediate,
  parts: AnalyzerParts,
  analyzeInner: (inner: Analyzer, statement: tree.Statement) => void,
): void {
  const types = node.parameters.map(parameter => a.expression(parameter, rootScope));
  const literal = node.statement;
  if (literal.kind !== 'StringLiteral') return;
  const source = parse(literal.value, { dialect: a.context.dialect });
  const [statement] = source.statements;
  const shift = literal.start + 1;
  for (const error of source.errors) a.error('SYNTAX_ERROR', { start: shift + error.start, end: shift + error.end }, error.message);
  if (!statement || source.errors.length > 0) return;
  let count = 0;
  walk(statement.node, inner => {
    if (inner.kind === 'Parameter') count++;
    return undefined;
  });
  const base = shift + statement.start;
  if (count !== types.length) {
    const message = `Incorrect number of parameters: expected ${count} but found ${types.length}`;
    a.error('INVALID_PARAMETER_USAGE', { start: base, end: base + statement.node.end }, message);
    return;
  }
  const inner = new Analyzer(a.context, parts);
  inner.parameterTypes = types;
  analyzeInner(inner, statement.node);
  for (const error of inner.errors) a.error(error.code, { start: base + error.start, end: base + error.end }, error.message);
  for (const [key, name] of inner.reads) a.reads.set(key, name);
}
