/** dbt projects for tests: folders read from disk, projects written inline, and their findings as one line each. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { CatalogSnapshot } from '../../server/src/core/catalog/CatalogSnapshot';
import type { DbtDiagnostic } from '../../server/src/core/dbt/diagnostics';
import type { DbtProject } from '../../server/src/core/dbt/project/DbtProject';
import { loadProject } from '../../server/src/core/dbt/project/loadProject';
import type { LoadOptions } from '../../server/src/core/dbt/project/loadProject';
import { dbtView } from '../../server/src/core/ide/DocumentView';
import type { DocumentView } from '../../server/src/core/ide/DocumentView';
import { ProjectAnalysis } from '../../server/src/core/lineage/ProjectAnalysis';
import { LineIndex } from '../../server/src/core/text/LineIndex';

/** Texts of a folder by path, but goldens. */
export function folderTexts(folder: string): Map<string, string> {
  const texts = new Map<string, string>();
  const visit = (at: string): void => {
    for (const name of readdirSync(at).sort()) {
      const path = join(at, name);
      if (statSync(path).isDirectory()) visit(path);
      else if (name !== 'goldens.json') texts.set(relative(folder, path).split(sep).join('/'), readFileSync(path, 'utf8'));
    }
  };
  visit(folder);
  return texts;
}

const minimal: Readonly<Record<string, string>> = {
  'dbt_project.yml': 'name: shop\nversion: "1.0"\nprofile: shop\n',
  'profiles.yml':
    'shop:\n  target: dev\n  outputs:\n    dev: {type: athena, schema: dev, database: awsdatacatalog, region_name: eu-west-1, s3_staging_dir: "s3://staging/", s3_data_dir: "s3://lake/data"}\n',
};

/** A project of the given files; settings and profile are added where they are not given. */
export function inlineProject(files: Readonly<Record<string, string>>, options: Partial<LoadOptions> = {}): DbtProject {
  return loadProject(new Map(Object.entries({ ...minimal, ...files })), { env: {}, catalog: CatalogSnapshot.empty, ...options });
}

/** `file:line:column CODE message`, one-based, sorted. */
export function findings(project: DbtProject, diagnostics: readonly DbtDiagnostic[] = project.diagnostics): readonly string[] {
  return diagnostics
    .map(({ file, range, code, message }) => {
      const { line, column } = new LineIndex(project.files.get(file)?.text ?? '').positionAt(range.start);
      return `${file}:${line + 1}:${column + 1} ${code} ${message}`;
    })
    .sort();
}

/** A model of a project as the editor's features read it. @param file of the project, such as `models/orders.sql` */
export function modelView(files: Readonly<Record<string, string>>, file: string, catalog: CatalogSnapshot): DocumentView {
  const project = inlineProject(files, { catalog });
  const analysis = new ProjectAnalysis(project, 'athena');
  const node = [...project.nodes.values()].find(candidate => candidate.file === file)!;
  const context = { catalog: analysis.catalog, session: {}, dialect: 'athena' as const };
  return dbtView(files[file]!, context, { analysis, file, node: node.uniqueId }, analysis.model(node.uniqueId)?.compiled);
}
