/**
 * A session that believes no more than was proven. A number that an authority gives is believed only where the token's
 * key proved it just now (`Session.identify`). What answers without a key of its own is an unprepared token, whatever it
 * says of itself: it bears the number of its chip, or is not dealt with.
 */
import { crc32 } from "node:zlib";
import { z } from "zod";
import type { TokenIdentity } from "../../sync/host/decode.js";
import type { ReadChunk, ReadOptions } from "../../sync/host/read.js";
import type { Entered, KeyRing, Session } from "../../sync/host/session.js";
import { RECORD_BYTES, ownSerialOf } from "../../sync/messages.js";
import { UserError } from "../../words/user-error.js";
import { byte, givenSerial, keyDay, position, serialNumber, tokenDay, tokenTimeMs } from "../limits.js";
import { formatSerial } from "../serial-number.js";

export interface BelievedSession extends Session {
  role: Entered["role"];
  /** A key of the token's own fits. */
  isProven: boolean;
}

const identityShape = z.object({
  serial: serialNumber,
  recordsPerPage: byte.min(1),
  sealDay: keyDay,
  idDay: keyDay,
  lastSetUtcMs: tokenTimeMs.optional(),
});
const clockShape = z.object({ utcMs: tokenTimeMs });
const timeChangeShape = z.object({ oldUtcMs: tokenTimeMs, newUtcMs: tokenTimeMs });
const chunkShape = z.object({ sealDay: tokenDay, calendarDay: tokenDay, position });

/** Enters, with the public key too. What the device tells from then on is checked; it fails with `UserError`. */
export async function enterBelieved(session: Session, ring: KeyRing): Promise<BelievedSession> {
  const { role } = await session.enter(ring);
  const isProven = role !== "bench";
  let recordsPerPage = 0;

  return {
    ...session,
    ...{ role, isProven },
    async identify() {
      const identity = await session.identify();
      if (isProven) requireOfService(identity);
      else requireOfChip(identity);
      requireFit(identityShape, identity);
      if (identity.timeState !== "unset") requireFit(clockShape, identity);
      recordsPerPage = identity.recordsPerPage;
      return identity;
    },
    async setTime(utcNowMs) {
      const change = await session.setTime(utcNowMs);
      if (change.oldState !== "unset") requireFit(timeChangeShape, change);
      return change;
    },
    read: (options: ReadOptions) =>
      session.read({
        ...options,
        onChunk(chunk) {
          requireFit(chunkShape, chunk);
          requireInPlace(chunk, recordsPerPage);
          options.onChunk(chunk);
        },
      }),
  };
}

function requireOfService({ serial, isPractice }: TokenIdentity): void {
  if (isPractice || !givenSerial.safeParse(serial).success) throw unfit("isPractice", isPractice);
}

function requireOfChip({ serial, chipId, isPractice, isHandedOver }: TokenIdentity): void {
  const shown = { serial: formatSerial(serial) };
  if (givenSerial.safeParse(serial).success) {
    if (isHandedOver && !isPractice) throw new UserError("station/half-prepared", shown);
    throw new UserError("station/claim/number", shown);
  }
  if (!isPractice) throw new UserError("station/claim/in-service", shown);
  if (serial !== ownSerialOf(crc32(chipId))) throw new UserError("station/claim/chip", shown);
}

/** A place in the log follows from the sequence numbers, and lies within one page. */
function requireInPlace(chunk: ReadChunk, recordsPerPage: number): void {
  const { pageSequence, fromSequence, nextSequence, records } = chunk;
  const end = chunk.position + records.length / RECORD_BYTES;
  const first = pageSequence * recordsPerPage + chunk.position;
  const isInPlace =
    end <= recordsPerPage && first >= fromSequence && pageSequence * recordsPerPage + end === nextSequence;
  if (!isInPlace) throw unfit("pageSequence", pageSequence);
}

function requireFit(shape: z.ZodType, told: object): void {
  const issue = shape.safeParse(told).error?.issues[0];
  if (issue === undefined) return;
  const name = String(issue.path[0]);
  throw unfit(name, told[name as keyof typeof told]);
}

function unfit(name: string, value: unknown): UserError {
  return new UserError("station/claim/values", { name, value: String(value) });
}
