/**
 * Binding of a signature's variables to the types of a call's arguments. Invariant: with `exact` every argument has the
 * bound formal type itself; with `coercion` every argument converts to it.
 */
import { canCoerce, coerceToBase, commonSuperType } from '../types/coercion';
import { isComparable, isOrderable } from '../types/properties';
import {
  arrayType,
  charType,
  datetime,
  decimalType,
  functionType,
  mapType,
  maxCharLength,
  maxVarcharLength,
  rowType,
  sameType,
  sketchType,
  unknownType,
  unresolvedType,
  varcharType,
  type TrinoType,
} from '../types/TrinoType';
import { resultSizes } from './resultSizes';
import { parts, signatureText, type Signature, type TypePattern } from './signature';

/** A lambda: its result type depends on what it is called with. `undefined`: it cannot be called so. */
export interface LambdaArgument {
  readonly kind: 'lambda';
  readonly resultFor: (parameters: readonly TrinoType[]) => TrinoType | undefined;
}

export type Argument = TrinoType | LambdaArgument;
export type Mode = 'exact' | 'coercion';

export type Binding =
  | { readonly kind: 'bound'; readonly signature: Signature; readonly argumentTypes: readonly TrinoType[]; readonly resultType: TrinoType }
  /** The signature fits, but its result is a type that cannot exist: `char(65541)`. */
  | { readonly kind: 'impossibleResult'; readonly signature: Signature; readonly type: string };

export function bindSignature(signature: Signature, given: readonly Argument[], mode: Mode): Binding | undefined {
  const formals = formalsFor(signature, given.length);
  if (!formals) return undefined;
  const solver = new Solver(mode);
  for (let round = 0; round < 8; round++) {
    for (const [i, formal] of formals.entries()) if (!solver.unify(formal, given[i] ?? unknownType)) return undefined;
    if (!solver.takeChanged()) break;
  }
  // What NULL leaves open is the type of NULL; what an unresolved argument leaves open stays unresolved.
  const open = given.some(argument => argument.kind !== 'lambda' && !argument.resolved);
  const argumentTypes: TrinoType[] = [];
  for (const [i, formal] of formals.entries()) {
    if (mode === 'coercion') solver.fillUnbound(formal, open ? unresolvedType : unknownType);
    const type = solver.instantiate(formal, solver.sizes);
    const actual = given[i];
    if (typeof type !== 'object' || !actual) return undefined;
    if (actual.kind === 'lambda') {
      const result = type.kind === 'function' ? actual.resultFor(type.parameters) : undefined;
      if (!result || type.kind !== 'function' || !accepts(result, type.result, 'exact')) return undefined;
    } else if (!accepts(actual, type, mode)) return undefined;
    argumentTypes.push(type);
  }
  for (const [variable, needed] of signature.constraints) {
    const type = solver.types.get(variable);
    if (type?.resolved && !(needed === 'orderable' ? isOrderable(type) : isComparable(type))) return undefined;
  }
  const resultType = solver.instantiate(signature.result, resultSizes(signatureText(signature), solver.sizes));
  if (resultType === undefined) return undefined;
  return typeof resultType === 'string'
    ? { kind: 'impossibleResult', signature, type: resultType }
    : { kind: 'bound', signature, argumentTypes, resultType };
}

/** The formal arguments for a call with `count` arguments, a variadic one repeated; undefined where the count does not fit. */
export function formalsFor(signature: Signature, count: number): readonly TypePattern[] | undefined {
  const formals = signature.arguments;
  if (!signature.variadic) return formals.length === count ? formals : undefined;
  const last = formals.at(-1);
  if (!last || count < formals.length - 1) return undefined;
  return Array.from({ length: count }, (_, i) => formals[Math.min(i, formals.length - 1)] ?? last);
}

function accepts(actual: TrinoType, formal: TrinoType, mode: Mode): boolean {
  return !actual.resolved || !formal.resolved || (mode === 'exact' ? sameType(actual, formal) : canCoerce(actual, formal));
}

class Solver {
  readonly types = new Map<string, TrinoType>();
  readonly sizes = new Map<string, number>();
  private changed = false;
  private readonly mode: Mode;

  constructor(mode: Mode) {
    this.mode = mode;
  }

  /** Whether a binding changed since this was last asked. */
  takeChanged(): boolean {
    const { changed } = this;
    this.changed = false;
    return changed;
  }

  /** Narrows the variables so that `actual` fits; false where no binding can make it fit. */
  unify(pattern: TypePattern, actual: Argument, mode = this.mode): boolean {
    if (pattern.kind === 'function') return this.unifyFunction(pattern, actual);
    if (actual.kind === 'lambda') return false;
    switch (pattern.kind) {
      case 'concrete':
        return accepts(actual, pattern.type, mode);
      case 'variable':
        return this.unifyVariable(pattern.name, actual, mode);
      case 'sized':
        return this.unifySized(pattern, actual, mode);
      default: {
        if (!actual.resolved && actual.kind === 'simple') return true;
        if (mode === 'coercion' && actual === unknownType) return true;
        const below = elements(pattern, actual);
        return below !== undefined && parts(pattern).every((part, i) => this.unify(part, below[i] ?? unknownType, mode));
      }
    }
  }

  private unifyVariable(name: string, actual: TrinoType, mode: Mode): boolean {
    const known = this.types.get(name);
    if (!known) {
      this.bind(name, actual);
      return true;
    }
    if (sameType(known, actual) || !actual.resolved) return true;
    if (!known.resolved) {
      this.bind(name, actual);
      return true;
    }
    if (mode === 'exact') return false;
    const common = commonSuperType(known, actual);
    if (!common) return false;
    if (!sameType(common, known)) this.bind(name, common);
    return true;
  }

  private bind(name: string, type: TrinoType): void {
    this.types.set(name, type);
    this.changed = true;
  }

  private unifySized(pattern: Extract<TypePattern, { kind: 'sized' }>, actual: TrinoType, mode: Mode): boolean {
    if (!actual.resolved) return true;
    const raised = mode === 'coercion' ? coerceToBase(actual, pattern.base) : actual;
    if (raised?.base !== pattern.base) return false;
    const current = this.instantiate(pattern, this.sizes);
    let next: TrinoType = raised;
    if (typeof current === 'object') {
      if (sameType(current, raised)) return true;
      if (mode === 'exact') return false;
      const common = commonSuperType(current, raised);
      if (!common || sameType(common, current)) return common !== undefined;
      next = common;
    }
    const numbers = sizesOf(next);
    for (const [i, size] of pattern.sizes.entries()) if (typeof size === 'string') this.sizes.set(size, numbers[i] ?? 0);
    this.changed = true;
    return true;
  }

  private unifyFunction(pattern: Extract<TypePattern, { kind: 'function' }>, actual: Argument): boolean {
    if (actual.kind === 'function') {
      return (
        actual.parameters.length === pattern.parameters.length &&
        pattern.parameters.every((p, i) => this.unify(p, actual.parameters[i] ?? unknownType)) &&
        this.unify(pattern.result, actual.result)
      );
    }
    if (actual.kind !== 'lambda') return !actual.resolved;
    const parameters: TrinoType[] = [];
    for (const parameter of pattern.parameters) {
      const type = this.instantiate(parameter, this.sizes);
      if (typeof type !== 'object') return true;
      parameters.push(type);
    }
    const result = actual.resultFor(parameters);
    // What a lambda returns is not converted: it must be the very type. A variable gives way though, until the lambda returns it itself.
    return result !== undefined && this.unify(pattern.result, result, pattern.result.kind === 'variable' ? this.mode : 'exact');
  }

  /** Gives variables that no argument told a type. */
  fillUnbound(pattern: TypePattern, type: TrinoType): void {
    if (pattern.kind === 'variable' && !this.types.has(pattern.name)) this.types.set(pattern.name, type);
    for (const part of parts(pattern)) this.fillUnbound(part, type);
  }

  /** The type of a pattern under the bindings; undefined where a variable is free, a text where the type cannot exist. */
  instantiate(pattern: TypePattern, sizes: ReadonlyMap<string, number>): TrinoType | string | undefined {
    switch (pattern.kind) {
      case 'concrete':
        return pattern.type;
      case 'variable':
        return this.types.get(pattern.name);
      case 'sized': {
        const numbers: number[] = [];
        for (const size of pattern.sizes) {
          const number = typeof size === 'number' ? size : sizes.get(size);
          if (number === undefined) return undefined;
          numbers.push(number);
        }
        return sizedType(pattern.base, numbers);
      }
      default: {
        const below: TrinoType[] = [];
        for (const part of parts(pattern)) {
          const type = this.instantiate(part, sizes);
          if (typeof type !== 'object') return type;
          below.push(type);
        }
        return composite(pattern, below);
      }
    }
  }
}

function elements(pattern: TypePattern, actual: TrinoType): readonly TrinoType[] | undefined {
  if (pattern.kind === 'array' && actual.kind === 'array') return [actual.element];
  if (pattern.kind === 'map' && actual.kind === 'map') return [actual.key, actual.value];
  if (pattern.kind === 'row' && actual.kind === 'row' && actual.fields.length === pattern.fields.length)
    return actual.fields.map(f => f.type);
  if (pattern.kind === 'sketch' && actual.kind === 'sketch' && actual.base === pattern.base) return [actual.parameter];
  return undefined;
}

function composite(pattern: TypePattern, below: readonly TrinoType[]): TrinoType {
  const first = below[0] ?? unknownType;
  switch (pattern.kind) {
    case 'array':
      return arrayType(first);
    case 'map':
      return mapType(first, below[1] ?? unknownType);
    case 'row':
      return rowType(below.map(type => ({ name: undefined, type })));
    case 'function':
      return functionType(below.slice(0, -1), below.at(-1) ?? unknownType);
    case 'sketch':
      return sketchType(pattern.base, first);
    default:
      return first;
  }
}

function sizesOf(type: TrinoType): readonly number[] {
  switch (type.kind) {
    case 'decimal':
      return [type.precision, type.scale];
    case 'varchar':
      return [type.length ?? maxVarcharLength];
    case 'char':
      return [type.length];
    case 'time':
    case 'timestamp':
      return [type.precision];
    default:
      return [];
  }
}

function sizedType(base: string, sizes: readonly number[]): TrinoType | string {
  const [first = 0, second = 0] = sizes;
  switch (base) {
    case 'decimal':
      return first <= 38 && second <= first ? decimalType(first, second) : `decimal(${first},${second})`;
    case 'varchar':
      return varcharType(first);
    case 'char':
      return first <= maxCharLength ? charType(first) : `char(${first})`;
    default: {
      const withTimeZone = base.endsWith('with time zone');
      return datetime(base.startsWith('timestamp') ? 'timestamp' : 'time', first, withTimeZone);
    }
  }
}
