/** All filters by name: Jinja's own and dbt's. */
import type { Filter } from '../evaluator';
import { PyMarker } from '../native';
import type { MarkerKind } from '../native';
import { PyMarkup } from '../values/markup';
import { str, truth } from '../values/object';
import { dumpJson } from '../values/json';
import { PyUndefined } from '../values/undefined';
import { count, filter, flag } from './arguments';
import { numberFilters } from './numberFilters';
import { prettyPrint } from './pprint';
import { sequenceFilters } from './sequenceFilters';
import { textFilters } from './textFilters';
import '../values/containerMethods';
import '../values/textMethods';

const defaultFilter = filter('default', ['default_value?', 'boolean?'], (value, [fallback, boolean]) =>
  value instanceof PyUndefined || (flag(boolean) && !truth(value)) ? (fallback === undefined ? '' : fallback) : value,
);

const own: Readonly<Record<string, Filter>> = {
  ...textFilters,
  ...sequenceFilters,
  ...numberFilters,
  default: defaultFilter,
  pprint: filter('pprint', [], value => prettyPrint(value)),
  tojson: filter('tojson', ['indent?'], (value, [indent]) => {
    const json = dumpJson(value, {
      sortKeys: true,
      ...(indent === undefined || indent === null ? {} : { indent: ' '.repeat(count(indent, 0)) }),
    });
    return new PyMarkup(json.replaceAll('<', '\\u003c').replaceAll('>', '\\u003e').replaceAll('&', '\\u0026').replaceAll("'", '\\u0027'));
  }),
};

const named: Readonly<Record<string, Filter | undefined>> = { ...own, d: defaultFilter, e: own.escape, count: own.length };

/** In SQL dbt's markers do nothing; in YAML they say how a text is to be read. */
function markers(native: boolean): readonly [string, Filter][] {
  const kinds: readonly [string, MarkerKind][] = [
    ['as_text', 'text'],
    ['as_bool', 'bool'],
    ['as_native', 'native'],
    ['as_number', 'number'],
  ];
  return kinds.map(([name, kind]) => [name, filter(name, [], value => (native ? new PyMarker(str(value), kind) : value))]);
}

function table(native: boolean): ReadonlyMap<string, Filter> {
  const entries = Object.entries(named).flatMap(([name, body]): [string, Filter][] => (body ? [[name, body]] : []));
  return new Map([...entries, ...markers(native)]);
}

const inText = table(false);
const inYaml = table(true);

export function filters(native: boolean): ReadonlyMap<string, Filter> {
  return native ? inYaml : inText;
}
