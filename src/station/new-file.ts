/** Files that are there whole or not at all, and never in the place of another. */
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  renameSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { PRIVATE_MODE } from "./private-file.js";
import { UserError } from "../words/user-error.js";

/** Nobody else on this computer looks into it. */
const PRIVATE_FOLDER_MODE = 0o700;

/** Left behind by a stick that was pulled out; the next writing of the same file takes its place. */
export function unfinishedName(path: string): string {
  return join(dirname(path), `.${basename(path)}.part`);
}

/**
 * Writes `parts` under another name, makes sure that they are on the disk, and only then gives the file its name.
 * `UserError` where there is such a file already, or no room for it.
 *
 * @param mode  of the new file, where the system knows such a thing
 */
export async function writeNewFile(
  path: string,
  parts: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  mode = PRIVATE_MODE,
): Promise<void> {
  refuseExisting(path);
  const unfinished = unfinishedName(path);
  try {
    // Not into what somebody laid there: it might be a link, or a file that others can read.
    removeIfThere(unfinished);
    const handle = openSync(unfinished, "wx", mode);
    try {
      for await (const part of parts) writeWhole(handle, part);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    giveName(unfinished, path);
    syncFolder(dirname(path));
  } catch (error) {
    removeIfThere(unfinished);
    throw explain(error, path);
  }
}

/** Gives a file of ours its name, which nothing else may have, once it is on the disk. */
export function nameNewFile(unnamed: string, path: string): void {
  try {
    const handle = openSync(unnamed, "r+");
    try {
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    giveName(unnamed, path);
    syncFolder(dirname(path));
  } catch (error) {
    throw explain(error, path);
  }
}

/** A folder for several files that belong together. */
export function makeNewFolder(path: string): void {
  refuseExisting(path);
  try {
    mkdirSync(path, { mode: PRIVATE_FOLDER_MODE });
  } catch (error) {
    throw explain(error, path);
  }
}

export function refuseExisting(path: string): void {
  if (existsSync(path)) throw new UserError("station/file/exists", { path });
}

function writeWhole(handle: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += writeSync(handle, bytes, at);
}

/** A hard link fails where the name is taken meanwhile; a stick's FAT knows no links, so there a look has to do. */
function giveName(unfinished: string, path: string): void {
  try {
    linkSync(unfinished, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") refuseExisting(path);
    refuseExisting(path);
    renameSync(unfinished, path);
    return;
  }
  unlinkSync(unfinished);
}

/** So that the name survives a power cut as well; systems that cannot do it for folders do it themselves. */
export function syncFolder(folder: string): void {
  try {
    const handle = openSync(folder, "r");
    try {
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch {
    return;
  }
}

function removeIfThere(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    return;
  }
}

function explain(error: unknown, path: string): unknown {
  switch ((error as NodeJS.ErrnoException).code) {
    case "ENOSPC":
    case "EDQUOT":
      return new UserError("station/file/no-room", { path });
    case "ENOENT":
    case "ENOTDIR":
      return new UserError("station/file/no-folder", { path });
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return new UserError("station/file/forbidden", { path });
    case "EIO":
    case "ENODEV":
    case "ENXIO":
      return new UserError("station/file/pulled-out", { path });
    case "ENAMETOOLONG":
    case "ELOOP":
    case "EISDIR":
    case "EINVAL":
      return new UserError("station/file/no-name", { path });
    default:
      return error;
  }
}
