/**
 * `config` in templates.
 * Invariant: while parsing it collects and answers with nothing; at run time it answers from the node's final config and collects nothing.
 */
import { bindMethod, methodTable } from '../jinja/values/callable';
import { PyDict } from '../jinja/values/dict';
import { raise, raiseDbt } from '../jinja/values/exception';
import { call, PyObject, str } from '../jinja/values/object';
import type { PyArguments, PyValue } from '../jinja/values/object';
import { PyUndefined } from '../jinja/values/undefined';
import { mergeConfigCalls } from '../project/config';
import type { Dict, Key, Value } from '../value';
import { asDict } from '../value';
import { fromPython, toPython } from '../jinja/values/convert';
import type { Session } from './session';

export class PyConfig extends PyObject {
  readonly typeName: string;
  readonly session: Session;

  constructor(session: Session) {
    super();
    this.session = session;
    this.typeName = session.phase === 'parse' ? 'ParseConfigObject' : 'RuntimeConfigObject';
  }

  override truth(): boolean {
    return true;
  }

  override get callable(): boolean {
    return true;
  }

  override call(args: PyArguments): PyValue {
    if (this.session.phase === 'parse') collect(this.session, configOf(args));
    return '';
  }

  override getAttribute(name: string): PyValue | undefined {
    if (name === 'model') return new PyDict([...this.session.subject.fields()]);
    return bindMethod(configMethods, this, name);
  }
}

function configOf({ positional, keyword }: PyArguments): Dict {
  const [first, ...more] = positional;
  if (first !== undefined && more.length === 0 && keyword.size === 0) {
    if (first instanceof PyDict) return asDict(fromPython(first));
    return raiseDbt('DbtInternalError', 'config() takes keywords, or one mapping');
  }
  if (positional.length > 0 || keyword.size === 0) return raiseDbt('InlineModelConfigError', 'Invalid inline model config');
  return new Map([...keyword].map(([key, value]): [Key, Value] => [key, fromPython(value)]));
}

function collect({ recorded }: Session, config: Dict): void {
  for (const [old, current] of [
    ['pre_hook', 'pre-hook'],
    ['post_hook', 'post-hook'],
  ] as const) {
    if (config.has(old) && config.has(current))
      raiseDbt('ConflictingConfigKeysError', `Invalid config, has conflicting keys "${old}" and "${current}"`);
  }
  recorded.configCalls = mergeConfigCalls(recorded.configCalls, config);
}

const configMethods = methodTable<PyConfig>({
  set: [
    ['name', 'value'],
    (config, [name = null, value = null]) => config.call({ positional: [new PyDict([[name, value]])], keyword: new Map() }),
  ],
  get: [
    ['name', 'default?', 'validator?'],
    (config, [name = null, fallback, validator]) =>
      parsing(config) ? '' : checked(lookUp(config, name, fallback ?? null), validator, fallback !== undefined && fallback !== null),
  ],
  require: [
    ['name', 'validator?'],
    (config, [name = null, validator]) =>
      parsing(config) ? '' : checked(required(config, name, lookUp(config, name, undefined)), validator, true),
  ],
  meta_get: [
    ['name', 'default?', 'validator?'],
    (config, [name = null, fallback]) => (parsing(config) ? '' : (metaOf(config, name) ?? fallback ?? null)),
  ],
  meta_require: [['name', 'validator?'], (config, [name = null]) => (parsing(config) ? '' : required(config, name, metaOf(config, name)))],
  persist_relation_docs: [[], config => !parsing(config) && persists(config, 'relation')],
  persist_column_docs: [[], config => !parsing(config) && persists(config, 'columns')],
});

function parsing(config: PyConfig): boolean {
  return config.session.phase === 'parse';
}

/** A config that is set to nothing is there: its None wins over the default. */
function lookUp(config: PyConfig, name: PyValue, fallback: PyValue | undefined): PyValue | undefined {
  const key = typeof name === 'string' ? name : str(name);
  const settings = config.session.subject.config;
  const value = settings.get(key === 'pre_hook' ? 'pre-hook' : key === 'post_hook' ? 'post-hook' : key);
  return value === undefined ? fallback : toPython(value);
}

function metaOf(config: PyConfig, name: PyValue): PyValue | undefined {
  const value = asDict(config.session.subject.config.get('meta')).get(typeof name === 'string' ? name : str(name));
  return value === undefined ? undefined : toPython(value);
}

function required(config: PyConfig, name: PyValue, value: PyValue | undefined): PyValue {
  return (
    value ??
    raiseDbt('MissingConfigError', `Model '${config.session.subject.uniqueId}' does not define a required config parameter '${str(name)}'.`)
  );
}

function checked(value: PyValue | undefined, validator: PyValue | undefined, wanted: boolean): PyValue {
  const result = value ?? null;
  if (validator === undefined || validator === null || !wanted) return result;
  if (validator instanceof PyUndefined) return raise('UndefinedError', validator.hint);
  call(validator, { positional: [result], keyword: new Map() });
  return result;
}

function persists(config: PyConfig, what: 'relation' | 'columns'): boolean {
  return asDict(config.session.subject.config.get('persist_docs')).get(what) === true;
}
