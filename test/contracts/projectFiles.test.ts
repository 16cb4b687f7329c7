import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { diskProjects, findProjectRoot } from '../../server/src/adapters/disk/projectFiles';

const folders: string[] = [];

async function folderWith(files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'medallion-files-'));
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

test('reads what dbt reads, names what it cannot, and leaves build output alone', async () => {
  const root = await folderWith({
    'dbt_project.yml': 'name: shop',
    'models/a.sql': 'select 1',
    'models/b.sql': 'select \0',
    'models/notes.txt': 'not read',
    'target/compiled/a.sql': 'select 1',
    'dbt_packages/p/macros/m.sql': '{% macro m() %}{% endmacro %}',
  });
  const { files, problems } = await diskProjects.read(root);
  expect([...files.keys()]).toEqual(['dbt_packages/p/macros/m.sql', 'dbt_project.yml', 'models/a.sql']);
  expect(problems).toEqual([{ path: 'models/b.sql', message: 'not a text file: not read' }]);
});

test('two projects of one workspace are both found, those inside packages are not', async () => {
  const root = await folderWith({
    'a/dbt_project.yml': '',
    'b/c/dbt_project.yml': '',
    'a/dbt_packages/p/dbt_project.yml': '',
    'target/dbt_project.yml': '',
  });
  expect(await diskProjects.find(root)).toEqual([join(root, 'a'), join(root, 'b/c')]);
  expect(await findProjectRoot(join(root, 'b/c'))).toBe(join(root, 'b/c'));
  expect(await diskProjects.find(join(root, 'nowhere'))).toEqual([]);
});

test('names of build output count beside a project only; deeper they are folders like any other', async () => {
  const read = ['models/logs/a.sql', 'models/lake/env/b.sql', 'models/target/c.sql', 'dbt_packages/p/models/logs/d.sql'];
  const ignored = [
    ...['target', 'logs', 'env', 'lake', 'dbt_packages/p/target', 'dbt_packages/p/logs'].map(folder => `${folder}/x.sql`),
    ...['.git', 'node_modules', '.venv', 'venv', '__pycache__'].map(folder => `models/deep/${folder}/x.sql`),
  ];
  const root = await folderWith(Object.fromEntries([...read, ...ignored].map(path => [path, 'select 1'])));
  const { files, problems } = await diskProjects.read(root);
  expect([[...files.keys()].sort(), problems]).toEqual([[...read].sort(), []]);
  for (const path of read) expect([path, await diskProjects.readFile(root, path)]).toEqual([path, 'select 1']);
  for (const path of ignored) expect([path, await diskProjects.readFile(root, path)]).toEqual([path, undefined]);
});

test('a project in a folder named like build output is found, unless it lies at the top', async () => {
  const root = await folderWith({ 'dbt/env/dbt_project.yml': '', 'env/dbt_project.yml': '', 'dbt/venv/dbt_project.yml': '' });
  expect(await diskProjects.find(root)).toEqual([join(root, 'dbt/env')]);
});
