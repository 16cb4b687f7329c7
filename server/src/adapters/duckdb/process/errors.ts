/** DuckDB's error texts as Trino's errors. Invariant: what cannot be told becomes NOT_SUPPORTED or GENERIC_INTERNAL_ERROR, with DuckDB's words in `details`. */
import type { QueryError } from '../../../ports/QueryEngine';
import { readFailure } from '../functions/failure';

interface Rule {
  readonly when: RegExp;
  readonly code: string;
  readonly message: string | undefined;
}

/** In order: the first that matches counts. `message` undefined: DuckDB's first line is clear enough. */
const rules: readonly Rule[] = [
  {
    when: /More than one row returned by a subquery/,
    code: 'SUBQUERY_MULTIPLE_ROWS',
    message: 'Scalar sub-query has returned multiple rows',
  },
  { when: /Map keys must be unique/, code: 'INVALID_FUNCTION_ARGUMENT', message: 'Duplicate map keys are not allowed' },
  { when: /map key list does not align/, code: 'INVALID_FUNCTION_ARGUMENT', message: 'Key and value arrays must be the same length' },
  { when: /Map keys can not be NULL/, code: 'INVALID_FUNCTION_ARGUMENT', message: 'map key cannot be null' },
  {
    when: /^Out of Range Error|Overflow in|value is out of range|out of range for the destination type|can't be cast because the value is out of range/i,
    code: 'NUMERIC_VALUE_OUT_OF_RANGE',
    message: undefined,
  },
  { when: /^Conversion Error/, code: 'INVALID_CAST_ARGUMENT', message: undefined },
  {
    when: /^Out of Memory Error|failed to (?:allocate|pin)/i,
    code: 'EXCEEDED_LOCAL_MEMORY_LIMIT',
    message: 'The query needs more memory than the embedded engine may use: raise medallion.engine.memoryLimit or read less',
  },
  { when: /^Permission Error/, code: 'PERMISSION_DENIED', message: undefined },
  {
    when: /^IO Error|^HTTP Error|^Invalid Input Error: No magic bytes|^Invalid Input Error: .*(?:CSV|JSON)|^Serialization Error/,
    code: 'HIVE_BAD_DATA',
    message: undefined,
  },
  {
    when: /^(?:Binder|Catalog|Parser|Not implemented) Error/i,
    code: 'NOT_SUPPORTED',
    message: 'The embedded engine cannot run this statement; run it on Athena',
  },
];

export function queryError(error: unknown): QueryError {
  const text = error instanceof Error ? error.message : String(error);
  const failure = readFailure(text);
  if (failure) return failure;
  const rule = rules.find(({ when }) => when.test(text));
  const first = text.split('\n')[0]!.replace(/^[A-Z][A-Za-z ]* Error: /, '');
  return { code: rule?.code ?? 'GENERIC_INTERNAL_ERROR', message: rule?.message ?? first, details: text };
}

/** Whether the run ended because it was asked to. */
export function isInterrupt(error: unknown): boolean {
  return error instanceof Error && /^INTERRUPT|Interrupted!/i.test(error.message);
}
