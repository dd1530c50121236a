/**
 * Copies of a store that live for moments: beside it, as it holds what only its own folder may see, and overwritten before they
 * go, as a case that is closed later must not be left in one.
 */
import { readdirSync, unlinkSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { overwriteFile } from "../overwrite.js";

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
  if (overwriteFile(path)) unlinkSync(path);
}

function isRunning(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
