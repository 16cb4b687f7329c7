/** What a command works on: catalog, dbt project and everything derived from them, from the same options in every command. */
import { resolve } from 'node:path';
import { diskObjectStore } from '../adapters/disk/objectStore';
import type { LocationMapping } from '../adapters/disk/objectStore';
import { findProjectRoot } from '../adapters/disk/projectFiles';
import { createLakeReader } from '../adapters/lake/lakeReader';
import type { CatalogSnapshot } from '../core/catalog/CatalogSnapshot';
import { LayerRules } from '../core/catalog/layers';
import type { DbtProject } from '../core/dbt/project/DbtProject';
import { ProjectAnalysis } from '../core/lineage/ProjectAnalysis';
import { ProjectLineage } from '../core/lineage/ProjectLineage';
import { TagFlow } from '../core/lineage/tagFlow';
import { defaultRate } from '../core/scan/price';
import type { PriceRate } from '../core/scan/price';
import type { LakeReader } from '../ports/LakeReader';
import { CommandError, oneOf } from './arguments';
import type { CommandArguments } from './arguments';
import { catalogOf } from './catalogOf';
import { openProject } from './dbtProject';
import type { OpenedProject } from './dbtProject';
import { settingsOf, storeOf } from './settings';

export interface Session {
  readonly root: string | undefined;
  readonly catalog: CatalogSnapshot;
  readonly dialect: 'athena' | 'trino';
  readonly layerRules: LayerRules;
  readonly store: LocationMapping;
  readonly lake: LakeReader;
  readonly rate: PriceRate;
  /** undefined where the command was called outside of a dbt project. */
  readonly project: ProjectSession | undefined;
}

export interface ProjectSession {
  readonly root: string;
  /** Files that could not be read, each with its reason. */
  readonly problems: OpenedProject['problems'];
  readonly dbt: DbtProject;
  readonly analysis: ProjectAnalysis;
  readonly lineage: ProjectLineage;
  readonly flow: TagFlow;
}

export async function openSession(args: CommandArguments): Promise<Session> {
  const { options } = args;
  const root = await findProjectRoot(resolve(options.project ?? process.cwd()));
  if (options.project !== undefined && root === undefined)
    throw new CommandError(`${options.project} has no dbt_project.yml, nor a folder above it: name a dbt project`);
  const opened = root === undefined ? undefined : await openProject(args);
  const folder = root ?? process.cwd();
  const catalog = opened?.project.catalog ?? (await catalogOf(args, folder));
  const store = storeOf(options, folder);
  const dialect = oneOf('dialect', options.dialect, ['athena', 'trino']) ?? 'athena';
  const layerRules = new LayerRules();
  const perTerabyte = settingsOf(folder).pricePerTerabyte;
  return {
    root,
    catalog,
    dialect,
    layerRules,
    store,
    lake: createLakeReader(diskObjectStore(store)),
    rate: perTerabyte === undefined ? defaultRate : { ...defaultRate, perTerabyte },
    project: opened && projectSession(opened, dialect, layerRules),
  };
}

/** The project, for commands that cannot do without one. */
export function projectOf({ project }: Session): ProjectSession {
  if (!project) throw new CommandError('no dbt project here: no dbt_project.yml in this folder or above it; name one with --project DIR');
  return project;
}

function projectSession(
  { root, project: dbt, problems }: OpenedProject,
  dialect: 'athena' | 'trino',
  layerRules: LayerRules,
): ProjectSession {
  const analysis = new ProjectAnalysis(dbt, dialect);
  const lineage = new ProjectLineage(analysis, layerRules);
  return { root, problems, dbt, analysis, lineage, flow: new TagFlow(lineage) };
}
