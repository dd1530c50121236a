/** What stands in a back-up before an encrypted file: "BZSK", version 1 (=1), zero 3, its key 24. Older ones hold a plain file. */
import { UserError } from "../../words/user-error.js";
import { type StoreKey, bytesOfKey, storeKeyOf } from "../store/encryption/store-key.js";

const MAGIC = "BZSK";
const VERSION = 1;
const KEY_AT = 8;
const HEAD_BYTES = 32;

export function headOf(key: StoreKey): Uint8Array {
  const head = Buffer.alloc(HEAD_BYTES);
  head.write(MAGIC, "latin1");
  head[MAGIC.length] = VERSION;
  head.set(bytesOfKey(key), KEY_AT);
  return new Uint8Array(head);
}

/** Parts the content of a back-up; the key is known as soon as all of the file was taken. `UserError` where it is of a newer version. */
export function partContent(content: Iterable<Uint8Array>): {
  file: Iterable<Uint8Array>;
  key: () => StoreKey | undefined;
} {
  let key: StoreKey | undefined;
  function* file(): Generator<Uint8Array> {
    let isFirst = true;
    for (const bytes of content) {
      // The head is in the first chunk: one that is shorter is the last.
      const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, HEAD_BYTES));
      if (!isFirst || head.toString("latin1", 0, MAGIC.length) !== MAGIC) yield bytes;
      else if (head.length < HEAD_BYTES) throw new UserError("custody/damaged/pack");
      else if (head[MAGIC.length] !== VERSION) throw new UserError("custody/unknown-version/pack");
      else {
        key = storeKeyOf(head.subarray(KEY_AT));
        yield bytes.subarray(HEAD_BYTES);
      }
      isFirst = false;
    }
  }
  return { file: file(), key: () => key };
}
