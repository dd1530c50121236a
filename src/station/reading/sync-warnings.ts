/** What somebody at the desk should know about a reading. */
import type { TokenIdentity } from "../../sync/host/decode.js";
import type { ClockDoubt } from "../clocks/clock-doubt.js";
import type { Rekeyed } from "../register/rekey-token.js";
import type { OldRecords } from "./old-records.js";
import type { ClockResult } from "../clocks/set-clock.js";
import type { SyncCounts } from "../store/store.js";
import { LOW_MV } from "../../wearer/battery.js";
import { type Problem, problem } from "../../words/problem.js";

/** A clock this far off makes the token's times doubtful: an ID is only matched within one slot. */
const LARGE_DRIFT_MS = 60_000;

export type SyncWarning =
  /** The token's own comparison with the list of cases: its wearer was near one. The day is UTC. */
  | { code: "exposed"; day: number; slots: number }
  /** The token warns its wearer because a person at a station told it to. */
  | { code: "warned" }
  /** The token did not take the list of cases. */
  | { code: "list-refused"; why: Problem }
  /** The program that is staged for it did not get there; the one that it has goes on. */
  | { code: "not-updated"; why: Problem }
  /** The token did not know the time: since power was lost it recorded nothing. */
  | { code: "clock-unset" }
  /** It only guessed the time since power was lost: what it recorded since is dated anew by so much. */
  | { code: "clock-estimated"; driftMs: number }
  /** Its clock was wrong by more than a minute: what it recorded is dated anew by so much. */
  | { code: "clock-drift"; driftMs: number }
  /** An operator may not move its clock so far. It is left wrong; by how much is kept, and its records are dated by it. */
  | { code: "clock-refused"; driftMs: number }
  /** The same, and its keys do not reach the right day: an officer gives it new ones. */
  | { code: "clock-needs-keys"; driftMs: number }
  /** Its clock was so far off that it got new keys, which begin on the right day. */
  /** left: fingerprints of those who had boxes of it once, see rekey-token.ts. */
  | { code: "clock-rekeyed"; generation: number; left: string[] }
  /** Something speaks against this computer's date: the token's clock was left alone until a person confirms the date. */
  | ({ code: "date-in-doubt" } & ClockDoubt)
  /** Records from before the days that are kept; they are dropped, or will be once the date is known. */
  | ({ code: "old-records" } & OldRecords)
  /** Unread records that are gone, since a station last confirmed a reading, by cause. */
  | { code: "lost-expired"; count: number }
  | { code: "lost-overwritten"; count: number }
  | { code: "lost-unwritten"; count: number }
  | { code: "lost-left-out"; count: number }
  /** Pages that the token should have and did not give; each may hold `records` at most. */
  | { code: "pages-missing"; count: number; records: number }
  /** The log begins anew: the token was erased, or lost its state, since it was last read. */
  | { code: "log-restarted" }
  /** Another token of this store has the same number; the logs are kept apart. These are the tokens. */
  | { code: "same-number"; token: string; others: string[] }
  /** An older program kept under its number what a device without its key told; that is dropped, and it was read anew. */
  | { code: "was-claimed" }
  /** Errors of the token's flash memory, since its log began. */
  | { code: "flash-errors"; count: number }
  /** The token could not save its small state; after a loss of power it is what it was before. */
  | { code: "state-failing"; count: number }
  /** At a start its state was found lost: number, keys and settings are gone. */
  | { code: "state-lost" }
  /** It restarted without an order and without a loss of power, since a station last confirmed a reading. */
  | { code: "hung"; why: Problem }
  /** What the self-check at its last start found, and nothing else here says. */
  | { code: "self-check"; why: Problem }
  /** The log takes no more records until the token gets new keys. */
  | { code: "log-at-end" }
  /** Something else is stored at their places: both are kept, and the one that opens counts. */
  | { code: "conflicting"; count: number }
  | { code: "battery-low"; milliVolts: number };

/** Of what the token shows: nothing to an operator before the wearer's press. */
export function exposureWarnings({ exposure, isWarned }: TokenIdentity): SyncWarning[] {
  if (exposure !== undefined) return [{ code: "exposed", ...exposure }];
  return isWarned ? [{ code: "warned" }] : [];
}

export function tokenWarnings(identity: TokenIdentity): SyncWarning[] {
  const warnings: SyncWarning[] = [];
  if (identity.isStateLost) warnings.push({ code: "state-lost" });
  if (identity.hasSaveFailed || identity.failedSaves > 0) {
    warnings.push({ code: "state-failing", count: Math.max(1, identity.failedSaves) });
  }
  if (identity.isLogAtEnd) warnings.push({ code: "log-at-end" });
  if (identity.hangs > 0)
    warnings.push({ code: "hung", why: problem("station/token/hung", { count: identity.hangs }) });
  const unsound = identity.startFaults.filter((fault) => fault === "crypto" || fault === "random");
  if (unsound.length > 0) {
    const faults = unsound.map((fault) => problem(`word/fault/${fault}`));
    warnings.push({ code: "self-check", why: problem("station/token/self-check", { faults }) });
  }
  const flashErrors = identity.flashErrors + identity.badPages;
  if (flashErrors > 0) warnings.push({ code: "flash-errors", count: flashErrors });
  if (!identity.isCharging && identity.batteryMilliVolts < LOW_MV) {
    warnings.push({ code: "battery-low", milliVolts: identity.batteryMilliVolts });
  }
  return warnings;
}

export function lossWarnings({ losses }: TokenIdentity): SyncWarning[] {
  const counted: SyncWarning[] = [
    { code: "lost-expired", count: losses.expired },
    { code: "lost-overwritten", count: losses.overwritten },
    { code: "lost-unwritten", count: losses.unwritten },
    { code: "lost-left-out", count: losses.leftOut },
  ];
  return counted.filter((warning) => "count" in warning && warning.count > 0);
}

export function clockWarnings(
  { timeState }: TokenIdentity,
  clock: ClockResult,
  rekeyed: Rekeyed | undefined,
): SyncWarning[] {
  const driftMs = clock.driftMs ?? 0;
  if (clock.doubt !== undefined) return [{ code: "date-in-doubt", ...clock.doubt }];
  if (rekeyed !== undefined) {
    return [
      { code: "clock-drift", driftMs },
      { code: "clock-rekeyed", generation: rekeyed.generation, left: rekeyed.left },
    ];
  }
  if (clock.refusal === "time-refused") return [{ code: "clock-refused", driftMs }];
  if (clock.refusal === "time-needs-keys") return [{ code: "clock-needs-keys", driftMs }];
  if (timeState === "unset") return [{ code: "clock-unset" }];
  if (timeState === "estimated") return [{ code: "clock-estimated", driftMs }];
  return Math.abs(driftMs) > LARGE_DRIFT_MS ? [{ code: "clock-drift", driftMs }] : [];
}

export function readingWarnings(
  { recordsPerPage }: TokenIdentity,
  counts: SyncCounts,
  missingPages: number,
): SyncWarning[] {
  const warnings: SyncWarning[] = [];
  if (missingPages > 0) {
    warnings.push({ code: "pages-missing", count: missingPages, records: missingPages * recordsPerPage });
  }
  if (counts.conflicting > 0) warnings.push({ code: "conflicting", count: counts.conflicting });
  return warnings;
}
