/** A page as the first firmware wrote it (version 1 of the format), made without any code of the log. */
import { crc32 } from "node:zlib";
import { plainOf } from "./ring.js";

export interface OldPage {
  pageBytes: number;
  pageSequence: number;
  day: number;
  /** Numbers of its records. */
  numbers: number[];
  seal: (pageSequence: number, position: number, plain: Uint8Array) => Uint8Array;
  isClosed: boolean;
}

/** Opening of 16 bytes, clean mark at 16, at 20 when closed: slots used 2, MAC 8, half a CRC-32. */
export function oldPage({ pageBytes, pageSequence, day, numbers, seal, isClosed }: OldPage): Uint8Array {
  const page = Buffer.alloc(pageBytes, 0xff);
  page.writeUInt16LE(0x01b2, 0);
  page.writeUInt32LE(pageSequence, 2);
  page.writeUInt16LE(day, 6);
  page.writeUInt16LE(1, 8);
  page.writeUInt16LE(0, 10);
  page.writeUInt32LE(crc32(page.subarray(0, 12)), 12);
  numbers.forEach((number, position) => {
    const sealed = seal(pageSequence, position, plainOf(number));
    const at = 32 + 32 * position;
    page.set(sealed, at);
    page.writeUInt32LE(crc32(sealed), at + 28);
  });
  if (isClosed) {
    page.writeUInt16LE(numbers.length, 20);
    page.fill(0x5a, 22, 30);
    page.writeUInt16LE(crc32(page.subarray(20, 30)) & 0xffff, 30);
  }
  return page;
}

/** A ring full of such pages, all but `free` of `pageCount`; the last page is still open. */
export function oldRing(
  pageBytes: number,
  pageCount: number,
  free: number,
  seal: OldPage["seal"],
): { image: Uint8Array; numbers: number[] } {
  const image = Buffer.alloc(pageBytes * pageCount, 0xff);
  const perPage = pageBytes / 32 - 1;
  const numbers: number[] = [];
  for (let i = 0; i < pageCount - free; i++) {
    const isLast = i === pageCount - free - 1;
    const own = Array.from({ length: isLast ? 3 : perPage - (i % 2) }, (_, n) => 1 + numbers.length + n);
    const page = oldPage({
      pageBytes,
      pageSequence: 100 + i,
      day: 20_000 + Math.floor(i / 3),
      numbers: own,
      seal,
      isClosed: !isLast,
    });
    // Not at the start of the region: the ring has gone round.
    image.set(page, ((i + 4) % pageCount) * pageBytes);
    numbers.push(...own);
  }
  return { image, numbers };
}
