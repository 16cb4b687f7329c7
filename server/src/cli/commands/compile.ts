/** `medallion compile [MODEL…]`: the nodes of a project with dbt's manifest fields and their compiled SQL. */
import { LineIndex } from '../../core/text/LineIndex';
import type { DbtDiagnostic } from '../../core/dbt/diagnostics';
import { compileNode } from '../../core/dbt/project/compileNode';
import type { DbtProject } from '../../core/dbt/project/DbtProject';
import type { DbtNode, DbtSource } from '../../core/dbt/project/nodes';
import { toJson } from '../../core/dbt/value';
import type { Json } from '../../core/dbt/value';
import { CommandError } from '../arguments';
import type { CommandArguments } from '../arguments';
import { openProject } from '../dbtProject';
import { formatOf } from '../output';

export async function compile(args: CommandArguments): Promise<number> {
  const { project, problems } = await openProject(args);
  const chosen = chosenNodes(project, args.positionals);
  const compiled = chosen.map(node => ({ node, compiled: compileNode(project, node.uniqueId) }));
  const unreadable = problems.map((problem): Json => ({
    code: 'FILE_UNREADABLE',
    severity: 'warning',
    message: problem.message,
    file: problem.path,
    start: { line: 1, column: 1 },
    end: { line: 1, column: 1 },
    source: 'dbt',
  }));
  const wanted = new Set(chosen.map(node => node.file));
  const found = [
    ...project.diagnostics.filter(item => args.positionals.length === 0 || wanted.has(item.file)),
    ...compiled.flatMap(item => item.compiled?.diagnostics ?? []),
  ];
  const diagnostics = unique(found);
  if (formatOf(args.options, args.io) === 'json') {
    const nodes = Object.fromEntries(compiled.map(item => [item.node.uniqueId, nodeJson(item.node, item.compiled?.sql)]));
    const sources =
      args.positionals.length > 0
        ? {}
        : Object.fromEntries([...project.sources.values()].map(source => [source.uniqueId, sourceJson(source)]));
    args.io.out(
      `${JSON.stringify({ nodes, sources, diagnostics: [...unreadable, ...diagnostics.map(item => diagnosticJson(project, item))] })}\n`,
    );
  } else {
    for (const item of compiled)
      if (item.compiled)
        args.io.out(
          `-- ${item.node.uniqueId}${item.node.relationName === null ? '' : ` → ${item.node.relationName}`}\n${item.compiled.sql.trim()}\n\n`,
        );
    for (const item of diagnostics) args.io.message(diagnosticLine(project, item));
  }
  return failing(diagnostics, args.options['fail-on']) ? 1 : 0;
}

/** Nodes by name, unique id or file; all of them where nothing is asked for. */
function chosenNodes(project: DbtProject, words: readonly string[]): readonly DbtNode[] {
  const all = [...project.nodes.values()];
  if (words.length === 0) return all;
  return words.flatMap(word => {
    const path = word.replace(/^\.\//, '');
    const found = all.filter(
      node =>
        node.uniqueId === word || node.name === word || (node.type !== 'test' && (node.file === path || path.endsWith(`/${node.file}`))),
    );
    if (found.length === 0) throw new CommandError(`no model, snapshot, test or analysis is named '${word}'`);
    return found;
  });
}

function nodeJson(node: DbtNode, sql: string | undefined): Json {
  return {
    unique_id: node.uniqueId,
    resource_type: node.type,
    original_file_path: node.originalFilePath,
    path: node.path,
    name: node.name,
    package_name: node.packageName,
    fqn: node.fqn,
    database: node.database,
    schema: node.schema,
    alias: node.alias,
    relation_name: node.relationName,
    depends_on: { nodes: node.dependsOn.nodes, macros: node.dependsOn.macros },
    config: toJson(node.config),
    tags: node.tags,
    meta: toJson(node.meta),
    description: node.description,
    columns: node.columns.map(column => ({ name: column.name, description: column.description, data_type: column.dataType ?? null })),
    version: toJson(node.version),
    language: node.type === 'seed' ? null : node.language,
    raw_code: node.rawCode,
    compiled_code: sql ?? null,
  };
}

function sourceJson(source: DbtSource): Json {
  return {
    unique_id: source.uniqueId,
    resource_type: 'source',
    source_name: source.sourceName,
    name: source.name,
    package_name: source.packageName,
    original_file_path: source.originalFilePath,
    fqn: source.fqn,
    database: source.database,
    schema: source.schema,
    identifier: source.identifier,
    relation_name: source.relationName,
    config: toJson(source.config),
    tags: source.tags,
    meta: toJson(source.meta),
    description: source.description,
    columns: source.columns.map(column => ({ name: column.name, description: column.description, data_type: column.dataType ?? null })),
  };
}

interface Position {
  readonly line: number;
  readonly column: number;
}

function positions(project: DbtProject, { file, range }: DbtDiagnostic): { readonly start: Position; readonly end: Position } {
  const lines = new LineIndex(project.files.get(file)?.text ?? '');
  const at = (offset: number): Position => {
    const { line, column } = lines.positionAt(offset);
    return { line: line + 1, column: column + 1 };
  };
  return { start: at(range.start), end: at(range.end) };
}

function diagnosticJson(project: DbtProject, item: DbtDiagnostic): Json {
  const { start, end } = positions(project, item);
  return {
    code: item.code,
    severity: item.severity,
    message: item.message,
    file: item.file,
    start: { line: start.line, column: start.column },
    end: { line: end.line, column: end.column },
    source: item.code.startsWith('JINJA') || item.code === 'MACRO_NOT_FOUND' ? 'jinja' : 'dbt',
  };
}

function diagnosticLine(project: DbtProject, item: DbtDiagnostic): string {
  const { start } = positions(project, item);
  return `${item.file}:${start.line}:${start.column}: ${item.severity}: ${item.message} [${item.code}]`;
}

/** The same mistake met while parsing and while compiling is one. */
function unique(diagnostics: readonly DbtDiagnostic[]): readonly DbtDiagnostic[] {
  const seen = new Set<string>();
  return diagnostics.filter(({ file, range, message }) => {
    const key = `${file} ${range.start} ${message}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function failing(diagnostics: readonly DbtDiagnostic[], failOn: string | undefined): boolean {
  if (failOn === 'never') return false;
  const levels = failOn === 'warning' ? ['error', 'warning'] : ['error'];
  return diagnostics.some(item => levels.includes(item.severity));
}
