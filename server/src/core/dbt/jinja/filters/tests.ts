/** Jinja's tests: what may stand behind `is`. */
import type { Test } from '../evaluator';
import { bindParameters, parametersOf } from '../values/callable';
import type { Bound } from '../values/callable';
import { PyIterator, PyRange, PySequence } from '../values/containers';
import { PyDict } from '../values/dict';
import { attributeOf } from '../values/attribute';
import { PyMarkup } from '../values/markup';
import { PyObject, asNumeric, call, equals, isCallable, isIterable, noKeywords, str, truth } from '../values/object';
import type { PyValue } from '../values/object';
import { binary, compare, contains } from '../values/operations';
import type { CompareOperator } from '../values/operations';
import { textOf } from '../values/textObject';
import { PyUndefined } from '../values/undefined';
import { filters } from './filters';

function test(name: string, parameters: readonly string[], body: (value: PyValue, bound: Bound) => boolean): Test {
  const parsed = parametersOf(parameters);
  return (value, args) => body(value, bindParameters(name, parsed, args));
}

const comparing = (name: string, operator: CompareOperator): Test =>
  test(name, ['other'], (value, [other = null]) => compare(operator, value, other));
const modulo = (value: PyValue, by: bigint, rest: bigint): boolean => equals(binary('%', value, by), rest);
const textTest = (name: string): Test =>
  test(name, [], value => truth(call(attributeOf(str(value), name) ?? null, { positional: [], keyword: noKeywords })));

export const tests: ReadonlyMap<string, Test> = new Map<string, Test>([
  ['defined', test('defined', [], value => !(value instanceof PyUndefined))],
  ['undefined', test('undefined', [], value => value instanceof PyUndefined)],
  ['none', test('none', [], value => value === null)],
  ['boolean', test('boolean', [], value => typeof value === 'boolean')],
  ['true', test('true', [], value => value === true)],
  ['false', test('false', [], value => value === false)],
  ['integer', test('integer', [], value => typeof value === 'bigint')],
  ['float', test('float', [], value => typeof value === 'number')],
  ['number', test('number', [], value => asNumeric(value) !== undefined)],
  ['string', test('string', [], value => textOf(value) !== undefined)],
  ['mapping', test('mapping', [], isMapping)],
  ['sequence', test('sequence', [], isSequence)],
  ['iterable', test('iterable', [], isIterable)],
  ['callable', test('callable', [], isCallable)],
  ['odd', test('odd', [], value => modulo(value, 2n, 1n))],
  ['even', test('even', [], value => modulo(value, 2n, 0n))],
  ['divisibleby', test('divisibleby', ['num'], (value, [by = null]) => equals(binary('%', value, by), 0n))],
  ['lower', textTest('islower')],
  ['upper', textTest('isupper')],
  ['sameas', test('sameas', ['other'], (value, [other = null]) => value === other)],
  ['escaped', test('escaped', [], value => value instanceof PyMarkup)],
  ['in', test('in', ['seq'], (value, [seq = null]) => contains(seq, value))],
  ['filter', test('filter', [], value => filters(false).has(str(value)))],
  ['test', test('test', [], value => tests.has(str(value)))],
  ...(
    [
      ['==', ['==', 'eq', 'equalto']],
      ['!=', ['!=', 'ne']],
      ['>', ['>', 'gt', 'greaterthan']],
      ['>=', ['>=', 'ge']],
      ['<', ['<', 'lt', 'lessthan']],
      ['<=', ['<=', 'le']],
    ] as const
  ).flatMap(([operator, names]) => names.map((name): [string, Test] => [name, comparing(name, operator)])),
]);

/** A dict, or an object of a host that says it behaves as one. */
export function isMapping(value: PyValue): boolean {
  return value instanceof PyDict || (value instanceof PyObject && value.isMapping);
}

function isSequence(value: PyValue): boolean {
  if (textOf(value) !== undefined) return true;
  if (value instanceof PyUndefined) return true;
  if (value instanceof PyIterator) return false;
  return value instanceof PySequence || value instanceof PyRange || isMapping(value);
}
