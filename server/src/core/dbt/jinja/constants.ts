/** Which expressions Jinja's compiler computes beforehand: in a native environment those print as text, whatever their type. */
import { partsOfExpression } from './walk';
import type { Expression } from './tree';
import type { PyValue } from './values/object';
import { PyObject } from './values/object';
import { PyDict } from './values/dict';
import { PyList, PyTuple, PyRange } from './values/containers';

/** Filters that need the render they run in are never computed beforehand. */
const contextFilters = new Set([
  'map',
  'select',
  'reject',
  'selectattr',
  'rejectattr',
  'random',
  'as_text',
  'as_bool',
  'as_native',
  'as_number',
]);

/** @param value what the expression gave: only plain values can be written into compiled code. */
export function isConstant(node: Expression, value: PyValue): boolean {
  return hasLiteral(value) && isFixed(node);
}

function isFixed(node: Expression): boolean {
  switch (node.kind) {
    case 'name':
    case 'call':
      return false;
    case 'filter':
      if (contextFilters.has(node.name)) return false;
      break;
    default:
  }
  return partsOfExpression(node).every(isFixed);
}

function hasLiteral(value: PyValue): boolean {
  if (!(value instanceof PyObject)) return true;
  if (value instanceof PyList || value instanceof PyTuple) return value.items.every(hasLiteral);
  if (value instanceof PyDict) return [...value.entries()].every(([key, item]) => hasLiteral(key) && hasLiteral(item));
  return value instanceof PyRange;
}
