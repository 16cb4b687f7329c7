/**
 * All macros of a project and the order in which names find them.
 * Invariant: a macro keeps its identity while its file is unchanged, so what used it can tell whether it still would.
 */
import type { MacroBlock } from '../context/engine';
import { builtinMacros, macroBlocks } from '../context/engine';
import type { DbtDiagnostic } from '../diagnostics';
import type { ProjectFile } from './files';
import type { ProjectFrame } from './frame';
import type { SourceFile } from './sourceFile';
import { memoizedWith } from './sourceFile';

export interface DbtMacro {
  readonly uniqueId: string;
  readonly name: string;
  readonly packageName: string;
  readonly originalFilePath: string;
  readonly block: MacroBlock;
}

/** Packages whose macros are dbt's own: all of them answer to `dbt.…` and to their bare names. */
const internalPackages: readonly string[] = ['dbt_athena', 'dbt'];

export class MacroIndex {
  readonly root: string;
  readonly all: ReadonlyMap<string, DbtMacro>;
  readonly diagnostics: readonly DbtDiagnostic[];
  readonly dispatchOrder: ReadonlyMap<string, readonly string[]>;
  readonly adapterPrefixes: readonly string[];
  private readonly packages: ReadonlyMap<string, ReadonlyMap<string, DbtMacro>>;
  private readonly internal: ReadonlyMap<string, DbtMacro>;

  constructor(frame: ProjectFrame, macros: readonly DbtMacro[]) {
    const diagnostics: DbtDiagnostic[] = [];
    const packages = new Map<string, Map<string, DbtMacro>>();
    for (const macro of macros) {
      let names = packages.get(macro.packageName);
      if (!names) packages.set(macro.packageName, (names = new Map<string, DbtMacro>()));
      const twin = names.get(macro.name);
      if (twin && !internalPackages.includes(macro.packageName)) {
        const { file, nameRange } = macro.block;
        diagnostics.push({
          code: 'DUPLICATE_NAME',
          severity: 'error',
          message: `the macro '${macro.name}' is also defined in ${twin.originalFilePath}`,
          file: file.path,
          range: nameRange,
        });
      } else names.set(macro.name, macro);
    }
    this.root = frame.root.name;
    this.packages = packages;
    this.internal = new Map([...internalPackages].reverse().flatMap(name => [...(packages.get(name) ?? [])]));
    this.all = new Map(
      [...packages.values()].flatMap(names => [...names.values()].map((macro): [string, DbtMacro] => [macro.uniqueId, macro])),
    );
    this.diagnostics = diagnostics;
    this.dispatchOrder = frame.root.dispatch;
    const { type } = frame.target;
    this.adapterPrefixes = type === 'athena' ? ['athena', 'default'] : [type, 'default'];
  }

  /** A bare name inside a template of `from`: its own package first, then the root project, then dbt's. */
  visible(name: string, from: string): DbtMacro | undefined {
    return this.packages.get(from)?.get(name) ?? this.packages.get(this.root)?.get(name) ?? this.internal.get(name);
  }

  /** `package.name`. */
  inPackage(packageName: string, name: string): DbtMacro | undefined {
    return packageName === 'dbt' ? this.internal.get(name) : this.packages.get(packageName)?.get(name);
  }

  isPackage(name: string): boolean {
    return name === 'dbt' || (this.packages.has(name) && !internalPackages.includes(name));
  }

  /** The macros of a namespace, for completion. */
  namesIn(packageName: string): readonly string[] {
    return [...((packageName === 'dbt' ? this.internal : this.packages.get(packageName)) ?? new Map<string, DbtMacro>()).keys()];
  }

  /** Packages that a dispatch looks through; undefined stands for "any, as for a bare name". */
  searchOrder(namespace: string | null, packageNames: ReadonlySet<string>): readonly (string | undefined)[] {
    if (namespace === null) return [undefined];
    const configured = this.dispatchOrder.get(namespace);
    if (configured && configured.length > 0) return configured;
    return namespace === 'dbt' || packageNames.has(namespace) ? [this.root, namespace] : [undefined];
  }

  /** The macro that makes a node's schema, alias or database name: undefined means dbt's own rule. What was looked for goes to `trace`. */
  nameMacro(
    component: 'schema' | 'alias' | 'database',
    packageName: string,
    trace: Map<string, DbtMacro | undefined>,
  ): DbtMacro | undefined {
    const name = `generate_${component}_name`;
    const look = (owner: string, wanted: string): DbtMacro | undefined => {
      const macro = this.inPackage(owner, wanted);
      trace.set(`${owner}.${wanted}`, macro);
      return macro;
    };
    const own = packageName === this.root ? undefined : look(packageName, name);
    const found = own ?? look(this.root, name);
    if (found) return found;
    const overridden = this.adapterPrefixes.filter(prefix => look(this.root, `${prefix}__${name}`) !== undefined);
    return overridden.length > 0 ? this.internal.get(name) : undefined;
  }
}

/** Macros of one file; generic tests and materializations among them. */
export const macrosOf: (file: SourceFile, place: ProjectFile) => readonly DbtMacro[] = memoizedWith(
  (file: SourceFile, { settings, originalPath }: ProjectFile): readonly DbtMacro[] =>
    macroBlocks(file).map(block => ({
      uniqueId: `macro.${settings.name}.${block.macroName}`,
      name: block.macroName,
      packageName: settings.name,
      originalFilePath: originalPath,
      block,
    })),
);

export const globalMacros: readonly DbtMacro[] = builtinMacros.map(({ package: packageName, path, block }) => ({
  uniqueId: `macro.${packageName}.${block.macroName}`,
  name: block.macroName,
  packageName,
  originalFilePath: path,
  block,
}));
