/**
 * Files that only their owner reads: names, telephone numbers, sealed logs, keys. Windows knows no such modes: there a file has
 * the rights of its folder, which in a person's own profile are that person's.
 */
import { closeSync, fchmodSync, fstatSync, openSync, statSync } from "node:fs";

export const PRIVATE_MODE = 0o600;
export const PRIVATE_FOLDER_MODE = 0o700;
/** Of what is there to be given away. */
export const PUBLIC_MODE = 0o644;

const OTHERS = 0o077;
const hasModes = process.platform !== "win32";

/** *private*: only the owner reads it; *tightened*: others could until now; *open*: others can, and it is not ours to mend. */
export type Access = "private" | "tightened" | "open";

/** Makes an empty file unless there is one. */
export function makePrivateFile(path: string): void {
  try {
    closeSync(openSync(path, "wx", PRIVATE_MODE));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

/** Takes from others what rights they have to a file of ours. */
export function keepPrivate(path: string): Access {
  if (!hasModes) return "private";
  // A device is the whole computer's, and a pipe would not open before somebody writes into it.
  if (!statSync(path).isFile()) return "open";
  const handle = openSync(path, "r");
  try {
    const { mode, uid } = fstatSync(handle);
    if ((mode & OTHERS) === 0) return "private";
    if (uid !== process.getuid!()) return "open";
    fchmodSync(handle, mode & 0o777 & ~OTHERS);
    return "tightened";
  } finally {
    closeSync(handle);
  }
}
