/** Iceberg's bucket transform. Source: the Iceberg specification, appendix B: Murmur3 (x86, 32 bits, seed 0). Invariant: types whose hash is not known give `undefined`. */
import type { Constant } from './bounds';

export function bucketOf(constant: Constant, buckets: number): number | undefined {
  const hash = hashOf(constant);
  return hash === undefined ? undefined : (hash & 0x7fffffff) % buckets;
}

function hashOf(constant: Constant): number | undefined {
  switch (constant.kind) {
    case 'number':
      // Floating numbers and decimals hash otherwise.
      return Number.isSafeInteger(constant.value) ? murmur(longBytes(BigInt(constant.value))) : undefined;
    case 'date':
    case 'timestamp':
      return murmur(longBytes(BigInt(constant.value)));
    case 'string':
      return murmur(utf8(constant.value));
    case 'boolean':
      return undefined;
  }
}

function longBytes(value: bigint): readonly number[] {
  const bits = BigInt.asUintN(64, value);
  return Array.from({ length: 8 }, (_, at) => Number((bits >> BigInt(8 * at)) & 0xffn));
}

function utf8(text: string): readonly number[] {
  return Array.from(text).flatMap(letter => {
    const code = letter.codePointAt(0) ?? 0;
    if (code < 0x80) return [code];
    if (code < 0x800) return [0xc0 | (code >> 6), 0x80 | (code & 63)];
    if (code < 0x10000) return [0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63)];
    return [0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63)];
  });
}

function murmur(bytes: readonly number[]): number {
  const mixed = (value: number): number => {
    const product = Math.imul(value, 0xcc9e2d51);
    return Math.imul((product << 15) | (product >>> 17), 0x1b873593);
  };
  const byte = (at: number): number => bytes[at] ?? 0;
  let hash = 0;
  const whole = bytes.length - (bytes.length % 4);
  for (let at = 0; at < whole; at += 4) {
    hash ^= mixed(byte(at) | (byte(at + 1) << 8) | (byte(at + 2) << 16) | (byte(at + 3) << 24));
    hash = Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64;
  }
  if (whole < bytes.length) hash ^= mixed(byte(whole) | (byte(whole + 1) << 8) | (byte(whole + 2) << 16));
  hash ^= bytes.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
