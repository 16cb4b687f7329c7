/** Types of code-server.mjs for the tests. */
import type { Browser, Page } from 'playwright-core';

export interface CodeServer {
  readonly url: string;
  readonly authority: string;
  readonly userData: string;
  readonly extensions: string;
  readonly pid: number;
  install(vsix: string): Promise<string>;
  stop(): Promise<void>;
}
export interface WindowTarget {
  readonly open?: string;
  readonly extensionDevelopmentPath?: string;
  readonly extensionTestsPath?: string;
}
export interface EditorWindow {
  readonly browser: Browser;
  readonly page: Page;
  readonly exit: Promise<number>;
  close(): Promise<void>;
}
export function startCodeServer(options?: {
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly home?: string;
  readonly port?: number;
  readonly log?: (line: string) => void;
}): Promise<CodeServer>;
export function windowUrl(server: Pick<CodeServer, 'url' | 'authority'>, target?: WindowTarget): string;
export function openWindow(
  server: Pick<CodeServer, 'url' | 'authority'>,
  options?: WindowTarget & {
    readonly viewport?: { readonly width: number; readonly height: number };
    readonly deviceScaleFactor?: number;
    readonly onConsole?: (type: string, args: readonly unknown[]) => void;
  },
): Promise<EditorWindow>;
