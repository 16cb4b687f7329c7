/**
 * What works on the embedded engine for one workspace: engine, results, files. Each starts when it is first needed and follows the settings.
 * Invariant: at most one of each lives; a change of folders or limits ends the old one.
 */
import { diskObjectStore } from './adapters/disk/objectStore';
import { createDuckDbEngine } from './adapters/duckdb/DuckDbEngine';
import type { DuckDbEngine } from './adapters/duckdb/DuckDbEngine';
import { bundledProcess } from './adapters/duckdb/processPath';
import { createDuckDbResultStore } from './adapters/duckdb/results/DuckDbResultStore';
import { createLakeReader } from './adapters/lake/lakeReader';
import type { Workspace } from './app/Workspace';
import type { LakeReader } from './ports/LakeReader';
import type { ResultStore } from './ports/ResultStore';

export class LocalLake {
  private readonly workspace: Workspace;
  private duckdb: DuckDbEngine | undefined;
  private store: ResultStore | undefined;
  private lake: LakeReader | undefined;
  /** The settings that `duckdb` and `lake` were made with. */
  private made = '';

  constructor(workspace: Workspace) {
    this.workspace = workspace;
  }

  readonly label = 'DuckDB on this machine';

  engine(): DuckDbEngine {
    this.follow();
    this.duckdb ??= createDuckDbEngine({
      catalog: () => this.workspace.catalog.snapshot,
      store: this.workspace.storage(),
      processPath: bundledProcess(),
      memoryLimit: this.workspace.settings.duckdb.memoryLimit,
    });
    return this.duckdb;
  }

  reader(): LakeReader {
    this.follow();
    this.lake ??= createLakeReader(diskObjectStore(this.workspace.storage()));
    return this.lake;
  }

  results(): ResultStore {
    this.store ??= createDuckDbResultStore({ processPath: bundledProcess() });
    return this.store;
  }

  async dispose(): Promise<void> {
    await Promise.all([this.duckdb?.dispose(), this.store?.dispose()]);
  }

  private follow(): void {
    const wanted = JSON.stringify([[...this.workspace.storage()], this.workspace.settings.duckdb]);
    if (wanted === this.made) return;
    this.made = wanted;
    void this.duckdb?.dispose();
    this.duckdb = undefined;
    this.lake = undefined;
  }
}
