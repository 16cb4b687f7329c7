/** What the language server's workspace finds by itself, on real folders. */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { findProfiles } from '../../server/src/adapters/disk/profiles';
import { diskProjects } from '../../server/src/adapters/disk/projectFiles';
import { snapshotFileSource } from '../../server/src/adapters/disk/snapshotFile';
import { Workspace } from '../../server/src/app/Workspace';
import { defaultSettings } from '../../server/src/app/settings';

const folders: string[] = [];

async function folderWith(files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'medallion-workspace-'));
  folders.push(folder);
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}

afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

const profile = (schema: string): string =>
  `shop:\n  target: dev\n  outputs:\n    dev: {type: athena, schema: ${schema}, database: awsdatacatalog, region_name: eu-west-1, s3_staging_dir: "s3://staging/"}\n`;
const project = 'name: shop\nprofile: shop\n';

/** A workspace over one folder, with all of it loaded. */
async function workspaceOn(folder: string, environment: Readonly<Record<string, string>> = {}, home = folder): Promise<Workspace> {
  const workspace = new Workspace({
    projects: { ...diskProjects, profiles: (root, env) => findProfiles(root, env, { home }) },
    snapshotSource: snapshotFileSource,
    folderSource: () => {
      throw new Error('no folders are mapped');
    },
    exists: path => Promise.resolve(existsSync(path)),
    environment,
  });
  await workspace.configure(defaultSettings, [folder]);
  return workspace;
}

test.each<{ name: string; files: Record<string, string>; given?: string; schema: string }>([
  {
    name: 'the folder that DBT_PROFILES_DIR names, before all',
    files: { 'work/profiles.yml': profile('own'), 'ci/profiles.yml': profile('ci') },
    given: 'ci',
    schema: 'ci',
  },
  {
    name: "the project's own, before the user's",
    files: { 'work/profiles.yml': profile('own'), 'home/.dbt/profiles.yml': profile('user') },
    schema: 'own',
  },
  { name: "the user's", files: { 'home/.dbt/profiles.yml': profile('user') }, schema: 'user' },
])('profiles.yml is $name', async ({ files, given, schema }) => {
  const root = await folderWith({ 'work/dbt_project.yml': project, 'work/models/a.sql': 'select 1', ...files });
  const environment: Record<string, string> = given === undefined ? {} : { DBT_PROFILES_DIR: join(root, given) };
  const workspace = await workspaceOn(join(root, 'work'), environment, join(root, 'home'));
  const [open] = workspace.projects;
  expect(open?.dbt.nodes.get('model.shop.a')?.relationName).toBe(`"awsdatacatalog"."${schema}"."a"`);
});

test('an edit of the project keeps the profile; an edit of its own profiles.yml changes it', async () => {
  const root = await folderWith({
    'outside/dbt_project.yml': project,
    'outside/models/a.sql': 'select 1',
    'home/.dbt/profiles.yml': profile('user'),
  });
  const own = await folderWith({ 'dbt_project.yml': project, 'models/a.sql': 'select 1', 'profiles.yml': profile('own') });
  const edited = async (folder: string, file: string, text: string): Promise<string | null | undefined> => {
    const workspace = await workspaceOn(folder, {}, join(root, 'home'));
    workspace.setDocument({ uri: file, path: join(folder, file), version: 1, languageId: 'yaml', text });
    return workspace.projects[0]?.dbt.nodes.get('model.shop.a')?.schema;
  };
  expect(await edited(join(root, 'outside'), 'dbt_project.yml', `${project}version: "2"\n`)).toBe('user');
  expect(await edited(own, 'profiles.yml', profile('other'))).toBe('other');
});

test('a relative DBT_PROFILES_DIR starts where the command was called', async () => {
  const root = await folderWith({ 'ci/profiles.yml': profile('ci'), 'work/dbt_project.yml': project });
  const found = await findProfiles(join(root, 'work'), { DBT_PROFILES_DIR: 'ci' }, { from: root });
  expect(found).toEqual({ path: join(root, 'ci/profiles.yml'), text: profile('ci') });
});

test.each<{ name: string; files: Record<string, string>; database: string | undefined }>([
  { name: 'in the workspace folder', files: { 'catalog.ndjson': 'top', 'dbt/shop/catalog.ndjson': 'below' }, database: 'top' },
  { name: 'beside a dbt_project.yml below it', files: { 'dbt/shop/catalog.ndjson': 'below' }, database: 'below' },
  { name: 'compressed', files: { 'dbt/shop/catalog.ndjson.gz': 'small' }, database: 'small' },
  { name: 'nowhere else', files: { 'dbt/catalog.ndjson': 'between' }, database: undefined },
])('the catalog without a setting is found $name', async ({ files, database }) => {
  const root = await folderWith({ 'dbt/shop/dbt_project.yml': project });
  for (const [path, name] of Object.entries(files)) {
    const line = `${JSON.stringify({ kind: 'database', database: { Name: name } })}\n`;
    await writeFile(join(root, path), path.endsWith('.gz') ? gzipSync(line) : line);
  }
  const { catalog } = await workspaceOn(root);
  expect([...catalog.snapshot.databases.keys()]).toEqual(database === undefined ? [] : [database]);
});
