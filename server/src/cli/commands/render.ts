/**
 * `medallion render --batch`: templates in the context of a project's model, as dbt would render them.
 * Invariant: one answer for every line of input, in their order; a template that fails is an answer too.
 */
import { createInterface } from 'node:readline';
import { PyDict, catching, dumpJson, parseJson, str } from '../../core/dbt/jinja';
import type { JinjaError, PyValue } from '../../core/dbt/jinja';
import type { DbtProject } from '../../core/dbt/project/DbtProject';
import { updateFile } from '../../core/dbt/project/loadProject';
import type { DbtNode } from '../../core/dbt/project/nodes';
import { renderTemplate } from '../../core/dbt/project/renderTemplate';
import type { TemplateRequest } from '../../core/dbt/project/renderTemplate';
import { CommandError } from '../arguments';
import type { CommandArguments } from '../arguments';
import { openProject } from '../dbtProject';

export async function render(args: CommandArguments): Promise<number> {
  const { io, options } = args;
  if (options.batch !== true) throw new CommandError('medallion render reads templates from standard input: give --batch');
  const { project } = await openProject(args);
  let failed = false;
  let number = 0;
  for await (const line of createInterface({ input: io.stdin, crlfDelay: Infinity })) {
    number++;
    if (line.trim() === '') continue;
    const request = requestOf(line);
    if (!request) throw new CommandError(`line ${number} of the input is not {"id": …, "template": "…"} in JSON`);
    const answer = answered(project, request);
    failed ||= answer.error !== undefined;
    io.out(answerLine(request.id, answer));
  }
  return failed && options['fail-on'] !== 'never' ? 1 : 0;
}

interface Request extends TemplateRequest {
  readonly id: PyValue;
  /** Macro files that the project has beside its own, by package. */
  readonly macros: readonly (readonly [packageName: string, text: string])[];
}

interface Answer {
  readonly output?: PyValue;
  readonly error?: JinjaError;
}

const phases = ['runtime', 'parse', 'native'] as const;

/** Read so that `1.0` stays a float and big ints stay exact. */
function requestOf(line: string): Request | undefined {
  const value = parseJson(line);
  if (!(value instanceof PyDict)) return undefined;
  const template = value.get('template');
  const phase = value.get('phase') ?? 'runtime';
  const known = phases.find(name => name === phase);
  if (typeof template !== 'string' || known === undefined) return undefined;
  const context = new Map(entriesOf(value.get('context')));
  const macros = entriesOf(value.get('macros')).map(([name, text]) => [name, str(text)] as const);
  return { id: value.get('id') ?? null, template, phase: known, context, macros };
}

function entriesOf(value: PyValue | undefined): (readonly [string, PyValue])[] {
  return value instanceof PyDict ? [...value.entries()].map(([key, item]) => [str(key), item] as const) : [];
}

function answered(project: DbtProject, request: Request): Answer {
  const changed = withMacros(project, request.macros);
  const node = modelOf(changed);
  const { result } = renderTemplate(changed, node, request);
  const [error] = result.errors;
  return error ? { error } : { output: result.value };
}

/** The model whose body the template stands in: the first of the project by its name. */
function modelOf(project: DbtProject): DbtNode {
  const models = [...project.nodes.values()].filter(node => node.type === 'model' && node.packageName === project.frame.root.name);
  const [first] = models.sort((a, b) => (a.uniqueId < b.uniqueId ? -1 : 1));
  if (!first) throw new CommandError(`${project.frame.root.name} has no model that a template could be rendered as: add one under models/`);
  return first;
}

function withMacros(project: DbtProject, macros: Request['macros']): DbtProject {
  return macros.reduce((changed, [packageName, text]) => {
    const settings = project.frame.byName.get(packageName);
    if (!settings) throw new CommandError(`macros of ${packageName}: the project has no such package`);
    return updateFile(changed, `${settings.folder}${settings.paths.macros[0] ?? 'macros'}/given.sql`, text);
  }, project);
}

function answerLine(id: PyValue, { output, error }: Answer): string {
  if (error) {
    const { type, message, line } = error;
    return `{"id": ${dumpJson(id)}, "error": ${JSON.stringify({ type, message, line })}}\n`;
  }
  const value = output ?? null;
  // What JSON cannot hold, a relation for instance, is given as its text.
  const json = catching(
    ['TypeError', 'RecursionError'],
    () => dumpJson(value),
    () => dumpJson(str(value)),
  );
  return `{"id": ${dumpJson(id)}, "output": ${json}}\n`;
}
