import { expect, test } from 'vitest';
import { applyChanges } from '../../../server/src/core/catalog/applyChanges';
import { CatalogSnapshot } from '../../../server/src/core/catalog/CatalogSnapshot';
import { catalogOf } from '../../support/catalog';

const catalog = catalogOf('gold.a: id bigint, email varchar', 'gold.b: id bigint', 'silver.c: id bigint');

test('a change exchanges its table and leaves everything else the same', () => {
  const after = applyChanges(catalog, [
    { kind: 'table', table: { DatabaseName: 'gold', Name: 'A', StorageDescriptor: { Columns: [{ Name: 'n', Type: 'int' }] } } },
  ]);
  expect(after.databases.get('gold')?.tables.get('a')?.table.StorageDescriptor?.Columns).toEqual([{ Name: 'n', Type: 'int' }]);
  expect(after.databases.get('gold')?.tables.get('b')).toBe(catalog.databases.get('gold')?.tables.get('b'));
  expect(after.databases.get('silver')).toBe(catalog.databases.get('silver'));
  expect(catalog.databases.get('gold')?.tables.get('a')?.table.StorageDescriptor?.Columns).toHaveLength(2);
});

test('a dropped table is absent, one of a new database is found', () => {
  const after = applyChanges(catalog, [
    { kind: 'dropped', database: 'gold', name: 'a' },
    { kind: 'table', table: { DatabaseName: 'dev', Name: 'm' } },
  ]);
  expect(after.relation(undefined, 'gold', 'a')).toEqual({ kind: 'absent', missing: 'relation' });
  expect(after.relation(undefined, 'dev', 'm').kind).toBe('found');
  expect(after.relation(undefined, 'dev', 'n')).toEqual({ kind: 'absent', missing: 'relation' });
});

test('where not all databases are listed, a new one may hold more', () => {
  const after = applyChanges(CatalogSnapshot.empty, [{ kind: 'table', table: { DatabaseName: 'dev', Name: 'm' } }]);
  expect(after.relation(undefined, 'dev', 'n').kind).toBe('unknown');
});

test('tags outlive a rebuild, but those of columns that are gone', () => {
  const phi = [{ TagKey: 'phi', TagValues: ['true'] }];
  const gold = catalog.databases.get('gold')!;
  const entry = gold.tables.get('a')!;
  const columns = ['id', 'email'].map(Name => ({ Name, LFTags: phi }));
  const tagged = new CatalogSnapshot({
    identity: catalog.identity,
    databases: new Map([['gold', { ...gold, tables: new Map([['a', { ...entry, lfTags: { database: [], table: phi, columns } }]]) }]]),
  });
  const after = applyChanges(tagged, [
    { kind: 'table', table: { DatabaseName: 'gold', Name: 'a', StorageDescriptor: { Columns: [{ Name: 'email', Type: 'string' }] } } },
  ]);
  expect(after.databases.get('gold')?.tables.get('a')?.lfTags).toEqual({
    database: [],
    table: phi,
    columns: [{ Name: 'email', LFTags: phi }],
  });
});
