/** From what tokens wrapped at their re-keys to boxes. Which of several candidates is the right one a box tells. */
import { openBox, peekBox, type BoxContent } from "../../custody/host/boxes.js";
import { isSame } from "../../custody/host/bytes.js";
import type { Identity, PublicIdentity } from "../../custody/host/identity.js";
import { unwrapSecret } from "../../custody/host/prepare.js";
import { UserError, isUserError } from "../../words/user-error.js";
import { ccmOpen, nodeHash } from "../node-crypto.js";
import { hexOf } from "../store/custody/custody.js";
import type { Store, StoredBox, WaitingSecret, WrappedSecret } from "../store/store.js";
import { sealFor } from "./officer.js";

/**
 * Puts what tokens wrapped into boxes of their own, for everyone who has the box before. What this officer has no box for
 * waits on; what the box does not unwrap is false, stays where it is and is given back.
 */
export async function unwrapWaiting(store: Store, officer: Identity): Promise<WaitingSecret[]> {
  const waiting = await store.wrappedSecrets();
  if (waiting.length === 0) return [];
  const known = await store.knownKeys();
  const setAside: WaitingSecret[] = [];
  // A pack may have brought any number for one token.
  const ofToken = new Map<string, StoredBox[]>();
  // Oldest generation first: a token may have been re-keyed twice since.
  for (const secret of [...waiting].sort((a, b) => a.generation - b.generation)) {
    const name = `${secret.kind}/${secret.serial}`;
    const boxes = ofToken.get(name) ?? (await store.boxes(undefined, secret.kind, secret.serial));
    ofToken.set(name, boxes);
    const ofGeneration = (generation: number) =>
      boxes.filter(({ box }) => peekBox(box).generation === generation);
    const before = ofGeneration(secret.generation - 1);
    const mine = before.find(({ box }) => isSame(peekBox(box).recipient, officer.fingerprint));
    if (mine === undefined) continue;
    const content = tryUnwrap(openBox(mine.box, officer), secret);
    if (content === undefined) {
      setAside.push(secret);
      continue;
    }
    // A unit may send again what a token took back: it never takes the place of what is in boxes.
    const isLate = secret.source !== null && ofGeneration(secret.generation).length > 0;
    const recipients = before.map(({ box }) => knownKey(known, peekBox(box).recipient));
    await store.putUnwrapped(isLate ? [] : sealFor(content, recipients, content.day), [secret]);
    ofToken.delete(name);
  }
  return setAside;
}

function tryUnwrap(before: BoxContent, { wrapped }: WrappedSecret): BoxContent | undefined {
  try {
    return unwrapSecret(nodeHash, ccmOpen, before, wrapped);
  } catch (error) {
    if (isUserError(error, "custody")) return undefined;
    throw error;
  }
}

function knownKey(known: readonly PublicIdentity[], fingerprint: Uint8Array): PublicIdentity {
  const found = known.find((one) => isSame(one.fingerprint, fingerprint));
  if (found !== undefined) return found;
  throw new UserError("station/public-key-missing", { key: hexOf(fingerprint) });
}

/** The two secrets of a re-key as the store keeps them. */
export function wrappedPair(
  serial: number,
  generation: number,
  pair: { id: Uint8Array; log: Uint8Array },
): WrappedSecret[] {
  return [
    { serial, generation, kind: "id", wrapped: pair.id },
    { serial, generation, kind: "log", wrapped: pair.log },
  ];
}
