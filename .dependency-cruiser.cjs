/** Import rules of the house: imports run one way (CONTRIBUTING.md). Each rule names a folder and what it must not reach. */
const core = 'server/src/core';
const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: `^${from}/` },
  to: { pathNot: ['node_modules', '^(node:)?[a-z_/]+$', '^vscode-[a-z]+/node$', ...allowed.map(a => `^${a}/`), `^${from}/`] },
});
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    only('text-is-the-ground', `${core}/text`, []),
    only('sql-on-text', `${core}/sql`, [`${core}/text`]),
    only('catalog-on-text', `${core}/catalog`, [`${core}/text`]),
    only('dbt-on-text-and-catalog', `${core}/dbt`, [`${core}/text`, `${core}/catalog`]),
    only(
      'analysis-below',
      `${core}/analysis`,
      ['text', 'sql', 'catalog', 'dbt'].map(x => `${core}/${x}`),
    ),
    only(
      'lineage-below',
      `${core}/lineage`,
      ['text', 'sql', 'catalog', 'dbt', 'analysis'].map(x => `${core}/${x}`),
    ),
    only(
      'scan-below',
      `${core}/scan`,
      ['text', 'sql', 'catalog', 'dbt', 'analysis'].map(x => `${core}/${x}`),
    ),
    only(
      'lint-below',
      `${core}/lint`,
      ['text', 'sql', 'catalog', 'dbt', 'analysis'].map(x => `${core}/${x}`),
    ),
    only(
      'plan-below',
      `${core}/plan`,
      ['text', 'sql', 'catalog', 'dbt', 'analysis', 'lineage', 'scan'].map(x => `${core}/${x}`),
    ),
    only('core-knows-only-core', core, []),
    only('ports-over-core', 'server/src/ports', [core]),
    only('app-over-ports', 'server/src/app', [core, 'server/src/ports']),
    only('adapters-over-ports', 'server/src/adapters', [core, 'server/src/ports']),
    only('protocol-stands-alone', 'server/src/protocol', []),
    only('lsp-over-app', 'server/src/lsp', [core, 'server/src/ports', 'server/src/app', 'server/src/protocol']),
    only('cli-is-a-composition', 'server/src/cli', ['server/src']),
    only('client-over-protocol', 'client/src', ['server/src/protocol']),
    only('webview-over-protocol', 'client/webview', ['server/src/protocol']),
    { name: 'core-does-no-io', severity: 'error', from: { path: `^${core}/` }, to: { dependencyTypes: ['core'] } },
    {
      name: 'core-packages',
      severity: 'error',
      from: { path: `^${core}/` },
      to: { path: 'node_modules', pathNot: 'node_modules/(yaml|sql-formatter|node-sql-parser|@lezer/(python|lr|common))/' },
    },
    { name: 'vscode-in-client', severity: 'error', from: { pathNot: '^(client/src|test/host)/' }, to: { path: '^vscode$' } },
    {
      name: 'lsp-library-in-lsp',
      severity: 'error',
      from: { path: '^server/src/', pathNot: '^server/src/(lsp/|main|compose|cli/commands/lsp)' },
      to: { path: 'vscode-(languageserver|jsonrpc)' },
    },
    {
      name: 'aws-in-adapter',
      severity: 'error',
      from: { pathNot: '^(server/src/adapters/aws|test)/' },
      to: { path: 'node_modules/@aws-sdk' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json'] },
  },
};
