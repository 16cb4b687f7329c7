/** The list of functions in the guide is the list in the engine, and every one of them is a function of Trino. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { supportedFunctions } from '../../../server/src/adapters/duckdb/translate/calls/call';
import { functionNames } from '../../../server/src/core/analysis/functions/catalogue';

const guide = readFileSync(join(import.meta.dirname, '../../../docs/embedded-engine.md'), 'utf8');

test('the guide lists what the engine has', () => {
  const section = guide.slice(guide.indexOf('## Functions'), guide.indexOf('Beside them'));
  expect([...section.matchAll(/`(\w+)`/g)].map(([, name]) => name)).toEqual(supportedFunctions());
});

test('every name is a function of Trino', () => {
  const known = new Set(functionNames().map(name => name.toLowerCase()));
  // Forms with a grammar of their own.
  const forms = new Set(['if', 'coalesce', 'nullif', 'try', 'position', 'listagg', 'format', 'grouping', 'normalize', 'trim']);
  expect(supportedFunctions().filter(name => !known.has(name) && !forms.has(name))).toEqual([]);
});
