/**
 * What is wrong with a project, at the place where a person would fix it.
 * Invariant: nothing is reported that dbt would accept; each mistake is reported once, at its own text.
 */
import type { TextRange } from '../../text/TextRange';
import { nameProblems } from '../context/names';
import type { DbtCode, DbtDiagnostic } from '../diagnostics';
import type { JinjaError } from '../jinja/errors';
import type { Draft } from './draft';
import type { DbtNode, DbtSource, RefCall, SourceCall } from './nodes';
import { versionText } from './nodes';
import type { SchemaEntries } from './schemaFile';
import type { SourceFile } from './sourceFile';
import { callsIn } from './staticCalls';

/** Of a file that is no YAML the first break is told, and nothing about what was read around it. */
export function schemaDiagnostics(file: SourceFile, { problems, diagnostics }: SchemaEntries): readonly DbtDiagnostic[] {
  const found = problems.map(({ severity, message, range }): DbtDiagnostic => ({
    code: severity === 'error' ? 'YAML_SYNTAX' : 'YAML_DUPLICATE_KEY',
    severity,
    message,
    file: file.path,
    range,
  }));
  const [first] = found.filter(item => item.severity === 'error').sort((a, b) => a.range.start - b.range.start);
  return first ? [first] : [...found, ...diagnostics];
}

type Reference = { readonly kind: 'ref'; readonly call: RefCall } | { readonly kind: 'source'; readonly call: SourceCall };
type Missing =
  | { readonly kind: 'missing' }
  | { readonly kind: 'disabled'; readonly value: { readonly name: string } }
  | { readonly kind: 'private'; readonly group: string };

export function missingReference(draft: Draft, reference: Reference, why: Missing): DbtDiagnostic {
  const range = referenceRange(draft, reference);
  const isRef = reference.kind === 'ref';
  const name = isRef
    ? `'${reference.call.name}'${reference.call.version === null ? '' : ` version ${versionText(reference.call.version)}`}${reference.call.package === null ? '' : ` in package '${reference.call.package}'`}`
    : `'${reference.call.source}.${reference.call.table}'`;
  const common = { severity: 'error' as const, file: draft.file, range };
  switch (why.kind) {
    case 'missing':
      return {
        ...common,
        code: isRef ? 'REF_NOT_FOUND' : 'SOURCE_NOT_FOUND',
        message: isRef ? `no model, seed or snapshot is named ${name}` : `no source table is named ${name}`,
      };
    case 'disabled':
      return { ...common, code: isRef ? 'REF_DISABLED' : 'SOURCE_DISABLED', message: `${name} is disabled` };
    case 'private':
      return { ...common, code: 'REF_NOT_ALLOWED', message: `${name} is private to the group '${why.group}'` };
  }
}

/** The argument that names the thing, where it stands as a literal in the node's own text; else the whole node's first line. */
function referenceRange(draft: Draft, reference: Reference): TextRange {
  const wanted = reference.kind === 'ref' ? reference.call.name : reference.call.table;
  if (!draft.verbatim) return draft.range;
  const call = callsIn(draft).find(
    candidate =>
      candidate.kind === reference.kind &&
      candidate.name === wanted &&
      (reference.kind === 'ref' || candidate.owner === reference.call.source),
  );
  const shift = draft.range.start;
  if (call) return { start: call.nameRange.start + shift, end: call.nameRange.end + shift };
  const lineEnd = draft.rawCode.indexOf('\n');
  return { start: shift, end: shift + (lineEnd < 0 ? draft.rawCode.length : lineEnd) };
}

/** Failures of the parse: syntax, exceptions, what dbt refuses in Python models, name macros that fail. */
export function captureDiagnostics(draft: Draft): readonly DbtDiagnostic[] {
  const { captured } = draft;
  const found = captured.errors.map(error => jinjaDiagnostic(error, draft));
  for (const { message, start, end } of captured.problems)
    found.push({
      code: 'PYTHON_MODEL',
      severity: 'error',
      message,
      file: draft.file,
      range: { start: start + draft.range.start, end: end + draft.range.start },
    });
  const name = nameProblems.get(captured);
  if (name !== undefined)
    found.push({
      code: 'JINJA_ERROR',
      severity: 'error',
      message: name,
      file: draft.file,
      range: { start: draft.range.start, end: draft.range.start },
    });
  return found;
}

/** An error of a template as a finding in the node's own file, also when it happened inside of a macro. */
export function jinjaDiagnostic(error: JinjaError, node: Pick<DbtNode, 'file' | 'range' | 'verbatim'>): DbtDiagnostic {
  const own = error.stack.find(frame => frame.file === node.file) ?? error;
  const inOwnText = own.file === node.file && node.verbatim;
  const shift = node.range.start;
  const range = inOwnText ? { start: own.range.start + shift, end: own.range.end + shift } : node.range;
  const inner = error.stack.at(-1);
  // Jinja adds the line it stopped at, which the place of the finding already tells.
  const text = error.cause === 'TemplateSyntaxError' ? (error.message.split('\n  line ')[0] ?? '') : error.message;
  const where = inner?.macro === undefined ? '' : ` (in macro ${inner.macro}, ${inner.file} line ${inner.line})`;
  return { code: codeOf(error), severity: 'error', message: `${text}${where}`, file: node.file, range };
}

function codeOf(error: JinjaError): DbtCode {
  if (error.cause === 'TemplateSyntaxError') return 'JINJA_SYNTAX';
  if (error.type === 'EnvVarMissingError') return 'ENV_VAR_MISSING';
  if (error.type === 'RequiredVarNotFoundError') return 'VAR_MISSING';
  if (error.cause === 'UndefinedError' && /is undefined|has no attribute/.test(error.message)) return 'MACRO_NOT_FOUND';
  return 'JINJA_ERROR';
}

export function duplicateDiagnostics(drafts: readonly Draft[], sources: readonly DbtSource[]): readonly DbtDiagnostic[] {
  const found: DbtDiagnostic[] = [];
  const ids = new Map<string, { readonly file: string }>();
  const relations = new Map<string, Draft>();
  for (const draft of drafts) {
    if (!draft.enabled) continue;
    const start = { start: draft.range.start, end: draft.range.start };
    const twin = ids.get(draft.uniqueId);
    if (twin) {
      found.push({
        code: 'DUPLICATE_NAME',
        severity: 'error',
        message: `${draft.type === 'test' ? 'a test' : `a ${draft.type}`} named '${draft.name}' is also in ${twin.file}`,
        file: draft.file,
        range: draft.test ? draft.range : start,
      });
      continue;
    }
    ids.set(draft.uniqueId, draft);
    if (draft.relationName === null || draft.type === 'test') continue;
    const key = draft.relationName.toLowerCase();
    const same = relations.get(key);
    if (same)
      found.push({
        code: 'DUPLICATE_RELATION',
        severity: 'error',
        message: `${draft.relationName} is also built by ${same.uniqueId}`,
        file: draft.file,
        range: start,
      });
    else relations.set(key, draft);
  }
  for (const source of sources) {
    if (!source.enabled) continue;
    const twin = ids.get(source.uniqueId);
    if (twin)
      found.push({
        code: 'DUPLICATE_NAME',
        severity: 'error',
        message: `the source table '${source.sourceName}.${source.name}' is also in ${twin.file}`,
        file: source.file,
        range: source.nameRange,
      });
    else ids.set(source.uniqueId, source);
  }
  return found;
}

/** Entries of YAML that lead nowhere because a schema was left out are told where they stand. */
export function patchDiagnostics(schemas: readonly SchemaEntries[], sources: readonly DbtSource[]): readonly DbtDiagnostic[] {
  const known = new Set(sources.map(source => source.entry));
  return schemas.flatMap(({ tables }) =>
    tables
      .filter(table => !known.has(table))
      .map(table => ({
        code: 'YAML_SHAPE' as const,
        severity: 'warning' as const,
        message: `the table '${table.name}' could not be read`,
        file: table.source.file,
        range: table.nameRange,
      })),
  );
}

/** One finding for each circle, at the model with the first name. */
export function cycleDiagnostics(nodes: ReadonlyMap<string, DbtNode>): readonly DbtDiagnostic[] {
  const found: DbtDiagnostic[] = [];
  const state = new Map<string, 'open' | 'done'>();
  for (const start of nodes.keys()) {
    if (state.has(start)) continue;
    const path: string[] = [];
    const work: { readonly id: string; next: number }[] = [{ id: start, next: 0 }];
    state.set(start, 'open');
    path.push(start);
    for (let top = work.at(-1); top; top = work.at(-1)) {
      const child = nodes.get(top.id)?.dependsOn.nodes[top.next++];
      if (child === undefined) {
        state.set(top.id, 'done');
        path.pop();
        work.pop();
      } else if (state.get(child) === 'open') found.push(...cycleAt(path.slice(path.indexOf(child)), nodes));
      else if (!state.has(child) && nodes.has(child)) {
        state.set(child, 'open');
        path.push(child);
        work.push({ id: child, next: 0 });
      }
    }
  }
  return found;
}

function cycleAt(circle: readonly string[], nodes: ReadonlyMap<string, DbtNode>): readonly DbtDiagnostic[] {
  const first = [...circle].sort()[0] ?? '';
  const at = circle.indexOf(first);
  const ordered = [...circle.slice(at), ...circle.slice(0, at)];
  const node = nodes.get(first);
  if (!node) return [];
  const target = nodes.get(ordered[1] ?? first);
  const call = target && callsIn(node).find(candidate => candidate.kind === 'ref' && candidate.name === target.name);
  const shift = node.range.start;
  const range = call ? { start: call.nameRange.start + shift, end: call.nameRange.end + shift } : { start: shift, end: shift };
  return [
    {
      code: 'REF_CYCLE',
      severity: 'error',
      message: `models go in a circle: ${[...ordered, first].map(id => nodes.get(id)?.name ?? id).join(' → ')}`,
      file: node.file,
      range,
    },
  ];
}
