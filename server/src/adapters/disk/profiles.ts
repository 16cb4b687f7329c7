/**
 * profiles.yml where dbt looks for it: DBT_PROFILES_DIR, the project's folder, ~/.dbt.
 * Invariant: one that lies in the project is not given, because it is among the project's files, with the text that an editor holds.
 */
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { ProfilesFile } from '../../ports/ProjectSource';

/** What the search starts from, apart from the project. */
interface ProfilePlaces {
  /** Where a relative DBT_PROFILES_DIR starts; the project's folder otherwise. */
  readonly from?: string;
  /** The user's folder otherwise. */
  readonly home?: string;
}

export async function findProfiles(
  root: string,
  environment: Readonly<Record<string, string | undefined>>,
  { from = root, home = homedir() }: ProfilePlaces = {},
): Promise<ProfilesFile | undefined> {
  const given = environment.DBT_PROFILES_DIR;
  const folders = given === undefined || given === '' ? [root, join(home, '.dbt')] : [resolve(from, given)];
  for (const folder of folders) {
    const path = join(folder, 'profiles.yml');
    const text = await readText(path);
    if (text !== undefined) return folder === resolve(root) ? undefined : { path, text };
  }
  return undefined;
}

/** One that may not be read counts as one that is not there: the project says then that it has no profile. */
function readText(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}
