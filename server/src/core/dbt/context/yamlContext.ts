/**
 * Templates inside of YAML: project settings, profiles, schema files.
 * Invariant: such a template sees the target, vars and the environment, never models; a failure is a diagnostic at its text.
 */
import type { TextRange } from '../../text/TextRange';
import type { DbtDiagnostic } from '../diagnostics';
import { startOfFile } from '../diagnostics';
import { render } from '../jinja/render';
import { PyFunction } from '../jinja/values/callable';
import { raiseDbt } from '../jinja/values/exception';
import { str } from '../jinja/values/object';
import type { PyValue } from '../jinja/values/object';
import type { ProjectOptions } from '../project/frame';
import { targetDict } from '../project/profile';
import type { Target } from '../project/profile';
import type { YamlRenderer } from '../project/renderYaml';
import type { Dict } from '../value';
import { emptyDict } from '../value';
import { fromPython, toPython } from '../jinja/values/convert';
import { sharedMember } from './sharedMembers';
import { envVar } from './envVar';

export interface YamlContext {
  readonly options: ProjectOptions;
  readonly target: Target | undefined;
  /** `var()` answers from here; only `--vars` in dbt_project.yml itself. */
  readonly vars?: Dict;
  readonly file: string;
  readonly problems: DbtDiagnostic[];
  /** Finds the place of a template in its file. */
  readonly locate?: (template: string) => TextRange;
}

/** Renders as dbt's native mode does; what fails keeps its own text. */
export function yamlRenderer({ options, target, vars, file, problems, locate }: YamlContext): YamlRenderer {
  const known = vars ?? options.vars ?? emptyDict;
  const members = new Map<string, PyValue>([
    ['env_var', envVar(options.env)],
    ['var', varFunction(known)],
    ...(target ? [['target', toPython(targetDict(target))] as const] : []),
  ]);
  return template => {
    const result = render(template, { lookup: name => members.get(name) ?? sharedMember(name, options) }, { file, native: true });
    const [error] = result.errors;
    if (!error) return fromPython(result.value);
    const code =
      error.type === 'EnvVarMissingError' ? 'ENV_VAR_MISSING' : error.type === 'RequiredVarNotFoundError' ? 'VAR_MISSING' : 'JINJA_ERROR';
    problems.push({ code, severity: 'error', message: error.message, file, range: locate?.(template) ?? startOfFile });
    return template;
  };
}

function varFunction(vars: Dict): PyFunction {
  return new PyFunction('var', ['var_name', 'default?'], ([name = null, fallback]) => {
    const value = vars.get(typeof name === 'string' ? name : str(name));
    if (value !== undefined) return toPython(value);
    return fallback ?? raiseDbt('RequiredVarNotFoundError', `Required var '${str(name)}' not found in config`);
  });
}
