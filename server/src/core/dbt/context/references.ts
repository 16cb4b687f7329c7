/**
 * `ref()`, `source()`, `metric()` and `function()` in templates.
 * Invariant: while parsing they only note the call and answer with the node's own relation; at run time they answer or raise what dbt raises.
 */
import { PyFunction } from '../jinja/values/callable';
import { raiseDbt } from '../jinja/values/exception';
import { str, truth, typeName } from '../jinja/values/object';
import type { PyArguments, PyValue } from '../jinja/values/object';
import type { DbtNode, DbtSource, RefCall } from '../project/nodes';
import { ephemeralPrefix, quoteAll, quotePolicy } from '../project/relation';
import { asDict } from '../value';
import { fromPython } from '../jinja/values/convert';
import { PyRelation } from './relationObject';
import type { Session } from './session';

export function refFunction(session: Session): PyFunction {
  return new PyFunction('ref', ['*args'], (_bound, args) => ref(session, args));
}

export function sourceFunction(session: Session): PyFunction {
  return new PyFunction('source', ['*args'], (_bound, { positional }) => source(session, positional));
}

/** The relation that stands for a node in the SQL of others. */
export function nodeRelation(node: DbtNode, session: Session): PyRelation {
  if (node.materialized === 'ephemeral' && node.type === 'model')
    return new PyRelation({ database: null, schema: null, identifier: ephemeralPrefix + node.alias, type: 'cte' });
  return new PyRelation({
    database: node.database,
    schema: node.schema,
    identifier: node.alias,
    quoting: quotePolicy(session.frame.quoting, asDict(node.config.get('quoting'))),
  });
}

export function sourceRelation(table: DbtSource): PyRelation {
  return new PyRelation({
    database: table.database,
    schema: table.schema,
    identifier: table.identifier,
    quoting: quotePolicy(quoteAll, table.quoting),
  });
}

/** The relation of the node that is rendered. */
export function ownRelation({ subject }: Session): PyRelation {
  return new PyRelation(subject.relation);
}

function ref(session: Session, args: PyArguments): PyValue {
  const call = refCall(args);
  session.recorded.refs.push(call);
  const { view, subject } = session;
  if (!view) return ownRelation(session);
  const found = view.lookup.ref(call, subject.packageName);
  if (found.kind !== 'found')
    return raiseDbt(
      'TargetNotFoundError',
      missingMessage(session, `node named '${call.name}'${inPackage(call)}${withVersion(call)}`, found.kind === 'disabled'),
    );
  const target = found.value;
  if (target.access === 'private' && target.group !== null && target.group !== subject.group) {
    return raiseDbt(
      'DbtReferenceError',
      `Node ${subject.uniqueId} attempted to reference node ${target.uniqueId}, which is not allowed because the referenced node is private to the '${target.group}' group.`,
    );
  }
  if (subject.dependsOn && !subject.dependsOn.has(target.uniqueId)) {
    const written = `${call.package === null ? '' : `'${call.package}', `}'${call.name}'`;
    return raiseDbt(
      'RefBadContextError',
      `dbt was unable to infer all dependencies for the model "${subject.name}".\nThis typically happens when ref() is placed within a conditional block.\n\nTo fix this, add the following hint to the top of the model "${subject.name}":\n\n-- depends_on: {{ ref(${written}) }}`,
    );
  }
  if (target.materialized === 'ephemeral' && target.type === 'model' && !session.recorded.ctes.includes(target))
    session.recorded.ctes.push(target);
  return nodeRelation(target, session);
}

function refCall({ positional, keyword }: PyArguments): RefCall {
  const [first, second, ...more] = positional;
  if (first === undefined || more.length > 0)
    return raiseDbt('RefArgsError', `ref() takes at most two arguments (${positional.length} given)`);
  const packageName = second === undefined ? null : first;
  const name = second ?? first;
  const version = [keyword.get('version'), keyword.get('v')].find(value => value !== undefined && truth(value)) ?? null;
  if (typeof name !== 'string')
    return raiseDbt('CompilationError', `The name argument to ref() must be a string, got <class '${typeName(name)}'>`);
  if (packageName !== null && typeof packageName !== 'string')
    return raiseDbt('CompilationError', `The package argument to ref() must be a string or None, got <class '${typeName(packageName)}'>`);
  if (version !== null && typeof version === 'object')
    return raiseDbt(
      'CompilationError',
      `The version argument to ref() must be a string, int, float, or None - got <class '${typeName(version)}'>`,
    );
  return { package: packageName, name, version: fromPython(version) };
}

function source(session: Session, positional: readonly PyValue[]): PyValue {
  const [name, table] = positional;
  if (positional.length !== 2 || name === undefined || table === undefined)
    return raiseDbt('NumberSourceArgsError', `source() takes exactly two arguments (${positional.length} given)`);
  if (typeof name !== 'string')
    return raiseDbt('CompilationError', `The source name (first) argument to source() must be a string, got <class '${typeName(name)}'>`);
  if (typeof table !== 'string')
    return raiseDbt('CompilationError', `The table name (second) argument to source() must be a string, got <class '${typeName(table)}'>`);
  const call = { source: name, table };
  session.recorded.sources.push(call);
  const { view, subject } = session;
  if (!view) return ownRelation(session);
  const found = view.lookup.source(call, subject.packageName);
  if (found.kind === 'found') return sourceRelation(found.value);
  return raiseDbt('TargetNotFoundError', missingMessage(session, `source named '${name}.${table}'`, found.kind === 'disabled'));
}

function missingMessage({ subject }: Session, what: string, disabled: boolean): string {
  const type = subject.uniqueId.split('.')[0] ?? 'model';
  return `${type.charAt(0).toUpperCase()}${type.slice(1)} '${subject.uniqueId}' depends on a ${what} which ${disabled ? 'is disabled' : 'was not found'}`;
}

function inPackage(call: RefCall): string {
  return call.package === null ? '' : ` in package or project '${call.package}'`;
}

function withVersion(call: RefCall): string {
  return call.version === null
    ? ''
    : ` with version '${str(typeof call.version === 'object' ? null : typeof call.version === 'number' ? BigInt(call.version) : call.version)}'`;
}
