/** Between JSON and other types. JSON is kept as its canonical text, so casts build and take apart text. Invariant: keys of objects made from maps are sorted, as Trino sorts them. */
import { varcharType, type TrinoType } from '../../../core/analysis/types/TrinoType';
import type * as tree from '../../../core/sql/tree';
import { fieldNames } from '../duckType';
import { quote, text } from '../sqlText';
import type { Translator } from './Translator';

/** CAST(value AS json). */
export function toJson(t: Translator, sql: string, from: TrinoType, node: tree.Node): string {
  switch (from.kind) {
    case 'varchar':
      return `mz_json_string(${sql})`;
    case 'char':
      return `mz_json_string(${t.cast(sql, from, varcharType(), node)})`;
    case 'decimal':
      return t.cast(sql, from, varcharType(), node);
    case 'timestamp':
      return `mz_json_string(${t.cast(sql, from, varcharType(), node)})`;
    case 'array': {
      const item = quote(t.freshName());
      return `mz_json_array(list_transform(${sql}, lambda ${item}: ${toJson(t, item, from.element, node)}))`;
    }
    case 'map': {
      const item = quote(t.freshName());
      const key = keyText(t, item, from.key, node);
      const other = quote(t.freshName());
      const values = `list_transform(map_values(${sql}), lambda ${other}: ${toJson(t, other, from.value, node)})`;
      return `mz_json_object(list_transform(map_keys(${sql}), lambda ${item}: ${key}), ${values}, true)`;
    }
    case 'row': {
      const names = fieldNames(from);
      const keys = from.fields.map(field => text(field.name ?? ''));
      const values = from.fields.map((field, at) => toJson(t, `struct_extract(${sql}, ${text(names[at]!)})`, field.type, node));
      const list = (items: readonly string[]): string => `CAST([${items.join(', ')}] AS VARCHAR[])`;
      return `CASE WHEN ${sql} IS NULL THEN NULL ELSE mz_json_object(${list(keys)}, ${list(values)}, false) END`;
    }
    case 'simple':
      return simpleToJson(t, sql, from, node);
    default:
      throw t.refuse(node, `a cast from ${from.display} to json`);
  }
}

function simpleToJson(t: Translator, sql: string, from: TrinoType, node: tree.Node): string {
  switch (from.base) {
    case 'json':
      return sql;
    case 'boolean':
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'bigint':
      return `CAST(${sql} AS VARCHAR)`;
    case 'double':
      return `mz_json_double(${sql})`;
    case 'real':
      return `mz_json_real(${sql})`;
    case 'date':
      return `mz_json_string(${t.cast(sql, from, varcharType(), node)})`;
    case 'unknown':
      return 'CAST(NULL AS VARCHAR)';
    default:
      throw t.refuse(node, `a cast from ${from.display} to json`);
  }
}

function keyText(t: Translator, sql: string, type: TrinoType, node: tree.Node): string {
  return type.kind === 'varchar' ? sql : t.cast(sql, type, varcharType(), node);
}

/** CAST(json AS type). */
export function castFromJson(t: Translator, sql: string, to: TrinoType, node: tree.Node): string {
  switch (to.kind) {
    case 'varchar':
      return t.cast(`mz_json_scalar(${sql}, 'varchar')`, varcharType(), to, node);
    case 'decimal':
      return `CAST(mz_json_number(${sql}, ${text(to.display)}) AS ${t.home(to, node)})`;
    case 'array': {
      const item = quote(t.freshName());
      return `list_transform(mz_json_elements(${sql}), lambda ${item}: ${castFromJson(t, item, to.element, node)})`;
    }
    case 'map': {
      const item = quote(t.freshName());
      const other = quote(t.freshName());
      const keys = `list_transform(mz_json_keys(${sql}), lambda ${item}: ${t.cast(item, varcharType(), to.key, node)})`;
      const values = `list_transform(mz_json_members(${sql}), lambda ${other}: ${castFromJson(t, other, to.value, node)})`;
      return `CASE WHEN mz_json_keys(${sql}) IS NULL THEN NULL ELSE map(${keys}, ${values}) END`;
    }
    case 'row': {
      const fields = fieldNames(to).map((name, at) => {
        const member = `mz_json_field(${sql}, ${text(to.fields[at]!.name ?? '')}, ${at})`;
        return `${quote(name)} := ${castFromJson(t, member, to.fields[at]!.type, node)}`;
      });
      return `CASE WHEN mz_json_is_null(${sql}) THEN NULL ELSE struct_pack(${fields.join(', ')}) END`;
    }
    case 'simple':
      switch (to.base) {
        case 'json':
          return sql;
        case 'boolean':
          return `mz_json_boolean(${sql})`;
        case 'tinyint':
        case 'smallint':
        case 'integer':
        case 'bigint':
          return `CAST(mz_json_integer(${sql}, ${text(to.display)}) AS ${t.home(to, node)})`;
        case 'double':
          return `mz_json_to_double(${sql}, 'double')`;
        case 'real':
          return `CAST(mz_json_to_double(${sql}, 'real') AS FLOAT)`;
      }
      break;
    default:
      break;
  }
  throw t.refuse(node, `a cast from json to ${to.display}`);
}
