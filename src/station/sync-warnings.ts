/** What somebody at the desk should know about a reading. */
import type { TokenIdentity } from "../sync/host/decode.js";
import type { ClockResult } from "./set-clock.js";
import type { SyncCounts } from "./store/store.js";

/** A clock this far off makes the token's times doubtful: an ID is only matched within one slot. */
const LARGE_DRIFT_MS = 60_000;

/** Below this a LiPo cell has about a tenth of its charge left. */
const LOW_BATTERY_MV = 3_600;

export type SyncWarning =
  /** The token's own comparison with the list of cases: its wearer was near one. The day is UTC. */
  | { code: "exposed"; day: number; slots: number }
  /** The token warns its wearer because a person at a station told it to. */
  | { code: "warned" }
  /** The token did not take the list of cases. */
  | { code: "list-refused"; message: string }
  /** The token did not know the time: since power was lost it recorded nothing. */
  | { code: "clock-unset" }
  /** It only guessed the time since power was lost: what it recorded since is dated anew by so much. */
  | { code: "clock-estimated"; driftMs: number }
  /** Its clock was wrong by more than a minute: what it recorded is dated anew by so much. */
  | { code: "clock-drift"; driftMs: number }
  /** It did not believe this computer's time: one of the two clocks is far off. */
  | { code: "clock-refused" }
  /** This computer's clock is behind its last reading and does not agree with the token's: the token's was left alone. */
  | { code: "computer-clock" }
  /** Records that the token could not write, since its log began. */
  | { code: "records-lost"; count: number }
  /** The log's oldest pages were overwritten before anybody read them. */
  | { code: "read-too-late" }
  /** The log begins anew: the token was erased since it was last read. */
  | { code: "log-restarted" }
  /** Errors of the token's flash memory, since its log began. */
  | { code: "flash-errors"; count: number }
  /** Records that are already stored with other bytes: what was stored first was kept. */
  | { code: "conflicting"; count: number }
  | { code: "battery-low"; milliVolts: number };

export function warningsOf(identity: TokenIdentity, clock: ClockResult): SyncWarning[] {
  const warnings: SyncWarning[] = [];
  if (identity.exposure !== undefined) warnings.push({ code: "exposed", ...identity.exposure });
  else if (identity.isWarned) warnings.push({ code: "warned" });
  if (clock.problem !== undefined) warnings.push({ code: clock.problem });
  if (identity.timeState === "unset") warnings.push({ code: "clock-unset" });
  else if (identity.timeState === "estimated") {
    warnings.push({ code: "clock-estimated", driftMs: clock.driftMs ?? 0 });
  } else if (clock.problem === undefined && Math.abs(clock.driftMs ?? 0) > LARGE_DRIFT_MS) {
    warnings.push({ code: "clock-drift", driftMs: clock.driftMs ?? 0 });
  }
  if (identity.lostRecords > 0) warnings.push({ code: "records-lost", count: identity.lostRecords });
  const flashErrors = identity.flashErrors + identity.badPages;
  if (flashErrors > 0) warnings.push({ code: "flash-errors", count: flashErrors });
  if (!identity.isCharging && identity.batteryMilliVolts < LOW_BATTERY_MV) {
    warnings.push({ code: "battery-low", milliVolts: identity.batteryMilliVolts });
  }
  return warnings;
}

export function readingWarnings(
  identity: TokenIdentity,
  counts: SyncCounts,
  storedNext: number,
): SyncWarning[] {
  const warnings: SyncWarning[] = [];
  if (counts.conflicting > 0) warnings.push({ code: "conflicting", count: counts.conflicting });
  if (storedNext > identity.nextSequence) warnings.push({ code: "log-restarted" });
  else if (storedNext > 0 && identity.firstSequence > storedNext) warnings.push({ code: "read-too-late" });
  return warnings;
}
