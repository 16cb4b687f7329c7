/** How long the extension takes to activate in a real VS Code, by VS Code's own figure ("Show Running Extensions"). */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openWorkbench } from '../support/editor';
import type { Figure } from './figures';

const windows = 5;

export async function* measure(): AsyncGenerator<Figure> {
  const workspace = mkdtempSync(join(tmpdir(), 'medallion-activation-'));
  writeFileSync(join(workspace, 'report.sql'), 'select 1 as one\n');
  writeFileSync(join(workspace, 'dbt_project.yml'), "name: bench\nversion: '1.0'\nprofile: bench\n");
  const figures: number[] = [];
  try {
    while (figures.length < windows) {
      const { page, openFile, run, close } = await openWorkbench({ workspace });
      try {
        await openFile('report.sql');
        await page
          .locator('.statusbar-item', { hasText: /Medallion|default|local/ })
          .first()
          .waitFor();
        await run('Developer: Show Running Extensions');
        const row = page.locator('.runtime-extensions-editor .monaco-list-row', { hasText: 'Medallion' });
        await row.waitFor();
        figures.push(Number(/(\d+)\s*ms/.exec(await row.locator('.activation-time').innerText())?.[1]));
      } finally {
        await close();
      }
    }
  } finally {
    rmSync(workspace, { recursive: true });
  }
  const sorted = [...figures].sort((a, b) => a - b);
  yield {
    what: "activation of the extension, by VS Code's own figure",
    figure: `median ${sorted[windows >> 1]!} ms (${figures.join(', ')})`,
  };
}
