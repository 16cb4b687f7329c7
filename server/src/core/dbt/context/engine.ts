/**
 * The templates of a project in the Jinja engine: blocks of files, macros as definitions, names as dbt resolves them.
 * Invariant: a name means a macro before it means anything of dbt's context, as in dbt; every macro looked for is traced.
 */
import type { TextRange } from '../../text/TextRange';
import { builtinFiles } from '../builtins/packages';
import type { MacroDefinition } from '../jinja/boundMacro';
import { lex } from '../jinja/lexer';
import { parseTemplate } from '../jinja/parser';
import { render } from '../jinja/render';
import type { JinjaHost, JinjaRender, RenderOptions, RenderResult } from '../jinja/render';
import type { MacroNode, Template } from '../jinja/tree';
import { raiseDbt } from '../jinja/values/exception';
import { PyObject } from '../jinja/values/object';
import type { PyValue } from '../jinja/values/object';
import type { DbtMacro, MacroIndex } from '../project/macroIndex';
import { memoized, SourceFile } from '../project/sourceFile';
import type { Session } from './session';
import { contextMember } from './members';

export interface MacroBlock {
  readonly macroName: string;
  readonly file: SourceFile;
  readonly node: MacroNode;
  readonly nameRange: TextRange;
}

export interface TopLevelBlock {
  readonly name: string;
  readonly range: TextRange;
  readonly bodyRange: TextRange;
}

export const templateOf: (file: SourceFile) => Template = memoized(file => parseTemplate(file.text));

/** Macros, generic tests and materializations of a file. */
export function macroBlocks(file: SourceFile): readonly MacroBlock[] {
  if (!file.text.includes('{%')) return [];
  return templateOf(file).body.flatMap(node =>
    node.kind === 'macro' && node.block !== 'docs' ? [{ macroName: node.macroName, file, node, nameRange: node.nameRange }] : [],
  );
}

export const builtinMacros = builtinFiles.flatMap(({ package: packageName, path, text }) => {
  const file = new SourceFile(`${packageName}/${path}`, text);
  return macroBlocks(file).map(block => ({ package: packageName, path, block }));
});

/** Blocks like `{% snapshot name %} … {% endsnapshot %}`, outside of comments and raw parts. */
export function topLevelBlocks(file: SourceFile, kind: string): readonly TopLevelBlock[] {
  const { tokens } = lex(file.text);
  const blocks: TopLevelBlock[] = [];
  let open: { readonly name: string; readonly start: number; readonly bodyStart: number } | undefined;
  tokens.forEach((token, index) => {
    if (token.kind !== 'blockBegin') return;
    const word = tokens[index + 1];
    if (word?.kind !== 'name') return;
    const end = tokens.slice(index).find(candidate => candidate.kind === 'blockEnd');
    const name = tokens[index + 2];
    if (word.text === kind && !open && name?.kind === 'name' && end) open = { name: name.text, start: token.start, bodyStart: end.end };
    else if (word.text === `end${kind}` && open) {
      blocks.push({
        name: open.name,
        range: { start: open.start, end: end?.end ?? token.end },
        bodyRange: { start: open.bodyStart, end: token.start },
      });
      open = undefined;
    }
  });
  return blocks;
}

/** One definition object for one macro: the engine compares them. */
const definitionOf: (macro: DbtMacro) => MacroDefinition = memoized(macro => ({
  name: macro.name,
  packageName: macro.packageName,
  file: macro.block.file.path,
  text: macro.block.file.text,
  node: macro.block.node,
}));

const definedAs = new WeakMap<MacroDefinition, DbtMacro>();

/** Which macro each looked-for name meant: keys are `package.name`, or `.name` for a bare one. */
export type MacroTrace = Map<string, DbtMacro | undefined>;

export interface Rendering {
  readonly result: RenderResult;
  readonly trace: MacroTrace;
}

export interface RenderRequest {
  readonly template: string | Template;
  readonly options: RenderOptions;
  /** Names beyond dbt's context, before everything else. */
  readonly extra?: ReadonlyMap<string, PyValue>;
}

/** Steps of one rendering: some hundred times what large models take, and a runaway loop still ends in a second or two. */
const fuel = 4_000_000;

/** Renders in the session's context. */
export function renderIn(session: Session, macros: MacroIndex, { template, options, extra }: RenderRequest): Rendering {
  const host = new ProjectHost(session, macros, extra);
  return { result: render(template, host, { fuel, ...options }), trace: host.trace };
}

export type MacroAnswer =
  | { readonly kind: 'value'; readonly value: PyValue; readonly trace: MacroTrace }
  | { readonly kind: 'failed'; readonly message: string; readonly trace: MacroTrace };

const callTemplates = ['{{ called() }}', '{{ called(first) }}', '{{ called(first, second) }}'].map(parseTemplate);

/** Calls a macro from outside of any template. */
export function callMacro(macro: DbtMacro, args: readonly PyValue[], session: Session, macros: MacroIndex): MacroAnswer {
  const template = callTemplates[args.length] ?? '';
  const names = ['first', 'second'];
  const host = new ProjectHost(session, macros, new Map(args.map((value, index) => [names[index] ?? '', value])));
  host.entry = macro;
  const result = render(template, host, { file: macro.block.file.path, native: true, fuel });
  const [error] = result.errors;
  const { trace } = host;
  return error ? { kind: 'failed', message: error.message, trace } : { kind: 'value', value: result.value, trace };
}

class ProjectHost implements JinjaHost {
  readonly trace: MacroTrace = new Map();
  entry: DbtMacro | undefined;
  private readonly session: Session;
  private readonly macros: MacroIndex;
  private readonly extra: ReadonlyMap<string, PyValue> | undefined;
  private readonly members = new Map<string, PyValue | undefined>();

  constructor(session: Session, macros: MacroIndex, extra: ReadonlyMap<string, PyValue> | undefined) {
    this.session = session;
    this.macros = macros;
    this.extra = extra;
  }

  lookup(name: string, run: JinjaRender): PyValue | undefined {
    const extra = this.extra?.get(name);
    if (extra !== undefined) return extra;
    if (name === 'called' && this.entry) return this.value(this.entry, run);
    const { packageName } = this.session.subject;
    const macro = this.traced(`.${name}`, () => this.macros.visible(name, packageName));
    if (macro && (macro.packageName === packageName || macro.packageName === this.macros.root)) return this.value(macro, run);
    if (this.macros.isPackage(name)) return this.member(name, () => new PyPackage(name, this, run));
    if (macro) return this.value(macro, run);
    return this.member(name, () =>
      contextMember(name, {
        session: this.session,
        run,
        find: wanted => this.lookup(wanted, run),
        dispatch: (wanted, namespace) => this.dispatch(wanted, namespace, run),
      }),
    );
  }

  macroCalled(definition: MacroDefinition, depth: number): void {
    const macro = depth === 0 ? definedAs.get(definition) : undefined;
    if (macro && macro !== this.entry) this.session.recorded.macros.add(macro.uniqueId);
  }

  packageMacro(packageName: string, name: string, run: JinjaRender): PyValue | undefined {
    const macro = this.traced(`${packageName}.${name}`, () => this.macros.inPackage(packageName, name));
    return macro && this.value(macro, run);
  }

  /** `adapter.dispatch`: the first of `athena__name`, `default__name` in the packages of the search order. */
  private dispatch(name: string, namespace: string | null, run: JinjaRender): PyValue {
    if (name.includes('.')) {
      const [first = '', ...rest] = name.split('.');
      return raiseDbt(
        'CompilationError',
        `In adapter.dispatch, got a macro name of "${name}", but "." is not a valid macro name component. Did you mean \`adapter.dispatch("${rest.join('.')}", macro_namespace="${first}")\`?`,
      );
    }
    const attempts: string[] = [];
    for (const packageName of this.macros.searchOrder(namespace, new Set(this.session.frame.byName.keys()))) {
      for (const prefix of this.macros.adapterPrefixes) {
        const wanted = `${prefix}__${name}`;
        attempts.push(packageName === undefined ? wanted : `${packageName}.${wanted}`);
        const macro =
          packageName === undefined
            ? this.traced(`.${wanted}`, () => this.macros.visible(wanted, this.session.subject.packageName))
            : this.traced(`${packageName}.${wanted}`, () => this.macros.inPackage(packageName, wanted));
        if (macro) return this.value(macro, run);
      }
    }
    const searched = attempts.map(attempt => `'${attempt}'`).join(', ');
    return raiseDbt(
      'CompilationError',
      `In dispatch: No macro named '${name}' found within namespace: '${namespace ?? 'None'}'\n    Searched for: ${searched}`,
    );
  }

  private value(macro: DbtMacro, run: JinjaRender): PyValue {
    const definition = definitionOf(macro);
    definedAs.set(definition, macro);
    return run.macro(definition);
  }

  private traced(key: string, find: () => DbtMacro | undefined): DbtMacro | undefined {
    if (this.trace.has(key)) return this.trace.get(key);
    const macro = find();
    this.trace.set(key, macro);
    return macro;
  }

  private member(name: string, make: () => PyValue | undefined): PyValue | undefined {
    if (this.members.has(name)) return this.members.get(name);
    const value = make();
    this.members.set(name, value);
    return value;
  }
}

/** A package's macros: `dbt_utils.…`. */
class PyPackage extends PyObject {
  readonly typeName = 'dict';
  private readonly name: string;
  private readonly host: ProjectHost;
  private readonly run: JinjaRender;

  constructor(name: string, host: ProjectHost, run: JinjaRender) {
    super();
    this.name = name;
    this.host = host;
    this.run = run;
  }

  override truth(): boolean {
    return true;
  }

  override getAttribute(name: string): PyValue | undefined {
    return this.host.packageMacro(this.name, name, this.run);
  }

  override getItem(key: PyValue): PyValue | undefined {
    return typeof key === 'string' ? this.host.packageMacro(this.name, key, this.run) : undefined;
  }
}

/** Whether every name would still find the same macro. */
export function stillMeans(trace: MacroTrace, macros: MacroIndex, packageName: string): boolean {
  for (const [key, macro] of trace) {
    const dot = key.indexOf('.');
    const found = dot === 0 ? macros.visible(key.slice(1), packageName) : macros.inPackage(key.slice(0, dot), key.slice(dot + 1));
    if (found !== macro) return false;
  }
  return true;
}
