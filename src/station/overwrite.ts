import { closeSync, fdatasyncSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from "node:fs";

const BLOCK = Buffer.alloc(64 * 1024);

/**
 * Overwrites a file with zeros, on the disk before it returns; one that is not there, or holds nothing but zeros, stays as it is.
 * False where it is not there.
 *
 * @param mostKept  one of more bytes than this is cut to nothing, once overwritten
 */
export function overwriteFile(path: string, mostKept = Infinity): boolean {
  let handle: number;
  try {
    handle = openSync(path, "r+");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
  try {
    const { size } = fstatSync(handle);
    if (!isWritten(handle, size)) return true;
    for (let at = 0; at < size;) at += writeSync(handle, BLOCK, 0, Math.min(BLOCK.length, size - at), at);
    fdatasyncSync(handle);
    if (size > mostKept) ftruncateSync(handle);
    return true;
  } finally {
    closeSync(handle);
  }
}

/** Whether anything but zeros is in it. */
function isWritten(handle: number, size: number): boolean {
  const block = Buffer.alloc(BLOCK.length);
  for (let at = 0; at < size; at += block.length) {
    const bytes = readSync(handle, block, 0, block.length, at);
    if (block.compare(BLOCK, 0, bytes, 0, bytes) !== 0) return true;
  }
  return false;
}
