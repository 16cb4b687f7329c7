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
