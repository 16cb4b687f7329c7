/** Functions of our own inside DuckDB. Invariant: a NULL argument gives NULL; a Failure becomes the statement's error with Trino's name. */
import {
  BIGINT,
  BLOB,
  BOOLEAN,
  DATE,
  DOUBLE,
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBIntervalValue,
  DuckDBListValue,
  DuckDBScalarFunction,
  DuckDBStructValue,
  DuckDBTimeValue,
  DuckDBTimestampValue,
  FLOAT,
  INTEGER,
  INTERVAL,
  LIST,
  STRUCT,
  TIME,
  TIMESTAMP,
  VARCHAR,
} from '@duckdb/node-api';
import type { DuckDBConnection, DuckDBType, DuckDBValue } from '@duckdb/node-api';
import { Failure } from './failure';

export interface FunctionDefinition {
  readonly name: string;
  readonly parameters: readonly DuckDBType[];
  readonly returns: DuckDBType;
  readonly compute: (args: readonly DuckDBValue[]) => DuckDBValue;
}

/** How values of a kind come from DuckDB and go back. */
interface Kind<T> {
  readonly type: DuckDBType;
  readonly from: (value: DuckDBValue) => T;
  readonly to: (value: T) => DuckDBValue;
}

function kind<T>(type: DuckDBType, from: (value: DuckDBValue) => T, to: (value: T) => DuckDBValue): Kind<T> {
  return { type, from, to };
}

/** DuckDB hands over what the parameter's type says; anything else is a fault of ours. */
function unexpected(value: DuckDBValue): never {
  throw new TypeError(`an argument of an unexpected kind: ${typeof value}`);
}

function itemsOf(value: DuckDBValue): readonly DuckDBValue[] {
  return value instanceof DuckDBListValue ? value.items : unexpected(value);
}

export interface Zoned {
  readonly micros: bigint;
  readonly zone: string;
}

export const string = kind<string>(VARCHAR, String, value => value);
export const bigint = kind<bigint>(
  BIGINT,
  value => value as bigint,
  value => value,
);
export const integer = kind<number>(INTEGER, Number, value => value);
export const double = kind<number>(DOUBLE, Number, value => value);
export const real = kind<number>(FLOAT, Number, value => value);
export const boolean = kind<boolean>(
  BOOLEAN,
  value => value === true,
  value => value,
);
export const bytes = kind<Uint8Array>(
  BLOB,
  value => (value instanceof DuckDBBlobValue ? value.bytes : unexpected(value)),
  value => new DuckDBBlobValue(value),
);
/** Days since 1970-01-01. */
export const date = kind<number>(
  DATE,
  value => (value instanceof DuckDBDateValue ? value.days : unexpected(value)),
  value => new DuckDBDateValue(value),
);
/** Microseconds of the day. */
export const time = kind<bigint>(
  TIME,
  value => (value instanceof DuckDBTimeValue ? value.micros : unexpected(value)),
  value => new DuckDBTimeValue(value),
);
/** Microseconds since 1970-01-01. */
export const timestamp = kind<bigint>(
  TIMESTAMP,
  value => (value instanceof DuckDBTimestampValue ? value.micros : unexpected(value)),
  value => new DuckDBTimestampValue(value),
);
export const interval = kind<DuckDBIntervalValue>(
  INTERVAL,
  value => (value instanceof DuckDBIntervalValue ? value : unexpected(value)),
  value => value,
);
export const strings = kind<readonly (string | null)[]>(
  LIST(VARCHAR),
  value => itemsOf(value).map(item => (item === null ? null : String(item))),
  value => new DuckDBListValue([...value]),
);
export const doubles = kind<readonly (number | null)[]>(
  LIST(DOUBLE),
  value => itemsOf(value).map(item => (item === null ? null : Number(item))),
  value => new DuckDBListValue([...value]),
);
export const zoned = kind<Zoned>(
  STRUCT({ t: TIMESTAMP, z: VARCHAR }),
  value => {
    if (!(value instanceof DuckDBStructValue)) return unexpected(value);
    const { t, z } = value.entries;
    return t instanceof DuckDBTimestampValue && typeof z === 'string' ? { micros: t.micros, zone: z } : unexpected(value);
  },
  ({ micros, zone }) => new DuckDBStructValue({ t: new DuckDBTimestampValue(micros), z: zone }),
);

/** A function that gives NULL for a NULL argument; it may give NULL itself (`undefined`). */
export function define<T extends readonly unknown[], R>(
  name: string,
  kinds: { readonly [I in keyof T]: Kind<T[I]> },
  result: Kind<R>,
  compute: (...args: T) => R | undefined,
): FunctionDefinition {
  const readers: readonly Kind<unknown>[] = kinds;
  const call = compute as unknown as (...args: readonly unknown[]) => R | undefined;
  return {
    name,
    parameters: readers.map(({ type }) => type),
    returns: result.type,
    compute: args => {
      const values: unknown[] = [];
      for (let at = 0; at < args.length; at++) {
        const value = args[at] ?? null;
        if (value === null) return null;
        values.push(readers[at]!.from(value));
      }
      const answer = call(...values);
      return answer === undefined ? null : result.to(answer);
    },
  };
}

export function register(connection: DuckDBConnection, { name, parameters, returns, compute }: FunctionDefinition): void {
  connection.registerScalarFunction(
    DuckDBScalarFunction.create({
      name,
      parameterTypes: parameters,
      returnType: returns,
      specialHandling: true,
      mainFunction: (info, input, output) => {
        try {
          const columns = parameters.map((_, at) => input.getColumnVector(at));
          for (let row = 0; row < input.rowCount; row++) output.setItem(row, compute(columns.map(column => column.getItem(row))));
          output.flush();
        } catch (error) {
          info.setError(
            error instanceof Failure
              ? error.message
              : new Failure('GENERIC_INTERNAL_ERROR', error instanceof Error ? error.message : String(error)).message,
          );
        }
      },
    }),
  );
}
