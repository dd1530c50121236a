/**
 * The store as it was before a newer program changed it: a copy beside it, `<store>.version-N`, until the newer one has opened it.
 *
 * A migration is one transaction, so no power cut halves it. The copy is for what no transaction mends: a newer program that cannot
 * work with what it made. Whoever goes back to the older program gives the copy the store's name.
 */
import { readdirSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { nameNewFile, unfinishedName } from "../../new-file.js";
import { overwriteFile } from "../../overwrite.js";
import { makePrivateFile } from "../../private-file.js";

const ENDING = ".version-";

/**
 * To be called within the migration's transaction, before its first change: nobody else writes meanwhile. A copy has its name once
 * it is whole and on the disk.
 *
 * @param path      the store's, without symbolic links
 * @param version   of the store as it is
 * @param copyInto  writes the store into an empty file, by a connection of its own
 */
export function keepOld(path: string, version: number, copyInto: (file: string) => void): void {
  const copy = `${path}${ENDING}${version}`;
  // Of a migration that was cut off.
  dropOld(path);
  makePrivateFile(unfinishedName(copy));
  copyInto(unfinishedName(copy));
  nameNewFile(unfinishedName(copy), copy);
}

/** Whether a copy is there: nobody knows yet whether the store opens without it. */
export function hasOld(path: string): boolean {
  return copiesOf(path).length > 0;
}

/** Copies go as whatever is deleted goes: overwritten. So does what a cut left of one. */
export function dropOld(path: string): void {
  for (const copy of copiesOf(path)) {
    overwriteFile(copy);
    rmSync(copy, { force: true });
  }
}

function copiesOf(path: string): string[] {
  const begin = basename(path) + ENDING;
  return readdirSync(dirname(path))
    .filter((name) => {
      const copy = name.replace(/^\.(.*)\.part$/, "$1");
      return copy.startsWith(begin) && /^\d+$/.test(copy.slice(begin.length));
    })
    .map((name) => join(dirname(path), name));
}
