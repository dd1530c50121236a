/** Node's own primitives in the shapes that the pure folders ask for. */
import { createDecipheriv, createHash } from "node:crypto";
import type { CcmOpen } from "../custody/host/open-record.js";

export const nodeHash = {
  sha256: (bytes: Uint8Array): Uint8Array => new Uint8Array(createHash("sha256").update(bytes).digest()),
};

export const ccmOpen: CcmOpen = (key, nonce, sealed, tagBytes) => {
  const decipher = createDecipheriv("aes-128-ccm", key, nonce, { authTagLength: tagBytes });
  const cut = sealed.length - tagBytes;
  decipher.setAuthTag(sealed.subarray(cut));
  try {
    const plain = decipher.update(sealed.subarray(0, cut));
    decipher.final();
    return new Uint8Array(plain);
  } catch {
    return undefined;
  }
};
