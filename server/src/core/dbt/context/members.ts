/**
 * dbt's context: the names that a template of a node sees beside macros.
 * Invariant: values come from the session alone; the clock and the environment are what the project was loaded with.
 */
import { returnFromMacro } from '../jinja/interpreter';
import { render } from '../jinja/render';
import type { JinjaRender } from '../jinja/render';
import { PyFunction } from '../jinja/values/callable';
import { PyList } from '../jinja/values/containers';
import { PyDict } from '../jinja/values/dict';
import { modelDict } from './nodeObject';
import { raiseDbt } from '../jinja/values/exception';
import { PyObject, str } from '../jinja/values/object';
import type { PyValue } from '../jinja/values/object';
import { targetDict } from '../project/profile';
import { varsFor } from '../project/frame';
import { hasJinja } from '../project/renderYaml';
import type { Key, Value } from '../value';
import { PyAdapter, apiObject, unansweredResult } from './adapterObject';
import type { Dispatch } from './adapterObject';
import { PyConfig } from './configObject';
import { toPython } from '../jinja/values/convert';
import { pyDict } from './pyCollections';
import { envVar } from './envVar';
import { graphObject } from './graphObject';
import { ownRelation, refFunction, sourceFunction } from './references';
import { sharedMember } from './sharedMembers';
import type { Session } from './session';

export interface MemberContext {
  readonly session: Session;
  readonly run: JinjaRender;
  readonly find: (name: string) => PyValue | undefined;
  readonly dispatch: Dispatch;
}

export function contextMember(name: string, context: MemberContext): PyValue | undefined {
  const make = members.get(name);
  return make ? make(context) : sharedMember(name, context.session.frame.options);
}

const nothing =
  (name: string, answer: PyValue = ''): ((context: MemberContext) => PyValue) =>
  () =>
    new PyFunction(name, ['*args'], () => answer);

const members = new Map<string, (context: MemberContext) => PyValue | undefined>([
  ['ref', ({ session }) => refFunction(session)],
  ['source', ({ session }) => sourceFunction(session)],
  ['config', ({ session }) => new PyConfig(session)],
  ['var', context => new PyVar(context)],
  ['env_var', ({ session }) => envVar(session.frame.options.env)],
  ['target', ({ session }) => toPython(targetDict(session.frame.target))],
  ['this', ({ session }) => ownRelation(session)],
  ['model', ({ session }) => modelDict(session.subject.fields())],
  ['context', context => new PyContext(context)],
  ['env', () => null],
  ['column', () => null],
  ['adapter_macro', nothing('adapter_macro')],
  ['graph', ({ session }) => graphObject(session)],
  ['execute', ({ session }) => session.phase === 'runtime'],
  ['adapter', ({ session, dispatch }) => new PyAdapter(session, dispatch)],
  ['api', ({ session }) => apiObject(session)],
  ['builtins', context => builtins(context)],
  ['schema', ({ session }) => session.subject.relation.schema],
  ['database', ({ session }) => session.subject.relation.database],
  ['sql', () => null],
  ['compiled_code', () => null],
  ['project_name', ({ session }) => session.frame.root.name],
  ['flags', ({ session }) => new PyFlags(session)],
  ['pre_hooks', ({ session }) => toPython(session.subject.config.get('pre-hook') ?? [])],
  ['post_hooks', ({ session }) => toPython(session.subject.config.get('post-hook') ?? [])],
  [
    'load_result',
    ({ session }) =>
      new PyFunction('load_result', ['name'], ([name = '']) => (session.recorded.asked.has(str(name)) ? unansweredResult() : null)),
  ],
  ['store_result', nothing('store_result')],
  ['store_raw_result', nothing('store_raw_result')],
  ['write', nothing('write')],
  ['submit_python_job', nothing('submit_python_job', null)],
  ['doc', () => new PyFunction('doc', ['*args'], (_bound, { positional }) => `{{ doc('${positional.map(str).join("', '")}') }}`)],
  [
    'metric',
    ({ session }) => new PyFunction('metric', ['*args'], (_bound, { positional }) => (session.view ? str(positional.at(-1) ?? '') : '')),
  ],
  ['selected_resources', () => new PyList([])],
  ['invocation_args_dict', () => pyDict({ which: 'compile' })],
  ['dbt_metadata_envs', () => new PyDict()],
  ['return', () => returnFunction],
  [
    'medallion_unanswered',
    ({ session }) =>
      new PyFunction('medallion_unanswered', ['name', 'sql'], (_bound, { positional: [name = null, sql = ''] }) => {
        session.recorded.asked.add(str(name));
        session.recorded.unanswered.push(str(sql).trim());
        return '';
      }),
  ],
]);

const returnFunction = new PyFunction('return', ['data?'], ([data = null]) => returnFromMacro(data));

class PyVar extends PyObject {
  readonly typeName: string;
  private readonly context: MemberContext;

  constructor(context: MemberContext) {
    super();
    this.context = context;
    this.typeName = context.session.phase === 'parse' ? 'ParseVar' : 'RuntimeVar';
  }

  override truth(): boolean {
    return true;
  }

  override get callable(): boolean {
    return true;
  }

  override call(args: Parameters<PyFunction['call']>[0]): PyValue {
    return this.read.call(args);
  }

  override getAttribute(name: string): PyValue | undefined {
    return name === 'has_var' ? new PyFunction('has_var', ['var_name'], ([key = null]) => this.vars.has(keyOf(key))) : undefined;
  }

  private get vars(): ReadonlyMap<Key, Value> {
    const { frame, subject } = this.context.session;
    return varsFor(frame, subject.packageName);
  }

  private readonly read = new PyFunction('var', ['var_name', 'default?'], ([name = null, fallback]) => {
    const value = this.vars.get(keyOf(name));
    if (value !== undefined) return typeof value === 'string' && hasJinja(value) ? this.rendered(value) : toPython(value);
    if (fallback !== undefined) return fallback;
    if (this.context.session.phase === 'parse') return null;
    return raiseDbt(
      'RequiredVarNotFoundError',
      `Required var '${str(name)}' not found in config:\nVars supplied to ${this.context.session.subject.name} = ${toPython(this.vars) instanceof PyDict ? '{…}' : ''}`,
    );
  });

  private rendered(text: string): PyValue {
    const result = render(text, { lookup: name => this.context.find(name) }, { file: 'dbt_project.yml' });
    const [error] = result.errors;
    return error ? raiseDbt(error.type, error.message) : result.output;
  }
}

function keyOf(name: PyValue): Key {
  return typeof name === 'string' ? name : str(name);
}

/** `context`: every name that a template sees, as a mapping. */
class PyContext extends PyObject {
  readonly typeName = 'dict';
  private readonly context: MemberContext;

  constructor(context: MemberContext) {
    super();
    this.context = context;
  }

  override truth(): boolean {
    return true;
  }

  override contains(item: PyValue): boolean {
    return this.getItem(item) !== undefined;
  }

  override getItem(key: PyValue): PyValue | undefined {
    return typeof key === 'string' ? this.context.find(key) : undefined;
  }

  override getAttribute(name: string): PyValue | undefined {
    return name === 'get'
      ? new PyFunction('get', ['key', 'default?'], ([key = null, fallback = null]) => this.getItem(key) ?? fallback)
      : this.context.find(name);
  }
}

/** The original functions, for projects that define a macro of the same name. */
function builtins(context: MemberContext): PyDict {
  return new PyBuiltins(
    ['ref', 'source', 'config', 'var', 'env_var', 'log', 'return'].map(name => [name, contextMember(name, context) ?? null] as const),
  );
}

class PyBuiltins extends PyDict {
  override getAttribute(name: string): PyValue | undefined {
    const value = this.get(name);
    return value === undefined ? super.getAttribute(name) : value;
  }
}

class PyFlags extends PyObject {
  readonly typeName = 'Namespace';
  private readonly session: Session;

  constructor(session: Session) {
    super();
    this.session = session;
  }

  override truth(): boolean {
    return true;
  }

  override getAttribute(name: string): PyValue | undefined {
    const { options, root } = this.session.frame;
    const key = name.toLowerCase();
    if (key === 'full_refresh') return options.fullRefresh === true;
    if (key === 'which') return 'compile';
    const given = root.flags.get(key);
    return given === undefined ? flagDefaults.get(key) : toPython(given);
  }
}

const flagDefaults = new Map<string, PyValue>([
  ['store_failures', false],
  ['introspect', true],
  ['empty', false],
  ['fail_fast', false],
  ['defer', false],
  ['warn_error', false],
  ['use_colors', true],
  ['partial_parse', true],
  ['cache_selected_only', false],
]);
