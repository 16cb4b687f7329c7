/**
 * What is open and known: folders, settings, documents, dbt projects, the catalog. Together with CatalogStore and Runner the only mutable state.
 * Invariant: every change exchanges immutable parts; whoever reads holds a consistent picture for as long as it works, and nothing here waits inside a request.
 */
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { CatalogSnapshot } from '../core/catalog/CatalogSnapshot';
import { LayerRules } from '../core/catalog/layers';
import type { DbtProject } from '../core/dbt/project/DbtProject';
import { loadProject, updateFile, withCatalog } from '../core/dbt/project/loadProject';
import type { LoadOptions } from '../core/dbt/project/loadProject';
import type { DbtNode } from '../core/dbt/project/nodes';
import { ProjectAnalysis } from '../core/lineage/ProjectAnalysis';
import type { CatalogSource } from '../ports/CatalogSource';
import type { ProfilesFile, ProjectSource } from '../ports/ProjectSource';
import { CatalogStore } from './CatalogStore';
import { defaultSettings } from './settings';
import type { WorkspaceSettings } from './settings';

export interface OpenDocument {
  /** Absolute path; undefined for a document that is not saved yet. */
  readonly path: string | undefined;
  readonly uri: string;
  readonly version: number;
  readonly languageId: string;
  readonly text: string;
}

export interface OpenProject {
  /** Absolute. */
  readonly root: string;
  readonly dbt: DbtProject;
  /** Files that could not be read, each with its reason. */
  readonly problems: readonly { readonly path: string; readonly message: string }[];
}

export type ProjectsState = 'none' | 'loading' | 'loaded';

/** What the workspace needs of the world. */
export interface WorkspacePorts {
  readonly projects: ProjectSource;
  snapshotSource(file: string): CatalogSource;
  /** The mapped folders described as they are: for lakes without a catalog. */
  folderSource(store: ReadonlyMap<string, string>): CatalogSource;
  /** Whether a file is there: for the catalog file that is found without being named. */
  exists(path: string): Promise<boolean>;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Found in a workspace folder or beside a dbt_project.yml below it, one of these is the catalog where no setting names another. */
const conventionalCatalogs = ['catalog.ndjson', 'catalog.ndjson.gz'];

export class Workspace {
  readonly catalog = new CatalogStore();
  settings: WorkspaceSettings = defaultSettings;
  folders: readonly string[] = [];
  /** False: nothing runs and no path of the workspace's settings is followed. */
  trusted = true;
  projectsState: ProjectsState = 'none';
  private readonly ports: WorkspacePorts;
  private readonly open = new Map<string, OpenDocument>();
  private readonly roots = new Map<string, OpenProject>();
  /** The last analysis of each project, by its root: the next one takes over what stayed the same. */
  private readonly analyses = new Map<string, ProjectAnalysis>();
  private readonly listeners = new Set<(change: WorkspaceChange) => void>();
  private rules = new LayerRules();
  private catalogFile: string | undefined;
  /** What the catalog was loaded from: the same again needs no other load. */
  private catalogBasis = '';

  constructor(ports: WorkspacePorts) {
    this.ports = ports;
    this.catalog.onChange(() => this.catalogChanged());
  }

  get documents(): Iterable<OpenDocument> {
    return this.open.values();
  }

  get projects(): readonly OpenProject[] {
    return [...this.roots.values()];
  }

  get layerRules(): LayerRules {
    return this.rules;
  }

  /** The snapshot that the catalog was loaded from, where it came from a file. */
  get snapshotFile(): string | undefined {
    return this.catalogFile;
  }

  onChange(listener: (change: WorkspaceChange) => void): void {
    this.listeners.add(listener);
  }

  /** Takes settings and folders over and loads what they name, in the background; resolves when all of it has been tried. */
  async configure(settings: WorkspaceSettings, folders: readonly string[]): Promise<void> {
    this.settings = settings;
    this.folders = folders;
    this.rules = new LayerRules(settings.layers.patterns);
    await Promise.all([this.loadCatalog(), this.loadProjects()]);
  }

  /** An absolute path of a setting: relative ones start at the first folder. */
  resolvePath(path: string): string {
    return isAbsolute(path) ? path : resolve(this.folders[0] ?? '.', path);
  }

  /** Location prefix → folder, as the settings say. */
  storage(): ReadonlyMap<string, string> {
    const folders = this.trusted ? Object.entries(this.settings.storage.folders) : [];
    return new Map(folders.map(([prefix, folder]) => [prefix, this.resolvePath(folder)]));
  }

  document(uri: string): OpenDocument | undefined {
    return this.open.get(uri);
  }

  /** Opens or changes a document; the project it belongs to follows at once. */
  setDocument(document: OpenDocument): void {
    this.open.set(document.uri, document);
    this.setText(document.path, document.text);
    this.changed({ kind: 'document', uri: document.uri });
  }

  async closeDocument(uri: string): Promise<void> {
    const document = this.open.get(uri);
    this.open.delete(uri);
    if (document?.path !== undefined) await this.fileChanged(document.path);
  }

  /** A file changed on disk. What an editor holds open counts more than the disk. */
  async fileChanged(path: string): Promise<void> {
    if (path === this.catalogFile) {
      await this.catalog.refresh();
      return;
    }
    const isOpen = (): boolean => [...this.open.values()].some(document => document.path === path);
    if (isOpen()) return;
    if (path.endsWith('dbt_project.yml') && !this.projectOf(path)) {
      await this.loadProjects();
      return;
    }
    const project = this.projectOf(path);
    if (!project) return;
    const text = await this.ports.projects.readFile(project.root, this.relativePath(project, path));
    // It may have been opened while it was read.
    if (!isOpen()) this.setText(path, text);
  }

  /** The project whose folder holds the file; the innermost one where projects nest. */
  projectOf(path: string | undefined): OpenProject | undefined {
    if (path === undefined) return undefined;
    let best: OpenProject | undefined;
    for (const project of this.roots.values()) {
      if ((path === project.root || path.startsWith(project.root + sep)) && project.root.length > (best?.root.length ?? -1)) best = project;
    }
    return best;
  }

  relativePath({ root }: OpenProject, path: string): string {
    return relative(root, path).split(sep).join('/');
  }

  absolutePath({ root }: OpenProject, file: string): string {
    return join(root, ...file.split('/'));
  }

  /** Lineage and column types of a project's models over the catalog of this moment. */
  analysisOf({ root, dbt }: OpenProject): ProjectAnalysis {
    const known = this.analyses.get(root);
    if (known?.project === dbt && known.dialect === this.settings.sql.dialect) return known;
    const made = new ProjectAnalysis(dbt, this.settings.sql.dialect, known);
    this.analyses.set(root, made);
    return made;
  }

  /** The file of the dbt node that builds a relation (`database.table`), and the place of its text in it. */
  builderOf(relation: string): { readonly path: string; readonly node: DbtNode } | undefined {
    for (const project of this.roots.values()) {
      const node = this.analysisOf(project).builder(relation);
      if (node) return { path: this.absolutePath(project, node.file), node };
    }
    return undefined;
  }

  private async loadCatalog(): Promise<void> {
    const file = await this.findCatalogFile();
    const store = this.storage();
    const wanted = JSON.stringify([file, file === undefined ? [...store] : undefined, this.settings.catalog.source]);
    if (wanted === this.catalogBasis && this.catalog.snapshot !== CatalogSnapshot.empty) return;
    this.catalogBasis = wanted;
    this.catalogFile = file;
    const fromFolders =
      file === undefined && store.size > 0 && (this.settings.catalog.source === 'auto' || this.settings.catalog.source === 'duckdb');
    await this.catalog.use(file !== undefined ? this.ports.snapshotSource(file) : fromFolders ? this.ports.folderSource(store) : undefined);
  }

  private async findCatalogFile(): Promise<string | undefined> {
    if (!this.trusted || this.settings.catalog.source === 'aws' || this.settings.catalog.source === 'duckdb') return undefined;
    if (this.settings.catalog.file !== '') return this.resolvePath(this.settings.catalog.file);
    return (await this.firstCatalogIn(this.folders)) ?? this.firstCatalogIn(await this.projectRoots());
  }

  private async firstCatalogIn(folders: readonly string[]): Promise<string | undefined> {
    for (const path of folders.flatMap(folder => conventionalCatalogs.map(name => join(folder, name))))
      if (await this.ports.exists(path)) return path;
    return undefined;
  }

  private async projectRoots(): Promise<readonly string[]> {
    const found = await Promise.all(this.folders.map(folder => this.ports.projects.find(folder)));
    return [...new Set(found.flat())];
  }

  private async loadProjects(): Promise<void> {
    this.projectsState = 'loading';
    this.changed({ kind: 'projects' });
    const roots = await this.projectRoots();
    const { projects, environment } = this.ports;
    const loaded = await Promise.all(
      roots.map(async root => ({ ...(await projects.read(root)), profiles: await projects.profiles(root, environment) })),
    );
    this.roots.clear();
    for (const { root, files, problems, profiles } of loaded) {
      const texts = new Map(files);
      for (const { path, text } of this.open.values())
        if (path?.startsWith(root + sep)) texts.set(relative(root, path).split(sep).join('/'), text);
      this.roots.set(root, { root, dbt: loadProject(texts, this.projectOptions(profiles)), problems });
    }
    this.projectsState = loaded.length === 0 ? 'none' : 'loaded';
    this.changed({ kind: 'projects' });
  }

  private projectOptions(profiles: ProfilesFile | undefined): LoadOptions {
    const { target } = this.settings.dbt;
    return {
      env: this.ports.environment,
      catalog: this.catalog.snapshot,
      ...(target === '' ? {} : { target }),
      ...(profiles ? { profiles } : {}),
    };
  }

  private catalogChanged(): void {
    const { snapshot } = this.catalog;
    for (const project of this.roots.values()) this.roots.set(project.root, { ...project, dbt: withCatalog(project.dbt, snapshot) });
    this.changed({ kind: 'catalog' });
  }

  private setText(path: string | undefined, text: string | undefined): void {
    const project = this.projectOf(path);
    if (!project || path === undefined) return;
    const dbt = updateFile(project.dbt, this.relativePath(project, path), text);
    if (dbt === project.dbt) return;
    this.roots.set(project.root, { ...project, dbt });
    this.changed({ kind: 'project', root: project.root });
  }

  private changed(change: WorkspaceChange): void {
    for (const listener of this.listeners) listener(change);
  }
}

export type WorkspaceChange =
  | { readonly kind: 'catalog' }
  | { readonly kind: 'projects' }
  | { readonly kind: 'project'; readonly root: string }
  | { readonly kind: 'document'; readonly uri: string };
