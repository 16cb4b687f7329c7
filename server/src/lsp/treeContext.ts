/** What the tree shows beside the catalog's own words: layers, environments, who builds a table, types as Trino spells them. */
import { parseHiveType } from '../core/analysis/types/parseType';
import { quoteIdentifier } from '../core/sql/quoteIdentifier';
import type { Workspace } from '../app/Workspace';
import type { TreeContext } from './catalogTree';

export function treeContext(workspace: Workspace): TreeContext {
  return {
    snapshot: workspace.catalog.snapshot,
    layerRules: workspace.layerRules,
    environment: environmentName(workspace),
    modelOf: relation => workspace.builderOf(relation)?.path,
    typeName: hiveType => parseHiveType(hiveType, 'hive').display,
    quoted: quoteIdentifier,
  };
}

/** The dbt target, else the catalog's account, else `local`. */
export function environmentName({ projects, settings, catalog }: Workspace): string {
  const target = projects[0]?.dbt.frame.target.name ?? settings.dbt.target;
  return target || (catalog.snapshot.identity.account ?? 'local');
}
