/**
 * The unit at the desk: as long as somebody is signed in with its key file, the program can speak to tokens in service. The key
 * stays in this program's memory until it ends or is locked again, and lies nowhere else.
 */
import type { Identity } from "../../custody/host/identity.js";
import { unlockKeyFile } from "../../custody/host/key-file.js";
import { UserError } from "../../words/user-error.js";
import { scrypt } from "../node-crypto.js";
import type { OperatingKey, Store } from "../store/store.js";

export type SignIn = ReturnType<typeof createSignIn>;

export function createSignIn(store: Store) {
  let unit: Identity | undefined;
  return {
    isOpen: () => unit !== undefined,

    /** Throws `UserError` where the passphrase or the key does not fit. */
    async open(keyFile: Uint8Array, passphrase: string): Promise<void> {
      const identity = await unlockKeyFile(keyFile, passphrase, scrypt);
      if (identity.role !== "unit") throw new UserError("station/sign-in/role");
      await store.unlockOperatingKeys(identity);
      unit = identity;
    },

    lock(): void {
      for (const secret of [unit?.seed, unit?.boxSecret, unit?.signSecret]) secret?.fill(0);
      unit = undefined;
    },

    /** From the store each time: a stock file may have come meanwhile. Undefined while nobody is signed in. */
    async operatingKeys(): Promise<OperatingKey[] | undefined> {
      return unit === undefined ? undefined : store.unlockOperatingKeys(unit);
    },
  };
}
