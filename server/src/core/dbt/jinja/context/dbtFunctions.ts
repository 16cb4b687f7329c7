/**
 * The names that dbt gives every template, whatever project it stands in: conversions, collections, modules, exceptions.
 * Invariant: they depend on nothing but their arguments and the moment the run started.
 */
import { md5 } from '../../md5';
import { parseYaml, yamlValue } from '../../yaml/parseYaml';
import { catching } from '../values/callable';
import { PyIterator, PyList, PySet, PyTuple } from '../values/containers';
import { toPython } from '../values/convert';
import { PyDateTime } from '../values/datetime';
import { PyDict } from '../values/dict';
import { raise, raiseDbt } from '../values/exception';
import { dumpJson, parseJson } from '../values/json';
import { iterate, repr, str, truth, typeName } from '../values/object';
import type { PyArguments, PyValue } from '../values/object';
import { parseIsoDateTime } from '../values/parseTime';
import { textOf } from '../values/textObject';
import { dumpYaml } from '../values/yamlDump';
import { pytzUtc } from '../values/zone';
import { datetimeModule } from './datetimeModule';
import { exported, fn } from './exports';
import { itertoolsModule } from './itertoolsModule';
import { pytzModule } from './pytzModule';
import { reModule } from './reModule';

/** A name of the base context; undefined where dbt gives none of that name to all templates. */
export function dbtFunction(name: string): PyValue | undefined {
  return functions.get(name);
}

const argument = (value: PyValue | undefined): PyValue => value ?? null;

const functions: ReadonlyMap<string, PyValue> = new Map<string, PyValue>([
  [
    'fromjson',
    fn('fromjson', ['string', 'default?'], ([text, fallback]) => {
      const source =
        textOf(argument(text)) ?? raise('TypeError', `the JSON object must be str, bytes or bytearray, not ${typeName(argument(text))}`);
      const parsed = parseJson(source);
      return parsed === undefined ? argument(fallback) : parsed;
    }),
  ],
  [
    'tojson',
    fn('tojson', ['value', 'default?', 'sort_keys?'], ([value, fallback, sortKeys]) =>
      catching(
        ['ValueError'],
        () => dumpJson(argument(value), { sortKeys: sortKeys !== undefined && truth(sortKeys) }),
        () => argument(fallback),
      ),
    ),
  ],
  [
    'fromyaml',
    fn('fromyaml', ['value', 'default?'], ([text, fallback]) => {
      const source = textOf(argument(text));
      if (source === undefined) return raise('TypeError', 'a string or stream input is required');
      const { root, problems } = parseYaml(source);
      return problems.some(problem => problem.severity === 'error') ? argument(fallback) : toPython(yamlValue(root));
    }),
  ],
  [
    'toyaml',
    fn('toyaml', ['value', 'default?', 'sort_keys?'], ([value, fallback, sortKeys]) =>
      catching(
        ['ValueError', 'YAMLError'],
        () => dumpYaml(argument(value), sortKeys !== undefined && truth(sortKeys)),
        () => argument(fallback),
      ),
    ),
  ],
  [
    'set',
    fn('set', ['value', 'default?'], ([value, fallback]) =>
      catching(
        ['TypeError'],
        () => new PySet(iterate(argument(value))),
        () => argument(fallback),
      ),
    ),
  ],
  [
    'set_strict',
    fn('set_strict', ['value'], ([value]) =>
      catching<PyValue>(
        ['TypeError'],
        () => new PySet(iterate(argument(value))),
        error => raiseDbt('SetStrictWrongTypeError', error.message),
      ),
    ),
  ],
  [
    'zip',
    fn('zip', ['*args'], (_, args) =>
      catching(
        ['TypeError'],
        () => zipped(args),
        () => argument(args.keyword.get('default')),
      ),
    ),
  ],
  [
    'zip_strict',
    fn('zip_strict', ['*args'], (_, args) =>
      catching<PyValue>(
        ['TypeError'],
        () => zipped(args),
        error => raiseDbt('ZipStrictWrongTypeError', error.message),
      ),
    ),
  ],
  [
    'local_md5',
    fn('local_md5', ['value'], ([value]) =>
      md5(textOf(argument(value)) ?? raise('AttributeError', `'${typeName(argument(value))}' object has no attribute 'encode'`)),
    ),
  ],
  ['diff_of_two_dicts', fn('diff_of_two_dicts', ['dict_a', 'dict_b'], ([a, b]) => differenceOf(argument(a), argument(b)))],
  ['thread_id', 'Thread-1'],
  ['exceptions', exceptionsOf()],
  ['validation', exported({ any: fn('any', ['*types'], () => fn('validator', ['value'], ([value]) => argument(value))) })],
]);

/** `modules`, with a clock that stands at the start of the run. */
export function modulesAt(startedAt: PyDateTime): PyDict {
  let modules = known.get(startedAt);
  if (!modules) {
    modules = exported({ pytz: pytzModule(), datetime: datetimeModule(startedAt), re: reModule(), itertools: itertoolsModule() });
    known.set(startedAt, modules);
  }
  return modules;
}

const known = new WeakMap<PyDateTime, PyDict>();

/** `run_started_at` of an ISO time: a moment of UTC as pytz has it. undefined where the text is no time. */
export function runClock(iso: string): PyDateTime | undefined {
  const moment = parseIsoDateTime(iso);
  return moment && PyDateTime.fromUtc(moment.utc, pytzUtc);
}

function zipped({ positional }: PyArguments): PyIterator {
  const sources = positional.map((source, at) =>
    catching(
      ['TypeError'],
      () => iterate(source),
      () => raise('TypeError', `zip argument #${at + 1} must support iteration`),
    ),
  );
  return new PyIterator('zip', zipping(sources));
}

function* zipping(sources: readonly Iterable<PyValue>[]): Iterable<PyValue> {
  if (sources.length === 0) return;
  const iterators = sources.map(source => source[Symbol.iterator]());
  for (;;) {
    const row: PyValue[] = [];
    for (const iterator of iterators) {
      const step = iterator.next();
      if (step.done === true) return;
      row.push(step.value);
    }
    yield new PyTuple(row);
  }
}

/** Entries of the first whose members the second does not have, as dbt compares grants. */
function differenceOf(a: PyValue, b: PyValue): PyDict {
  const result = new PyDict();
  if (!(a instanceof PyDict) || !(b instanceof PyDict)) return result;
  const lower = new Map([...b.entries()].map(([key, value]) => [str(key).toLowerCase(), value]));
  for (const [key, values] of a.entries()) {
    const other = lower.get(str(key).toLowerCase());
    const known_ = other === undefined ? [] : [...iterate(other)].map(value => str(value).toLowerCase());
    const missing = [...iterate(values)].filter(value => !known_.includes(str(value).toLowerCase()));
    if (missing.length > 0) result.set(key, other === undefined ? values : new PyList(missing));
  }
  return result;
}

function exceptionsOf(): PyDict {
  const raising = (
    name: string,
    type: string,
    message = (args: PyArguments): string => str(args.positional[0] ?? args.keyword.get('msg') ?? ''),
  ): [string, PyValue] => [name, fn(name, ['*values'], (_, args) => raiseDbt(type, message(args)))];
  const described =
    (what: string) =>
    (args: PyArguments): string =>
      `${what}: ${[...args.positional, ...args.keyword.values()].map(value => repr(value)).join(', ')}`;
  return exported({
    ...Object.fromEntries([
      raising('raise_compiler_error', 'CompilationError'),
      raising('raise_database_error', 'DbtDatabaseError'),
      raising('raise_dependency_error', 'DependencyError'),
      raising('raise_not_implemented', 'NotImplementedError'),
      raising('raise_fail_fast_error', 'FailFastError'),
      raising('raise_cache_inconsistent', 'CacheInconsistencyError'),
      raising('raise_dataclass_not_dict', 'DataclassNotDictError', described('not a dict')),
      raising('raise_contract_error', 'ContractError', described('the contract does not hold')),
      raising('raise_ambiguous_alias', 'AmbiguousAliasError', described('two resources of one relation')),
      raising('raise_ambiguous_catalog_match', 'AmbiguousCatalogMatchError', described('two relations of one name')),
      raising('raise_dep_not_found', 'DependencyNotFoundError', described('dependency not found')),
      raising('raise_duplicate_patch_name', 'DuplicatePatchPathError', described('described twice')),
      raising('raise_duplicate_resource_name', 'DuplicateResourceNameError', described('two resources of one name')),
      raising('raise_invalid_property_yml_version', 'PropertyYMLError', described('not a property file')),
      raising('missing_config', 'MissingConfigError', described('required config is missing')),
      raising('missing_materialization', 'MissingMaterializationError', described('no such materialization')),
      raising('missing_relation', 'MissingRelationError', described('relation not found')),
      raising('relation_wrong_type', 'RelationWrongTypeError', described('relation of another type')),
      raising('column_type_missing', 'ColumnTypeMissingError', described('columns without data types')),
    ]),
    warn: fn('warn', ['msg', 'node?'], () => ''),
    warn_snapshot_timestamp_data_types: fn('warn_snapshot_timestamp_data_types', ['*types'], () => null),
  });
}
