/**
 * The page that a webview starts with: one script, one style sheet, nothing else may load or run.
 * Invariant: no text of a catalog, a project or a result is ever put into this HTML; it travels in messages.
 */
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

export type PageName = 'results' | 'lineage';

export function page(webview: vscode.Webview, extensionUri: vscode.Uri, name: PageName, title: string): string {
  const nonce = randomBytes(18).toString('base64url');
  const file = (suffix: string): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'dist/webview', `${name}.${suffix}`)).toString();
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource} 'nonce-${nonce}'`,
    `img-src ${webview.cspSource} data: blob:`,
    `font-src ${webview.cspSource}`,
    // The graph's layout runs in a worker, whose text the page reads from its own bundles.
    `connect-src ${webview.cspSource}`,
    'worker-src blob:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1.0">
<meta name="csp-nonce" content="${nonce}">
<link rel="stylesheet" href="${file('css')}">
<title>${title}</title>
</head>
<body>
<div id="root"></div>
<script nonce="${nonce}" src="${file('js')}"></script>
</body>
</html>`;
}

/** What every page may load from: the bundles, nothing of the workspace. */
export function pageOptions(extensionUri: vscode.Uri): vscode.WebviewOptions {
  return { enableScripts: true, localResourceRoots: [vscode.Uri.joinPath(extensionUri, 'dist/webview')] };
}
