/** The type that a written data type names. Invariant: a part that was not typed yet gives the unresolved type, never an error. */
import type * as tree from '../../sql/tree';
import type { SemanticErrorCode } from '../semanticError';
import { typeByName } from './parseType';
import { datetime, intervalDayToSecond, intervalYearToMonth, rowType, unresolvedType, type TrinoType } from './TrinoType';

type TypeOrError = TrinoType | TypeError;
export interface TypeError {
  readonly kind: 'error';
  readonly code: SemanticErrorCode;
  readonly message: string;
}

export function dataTypeOf(node: tree.DataType): TypeOrError {
  switch (node.kind) {
    case 'Missing':
      return unresolvedType;
    case 'GenericDataType':
      return generic(node, node);
    case 'DateTimeDataType': {
      const precision = node.precision === undefined ? 3n : node.precision.kind === 'NumericParameter' ? node.precision.value : undefined;
      if (precision === undefined || precision > 12n) return unknown(node);
      return datetime(node.base === 'TIME' ? 'time' : 'timestamp', Number(precision), node.withTimeZone);
    }
    case 'IntervalDataType':
      if (node.from === 'DAY' && node.to === 'SECOND') return intervalDayToSecond;
      if (node.from === 'YEAR' && node.to === 'MONTH') return intervalYearToMonth;
      if (!node.from) return unresolvedType;
      return { kind: 'error', code: 'NOT_SUPPORTED', message: `INTERVAL ${node.from} TO ${node.to ?? node.from} type not supported` };
    case 'RowDataType': {
      const fields: { name: string | undefined; type: TrinoType }[] = [];
      for (const field of node.fields) {
        const type = dataTypeOf(field.type);
        if (type.kind === 'error') return type;
        fields.push({ name: field.name?.kind === 'Identifier' ? field.name.value : undefined, type });
      }
      return rowType(fields);
    }
  }
}

function generic(node: tree.GenericDataType, whole: tree.DataType): TypeOrError {
  const parameters: (TrinoType | number)[] = [];
  for (const argument of node.arguments) {
    if (argument.kind === 'NumericParameter') parameters.push(Number(argument.value));
    else {
      const type = dataTypeOf(argument);
      if (type.kind === 'error') return type;
      parameters.push(type);
    }
  }
  const name = node.name.value.toLowerCase();
  const type = typeByName(name, parameters);
  if (type) return type;
  const [precision, scale] = parameters;
  if (name === 'decimal' && typeof precision === 'number' && parameters.length <= 2 && (scale === undefined || typeof scale === 'number')) {
    const message =
      precision < 1 || precision > 38
        ? `DECIMAL precision must be in range [1, 38]: ${precision}`
        : `DECIMAL scale must be in range [0, precision (${precision})]: ${scale ?? 0}`;
    return { kind: 'error', code: 'INVALID_FUNCTION_ARGUMENT', message };
  }
  return unknown(whole);
}

function unknown(node: tree.DataType): TypeError {
  return { kind: 'error', code: 'TYPE_MISMATCH', message: `Unknown type: ${spelling(node)}` };
}

function spelling(node: tree.DataType | tree.NumericParameter): string {
  switch (node.kind) {
    case 'NumericParameter':
      return String(node.value);
    case 'GenericDataType':
      return node.arguments.length === 0 ? node.name.value : `${node.name.value}(${node.arguments.map(spelling).join(', ')})`;
    case 'DateTimeDataType': {
      const precision = node.precision ? `(${spelling(node.precision)})` : '';
      return `${node.base.toLowerCase()}${precision}${node.withTimeZone ? ' with time zone' : ''}`;
    }
    case 'RowDataType':
      return `row(${node.fields.map(f => `${f.name?.kind === 'Identifier' ? `${f.name.text} ` : ''}${spelling(f.type)}`).join(', ')})`;
    case 'IntervalDataType':
      return 'interval';
    case 'Missing':
      return '';
  }
}
