/** Numbers as the bodies of requests hold them: little-endian. */

export function f64(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value, true);
  return bytes;
}

export function u32(value: number): Uint8Array {
  return Uint8Array.of(value, value >>> 8, value >>> 16, value >>> 24);
}

export function u16(value: number): Uint8Array {
  return Uint8Array.of(value, value >>> 8);
}
