import { existsSync } from "node:fs";
import { wordsOf } from "../../words/problem.js";
import { UserError, isUserError } from "../../words/user-error.js";
import { PLACE_SETTING, keysAt, writeKey } from "../store/encryption/key-places.js";
import { type StoreKey, codeOfKey, keyOfCode, makeStoreKey } from "../store/encryption/store-key.js";
import { hasPassword, isServer } from "../store/database/server-address.js";
import type { Store } from "../store/store.js";
import { askCode } from "./passphrase.js";
import { note } from "./print.js";

/** Where a commune reads tokens into, unless told otherwise; a province's database may be named once for all commands. */
export const DEFAULT_STORE = process.env["BZTOKEN_STORE"] ?? "bluezone.sqlite";

/** Where an authority keeps boxes, unless told otherwise; never the store that a commune reads into. */
export const DEFAULT_AUTHORITY_STORE = "authority.sqlite";

/**
 * Opens a store that must be there, or may be made. An encrypted one is opened by the key on a stick, or in the place that
 * the environment names, or by the code that somebody at a terminal types; a new one gets the key in that place.
 */
export async function openNamed(path: string, mayCreate: boolean): Promise<Store> {
  requireHiddenPassword(path);
  const { openStore } = await import("../store/store.js");
  const key = mayCreate ? await keyOfNew(path) : undefined;
  const store = await openStore(path, { mayCreate, key }).catch(async (error: unknown) => {
    if (!isUserError(error, "station/store-key") || !process.stdin.isTTY) throw error;
    note(`bztoken: ${wordsOf(error, "en")}`);
    return openStore(path, { mayCreate: false, key: keyOfCode(await askCode()) });
  });
  noteAccess(store);
  return store;
}

/** Others of this computer read what stands on a command line. */
export function requireHiddenPassword(path: string): void {
  if (isServer(path) && process.argv.some((argument) => argument.includes(path)) && hasPassword(path)) {
    throw new UserError("station/store/server/password-shown");
  }
}

/** Undefined: the store is there, or no place for keys is named, and a new one is plain. */
export async function keyOfNew(path: string): Promise<StoreKey | undefined> {
  const place = process.env[PLACE_SETTING];
  if (isServer(path) || existsSync(path)) return undefined;
  if (place === undefined) {
    // Scripts know what they make.
    if (!process.stderr.isTTY) return undefined;
    note(
      `bztoken: ${path} is new, and plain: whoever has this disk reads it. bztoken store encrypt --store … changes that`,
    );
    return undefined;
  }
  const [there] = keysAt(place);
  if (there !== undefined) return there.key;
  const key = makeStoreKey();
  note(
    `bztoken: the key of ${path} is in ${await writeKey(place, key)}. Its code, for paper: ${codeOfKey(key)}`,
  );
  return key;
}

/** Opens a store that must be there, or may be made, and closes it in any case. */
export async function withStore<T>(
  path: string,
  mayCreate: boolean,
  use: (store: Store) => Promise<T>,
): Promise<T> {
  const store = await openNamed(path, mayCreate);
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

/** Says so where others of this computer can read the store, or could. */
export function noteAccess({ path, access }: Pick<Store, "path" | "access">): void {
  if (access === "tightened") {
    note(`bztoken: others on this computer could read ${path}; from now on only you can`);
  }
  if (access === "open") {
    note(
      `bztoken: others on this computer can read ${path}, and it is not yours to mend: have its owner do so`,
    );
  }
}
