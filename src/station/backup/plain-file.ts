/**
 * Copies of a store that live for moments: beside it, as it holds what only its own folder may see, and overwritten before they
 * go, as a case that is closed later must not be left in one.
 */
import { closeSync, fdatasyncSync, fstatSync, openSync, readdirSync, unlinkSync, writeSync } from "node:fs";
import { basename, dirname, join } from "node:path";

const BLOCK = Buffer.alloc(64 * 1024);

/** Of this process. */
export function snapshotName(store: string): string {
  return join(dirname(store), `.${basename(store)}.snapshot-${process.pid}`);
}

/** Those of programs that were cut off. */
export function discardSnapshots(store: string): void {
  const prefix = `.${basename(store)}.snapshot-`;
  for (const name of readdirSync(dirname(store))) {
    const process_ = name.startsWith(prefix) ? Number(name.slice(prefix.length)) : NaN;
    if (Number.isInteger(process_) && !isRunning(process_)) discardPlainFile(join(dirname(store), name));
  }
}

/** Overwrites the file and unlinks it, if it is there. */
export function discardPlainFile(path: string): void {
  let handle: number;
  try {
    handle = openSync(path, "r+");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
  try {
    const { size } = fstatSync(handle);
    for (let at = 0; at < size;) at += writeSync(handle, BLOCK, 0, Math.min(BLOCK.length, size - at), at);
    fdatasyncSync(handle);
  } finally {
    closeSync(handle);
  }
  unlinkSync(path);
}

function isRunning(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
