/**
 * The records of an Avro container file. Source: Apache Avro specification, object container files: every block, the header included, ends with the sync marker.
 * Invariant: a file that is cut anywhere is an error, never a shorter list: an Iceberg manifest that lost its end would make a table look empty.
 */
import avro from 'avsc';

const magic = Buffer.from([0x4f, 0x62, 0x6a, 0x01]);
const markerBytes = 16;

export async function avroRecords<T>(bytes: Uint8Array): Promise<readonly T[]> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!buffer.subarray(0, magic.length).equals(magic)) throw new Error('not an Avro file, or cut before its header');
  const records: T[] = [];
  let marker: Buffer | undefined;
  const decoder = new avro.streams.BlockDecoder({ parseHook: schema => avro.Type.forSchema(schema, { registry: { long: exactLong } }) });
  await new Promise<void>((resolve, reject) => {
    decoder.on('metadata', (_type: unknown, _codec: unknown, header: { readonly sync: Buffer }) => {
      marker = header.sync;
    });
    decoder.on('data', (record: T) => records.push(record));
    decoder.on('end', () => resolve());
    decoder.on('error', reject);
    decoder.end(buffer);
  });
  if (!marker?.equals(buffer.subarray(buffer.length - markerBytes))) throw new Error('the Avro file is cut');
  return records;
}

/** Snapshot and sequence numbers use all 64 bits: read as bigint, since a number would lose digits. */
const exactLong = avro.types.LongType.__with({
  fromBuffer: (bytes: Buffer) => bytes.readBigInt64LE(),
  toBuffer: (value: bigint) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(value);
    return bytes;
  },
  fromJSON: BigInt,
  toJSON: Number,
  isValid: (value: unknown) => typeof value === 'bigint',
  compare: (a: bigint, b: bigint) => (a < b ? -1 : a > b ? 1 : 0),
});
