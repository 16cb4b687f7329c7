/** The dbt project a command works on: files of the nearest project folder, the profile dbt would take, the options of the command line. */
import { resolve } from 'node:path';
import { findProfiles } from '../adapters/disk/profiles';
import { findProjectRoot, readProjectFiles } from '../adapters/disk/projectFiles';
import type { DbtProject } from '../core/dbt/project/DbtProject';
import { loadProject } from '../core/dbt/project/loadProject';
import { isDict } from '../core/dbt/value';
import type { Dict } from '../core/dbt/value';
import { parseYaml, yamlValue } from '../core/dbt/yaml/parseYaml';
import { CommandError } from './arguments';
import type { CommandArguments, Options } from './arguments';
import { catalogOf } from './catalogOf';

export interface OpenedProject {
  readonly root: string;
  readonly project: DbtProject;
  /** Files that could not be read, each with its reason. */
  readonly problems: readonly { readonly path: string; readonly message: string }[];
}

export async function openProject(args: CommandArguments): Promise<OpenedProject> {
  const { options } = args;
  const from = resolve(options.project ?? process.cwd());
  const root = await findProjectRoot(from);
  if (root === undefined) throw new CommandError(`no dbt_project.yml in ${from} or above: give the project with --project DIR`);
  const catalog = await catalogOf(args, root);
  const { files, problems } = await readProjectFiles(root);
  const vars = varsOf(options);
  const profiles = await findProfiles(root, process.env, { from: process.cwd() });
  const project = loadProject(files, {
    catalog,
    env: process.env,
    ...(options.target === undefined ? {} : { target: options.target }),
    ...(vars ? { vars } : {}),
    ...(profiles ? { profiles } : {}),
    ...(options['run-started-at'] === undefined ? {} : { runStartedAt: options['run-started-at'] }),
    ...(options['invocation-id'] === undefined ? {} : { invocationId: options['invocation-id'] }),
    ...(options['full-refresh'] === true ? { fullRefresh: true } : {}),
  });
  return { root, project, problems };
}

function varsOf(options: Options): Dict | undefined {
  if (options.vars === undefined) return undefined;
  const { root, problems } = parseYaml(options.vars);
  const value = yamlValue(root);
  if (problems.some(problem => problem.severity === 'error') || !isDict(value))
    throw new CommandError(`--vars ${options.vars}: write a YAML mapping, for example '{"day": "2026-01-31"}'`);
  return value;
}
