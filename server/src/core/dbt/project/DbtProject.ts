/**
 * A dbt project understood: the snapshot that every feature reads.
 * Invariant: immutable; `updateFile` gives another project that shares everything the edit did not touch.
 */
import type { CatalogSnapshot } from '../../catalog/CatalogSnapshot';
import type { DbtDiagnostic } from '../diagnostics';
import type { ProjectFile } from './files';
import type { ProjectFrame } from './frame';
import type { Lookup } from './lookup';
import type { MacroIndex } from './macroIndex';
import type { DbtGroup, DbtLeaf, DbtNode, DbtSource, DocBlock } from './nodes';
import type { PlainEntry } from './schemaFile';
import type { SourceFile } from './sourceFile';

export interface DbtProject {
  readonly files: ReadonlyMap<string, SourceFile>;
  readonly frame: ProjectFrame;
  /** Every file that has a part in the project. */
  readonly roles: readonly ProjectFile[];
  readonly macros: MacroIndex;
  /** Enabled ones by unique id. */
  readonly nodes: ReadonlyMap<string, DbtNode>;
  readonly sources: ReadonlyMap<string, DbtSource>;
  readonly leaves: ReadonlyMap<string, DbtLeaf>;
  readonly groups: ReadonlyMap<string, DbtGroup>;
  readonly docs: ReadonlyMap<string, DocBlock>;
  /** What YAML says about macros, by `package.name`. */
  readonly macroEntries: ReadonlyMap<string, PlainEntry>;
  readonly disabled: ReadonlyMap<string, DbtNode | DbtSource>;
  readonly lookup: Lookup<DbtNode>;
  readonly catalog: CatalogSnapshot;
  readonly diagnostics: readonly DbtDiagnostic[];
}
