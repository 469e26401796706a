// The safetensors format: round trip, the layout that other readers expect, and every way to be broken.
import { describe, expect, it } from 'vitest';
import { decodeTensors, encodeTensors } from '../../src/engine/safetensors';

const file = {
  tensors: new Map([
    ['a', { shape: [2, 2], data: Float32Array.of(1, -2, 3.5, 0) }],
    ['b.weight', { shape: [1], data: Float32Array.of(1e-30) }],
    ['empty', { shape: [0, 3], data: new Float32Array(0) }],
  ]),
  metadata: { step: '12' },
};

/** A file with this header and body. */
function withHeader(header: unknown, body: number[] = []): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + body.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  bytes.set(body, 8 + json.length);
  return bytes;
}

describe('safetensors', () => {
  it('reads what it writes', () => {
    const read = decodeTensors(encodeTensors(file), 'x');
    expect(read.metadata).toEqual(file.metadata);
    expect([...read.tensors]).toEqual([...file.tensors]);
  });

  it('reads from a Buffer that lies in shared memory at an odd address', () => {
    const bytes = encodeTensors(file);
    const moved = Buffer.alloc(bytes.length + 3).subarray(3);
    moved.set(bytes);
    expect([...decodeTensors(moved, 'x').tensors]).toEqual([...file.tensors]);
  });

  it('starts with the little-endian header length, and the data are aligned to 8 bytes', () => {
    const bytes = encodeTensors(file);
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    expect(length % 8).toBe(0);
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) as Record<string, unknown>;
    expect(header.a).toEqual({ dtype: 'F32', shape: [2, 2], data_offsets: [0, 16] });
  });

  const one = (entry: object): Uint8Array => withHeader({ w: { dtype: 'F32', shape: [1], data_offsets: [0, 4], ...entry } }, [0, 0, 0, 0]);
  it.each([
    ['shorter than its length field', new Uint8Array(3), /shorter/],
    ['a header longer than the file', Uint8Array.of(255, 255, 255, 0, 0, 0, 0, 0, 123), /header/],
    ['a header that is no JSON', withHeader('{"w":'), /not JSON/],
    ['an unknown type', one({ dtype: 'F7' }), /"w".*F7/],
    ['a tensor outside the file', one({ data_offsets: [0, 400] }), /"w".*outside/],
    ['offsets that run backwards', one({ data_offsets: [4, 0] }), /"w".*outside/],
    ['a shape that does not match', one({ shape: [3] }), /"w".*12/],
  ])('rejects %s and says what is wrong', (_, bytes, message) => {
    expect(() => decodeTensors(bytes, 'model.safetensors')).toThrow(message);
    expect(() => decodeTensors(bytes, 'model.safetensors')).toThrow(/model\.safetensors/);
  });
});
