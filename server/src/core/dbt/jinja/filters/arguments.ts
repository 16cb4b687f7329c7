/** How filters and tests take their arguments: bound by name like any Python function, with the few conversions that they share. */
import { attributeOf, getAttribute, getItem, missingBecause } from '../values/attribute';
import { bindParameters, parametersOf } from '../values/callable';
import type { Bound } from '../values/callable';
import { PyList } from '../values/containers';
import { raise } from '../values/exception';
import { asNumeric, str, truth, typeName } from '../values/object';
import type { PyArguments, PyValue } from '../values/object';
import type { Filter, RenderAccess } from '../evaluator';
import { textOf } from '../values/textObject';
import { PyUndefined } from '../values/undefined';

export function filter(
  name: string,
  parameters: readonly string[],
  body: (value: PyValue, bound: Bound, access: RenderAccess, args: PyArguments) => PyValue,
): Filter {
  const parsed = parametersOf(parameters);
  return (value, args, access) => body(value, bindParameters(name, parsed, args), access, args);
}

export function flag(value: PyValue | undefined): boolean {
  return value !== undefined && truth(value);
}

/** An int argument. */
export function count(value: PyValue | undefined, otherwise: number): number {
  if (value === undefined) return otherwise;
  const number = typeof value === 'boolean' ? BigInt(value) : value;
  return typeof number === 'bigint'
    ? Number(number)
    : raise('TypeError', `'${typeName(value)}' object cannot be interpreted as an integer`);
}

/** An int or float argument. */
export function numeric(value: PyValue): bigint | number {
  if (value instanceof PyUndefined) return value.fail();
  return asNumeric(value) ?? raise('TypeError', `must be real number, not ${typeName(value)}`);
}

/** Texts compare without case where a filter says so. */
export function ignoreCase(value: PyValue): PyValue {
  const text = textOf(value);
  return text === undefined ? value : text.toLowerCase();
}

/** `attribute='a.b.0'`: the value's attributes or items one after the other. */
export function attributeGetter(path: PyValue, access: RenderAccess, fallback: PyValue | undefined): (value: PyValue) => PyValue {
  const parts: PyValue[] = typeof path === 'string' ? path.split('.').map(part => (/^\d+$/.test(part) ? BigInt(part) : part)) : [path];
  return value => {
    let item = value;
    for (const part of parts) {
      item = getItem(item, part, access);
      if (item instanceof PyUndefined && fallback !== undefined && fallback !== null) item = fallback;
    }
    return item;
  };
}

/** `attribute='a,b'`: several keys at once, as sorting takes them. */
export function multiAttributeGetter(
  path: PyValue,
  access: RenderAccess,
  adjust: (value: PyValue) => PyValue,
): (value: PyValue) => PyValue {
  const paths: PyValue[] = typeof path === 'string' ? path.split(',') : [path];
  const getters = paths.map(part => attributeGetter(part, access, undefined));
  return value => new PyList(getters.map(get => adjust(get(value))));
}

export function keyGetter(
  path: PyValue | undefined,
  access: RenderAccess,
  caseSensitive: boolean,
  fallback?: PyValue,
): (value: PyValue) => PyValue {
  const get = path === undefined || path === null ? (value: PyValue) => value : attributeGetter(path, access, fallback);
  return caseSensitive ? get : value => ignoreCase(get(value));
}

export function attributeFilter(value: PyValue, name: PyValue, access: RenderAccess): PyValue {
  const wanted = str(name);
  if (value instanceof PyUndefined || attributeOf(value, wanted) !== undefined) return getAttribute(value, wanted, access);
  return missingBecause(wanted, `'${typeName(value)} object' has no attribute '${wanted}'`, access);
}
