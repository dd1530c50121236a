import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * A temporary file for pages that are full: a token writes them once and hardly ever reads them again, and a
 * commune's would fill the memory. One for all flashes of a process; gone when it ends.
 */
export interface Attic {
  /** Keeps a copy of a whole page. */
  put(page: Uint8Array): number;
  /** To look at only. */
  get(place: number): Uint8Array;
  /** The place may be used for another page. */
  free(place: number): void;
}

export function createAttic(pageBytes: number): Attic {
  const free: number[] = [];
  let places = 0;
  let file = -1;
  /** A log is read piece by piece, each of which asks for its page again. */
  let lastPlace = -1;
  let lastPage = new Uint8Array(0);

  function open(): void {
    const folder = mkdtempSync(join(tmpdir(), "bztoken-flash-"));
    file = openSync(join(folder, "pages"), "w+");
    process.once("exit", () => {
      closeSync(file);
      rmSync(folder, { recursive: true, force: true });
    });
  }

  return {
    put(page) {
      if (file < 0) open();
      const place = free.pop() ?? places++;
      if (place === lastPlace) lastPlace = -1;
      writeSync(file, page, 0, pageBytes, place * pageBytes);
      return place;
    },
    get(place) {
      if (place === lastPlace) return lastPage;
      const page = new Uint8Array(pageBytes);
      const length = readSync(file, page, 0, pageBytes, place * pageBytes);
      if (length !== pageBytes)
        throw new Error(`The file of flash pages gave ${length} of ${pageBytes} bytes`);
      lastPlace = place;
      lastPage = page;
      return page;
    },
    free: (place) => void free.push(place),
  };
}
