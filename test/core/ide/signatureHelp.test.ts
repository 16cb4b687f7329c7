import { expect, test } from 'vitest';
import { signatureHelp } from '../../../server/src/core/ide/signatureHelp';
import { fixture } from '../../support/ide';

const lake = ['bronze.orders: id bigint, note string'];

test.each([
  ['select date_trunc($0', 'date_trunc', 0],
  ["select date_trunc('day', $0) from bronze.orders", 'date_trunc', 1],
  ['select coalesce(note, note, $0) from bronze.orders', 'coalesce', 1],
  ['select coalesce(abs(id), id$0) from bronze.orders', 'coalesce', 1],
  ['select coalesce(abs(i$0d), id) from bronze.orders', 'abs', 0],
])('%s', (marked, name, parameter) => {
  const { view, offset } = fixture(lake, marked);
  const help = signatureHelp(view, offset);
  const active = help?.signatures[help.active];
  expect(active?.label).toMatch(new RegExp(`^${name}\\(.*\\) → `));
  expect(active?.activeParameter).toBe(parameter);
  expect(active?.parameters.length).toBeGreaterThan(parameter);
  expect(active?.description).not.toBe('');
});

test('the overload that is meant comes first, with the places of its arguments', () => {
  const { view, offset } = fixture(lake, 'select abs($0id) from bronze.orders');
  const help = signatureHelp(view, offset)!;
  const { label, parameters } = help.signatures[help.active]!;
  expect(label).toBe('abs(bigint) → bigint');
  expect(parameters.map(([start, end]) => label.slice(start, end))).toEqual(['bigint']);
});

test.each(['select $0abs(1)', 'select nope($0)', "select '$0'", 'select abs(1) $0'])('nothing at %s', marked => {
  const { view, offset } = fixture(lake, marked);
  expect(signatureHelp(view, offset)).toBeUndefined();
});
