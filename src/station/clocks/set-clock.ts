/** Sets a token's clock, and keeps by how much it was wrong, so that its records are dated anew when they are opened. */
import type { TokenIdentity } from "../../sync/host/decode.js";
import type { Session } from "../../sync/host/session.js";
import { judgeDate, type ClockDoubt } from "./clock-doubt.js";
import { STILL_WRONG_MS } from "./redating.js";
import type { ClockCorrection, DateProof, Store } from "../store/store.js";
import { isUserError } from "../../words/user-error.js";

export interface ClockServices {
  store: Store;
  utcNowMs: () => number;
  /** When this program was made: a computer's date before it is wrong. */
  builtMs?: number | undefined;
  /** Asks a person whether this computer's date is right. Without it a date in doubt stays in doubt. */
  askDate?: ((doubt: ClockDoubt) => boolean | Promise<boolean>) | undefined;
}

export interface ClockResult {
  /** Token's clock minus this computer's before it was set, ms; null where the token did not know the time. */
  driftMs: number | null;
  /** What speaks for this computer's date; `doubt`: the token's clock was left as it was. */
  proof: DateProof;
  doubt: ClockDoubt | undefined;
  /** Why the token did not take the time: an operator may not move it so far, or its keys do not reach that day. */
  refusal: "time-refused" | "time-needs-keys" | undefined;
  /** Sequence numbers of the records that are dated anew, the last not included; null where none are. */
  touched: { fromSequence: number; endSequence: number } | null;
}

/**
 * Judges this computer's date, with the help of a person where it is in doubt.
 *
 * @param isProven  a key of the token's own fits
 */
export async function settleDate(
  { store, utcNowMs, builtMs = 0, askDate }: ClockServices,
  { timeState, utcMs }: TokenIdentity,
  isProven: boolean,
): Promise<{ proof: DateProof; doubt: ClockDoubt | undefined }> {
  const nowMs = utcNowMs();
  const evidence = await store.clockEvidence(nowMs, isProven);
  const judged = judgeDate({ nowMs, builtMs, timeState, tokenMs: utcMs, evidence });
  if (typeof judged === "string") return { proof: judged, doubt: undefined };
  const isRight = judged.source !== "program" && (await askDate?.(judged)) === true;
  return isRight ? { proof: "person", doubt: undefined } : { proof: "doubt", doubt: judged };
}

/** By how much the token is off, as `identity` told just now. */
export function measure(
  token: string,
  identity: TokenIdentity,
  utcNowMs: () => number,
  isSure: boolean,
): ClockCorrection | undefined {
  const { generation, clockEpoch, timeState, utcMs, clockFromSequence, nextSequence, idDay } = identity;
  if (timeState === "unset") return undefined;
  return {
    ...{ token, generation, epoch: clockEpoch, isSure, heldDay: idDay },
    offsetMs: Math.round(utcNowMs() - utcMs),
    untilMs: utcMs,
    fromSequence: clockFromSequence,
    endSequence: nextSequence,
  };
}

/** A token that refuses our time has been read all the same: its records matter more than its clock. */
export async function setClock(
  session: Session,
  services: ClockServices,
  { token, isProven }: { token: string; isProven: boolean },
): Promise<ClockResult> {
  const { store, utcNowMs } = services;
  const { proof, doubt } = await settleDate(services, await session.identify(), isProven);
  // Told once more: a person may have taken minutes to answer.
  const identity = await session.identify();
  const { generation, clockEpoch: epoch } = identity;
  const measured = measure(token, identity, utcNowMs, doubt === undefined);
  const driftMs = measured === undefined ? null : -measured.offsetMs;
  const left = { driftMs, proof, doubt, refusal: undefined, touched: null };
  if (doubt !== undefined) {
    if (measured !== undefined) {
      await store.putCorrection({ ...measured, untilMs: STILL_WRONG_MS }, utcNowMs());
    }
    return left;
  }

  // Kept before the clock is moved: were the plug pulled in between, nobody could tell afterwards.
  if (measured !== undefined) await store.putCorrection(measured, utcNowMs());
  try {
    const change = await session.setTime(utcNowMs);
    if (change.oldState === "unset") return left;
    const offsetMs = change.newUtcMs - change.oldUtcMs;
    if (change.newEpoch === change.oldEpoch) {
      await store.dropCorrection(token, generation, epoch);
      return { ...left, driftMs: -offsetMs };
    }
    const { fromSequence, endSequence } = change;
    await store.putCorrection(
      { ...measured!, offsetMs, untilMs: change.oldUtcMs, fromSequence, endSequence },
      utcNowMs(),
    );
    return { ...left, driftMs: -offsetMs, touched: { fromSequence, endSequence } };
  } catch (error) {
    const refusal = isUserError(error, "sync/time-refused")
      ? "time-refused"
      : isUserError(error, "sync/time-needs-keys")
        ? "time-needs-keys"
        : undefined;
    if (refusal === undefined) throw error;
    if (measured !== undefined) {
      await store.putCorrection({ ...measured, untilMs: STILL_WRONG_MS }, utcNowMs());
    }
    return { ...left, refusal };
  }
}
