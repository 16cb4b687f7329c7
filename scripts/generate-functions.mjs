// Writes the function catalogue that the analyzer resolves against, from an NDJSON answer of SHOW FUNCTIONS (one overload a line:
// name, returnType, argumentTypes, kind, deterministic, variableArity, global, catalog, schema).
//   node scripts/generate-functions.mjs functions.ndjson > server/src/core/analysis/functions/functions.json
import { readFileSync } from 'node:fs';

const [file] = process.argv.slice(2);
if (!file) {
  console.error('usage: node scripts/generate-functions.mjs functions.ndjson');
  process.exit(2);
}
const byName = new Map();
for (const line of readFileSync(file, 'utf8').split('\n').filter(Boolean)) {
  const f = JSON.parse(line);
  const name = (f.global ? f.name : `${f.catalog}.${f.schema}.${f.name}`).toLowerCase();
  // Table functions have their own argument rules; they are described in the analyzer.
  if (f.kind === 'table') continue;
  const entry = byName.get(name) ?? { kind: f.kind, signatures: new Set() };
  if (!f.deterministic) entry.deterministic = false;
  entry.signatures.add(`${f.argumentTypes.join('; ')}${f.variableArity ? '...' : ''} -> ${f.returnType}`);
  byName.set(name, entry);
}
const names = [...byName.keys()].sort();
const lines = names.map(name => {
  const { kind, deterministic, signatures } = byName.get(name);
  return `${JSON.stringify(name)}: ${JSON.stringify({ kind, ...(deterministic === false && { deterministic }), signatures: [...signatures] })}`;
});
process.stdout.write(`{\n${lines.join(',\n')}\n}\n`);
