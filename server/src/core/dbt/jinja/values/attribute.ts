/** `x.name` and `x[key]` as Jinja's sandbox resolves them. Invariant: a missing one is an undefined value, never an exception. */
import { PySequence, PyRange } from './containers';
import { catching, bindMethod } from './callable';
import type { MethodTable } from './callable';
import { PyObject, describe, repr, typeName } from './object';
import type { PyValue } from './object';
import { slice as sliceOf } from './operations';
import { codePoints } from './text';
import { ForgivingUndefined, PyUndefined } from './undefined';

/** Attributes of plain values; filled by the modules that define them. */
export const plainAttributes: {
  text: MethodTable<string>;
  number: (value: bigint | number | boolean, name: string) => PyValue | undefined;
} = {
  text: new Map(),
  number: () => undefined,
};

/** How a render makes its undefined values. */
export interface UndefinedMaker {
  readonly forgiving: boolean;
}

export function missingName(name: string, maker: UndefinedMaker): PyUndefined {
  return maker.forgiving ? new ForgivingUndefined(name) : new PyUndefined(name);
}

/** An undefined value with its own explanation. */
export function missingBecause(name: string, hint: string, maker: UndefinedMaker, errorType = 'UndefinedError'): PyUndefined {
  return maker.forgiving ? new ForgivingUndefined(name, hint, errorType) : new PyUndefined(name, hint, errorType);
}

function missingIn(value: PyValue, key: PyValue, maker: UndefinedMaker): PyUndefined {
  const name = typeof key === 'string' ? key : repr(key);
  if (maker.forgiving) return new ForgivingUndefined(name);
  return typeof key === 'string'
    ? new PyUndefined(name, `${repr(describe(value))} has no attribute ${repr(key)}`)
    : new PyUndefined(name, `${describe(value)} has no element ${repr(key)}`);
}

/** Python's own names exist on every object and are kept from templates. */
const internal =
  /^__(class|init|new|dict|doc|module|repr|str|eq|ne|hash|sizeof|reduce|reduce_ex|dir|format|getattribute|setattr|delattr|subclasshook|init_subclass|lt|le|gt|ge)__$/;

/** `getattr(value, name)`; undefined where there is none. */
export function attributeOf(value: PyValue, name: string): PyValue | undefined {
  if (typeof value === 'string') return bindMethod(plainAttributes.text, value, name);
  if (value instanceof PyObject) return value.getAttribute?.(name);
  return value === null ? undefined : plainAttributes.number(value, name);
}

function unsafe(value: PyValue, name: string, maker: UndefinedMaker): PyUndefined {
  return missingBecause(name, `access to attribute '${name}' of '${typeName(value)}' object is unsafe.`, maker, 'SecurityError');
}

/** `value.name` */
export function getAttribute(value: PyValue, name: string, maker: UndefinedMaker): PyValue {
  if (internal.test(name) && !(value instanceof PyUndefined)) return unsafe(value, name, maker);
  const attribute = attributeOf(value, name);
  if (attribute !== undefined) return name.startsWith('_') && !(value instanceof PyUndefined) ? unsafe(value, name, maker) : attribute;
  const item = itemOf(value, name);
  return item === undefined ? missingIn(value, name, maker) : item;
}

/** `value[key]` */
export function getItem(value: PyValue, key: PyValue, maker: UndefinedMaker): PyValue {
  const item = itemOf(value, key);
  if (item !== undefined) return item;
  if (typeof key === 'string') {
    if (internal.test(key)) return unsafe(value, key, maker);
    const attribute = attributeOf(value, key);
    if (attribute !== undefined) return key.startsWith('_') ? unsafe(value, key, maker) : attribute;
  }
  return missingIn(value, key, maker);
}

/** `value[start:stop:step]` */
export function getSlice(value: PyValue, start: PyValue, stop: PyValue, step: PyValue, maker: UndefinedMaker): PyValue {
  if (value instanceof PyUndefined && !(value instanceof ForgivingUndefined)) return value.fail();
  if (value instanceof ForgivingUndefined) return value;
  const result = catching<PyValue | undefined>(
    ['TypeError'],
    () => sliceOf(value, start, stop, step),
    () => undefined,
  );
  if (result !== undefined) return result;
  return maker.forgiving
    ? new ForgivingUndefined('slice')
    : new PyUndefined('slice', `${describe(value)} has no element slice(${repr(start)}, ${repr(stop)}, ${repr(step)})`);
}

/** `value[key]`; undefined where Python raises a TypeError or a LookupError. */
export function itemOf(value: PyValue, key: PyValue): PyValue | undefined {
  if (typeof value === 'string' || value instanceof PySequence || value instanceof PyRange) {
    const index = typeof key === 'bigint' ? key : typeof key === 'boolean' ? BigInt(key) : undefined;
    if (index === undefined) return undefined;
    const size = typeof value === 'string' ? codePoints(value).length : value.length();
    const at = index < 0n ? index + BigInt(size) : index;
    if (at < 0n || at >= BigInt(size)) return undefined;
    if (typeof value === 'string') return codePoints(value)[Number(at)];
    return value instanceof PyRange ? value.at(at) : value.items[Number(at)];
  }
  if (!(value instanceof PyObject)) return undefined;
  return catching<PyValue | undefined>(
    ['TypeError', 'KeyError', 'IndexError'],
    () => value.getItem?.(key),
    () => undefined,
  );
}
