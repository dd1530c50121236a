/** Where the keys of stores lie: on sticks, or where the environment says. Never beside the store, never on a command line. */
import { existsSync, readFileSync, readdirSync, statSync, unlinkSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { overwriteFile } from "../../overwrite.js";
import { UserError, isUserError } from "../../../words/user-error.js";
import { writeNewFile } from "../../new-file.js";
import { STORE_KEY_ENDING, type StoreKey, codeOfKey, keyOfCode } from "./store-key.js";

/** A key file, or a folder with some: instead of the sticks. */
export const PLACE_SETTING = "BZTOKEN_STORE_KEY";

/** A stick with more key files than this is none of ours. */
const MOST_KEYS = 100;
/** A key file has three lines. */
const MOST_BYTES = 4096;
/** Where Linux mounts what somebody plugs in: /media/stick, /media/user/stick, /run/media/user/stick. */
const MOUNTS = ["/media", "/run/media"];
const WINDOWS_DRIVES = [..."DEFGHIJKLMNOPQRSTUVWXYZ"].map((letter) => `${letter}:\\`);

const KEY_LINE = /^(?:[0-9A-Z]{5}-){7}[0-9A-Z]{5}$/m;

export interface KeyPlace {
  path: string;
  key: StoreKey;
}

/** Folders of sticks that are plugged in, or the one that is named instead; what lies on the disk of `store` is no stick. */
export function findSticks(store: string): string[] {
  const place = process.env[PLACE_SETTING];
  if (place !== undefined) return isFolder(place) ? [place] : [];
  const device = deviceOf(dirname(resolve(store)));
  const found =
    process.platform === "win32"
      ? WINDOWS_DRIVES.filter((drive) => existsSync(drive))
      : MOUNTS.flatMap((mount) => foldersIn(mount).flatMap((folder) => [folder, ...foldersIn(folder)]));
  return found.filter((folder) => deviceOf(folder) !== device);
}

/** All keys that can be had without asking anybody. */
export function findKeys(store: string): KeyPlace[] {
  const place = process.env[PLACE_SETTING];
  return (place === undefined ? findSticks(store) : [place]).flatMap(keysAt);
}

/** @param place  a key file, or a folder with some */
export function keysAt(place: string): KeyPlace[] {
  return keyFilesAt(place).flatMap((path) => {
    const key = readKey(path);
    return key === undefined ? [] : [{ path, key }];
  });
}

/** Writes the key into a folder, if it is not there. Returns its file. */
export async function writeKey(folder: string, key: StoreKey): Promise<string> {
  const path = join(folder, `bztoken-${key.id}${STORE_KEY_ENDING}`);
  if (readKey(path)?.secret === key.secret) return path;
  const text = [
    "Chìa khoá của máy đọc thẻ. Ai có chìa khoá này và ổ đĩa của máy thì đọc được mọi dữ liệu: hãy mang theo người.",
    "Key of a station's store. Whoever has it and the station's disk reads all data: carry it with you.",
    codeOfKey(key),
    "",
  ];
  await writeNewFile(path, [new Uint8Array(Buffer.from(text.join("\r\n"), "utf8"))]);
  return path;
}

/** Overwrites the file of a key that opens nothing any more. */
export function destroyKey({ path }: KeyPlace): void {
  if (overwriteFile(path)) unlinkSync(path);
}

/** Whoever takes the disk takes both. */
export function isOnDiskOf(store: string, folder: string): boolean {
  return deviceOf(folder) === deviceOf(dirname(resolve(store)));
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function keyFilesAt(place: string): string[] {
  try {
    if (!isFolder(place)) return [place];
    const names = readdirSync(place).filter((name) => name.endsWith(STORE_KEY_ENDING));
    return names.slice(0, MOST_KEYS).map((name) => join(place, name));
  } catch {
    return [];
  }
}

/** Undefined where it is no whole key: a stick that somebody pulled out, another file of that name. */
function readKey(path: string): StoreKey | undefined {
  try {
    if (statSync(path).size > MOST_BYTES) return undefined;
    const line = KEY_LINE.exec(readFileSync(path, "utf8").replaceAll("\r", ""));
    return line === null ? undefined : keyOfCode(line[0]);
  } catch (error) {
    if (isUserError(error) || error instanceof Error) return undefined;
    throw error;
  }
}

function foldersIn(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name));
  } catch {
    return [];
  }
}

function deviceOf(path: string): number | undefined {
  try {
    return statSync(path).dev;
  } catch {
    return undefined;
  }
}

/** What somebody is told who has none. */
export function refuseLocked(path: string, hasKeys: boolean): UserError {
  return hasKeys
    ? new UserError("station/store-key/other", { path })
    : new UserError("station/store-key/none", { path });
}
