/**
 * A stand-in for VS Code around a built webview: serves the bundle under production's CSP, speaks the message protocol, keeps `setState`.
 * Invariant: what the page may do here it may do in VS Code, and not more; every CSP violation and page error is recorded.
 */
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import { expect } from 'vitest';

import { themes } from './webview/themes';
import type { ThemeName } from './webview/themes';

export interface OpenWebview<Request, Message> {
  readonly page: Page;
  /** Everything the page has posted, in order. */
  readonly requests: Request[];
  /** CSP violations and uncaught errors: a test ends with none. */
  readonly faults: string[];
  send(message: Message): Promise<void>;
  /** As VS Code does when a panel is shown again: a new document, the saved state, `ready` once more. */
  discardAndShow(): Promise<void>;
  setTheme(theme: ThemeName): Promise<void>;
  close(): Promise<void>;
}

export interface WebviewOptions<Request, Message> {
  readonly entry: 'results' | 'lineage';
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly height?: number;
  readonly reducedMotion?: boolean;
  /** Answers one request; what it returns is sent to the page. */
  readonly answer: (request: Request) => Message | undefined | Promise<Message | undefined>;
}

/** Builds the pages as the product does and serves them; one per test file. */
export class WebviewHost {
  private readonly files: ReadonlyMap<string, Uint8Array>;
  private readonly server: Server;
  private readonly browser: Browser;

  private constructor(files: ReadonlyMap<string, Uint8Array>, server: Server, browser: Browser) {
    this.files = files;
    this.server = server;
    this.browser = browser;
  }

  static async start(): Promise<WebviewHost> {
    const files = await bundle();
    const server = createServer((request, response) => {
      const name = new URL(request.url ?? '/', 'http://localhost').pathname.slice(1);
      const file = files.get(name);
      const page = pages.get(name);
      if (page !== undefined) response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page);
      else if (file) response.writeHead(200, { 'content-type': name.endsWith('.css') ? 'text/css' : 'text/javascript' }).end(file);
      else if (name === 'favicon.ico') response.writeHead(204).end();
      else response.writeHead(404).end();
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const browser = await chromium.launch({
      executablePath: '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
    });
    return new WebviewHost(files, server, browser);
  }

  async open<Request, Message>(options: WebviewOptions<Request, Message>): Promise<OpenWebview<Request, Message>> {
    const { port } = this.server.address() as AddressInfo;
    const origin = `http://127.0.0.1:${port}`;
    const name = `${crypto.randomUUID()}.html`;
    const context = await this.browser.newContext({
      viewport: { width: options.width ?? 1100, height: options.height ?? 640 },
      reducedMotion: options.reducedMotion ? 'reduce' : 'no-preference',
      permissions: [],
    });
    const page = await context.newPage();
    page.setDefaultTimeout(patience);
    const requests: Request[] = [];
    const faults: string[] = [];
    let saved: unknown;
    let theme = options.theme ?? 'dark';
    page.on('pageerror', error => faults.push(error.stack ?? error.message));
    page.on('console', message => {
      if (message.type() === 'error' || message.type() === 'warning') faults.push(message.text());
    });
    await page.exposeFunction('__fault', (text: string) => void faults.push(text));
    await page.exposeFunction('__save', (state: unknown) => void (saved = state));
    await page.exposeFunction('__post', async (request: Request) => {
      requests.push(request);
      const message = await options.answer(request);
      if (message !== undefined) await send(message);
    });
    const send = async (message: Message): Promise<void> => {
      if (!page.isClosed()) await page.evaluate(data => window.postMessage(data, '*'), message as object);
    };
    const load = async (): Promise<void> => {
      pages.set(name, shell(origin, options.entry, theme, saved));
      await page.goto(`${origin}/${name}`);
    };
    await load();
    return {
      page,
      requests,
      faults,
      send,
      discardAndShow: load,
      setTheme: async next => {
        theme = next;
        await page.evaluate(({ variables, bodyClass }) => {
          for (const property of [...document.documentElement.style]) document.documentElement.style.removeProperty(property);
          for (const [key, value] of Object.entries(variables)) document.documentElement.style.setProperty(`--vscode-${key}`, value);
          document.body.className = bodyClass;
        }, themes[next]);
      },
      close: async () => {
        pages.delete(name);
        await context.close();
      },
    };
  }

  /** Size in bytes of a served file, as a user downloads it. */
  size(file: string): number {
    return this.files.get(file)?.byteLength ?? 0;
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await new Promise(resolve => this.server.close(resolve));
  }
}

/** Long enough for a machine that is busy with other tests; nothing waits when what it waits for is there. */
const patience = 25_000;

/** Asserts on what becomes true. */
export function until<T>(read: () => T): ReturnType<typeof expect.poll<T>> {
  return expect.poll(read, { timeout: patience });
}

const pages = new Map<string, string>();

/** The document that the extension makes: same policy, same order; before it, what VS Code itself puts in. */
function shell(origin: string, entry: string, theme: ThemeName, saved: unknown): string {
  const nonce = crypto.randomUUID();
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${origin} 'nonce-${nonce}'`,
    `img-src ${origin} data: blob:`,
    `font-src ${origin}`,
    `connect-src ${origin}`,
    `worker-src blob:`,
  ].join('; ');
  const { variables, bodyClass } = themes[theme];
  return `<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="UTF-8">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
  <title>Medallion</title>
  <link rel="stylesheet" href="${origin}/${entry}.css">
  <script nonce="${nonce}">
    addEventListener('securitypolicyviolation', event => window.__fault('CSP ' + event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sourceFile + ':' + event.lineNumber));
    for (const [key, value] of Object.entries(${json(variables)})) document.documentElement.style.setProperty('--vscode-' + key, value);
    {
      let state = ${json(saved ?? null)} ?? undefined;
      globalThis.acquireVsCodeApi = () => ({
        postMessage: message => void window.__post(JSON.parse(JSON.stringify(message))),
        getState: () => state,
        setState: next => { state = JSON.parse(JSON.stringify(next)); void window.__save(state); },
      });
    }
  </script>
</head>
<body class="${bodyClass}">
  <div id="root"></div>
  <script nonce="${nonce}" src="${origin}/${entry}.js"></script>
</body>
</html>`;
}

function json(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', String.raw`\u003c`);
}

async function bundle(): Promise<ReadonlyMap<string, Uint8Array>> {
  const result = await build({
    entryPoints: {
      results: 'client/webview/results/main.tsx',
      lineage: 'client/webview/lineage/main.tsx',
      chart: 'client/webview/chart/main.ts',
      layout: 'client/webview/layout/main.ts',
    },
    bundle: true,
    write: false,
    minify: true,
    keepNames: true,
    platform: 'browser',
    target: 'chrome128',
    format: 'iife',
    outdir: '/',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    logLevel: 'silent',
  });
  return new Map(result.outputFiles.map(file => [file.path.slice(file.path.lastIndexOf('/') + 1), file.contents]));
}
