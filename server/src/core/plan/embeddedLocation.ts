/**
 * Where the embedded engine puts a model's files. Invariant: a table that is built again stays where it is as long as its configuration
 * allows, so that its files are exchanged in one go; files of other tables are never in the way.
 */
import type { CatalogSnapshot } from '../catalog/CatalogSnapshot';
import type { Table } from '../catalog/glue';
import type { DbtNode } from '../dbt/project/nodes';
import { locationOf } from './createTable';
import type { BuildSettings } from './settings';

const perRun = '<uuid>';

export function targetLocation(settings: BuildSettings, node: DbtNode, old: Table | undefined, unique: string): string {
  const table = { relation: '', schema: node.schema ?? '', identifier: node.alias, temporary: false, partitioned: false };
  const planned = locationOf(table, settings);
  if (!planned.endsWith(perRun)) return planned;
  const base = planned.slice(0, -perRun.length);
  const place = withoutSlash(old?.StorageDescriptor?.Location ?? '');
  const stays = `${place}/` === base || (place.startsWith(base) && !place.slice(base.length).includes('/'));
  return stays ? place : base + unique;
}

/** A helper table is gone after the run: its folder needs no other name each time, where a name is part of it. */
export function temporaryLocation(settings: BuildSettings, schema: string, identifier: string, unique: string): string {
  const planned = locationOf({ relation: '', schema, identifier, temporary: true, partitioned: false }, settings);
  if (!planned.endsWith(perRun)) return planned;
  return settings.dataNaming === 'unique' ? planned.slice(0, -perRun.length) + unique : planned.slice(0, -perRun.length - 1);
}

/** The table of Glue by this name; undefined for a view. */
export function tableAt(catalog: CatalogSnapshot, schema: string, name: string): Table | undefined {
  const table = catalog.databases.get(schema.toLowerCase())?.tables.get(name.toLowerCase())?.table;
  return table?.TableType === 'VIRTUAL_VIEW' ? undefined : table;
}

/** Whether the location is the table's own or lies in it: its files then cannot be dropped apart. */
export function within(table: Table, location: string): boolean {
  return `${withoutSlash(location)}/`.startsWith(`${withoutSlash(table.StorageDescriptor?.Location ?? '')}/`);
}

/** Another table whose files lie at the location or below it: exchanging or dropping the location would take them along. */
export function blockedBy(catalog: CatalogSnapshot, location: string, schema: string, name: string): string | undefined {
  const place = `${withoutSlash(location)}/`;
  for (const { tables } of catalog.databases.values()) {
    for (const { table } of tables.values()) {
      const own = table.DatabaseName.toLowerCase() === schema.toLowerCase() && table.Name.toLowerCase() === name.toLowerCase();
      const other = table.StorageDescriptor?.Location ?? '';
      if (!own && other !== '' && `${withoutSlash(other)}/`.startsWith(place)) return `${table.DatabaseName}.${table.Name}`;
    }
  }
  return undefined;
}

function withoutSlash(location: string): string {
  return location.replace(/\/+$/, '');
}
