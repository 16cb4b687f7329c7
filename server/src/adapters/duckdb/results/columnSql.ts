/**
 * Kept columns in SQL. All values are kept as the text that the engine printed, so that they come back to the digit; comparisons and sorting
 * read that text by the column's type. Invariant: text that cannot be read as its type sorts and filters as NULL, and is still shown.
 */
import type { TrinoType } from '../../../core/analysis/types/TrinoType';
import type { Value } from '../../../ports/QueryEngine';
import { text } from '../sqlText';

/** The text of a value. */
export function keptText(value: Value): string | null {
  if (value === null) return null;
  return typeof value === 'string' ? value : typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** The value again. */
export function valueOf(kept: string | null, type: TrinoType): Value {
  if (kept === null) return null;
  switch (type.kind) {
    case 'array':
    case 'map':
    case 'row':
      return JSON.parse(kept) as Value;
    case 'simple':
      if (type.base === 'boolean') return kept === 'true';
      if (numbers.has(type.base)) return kept === 'NaN' || kept.endsWith('Infinity') ? kept : Number(kept);
      return kept;
    default:
      return kept;
  }
}

const numbers = new Set(['tinyint', 'smallint', 'integer', 'double', 'real']);

/** What a column is compared and sorted by. `home` is DuckDB's type of it; undefined where the type has no order. */
export interface SortKey {
  readonly home: string;
  readonly of: (kept: string) => string;
  readonly kind: 'number' | 'moment' | 'other';
}

export function sortKey(type: TrinoType): SortKey {
  const casted = (home: string, kind: SortKey['kind']): SortKey => ({ home, kind, of: kept => `TRY_CAST(${kept} AS ${home})` });
  switch (type.kind) {
    case 'decimal':
      return casted(`DECIMAL(38,${type.scale})`, 'number');
    case 'timestamp':
      return type.withTimeZone
        ? { home: 'TIMESTAMP', kind: 'moment', of: kept => `(TRY(mz_to_zoned(${kept}, 6))).t` }
        : casted('TIMESTAMP', 'moment');
    case 'time':
      return type.withTimeZone ? casted('VARCHAR', 'other') : casted('TIME', 'other');
    case 'simple':
      switch (type.base) {
        case 'tinyint':
        case 'smallint':
        case 'integer':
        case 'bigint':
          return casted('BIGINT', 'number');
        case 'double':
        case 'real':
          return casted('DOUBLE', 'number');
        case 'date':
          return casted('DATE', 'moment');
        case 'interval day to second':
          return {
            home: 'INTERVAL',
            kind: 'other',
            of: kept => `TRY_CAST(regexp_replace(${kept}, '^(-?)(\\d+) (.*)$', '\\1\\2 days \\1\\3') AS INTERVAL)`,
          };
        case 'interval year to month':
          return {
            home: 'BIGINT',
            kind: 'other',
            of: kept =>
              `(CASE WHEN starts_with(${kept}, '-') THEN -1 ELSE 1 END * (CAST(split_part(ltrim(${kept}, '-'), '-', 1) AS BIGINT) * 12 + CAST(split_part(ltrim(${kept}, '-'), '-', 2) AS BIGINT)))`,
          };
        default:
          return { home: 'VARCHAR', kind: 'other', of: kept => kept };
      }
    default:
      return { home: 'VARCHAR', kind: 'other', of: kept => kept };
  }
}

/** Text that a user typed, as a value of a column's key. */
export function typedText(key: SortKey, value: string): string {
  return key.home === 'VARCHAR' ? text(value) : key.of(text(value.trim()));
}
