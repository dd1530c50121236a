/** A new key for a store, made before anything needs it: it lies on a stick, or its code was copied to paper. */
import { UserError } from "../../../words/user-error.js";
import { findSticks, writeKey } from "../../store/encryption/key-places.js";
import { type StoreKey, codeOfKey, makeStoreKey } from "../../store/encryption/store-key.js";
import type { MadeKey } from "./key-api.js";

export type KeyMaker = ReturnType<typeof createKeyMaker>;

/** @param path  the store's file: what lies on its disk is no stick */
export function createKeyMaker(path: string) {
  let made: { key: StoreKey; keyFile: string | null } | undefined;

  /** Only where a stick is: no page writes a key anywhere else. */
  async function writeTo(folder: string, key: StoreKey): Promise<string> {
    if (!findSticks(path).includes(folder)) throw new UserError("station/store-key/no-stick");
    return writeKey(folder, key);
  }

  return {
    writeTo,
    isMade: () => made !== undefined,

    /** The same one until it is used. @param folder  of a stick; null: it is for paper only */
    async make(folder: string | null): Promise<MadeKey> {
      const key = made?.key ?? makeStoreKey();
      made = { key, keyFile: folder === null ? (made?.keyFile ?? null) : await writeTo(folder, key) };
      return { code: codeOfKey(key), keyFile: made.keyFile };
    },

    /** The key, once it can be found again. @param lastGroup  of the code, from the paper; a stick does instead */
    noted(lastGroup: string): StoreKey | undefined {
      if (made === undefined) return undefined;
      const last = codeOfKey(made.key).split("-").at(-1);
      if (made.keyFile === null && lastGroup.trim().toUpperCase() !== last) {
        throw new UserError("station/store-key/not-noted");
      }
      return made.key;
    },

    /** It is in use. */
    forget(): void {
      made = undefined;
    },
  };
}
