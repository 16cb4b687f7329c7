/** Reads dbt projects from where they are kept. An unreadable file is a problem of that file; the others are still read. */
export interface ProjectSource {
  /** Folders with a dbt_project.yml in or below `folder`, but not those of installed packages; sorted. */
  find(folder: string): Promise<readonly string[]>;
  read(root: string): Promise<ProjectFiles>;
  /** One file's text anew; undefined where it is gone or dbt would not read it. */
  readFile(root: string, path: string): Promise<string | undefined>;
  /** The profiles.yml that dbt would take for the project, where it is not the project's own. */
  profiles(root: string, environment: Readonly<Record<string, string | undefined>>): Promise<ProfilesFile | undefined>;
}

export interface ProfilesFile {
  /** Absolute. */
  readonly path: string;
  readonly text: string;
}

export interface ProjectFiles {
  /** Absolute. */
  readonly root: string;
  /** Path relative to `root`, with `/`, to text. */
  readonly files: ReadonlyMap<string, string>;
  readonly problems: readonly { readonly path: string; readonly message: string }[];
}
