/**
 * Lambdas as arguments: analysed with the types that the called function gives them. Invariant: only what the chosen overload's
 * types say about a lambda is told, however often resolution tried others.
 */
import { walk } from '../../sql/tree';
import type * as tree from '../../sql/tree';
import type { Analyzer } from '../Analyzer';
import type { LambdaArgument } from '../functions/bindSignature';
import type { Field } from '../scope/Field';
import { requireScalar } from '../query/functionSearch';
import { childScope, type Scope } from '../scope/Scope';
import type { SemanticError } from '../semanticError';
import { unresolvedType, type TrinoType } from '../types/TrinoType';

export interface TriedLambda {
  readonly argument: LambdaArgument;
  /**
   * Analyses the lambda for good and tells its errors; without types its parameters are unresolved. Where the call is `refused` only
   * those count that were found while its overloads were tried. @returns whether there were errors
   */
  readonly settle: (parameters: readonly TrinoType[] | undefined, refused: boolean) => boolean;
}

export function tryLambda(a: Analyzer, node: tree.LambdaExpression, scope: Scope): TriedLambda {
  let last: { readonly key: string; readonly type: TrinoType; readonly errors: readonly SemanticError[] } | undefined;
  const attempt = (parameters: readonly TrinoType[]): TrinoType => {
    const key = parameters.map(p => (p.resolved ? p.display : '?')).join();
    if (last?.key === key) return last.type;
    const { value, errors } = a.trying(() => bodyType(a, node, scope, parameters));
    last = { key, type: value, errors };
    return value;
  };
  return {
    argument: {
      kind: 'lambda',
      resultFor: parameters => {
        const type = attempt(parameters);
        // A lambda that is wrong in itself fits every overload: its own errors are told, not a mismatch of the call.
        return (last?.errors.length ?? 0) > 0 ? unresolvedType : type;
      },
    },
    settle: (parameters, refused) => {
      const before = last?.errors ?? [];
      attempt(parameters ?? node.parameters.map(() => unresolvedType));
      const errors = !refused && last && last.errors.length > 0 ? last.errors : parameters ? [] : before;
      a.tell(errors);
      return errors.length > 0;
    },
  };
}

function bodyType(a: Analyzer, node: tree.LambdaExpression, scope: Scope, parameters: readonly TrinoType[]): TrinoType {
  if (parameters.length !== node.parameters.length) {
    a.error(
      'INVALID_PARAMETER_USAGE',
      node,
      `Expected a lambda that takes ${parameters.length} argument(s) but got ${node.parameters.length}`,
    );
    return unresolvedType;
  }
  const twice = node.parameters.find((p, i) => node.parameters.some((q, k) => k !== i && q.value.toLowerCase() === p.value.toLowerCase()));
  if (twice) {
    a.error('AMBIGUOUS_NAME', twice, `Column '${twice.value}' is ambiguous`);
    return unresolvedType;
  }
  const fields: Field[] = node.parameters.map((parameter, i) => ({
    name: parameter.value,
    type: parameters[i] ?? unresolvedType,
    qualifier: undefined,
    hidden: false,
    sources: [],
    definition: { kind: 'name', node: parameter },
    aliased: false,
    lambda: true,
  }));
  const inner = childScope(scope, { fields, open: false }, { outer: false });
  a.setScope(node, inner);
  a.region(node.parameters.at(-1)?.end ?? node.start, node.end, inner);
  const type = a.expression(node.body, inner);
  requireScalar(a, node.body, 'Lambda expression');
  const subquery = firstSubquery(node.body);
  if (subquery) a.error('NOT_SUPPORTED', subquery, 'Lambda expression cannot contain subqueries');
  return type;
}

function firstSubquery(body: tree.Expression): tree.Node | undefined {
  let found: tree.Node | undefined;
  walk(body, node => {
    if (!found && (node.kind === 'SubqueryExpression' || node.kind === 'ExistsPredicate' || node.kind === 'QuantifiedComparison'))
      found = node;
    return found ? 'skip' : undefined;
  });
  return found;
}
