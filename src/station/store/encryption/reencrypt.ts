/**
 * A store gets a key, or another one. It is written anew beside itself and opened there; then the new file takes its name in
 * one step, and the old one is overwritten. Cut off anywhere, the name has a whole store, which the old key opens or the new one
 * (ENCRYPTION.md tells each step).
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type Database from "libsql";
import { UserError } from "../../../words/user-error.js";
import { syncFolder } from "../../new-file.js";
import { overwriteFile } from "../../overwrite.js";
import { makePrivateFile } from "../../private-file.js";
import { openFile } from "./store-file.js";
import type { StoreKey } from "./store-key.js";

/** Windows gives no other file the name of one that is open; elsewhere the lock is held until nobody can write to the old one. */
const renamesOpenFiles = process.platform !== "win32";

export interface Keys {
  /** Undefined: the store is plain. */
  before: StoreKey | undefined;
  /** Undefined: it will be. Only a restored store of a plain one is. */
  after: StoreKey | undefined;
}

/** The address under which SQLite writes a file with a key of its own; quoted. */
function addressOf(path: string, key: StoreKey | undefined): string {
  return `'${`${pathToFileURL(path).href}?key=${key?.secret ?? ""}`.replaceAll("'", "''")}'`;
}

/** The statement that writes the whole store into an empty file. */
export function copyingInto(path: string, key: StoreKey | undefined): string {
  return `vacuum into ${addressOf(path, key)}`;
}

/**
 * `UserError` where another program is using the store; SQLite's own errors where it is damaged or the disk is full.
 *
 * All by `exec`: a prepared statement keeps its file open, closed or not, until memory is swept. Windows would not rename it, and
 * whoever tries again and again would run out of files.
 */
export function reencrypt(name: string, { before, after }: Keys): void {
  const path = realpathSync(name);
  const fresh = beside(path, "fresh");
  const file = openFile(path, before);
  try {
    lock(file, name);
    try {
      finishReencryption(path);
      makePrivateFile(fresh);
      file.exec(copyingInto(fresh, after));
      syncFile(fresh);
      requireSame(file, addressOf(fresh, after), name);
      if (!renamesOpenFiles) file.close();
      swap(path, fresh);
    } finally {
      // Before the lock goes: a station that has the old file open then finds nothing there, and no place to write.
      finishReencryption(path);
    }
  } finally {
    if (file.open) file.close();
  }
}

export function wasCutOff(path: string): boolean {
  return existsSync(beside(path, "before")) || existsSync(beside(path, "fresh"));
}

/** What a program left that was cut off goes. The store of this name has opened, and nobody else may write to it meanwhile. */
export function finishReencryption(path: string): void {
  const [old, fresh] = [beside(path, "before"), beside(path, "fresh")];
  if (existsSync(old)) {
    // On a disk that knows no links: cut off between the two names.
    if (!existsSync(path)) return renameSync(old, path);
    // One file under two names: the new one had not got its name.
    if (statSync(old).ino === statSync(path).ino) unlinkSync(old);
  }
  discard(old);
  discard(fresh);
}

/** Where the old store had lost its name already, on a disk that knows no links, and the new one had not got it. */
export function recoverName(path: string): void {
  if (!existsSync(path) && existsSync(beside(path, "before"))) renameSync(beside(path, "before"), path);
}

function lock(file: Database.Database, path: string): void {
  file.exec("pragma temp_store = MEMORY");
  file.exec("pragma secure_delete = ON");
  // Whoever had it open does nothing meanwhile; nobody is waited for.
  file.exec("pragma locking_mode = EXCLUSIVE");
  try {
    file.exec("begin exclusive");
    file.exec("commit");
  } catch (error) {
    if (isOf(error, "SQLITE_BUSY")) throw new UserError("station/store/busy", { path });
    throw error;
  }
}

function isOf(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && String(error.code).startsWith(code);
}

/** `UserError` where the copy is not sound, or a table has other rows there than here. */
function requireSame(file: Database.Database, address: string, path: string): void {
  file.exec(`attach ${address} as fresh`);
  try {
    file.exec("create temp table held (is_so check (is_so))");
    file.exec(
      "insert into held select integrity_check = 'ok' from pragma_integrity_check where schema = 'fresh'",
    );
    const [here, there] = ["main", "fresh"].map(rowsOf);
    file.exec(
      `insert into held select not exists (${here} except ${there}) and not exists (${there} except ${here})`,
    );
  } catch (error) {
    if (isOf(error, "SQLITE_CONSTRAINT")) throw new UserError("station/store/damaged", { path });
    throw error;
  } finally {
    file.exec("detach fresh");
  }
}

/** Each table with the number of its rows, which are the cells on its leaves: https://sqlite.org/dbstat.html */
function rowsOf(schema: string): string {
  return `select name, sum(ncell) from dbstat where schema = '${schema}' and pagetype = 'leaf'
    and name in (select name from ${schema}.sqlite_schema where type = 'table') group by name`;
}

/** One step: at no moment does the name stand for nothing, where the disk knows links. */
function swap(path: string, fresh: string): void {
  const old = beside(path, "before");
  // Its journal holds nothing, and the new store's would be taken for it.
  discard(`${path}-journal`);
  discard(old);
  try {
    linkSync(path, old);
  } catch {
    renameSync(path, old);
  }
  renameSync(fresh, path);
  syncFolder(dirname(path));
}

function beside(path: string, what: "fresh" | "before"): string {
  return join(dirname(path), `.${basename(path)}.${what}`);
}

function discard(path: string): void {
  for (const name of [path, `${path}-journal`]) if (overwriteFile(name)) rmSync(name, { force: true });
}

function syncFile(path: string): void {
  const handle = openSync(path, "r+");
  fsyncSync(handle);
  closeSync(handle);
}
