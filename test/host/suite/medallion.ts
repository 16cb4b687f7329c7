/** What the tests inside the extension host share: the extension itself, and waiting for what a user would see. */
import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import type { MedallionApi } from '../../../client/src/extension';

export const extensionId = 'medallion.medallion';

export async function activated(): Promise<MedallionApi> {
  const extension = vscode.extensions.getExtension<MedallionApi>(extensionId);
  assert.ok(extension, 'the extension is installed');
  return extension.activate();
}

/** Asks until the answer is given; what is waited for is named in the failure. */
export async function until<T>(what: string, ask: () => T | undefined | Promise<T | undefined>, limitMs = 30_000): Promise<T> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > deadline) throw new Error(`${what} did not happen within ${limitMs / 1000} s`);
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}

export async function serverIs(api: MedallionApi, kind: MedallionApi['app']['session']['server']['state']['kind']): Promise<void> {
  const { server } = api.app.session;
  await until(`the server is ${kind} (it is ${server.state.kind})`, () => server.state.kind === kind || undefined);
}
