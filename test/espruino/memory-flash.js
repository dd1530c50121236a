/* For programs that run in the interpreter: a flash in its memory, which costs about what the chip's own does. */

/** The interpreter searches arrays from their start, so pages are found in two steps. */
const PAGES_IN_ROW = 16;

/**
 * The Linux build's own flash is a file that it opens and closes with every access, which takes hundreds of turns on some
 * hosts. Here a page takes memory once something was written to it.
 */
export function createMemoryFlash(pageBytes, pageCount) {
  const erased = new Uint8Array(pageBytes).fill(255);
  const rows = [];
  for (let page = 0; page < pageCount; page++) {
    if (page % PAGES_IN_ROW === 0) rows.push([]);
    rows[rows.length - 1].push(erased);
  }
  return {
    pageBytes: pageBytes,
    pageCount: pageCount,
    read: function (address, length) {
      const page = (address / pageBytes) | 0;
      const offset = address & (pageBytes - 1);
      return rows[page >> 4][page & 15].subarray(offset, offset + length);
    },
    program: function (address, bytes) {
      const page = (address / pageBytes) | 0;
      const row = rows[page >> 4];
      if (row[page & 15] === erased) row[page & 15] = new Uint8Array(erased);
      row[page & 15].set(bytes, address & (pageBytes - 1));
    },
    erase: function (page) {
      rows[page >> 4][page & 15] = erased;
    },
  };
}
