/** Releases of the token's program: an officer addresses one to tokens, a check brings it to them (src/token/update/UPDATE.md). */
import type { Identity } from "../../custody/host/identity.js";
import { releaseTagFor, type Release } from "../../custody/host/build-release.js";
import type { TokenIdentity } from "../../sync/host/decode.js";
import type { Session } from "../../sync/host/session.js";
import { UserError, isUserError } from "../../words/user-error.js";
import { ledgerEntry, openBoxes } from "../cases/officer.js";
import { nodeHash } from "../node-crypto.js";
import { formatSerial } from "../serial-number.js";
import type { StoredRelease } from "../store/registry/releases.js";
import type { Store } from "../store/store.js";

/**
 * So often a release is given to a token that does not keep it. Twice: the first trial may have lost its power, or its wearer may have met
 * nobody for a day.
 */
const MOST_TRIES = 2;

export interface ReleaseOrder {
  /** The authority's. */
  store: Store;
  officer: Identity;
  reason: string;
  utcNowMs: () => number;
}

/** Above that of every release before, also where this computer's clock was set back. */
export async function nextReleaseNumber(store: Store, utcNowMs: number): Promise<number> {
  return Math.max(Math.floor(utcNowMs / 1000), (await store.lastRelease()) + 1);
}

/**
 * Addresses a release to each of these tokens of which the officer has the *admin* box, and keeps it in the store. Returns their serial
 * numbers; `UserError` where there is none.
 *
 * @param unit  as people name it; empty: for single tokens
 */
export async function stageRelease(
  { store, officer, reason, utcNowMs }: ReleaseOrder,
  { head, code }: Release,
  { number, firmware }: { number: number; firmware: string },
  unit: string,
  serials: readonly number[],
): Promise<number[]> {
  const wanted = new Set(serials);
  const boxes = await openBoxes(store, officer, "admin", undefined, ({ serial }) => wanted.has(serial));
  const tags = new Map(
    boxes.map(({ content }) => [content.serial, releaseTagFor(nodeHash, content, head)] as const),
  );
  if (tags.size === 0) throw new UserError("station/release/no-tokens", { unit });
  const entry = ledgerEntry(officer, "release", utcNowMs(), { reason, tokens: tags.size });
  await store.putRelease({ number, firmware, head, code }, unit, tags, entry);
  return [...tags.keys()].sort((a, b) => a - b);
}

/**
 * Brings a token the newest release that is staged for it, if that is another version than it has. The session is over then:
 * the token restarts. Undefined: there is nothing to bring. `UserError` where the token did not keep it, twice.
 *
 * @param onProgress  0…1
 */
export async function bringRelease(
  session: Session,
  store: Store,
  { serial, firmwareVersion, isOnTrial, bootSlot }: TokenIdentity,
  onProgress: (fraction: number) => void,
): Promise<string | undefined> {
  if (isOnTrial || bootSlot === "unknown") return undefined;
  const release = await store.newestRelease(serial);
  if (release === undefined || release.firmware === firmwareVersion) return undefined;
  const { firmware, tries } = release;
  if (tries >= MOST_TRIES)
    throw new UserError("station/release/not-kept", { serial: formatSerial(serial), firmware, tries });
  try {
    await giveRelease(session, store, serial, release, onProgress);
  } catch (error) {
    // It has a later one, from an officer or another store.
    if (isUserError(error, "sync/update-refused/old-number")) return undefined;
    throw error;
  }
  return firmware;
}

/** The token has all of it then, tries it, and the store knows. */
export async function giveRelease(
  session: Session,
  store: Store,
  serial: number,
  release: StoredRelease & { tag: Uint8Array },
  onProgress: (fraction: number) => void,
): Promise<void> {
  const { number, firmware, code } = release;
  try {
    await session.sendProgram(release, (bytes) => onProgress(bytes / code.length));
  } catch (error) {
    if (!isUserError(error, "sync/line-closed", "sync/no-answer")) throw error;
    throw new UserError("station/release/cut", { serial: formatSerial(serial), firmware });
  }
  await store.noteReleaseTry(number, serial);
}
