/**
 * Which overload of a function a call means: exact ones first, then generic ones, then those that arguments convert to, the most
 * specific of them. Invariant: an argument of unresolved type never makes a call wrong.
 */
import { canCoerce } from '../types/coercion';
import { unknownType, unresolvedType, type TrinoType } from '../types/TrinoType';
import { bindSignature, formalsFor, type Argument, type Binding, type Mode } from './bindSignature';
import { signatureText, type Signature } from './signature';

export type Resolution =
  | {
      readonly kind: 'resolved';
      readonly signature: Signature;
      readonly argumentTypes: readonly TrinoType[];
      readonly resultType: TrinoType;
    }
  /** An argument's type is not known: `resultType` is what all possible overloads agree on. */
  | { readonly kind: 'undecided'; readonly resultType: TrinoType }
  | { readonly kind: 'mismatch'; readonly expected: readonly string[] }
  | { readonly kind: 'ambiguous'; readonly candidates: readonly string[] }
  | { readonly kind: 'impossibleResult'; readonly type: string };

type Bound = Extract<Binding, { kind: 'bound' }>;

export function resolveSignatures(signatures: readonly Signature[], given: readonly Argument[]): Resolution {
  if (given.some(argument => argument.kind !== 'lambda' && !argument.resolved)) return undecided(signatures, given);
  const attempts: readonly (readonly [readonly Signature[], Mode])[] = [
    [signatures.filter(s => !s.generic), 'exact'],
    [signatures.filter(s => s.generic), 'exact'],
    [signatures, 'coercion'],
  ];
  for (const [candidates, mode] of attempts) {
    const bound: Bound[] = [];
    let impossible: string | undefined;
    for (const candidate of candidates) {
      const binding = bindSignature(candidate, given, mode);
      if (binding?.kind === 'bound') bound.push(binding);
      else if (binding) impossible ??= binding.type;
    }
    if (impossible !== undefined && bound.length === 0) return { kind: 'impossibleResult', type: impossible };
    const best = mode === 'exact' ? bound : mostSpecific(bound, given);
    const [first] = best;
    if (best.length === 1 && first) return { ...first, kind: 'resolved' };
    if (best.length > 1) return { kind: 'ambiguous', candidates: best.map(b => signatureText(b.signature)) };
  }
  return { kind: 'mismatch', expected: signatures.map(signatureText) };
}

function undecided(signatures: readonly Signature[], given: readonly Argument[]): Resolution {
  const possible = signatures.filter(s => formalsFor(s, given.length));
  if (possible.length === 0) return { kind: 'mismatch', expected: signatures.map(signatureText) };
  const [only] = possible;
  if (only && possible.every(s => s.result.kind === 'concrete' && only.result.kind === 'concrete' && s.result.type === only.result.type)) {
    return { kind: 'undecided', resultType: only.result.kind === 'concrete' ? only.result.type : unresolvedType };
  }
  const binding = only && possible.length === 1 ? bindSignature(only, given, 'coercion') : undefined;
  return { kind: 'undecided', resultType: binding?.kind === 'bound' ? binding.resultType : unresolvedType };
}

function mostSpecific(applicable: readonly Bound[], given: readonly Argument[]): readonly Bound[] {
  const representatives: Bound[] = [];
  for (const current of applicable) {
    let covered = false;
    for (const [i, representative] of representatives.entries()) {
      if (isMoreSpecific(current, representative)) {
        representatives[i] = current;
        covered = true;
      } else if (isMoreSpecific(representative, current)) covered = true;
      if (covered) break;
    }
    if (!covered) representatives.push(current);
  }
  if (representatives.length <= 1) return representatives;
  const types = given.filter((argument): argument is TrinoType => argument.kind !== 'lambda');
  if (types.length !== given.length || !types.includes(unknownType)) return representatives;
  const onlyUnknownConverted = applicable.filter(b => b.argumentTypes.every((type, i) => types[i] === unknownType || types[i] === type));
  const left = onlyUnknownConverted.length > 0 ? onlyUnknownConverted : representatives;
  if (left.length === 1) return left;
  const [first] = left;
  if (first && left.every(b => b.resultType === first.resultType)) {
    return [left.reduce((last, b) => (signatureText(b.signature) > signatureText(last.signature) ? b : last))];
  }
  return left;
}

/** A signature is more specific than another that accepts all it accepts. */
function isMoreSpecific(a: Bound, b: Bound): boolean {
  if (!a.signature.variadic && !b.signature.variadic && b.signature.arguments.every(p => p.kind === 'concrete')) {
    return b.argumentTypes.every((type, i) => canCoerce(a.argumentTypes[i] ?? unknownType, type));
  }
  return bindSignature(b.signature, a.argumentTypes, 'coercion') !== undefined;
}
