/** Maps. Invariant: entries keep the order in which they came; duplicate keys are errors where Trino makes them errors. */
import type { MapType } from '../../../../core/analysis/types/TrinoType';
import { isPlain } from './arrays';
import type { CallSite } from './CallSite';
import { type Rules } from './CallSite';

export const mapRules: Rules = [
  ['map', call => (call.count === 0 ? 'CAST(map([], []) AS MAP(INTEGER, INTEGER))' : `mz_map(${call.args().join(', ')})`)],
  ['map_keys', call => `map_keys(${call.arg(0)})`],
  ['map_values', call => `map_values(${call.arg(0)})`],
  [
    'map_entries',
    call => {
      const item = call.fresh();
      return `list_transform(map_entries(${call.arg(0)}), lambda ${item}: struct_pack(f1 := struct_extract(${item}, 'key'), f2 := struct_extract(${item}, 'value')))`;
    },
  ],
  [
    'map_from_entries',
    call => {
      const [item, other] = [call.fresh(), call.fresh()];
      const type = call.type(0);
      if (type.kind !== 'array' || type.element.kind !== 'row') throw call.refuse();
      const entries = call.t.coerce(call.t.expression(call.argument(0)), call.own(0), type, call.node);
      const names = type.element.fields.every(field => field.name !== undefined)
        ? type.element.fields.map(field => field.name ?? '')
        : ['f1', 'f2'];
      const part = (list: string, name: string): string =>
        `list_transform(${entries}, lambda ${list}: struct_extract(${list}, '${name.replaceAll("'", "''").toLowerCase()}'))`;
      return `mz_map(${part(item, names[0]!)}, ${part(other, names[1]!)})`;
    },
  ],
  [
    'map_concat',
    call => {
      const maps = call.args();
      const anyNull = maps.map(map => `${map} IS NULL`).join(' OR ');
      return `CASE WHEN ${anyNull} THEN NULL ELSE ${maps.reduce((a, b) => `map_concat(${a}, ${b})`)} END`;
    },
  ],
  [
    'map_filter',
    call => {
      const { parameters, body } = call.lambda(1);
      const kept = `list_filter(map_entries(${call.arg(0)}), lambda e: coalesce(${bound(parameters, 'e', body)}, false))`;
      return `mz_entries_map(${kept})`;
    },
  ],
  [
    'transform_values',
    call => {
      const type = mapOf(call);
      const { parameters, body } = call.lambda(1, type.value);
      const map = call.arg(0);
      return `CASE WHEN ${map} IS NULL THEN NULL ELSE map(map_keys(${map}), list_transform(map_entries(${map}), lambda e: ${bound(parameters, 'e', body)})) END`;
    },
  ],
  [
    'transform_keys',
    call => {
      const type = mapOf(call);
      const { parameters, body } = call.lambda(1, type.key);
      const map = call.arg(0);
      return `CASE WHEN ${map} IS NULL THEN NULL ELSE mz_map(list_transform(map_entries(${map}), lambda e: ${bound(parameters, 'e', body)}), map_values(${map})) END`;
    },
  ],
  [
    'map_zip_with',
    call => {
      const type = mapOf(call);
      const own = call.type(0);
      if (own.kind !== 'map' || !isPlain(own.key)) throw call.refuse();
      const { parameters, body } = call.lambda(2, type.value);
      const [a, b] = [call.arg(0), call.arg(1)];
      const keys = `mz_distinct(list_concat(map_keys(${a}), map_keys(${b})))`;
      const inner = bind(
        parameters[0]!,
        'k',
        bind(parameters[1]!, `map_extract_value(${a}, k)`, bind(parameters[2]!, `map_extract_value(${b}, k)`, body)),
      );
      return `CASE WHEN ${a} IS NULL OR ${b} IS NULL THEN NULL ELSE map(${keys}, list_transform(${keys}, lambda k: ${inner})) END`;
    },
  ],
];

function mapOf(call: CallSite): MapType {
  if (call.result.kind !== 'map') throw call.refuse();
  return call.result;
}

function bind(parameter: string, value: string, inner: string): string {
  return `list_extract(list_transform([${value}], lambda ${parameter}: ${inner}), 1)`;
}

/** A lambda over key and value, applied to an entry. */
function bound(parameters: readonly string[], entry: string, body: string): string {
  return bind(parameters[0]!, `struct_extract(${entry}, 'key')`, bind(parameters[1]!, `struct_extract(${entry}, 'value')`, body));
}
