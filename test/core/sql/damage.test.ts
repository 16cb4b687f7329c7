/** Damaged queries keep their scopes: a caret in them knows the relations that it knows in the whole text. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { damagesOf, scopeAtCaret, scopeInWhole, type Damage } from '../../support/sql/damage';
import { facts, Tally } from '../../support/facts';

const queries = facts(join(import.meta.dirname, '../../conformance/trino'), 'valid.ndjson')
  .map(row => row as { readonly sql: string; readonly columns: unknown })
  .filter(row => row.columns !== null)
  .map(row => row.sql);

/** Undefined where the whole text has no relations to know, or where FROM itself was taken away. */
function keepsScope(query: string, damage: Damage): boolean | undefined {
  const { touched, kind } = damage;
  const token = query.slice(touched.start, touched.end);
  if (kind === 'deleted' && token.toLowerCase() === 'from') return undefined;
  // Of two closing parentheses the first closes.
  const whole = scopeInWhole(query, kind === 'doubled' && token === ')' ? touched.end : touched.start, 'trino', touched);
  if (whole.all.length === 0) return undefined;
  const found = scopeAtCaret(damage.text, damage.caret, 'trino');
  const unknown = found.filter(name => !whole.all.includes(name)).length;
  return whole.untouched.every(name => found.includes(name)) && unknown <= 1 + whole.all.length - whole.untouched.length;
}

test('the innermost scope survives single damages and cuts', () => {
  const single = new Tally();
  const prefixes = new Tally();
  for (const query of queries) {
    for (const damage of damagesOf(query)) {
      const kept = keepsScope(query, damage);
      if (kept !== undefined)
        (damage.kind === 'prefix' ? prefixes : single).add(
          kept,
          () => `${damage.kind}: ${damage.text.slice(0, damage.caret)}‸${damage.text.slice(damage.caret)}`,
        );
    }
  }
  expect(single.rate, single.report()).toBeGreaterThanOrEqual(0.97);
  expect(prefixes.rate, prefixes.report()).toBeGreaterThanOrEqual(0.99);
}, 120_000);
