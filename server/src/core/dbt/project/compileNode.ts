/**
 * The SQL that a node runs: its template rendered with everything resolved, ephemeral models as CTEs in front.
 * Invariant: a compiled text is reused only while every answer it was made from would be the same.
 */
import { renderedArguments, unitTemplate } from '../context/capture';
import { renderIn, stillMeans } from '../context/engine';
import type { MacroTrace } from '../context/engine';
import { nodeFields } from '../context/nodeObject';
import { pythonPostfix } from '../context/pythonPostfix';
import { emptyRecord } from '../context/session';
import type { Recorded, Session, Subject } from '../context/session';
import type { DbtDiagnostic } from '../diagnostics';
import type { JinjaError } from '../jinja/errors';
import { SourceMap } from '../jinja/sourceMap';
import type { SourceSegment } from '../jinja/sourceMap';
import type { PyValue } from '../jinja/values/object';
import { asDict } from '../value';
import type { DbtProject } from './DbtProject';
import { jinjaDiagnostic } from './diagnose';
import { testArguments } from './genericTests';
import { injectCtes } from './injectCtes';
import type { InjectedCte } from './injectCtes';
import type { DbtNode } from './nodes';
import { ephemeralPrefix, quotePolicy } from './relation';
import { hasJinja } from './renderYaml';

export interface CompiledNode {
  readonly node: DbtNode;
  readonly sql: string;
  /** From offsets in `sql` to offsets in files. */
  readonly sourceMap: SourceMap;
  readonly dependsOn: DbtNode['dependsOn'];
  readonly diagnostics: readonly DbtDiagnostic[];
  /** SQL that the template wanted to run in order to render: its text may differ in dbt. */
  readonly unanswered: readonly string[];
}

/**
 * The compiled node; undefined where there is no enabled node of that id, or nothing to compile in it.
 * @param focus an offset of the node's file that has to be rendered, whatever the conditions around it say
 */
export function compileNode(project: DbtProject, uniqueId: string, focus?: number): CompiledNode | undefined {
  const node = project.nodes.get(uniqueId);
  return node?.enabled && node.type !== 'seed' ? compiled(project, node, new Set(), focus).full : undefined;
}

interface Parts {
  readonly full: CompiledNode;
  /** Before ephemeral models were put in front. */
  readonly own: CompiledNode;
  readonly ctes: readonly InjectedCte[];
}

interface Kept extends Parts {
  readonly project: DbtProject;
  readonly recorded: Recorded;
  readonly trace: MacroTrace;
  readonly inputs: readonly Parts[];
}

const kept = new WeakMap<DbtNode, Kept>();

function compiled(project: DbtProject, node: DbtNode, open: ReadonlySet<string>, focus?: number): Parts {
  const known = focus === undefined ? kept.get(node) : undefined;
  if (known && stillTrue(known, project, node, open)) return known;
  const recorded = emptyRecord();
  const session: Session = { phase: 'runtime', frame: project.frame, subject: nodeSubject(project, node), view: project, recorded };
  const trace: MacroTrace = new Map();
  const { output, errors, segments } = rendered(project, node, session, trace, focus);
  const diagnostics = errors.map(error => jinjaDiagnostic(error, node));
  const own: CompiledNode = {
    node,
    sql: output,
    sourceMap: new SourceMap(segments),
    dependsOn: node.dependsOn,
    diagnostics: [...diagnostics, ...unansweredDiagnostics(node, recorded)],
    unanswered: recorded.unanswered,
  };
  const inside = new Set([...open, node.uniqueId]);
  // A model that reaches itself through ephemeral models is reported as a circle; here it ends.
  const inputs = recorded.ctes.filter(cte => !inside.has(cte.uniqueId)).map(cte => compiled(project, cte, inside));
  const ctes = new Map<string, InjectedCte>();
  for (const input of inputs) {
    for (const cte of input.ctes) if (!ctes.has(cte.id)) ctes.set(cte.id, cte);
    const { uniqueId, alias } = input.own.node;
    if (!ctes.has(uniqueId))
      ctes.set(uniqueId, { id: uniqueId, name: ephemeralPrefix + alias, sql: input.own.sql, segments: input.own.sourceMap.segments });
  }
  const list = [...ctes.values()];
  const full = list.length === 0 ? own : { ...own, ...injectCtes(own.sql, own.sourceMap.segments, list) };
  const result: Kept = { full, own, ctes: list, project, recorded, trace, inputs };
  if (open.size === 0 && focus === undefined) kept.set(node, result);
  return result;
}

function stillTrue(known: Kept, project: DbtProject, node: DbtNode, open: ReadonlySet<string>): boolean {
  if (known.project === project) return true;
  if (known.recorded.usedGraph || known.project.frame !== project.frame || known.project.catalog !== project.catalog) return false;
  if (known.project.macros !== project.macros && !stillMeans(known.trace, project.macros, node.packageName)) return false;
  const same = <T>(a: { readonly kind: string; readonly value?: T }, b: { readonly kind: string; readonly value?: T }): boolean =>
    a.kind === b.kind && a.value === b.value;
  const before = known.project.lookup;
  if (before !== project.lookup) {
    if (!known.recorded.refs.every(call => same(before.ref(call, node.packageName), project.lookup.ref(call, node.packageName))))
      return false;
    if (!known.recorded.sources.every(call => same(before.source(call, node.packageName), project.lookup.source(call, node.packageName))))
      return false;
  }
  const inside = new Set([...open, node.uniqueId]);
  return known.inputs.every(input => inside.has(input.own.node.uniqueId) || compiled(project, input.own.node, inside).full === input.full);
}

interface Rendered {
  readonly output: string;
  readonly errors: readonly JinjaError[];
  readonly segments: readonly SourceSegment[];
}

function rendered(project: DbtProject, node: DbtNode, session: Session, trace: MacroTrace, focus: number | undefined): Rendered {
  const { macros } = project;
  const whole = {
    file: node.file,
    templateStart: node.range.start,
    templateEnd: node.range.end,
    outputStart: 0,
    outputEnd: node.rawCode.length,
    kind: node.verbatim ? ('verbatim' as const) : ('expanded' as const),
    depth: 0,
  };
  if (node.language === 'python') return { output: `${node.rawCode}\n\n${pythonPostfix(node, session)}`, errors: [], segments: [whole] };
  if (!hasJinja(node.rawCode)) return { output: node.rawCode, errors: [], segments: node.rawCode === '' ? [] : [whole] };
  const options = { file: node.file, tolerant: true, focus: focus === undefined ? undefined : focus - node.range.start };
  const extra = new Map<string, PyValue>();
  const errors: JinjaError[] = [];
  if (node.test) {
    const given = renderedArguments(node.test, session, macros, options, trace);
    errors.push(...given.errors);
    extra.set(testArguments, given.kwargs);
  }
  const rendering = renderIn(session, macros, { template: unitTemplate(node), options, extra });
  for (const [key, macro] of rendering.trace) trace.set(key, macro);
  errors.push(...rendering.result.errors);
  const { output, sourceMap } = rendering.result;
  return {
    output,
    errors,
    segments: node.verbatim ? placed(sourceMap.segments, node) : [{ ...whole, outputEnd: output.length }],
  };
}

/** The node's own text may begin after the start of its file. */
function placed(segments: readonly SourceSegment[], node: DbtNode): readonly SourceSegment[] {
  const shift = node.range.start;
  if (shift === 0) return segments;
  return segments.map(segment =>
    segment.file === node.file
      ? { ...segment, templateStart: segment.templateStart + shift, templateEnd: segment.templateEnd + shift }
      : segment,
  );
}

function unansweredDiagnostics(node: DbtNode, { unanswered }: Recorded): readonly DbtDiagnostic[] {
  const [first] = unanswered;
  if (first === undefined) return [];
  const start = { start: node.range.start, end: node.range.start };
  return [
    {
      code: 'UNKNOWN_AT_COMPILE',
      severity: 'info',
      message: `this model asks the engine while it is compiled; without an answer its SQL may differ: ${first.replace(/\s+/g, ' ').slice(0, 120)}`,
      file: node.file,
      range: node.verbatim ? start : node.range,
    },
  ];
}

/** The node as its own template sees it at run time. */
function nodeSubject(project: DbtProject, node: DbtNode): Subject {
  const subject = templateSubject(project, node);
  return node.type === 'operation' ? subject : { ...subject, dependsOn: new Set(node.dependsOn.nodes) };
}

/** The same for a template that is not the node's own: it may refer to anything. */
export function templateSubject(project: DbtProject, node: DbtNode): Subject {
  return {
    uniqueId: node.uniqueId,
    name: node.name,
    packageName: node.packageName,
    config: node.config,
    materialized: node.materialized,
    relation: {
      database: node.database,
      schema: node.schema,
      identifier: node.alias,
      quoting: quotePolicy(project.frame.quoting, asDict(node.config.get('quoting'))),
    },
    group: node.group,
    fields: () => nodeFields(node),
  };
}
