/** Secrets from a token to the boxes: at its preparation over a trusted line, later wrapped. CUSTODY.md. */
import type { HandOver } from "../token/hand-over.js";
import { decodeHandOver } from "../token/hand-over.js";
import { ROOT_ADMIN, ROOT_ID_WRAP, ROOT_LOG_WRAP, SECRET_BYTES, WRAP_SEAL, derive } from "../token/derive.js";
import { KEY_BYTES } from "../token/seal-format.js";
import {
  WRAPPED_BYTES,
  WRAPPED_SEALED,
  WRAPPED_VERSION,
  WRAP_TAG_BYTES,
  nextWrapKey,
  wrapNonce,
  KIND_ID,
  KIND_LOG,
} from "../token/secrets.js";
import type { BoxContent, Hash } from "./boxes.js";
import { isSame, viewOf } from "./bytes.js";
import { UserError } from "../../words/user-error.js";
import type { CcmOpen } from "./open-record.js";

/** A generator that is stuck or missing shows itself in such patterns; a sound one never does. */
function isUnsound(secret: Uint8Array): boolean {
  return new Set(secret).size < 12 || isSame(secret.subarray(0, 16), secret.subarray(16));
}

/** What is to be boxed after a preparation: *id*, *log* and *admin*. Throws `UserError`. */
export function contentsOfHandOver(hash: Hash, message: Uint8Array): BoxContent[] {
  const handOver: HandOver | undefined = decodeHandOver(message);
  if (handOver === undefined) {
    throw new UserError("custody/damaged/hand-over");
  }
  const { serial, generation, day, baseId, sealKey, root } = handOver;
  const drawn = [baseId, sealKey, root];
  if (drawn.some(isUnsound) || isSame(baseId, sealKey) || isSame(sealKey, root) || isSame(root, baseId)) {
    throw new UserError("custody/unsound-secret", { serial });
  }
  const head = { serial, generation, day };
  return [
    { ...head, kind: "id", key: baseId, wrapKey: derive(hash, root, ROOT_ID_WRAP) },
    { ...head, kind: "log", key: sealKey, wrapKey: derive(hash, root, ROOT_LOG_WRAP) },
    { ...head, kind: "admin", key: derive(hash, root, ROOT_ADMIN), wrapKey: new Uint8Array(0) },
  ];
}

/** The next generation's content of an *id* or *log* box, from what the token wrapped. Throws `UserError`. */
export function unwrapSecret(
  hash: Hash,
  ccmOpen: CcmOpen,
  before: BoxContent,
  wrapped: Uint8Array,
): BoxContent {
  const kind = before.kind === "id" ? KIND_ID : KIND_LOG;
  if (wrapped.length !== WRAPPED_BYTES || wrapped[0] !== WRAPPED_VERSION || before.kind === "admin") {
    throw new UserError("custody/damaged/wrapped");
  }
  const view = viewOf(wrapped);
  const generation = view.getUint16(2, true);
  const isNext = wrapped[1] === kind && generation === before.generation + 1;
  if (!isNext || view.getUint32(4, true) !== before.serial) {
    throw new UserError("custody/wrong-token", { serial: before.serial });
  }
  const key = derive(hash, before.wrapKey, WRAP_SEAL).subarray(0, KEY_BYTES);
  const plain = ccmOpen(key, wrapNonce(wrapped), wrapped.subarray(WRAPPED_SEALED), WRAP_TAG_BYTES);
  if (plain === undefined) {
    throw new UserError("custody/damaged/wrapped-changed");
  }
  const secret = plain.slice(0, SECRET_BYTES);
  if (isUnsound(secret)) {
    throw new UserError("custody/unsound-secret", { serial: before.serial });
  }
  return {
    kind: before.kind,
    serial: before.serial,
    generation,
    day: viewOf(plain).getUint32(SECRET_BYTES, true),
    key: secret,
    wrapKey: nextWrapKey(hash, before.wrapKey, secret),
  };
}
