/* For programs that run in the interpreter: a flash in its memory, which costs about what the chip's own does. */

const HEADER_BYTES = 32;
/** The interpreter searches arrays from their start, so pages are found in two steps. */
const ROW_BITS = 4;
const ROW_MASK = 15;

/**
 * The Linux build's own flash is a file, opened and closed at every access: hundreds of turns on some hosts. This one is too
 * large for the memory, so only the first `wholePages` pages keep all they hold. The others keep their header; the rest is that of
 * the page programmed last. On all others that have a header the first `heldBytes` behind it look programmed and the rest
 * erased.
 */
export function createMemoryFlash(pageBytes, pageCount, wholePages, heldBytes) {
  const erased = new Uint8Array(pageBytes).fill(255);
  const programmed = new Uint8Array(1024);
  const body = new Uint8Array(erased);
  let bodyPage = -1;
  const rows = [];
  for (let page = 0; page < pageCount; page++) {
    if ((page & ROW_MASK) === 0) rows.push([]);
    rows[rows.length - 1].push(new Uint8Array(page < wholePages ? pageBytes : HEADER_BYTES).fill(255));
  }
  return {
    pageBytes: pageBytes,
    pageCount: pageCount,
    read: function (address, length) {
      const page = (address / pageBytes) | 0;
      const offset = address & (pageBytes - 1);
      const row = rows[page >> ROW_BITS][page & ROW_MASK];
      if (page < wholePages || offset + length <= HEADER_BYTES) return row.subarray(offset, offset + length);
      if (page === bodyPage) return body.subarray(offset, offset + length);
      return row[0] === 255 || offset >= HEADER_BYTES + heldBytes
        ? erased.subarray(0, length)
        : programmed.subarray(0, length);
    },
    program: function (address, bytes) {
      const page = (address / pageBytes) | 0;
      const offset = address & (pageBytes - 1);
      if (page < wholePages || offset < HEADER_BYTES) {
        rows[page >> ROW_BITS][page & ROW_MASK].set(bytes, offset);
        return;
      }
      if (page !== bodyPage) body.set(erased);
      bodyPage = page;
      body.set(bytes, offset);
    },
    erase: function (page) {
      rows[page >> ROW_BITS][page & ROW_MASK].fill(255);
      if (page === bodyPage) bodyPage = -1;
    },
  };
}
