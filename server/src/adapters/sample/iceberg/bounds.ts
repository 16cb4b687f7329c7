/**
 * Lower and upper bounds of a column in Iceberg's binary form for single values.
 * Invariant: a bound may be loose, never wrong: text is cut to a prefix, and an upper bound that cannot be raised is left out.
 */
import type { IcebergType } from './fields';

/** Characters of text that a bound keeps, Iceberg's default for metrics. */
const keptCharacters = 16;

/**
 * SQL for the least or greatest value of a column in a form that `boundBytes` reads: numbers of days, microseconds or units as text.
 * undefined: bounds are not kept for the type.
 */
export function boundSql(aggregate: 'min' | 'max', column: string, type: IcebergType): string | undefined {
  if (type.kind !== 'primitive') return undefined;
  const value = `${aggregate}(${column})`;
  switch (type.name) {
    case 'date':
      return `(${value} - date '1970-01-01')::varchar`;
    case 'timestamp':
    case 'timestamptz':
      return `epoch_us(${value})::varchar`;
    case 'binary':
      return undefined;
    default:
      return `${value}::varchar`;
  }
}

export function boundBytes(side: 'lower' | 'upper', text: string, type: IcebergType): Buffer | undefined {
  if (type.kind !== 'primitive') return undefined;
  switch (type.name) {
    case 'boolean':
      return Buffer.of(text === 'true' ? 1 : 0);
    case 'int':
    case 'date':
      return fixed(4, buffer => buffer.writeInt32LE(Number(text)));
    case 'long':
    case 'timestamp':
    case 'timestamptz':
      return fixed(8, buffer => buffer.writeBigInt64LE(BigInt(text)));
    case 'float':
      return fixed(4, buffer => buffer.writeFloatLE(Number(text)));
    case 'double':
      return fixed(8, buffer => buffer.writeDoubleLE(Number(text)));
    case 'string':
      return textBound(side, text);
    default:
      return type.name.startsWith('decimal') ? twosComplement(BigInt(text.replace('.', ''))) : undefined;
  }
}

function fixed(size: number, write: (buffer: Buffer) => void): Buffer {
  const buffer = Buffer.alloc(size);
  write(buffer);
  return buffer;
}

/** A prefix is a lower bound as it stands; as an upper bound its last character that has a successor is raised. */
function textBound(side: 'lower' | 'upper', text: string): Buffer | undefined {
  const characters = Array.from(text);
  if (characters.length <= keptCharacters) return Buffer.from(text, 'utf8');
  const prefix = characters.slice(0, keptCharacters);
  if (side === 'lower') return Buffer.from(prefix.join(''), 'utf8');
  for (let at = prefix.length - 1; at >= 0; at--) {
    const code = prefix[at]?.codePointAt(0) ?? 0;
    // Surrogates are no characters of their own: the successor of U+D7FF is U+E000.
    const next = code === 0xd7ff ? 0xe000 : code + 1;
    if (next <= 0x10ffff) return Buffer.from(prefix.slice(0, at).join('') + String.fromCodePoint(next), 'utf8');
  }
  return undefined;
}

/** Big-endian, in as few bytes as hold the sign. */
function twosComplement(value: bigint): Buffer {
  let size = 1;
  while (value < -(1n << BigInt(size * 8 - 1)) || value >= 1n << BigInt(size * 8 - 1)) size++;
  const hex = BigInt.asUintN(size * 8, value)
    .toString(16)
    .padStart(size * 2, '0');
  return Buffer.from(hex, 'hex');
}
