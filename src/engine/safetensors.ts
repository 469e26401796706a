// The safetensors format: named float32 tensors with a JSON header, as bytes in and bytes out.
import { badInput } from '../base/errors';

export interface NamedTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export interface TensorFile {
  readonly tensors: ReadonlyMap<string, NamedTensor>;
  /** Free text by key. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** Longest header that is believed; the format's own limit. */
const MAX_HEADER = 100_000_000;

interface HeaderEntry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/** Little-endian header length (8 bytes), JSON header padded to 8 bytes, then the tensors in order. */
export function encodeTensors(file: TensorFile): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: file.metadata };
  let size = 0;
  for (const [name, { shape, data }] of file.tensors) {
    header[name] = { dtype: 'F32', shape, data_offsets: [size, size + data.byteLength] };
    size += data.byteLength;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const padded = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(8 + padded + size).fill(0x20, 8 + json.length, 8 + padded);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(padded), true);
  bytes.set(json, 8);
  let at = 8 + padded;
  for (const { data } of file.tensors.values()) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}

/**
 * Reads what {@link encodeTensors} writes.
 * @param source name of the file, for messages
 * @throws badInput naming file and tensor for every way in which the bytes can be wrong; nothing large is allocated first
 */
export function decodeTensors(bytes: Uint8Array, source: string): TensorFile {
  const broken = (why: string): Error => badInput(`${source} is not a usable safetensors file: ${why}.`);
  if (bytes.length < 8) throw broken('it is shorter than its 8-byte header length');
  const headerLength = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  if (headerLength > MAX_HEADER || 8 + headerLength > bytes.length) throw broken(`its header of ${headerLength} bytes does not fit the file`);
  const header = parseHeader(bytes.subarray(8, 8 + headerLength), broken);
  const body = bytes.subarray(8 + headerLength);
  const tensors = new Map<string, NamedTensor>();
  for (const [name, entry] of Object.entries(header)) {
    if (name !== '__metadata__') tensors.set(name, readTensor(name, entry as HeaderEntry, body, broken));
  }
  return { tensors, metadata: (header.__metadata__ ?? {}) as Record<string, string> };
}

function parseHeader(bytes: Uint8Array, broken: (why: string) => Error): Record<string, unknown> {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as Record<string, unknown>;
  } catch {
    throw broken('its header is not JSON');
  }
}

function readTensor(name: string, entry: HeaderEntry, body: Uint8Array, broken: (why: string) => Error): NamedTensor {
  if (entry.dtype !== 'F32') throw broken(`tensor "${name}" has type ${entry.dtype}, only F32 is read`);
  const [from, to] = entry.data_offsets;
  const size = entry.shape.reduce((product, n) => product * n, 1);
  if (!(from >= 0 && from <= to && to <= body.length)) throw broken(`tensor "${name}" lies outside the file`);
  if (to - from !== 4 * size) throw broken(`tensor "${name}" has ${to - from} bytes, its shape wants ${4 * size}`);
  // A copy, because a view of the file may lie at any address, and a Buffer's slice is a view.
  return { shape: entry.shape, data: new Float32Array(new Uint8Array(body.subarray(from, to)).buffer) };
}
