/** `medallion check [PATH…]`: all findings of a project, or of some of its files, as the editor shows them. */
import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { relative, resolve, sep } from 'node:path';
import { diagnostics } from '../../core/ide/diagnostics';
import { dbtView, sqlView } from '../../core/ide/DocumentView';
import { allRules } from '../../core/lint/rules';
import type { LintSeverities } from '../../core/lint/rules';
import { CommandError, oneOf } from '../arguments';
import type { CommandArguments } from '../arguments';
import { located, printDiagnostics } from '../diagnosticsOutput';
import type { FileDiagnostic } from '../diagnosticsOutput';
import { openSession } from '../session';
import type { ProjectSession, Session } from '../session';

export async function check(args: CommandArguments): Promise<number> {
  const rules = ruleSeverities(args.options.rule ?? []);
  const session = await openSession(args);
  const paths = args.positionals.map(path => resolve(path));
  const { project } = session;
  if (paths.length === 0 && !project)
    throw new CommandError('nothing to check: no dbt project here; name files, or a project with --project DIR');
  const inProject = project ? projectDiagnostics(project, session, rules) : [];
  const wanted = (file: string): boolean => paths.length === 0 || paths.some(path => file === path || file.startsWith(path + sep));
  for (const path of paths) if (!existsSync(path)) throw new CommandError(`${path} does not exist: nothing was checked`);
  const found = inProject.filter(({ file }) => wanted(resolve(project?.root ?? '.', file)));
  for (const path of paths)
    if (!project || !(path === project.root || path.startsWith(project.root + sep)))
      found.push(...(await fileDiagnostics(path, session, rules)));
  return printDiagnostics(args, found);
}

function ruleSeverities(given: readonly string[]): LintSeverities {
  return Object.fromEntries(
    given.map(entry => {
      const [name = '', severity] = entry.split('=');
      oneOf(
        'rule',
        name,
        allRules.map(rule => rule.name),
      );
      return [name, oneOf(`rule ${name}=`, severity ?? '', ['off', 'hint', 'info', 'warning', 'error'])!];
    }),
  );
}

function projectDiagnostics(
  { root, dbt, analysis, flow, problems }: ProjectSession,
  { dialect }: Session,
  rules: LintSeverities,
): FileDiagnostic[] {
  const found: FileDiagnostic[] = problems.map(({ path, message }) => ({
    code: 'FILE_UNREADABLE',
    severity: 'warning',
    message,
    file: path,
    start: { line: 1, column: 1 },
    end: { line: 1, column: 1 },
    source: 'dbt',
  }));
  const findings = flow.findings();
  for (const [file, { text }] of dbt.files) {
    const nodes = [...dbt.nodes.values()].filter(node => node.file === file && !(node.type === 'test' && node.test));
    const ofFile = [...dbt.diagnostics, ...nodes.flatMap(node => analysis.model(node.uniqueId)?.compiled?.diagnostics ?? [])].filter(
      diagnostic => diagnostic.file === file,
    );
    const [node] = nodes;
    const compiled = node?.language === 'sql' ? analysis.model(node.uniqueId)?.compiled : undefined;
    const context = { catalog: analysis.catalog, session: { schema: node?.schema ?? undefined }, dialect };
    const view = dbtView(text, context, { analysis, file, node: node?.uniqueId }, compiled);
    found.push(
      ...located(
        file,
        text,
        diagnostics(
          view,
          ofFile,
          findings.filter(finding => finding.node.file === file),
          rules,
        ),
      ),
    );
  }
  for (const diagnostic of dbt.diagnostics)
    if (!dbt.files.has(diagnostic.file))
      found.push(...located(relative(root, resolve(root, diagnostic.file)), '', [{ ...diagnostic, source: 'dbt' }]));
  return found;
}

async function fileDiagnostics(path: string, { catalog, dialect }: Session, rules: LintSeverities): Promise<readonly FileDiagnostic[]> {
  try {
    if ((await stat(path)).isDirectory())
      throw new CommandError(`${path} is a folder outside of the project: name files, or a project with --project DIR`);
    const text = await readFile(path, 'utf8');
    return located(path, text, diagnostics(sqlView(text, { catalog, session: {}, dialect }), [], [], rules));
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError(`${path} cannot be read: ${(error as Error).message}`);
  }
}
