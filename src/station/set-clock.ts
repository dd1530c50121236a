/** Sets a token's clock, and keeps by how much it was wrong, so that its records are dated anew when they are opened. */
import type { TokenIdentity } from "../sync/host/decode.js";
import { SyncError } from "../sync/host/errors.js";
import type { Session } from "../sync/host/session.js";
import type { Store } from "./store/store.js";

/** A computer that is further behind its own last reading than this may have lost its time. */
const BEHIND_MS = 10 * 60_000;
/** A token refuses what is further off by itself; nor must one wrong reading keep the station in doubt for years. */
const BEHIND_MAX_MS = 2 * 86_400_000;

export interface ClockResult {
  /** Token's clock minus this computer's before it was set, ms; null where the token did not know the time. */
  driftMs: number | null;
  /** Why the token's clock was left as it was. */
  problem: "clock-refused" | "computer-clock" | undefined;
  /** Sequence numbers of the records that are dated anew, the last not included; null where none are. */
  touched: { fromSequence: number; endSequence: number } | null;
}

/** A token that refuses our time is read all the same: its records matter more than its clock. */
export async function setClock(
  session: Session,
  store: Store,
  identity: TokenIdentity,
  utcNowMs: () => number,
): Promise<ClockResult> {
  const { serial, generation, clockEpoch: epoch, timeState, utcMs } = identity;
  const driftMs = timeState === "unset" ? null : utcMs - utcNowMs();
  const left = (problem: ClockResult["problem"]): ClockResult => ({ driftMs, problem, touched: null });
  const behindMs = (await store.lastReadMs()) - utcNowMs();
  const isInDoubt = behindMs > BEHIND_MS && behindMs < BEHIND_MAX_MS;
  if (isInDoubt && !(timeState === "set" && Math.abs(driftMs!) < BEHIND_MS)) return left("computer-clock");

  // Kept before the clock is moved: were the plug pulled in between, nobody could tell afterwards.
  const correction = { serial, generation, epoch };
  if (driftMs !== null) {
    await store.putCorrection({ ...correction, offsetMs: -Math.round(driftMs), untilMs: utcMs }, utcNowMs());
  }
  try {
    const change = await session.setTime(utcNowMs);
    if (change.oldState === "unset") return { driftMs: null, problem: undefined, touched: null };
    const offsetMs = change.newUtcMs - change.oldUtcMs;
    if (change.newEpoch === change.oldEpoch) {
      await store.dropCorrection(serial, generation, epoch);
      return { driftMs: -offsetMs, problem: undefined, touched: null };
    }
    const { fromSequence, endSequence } = change;
    await store.putCorrection({ ...correction, offsetMs, untilMs: change.oldUtcMs }, utcNowMs());
    return { driftMs: -offsetMs, problem: undefined, touched: { fromSequence, endSequence } };
  } catch (error) {
    if (!(error instanceof SyncError) || error.code !== "refused") throw error;
    // One of the two is far off, and nobody knows which.
    await store.dropCorrection(serial, generation, epoch);
    return left("clock-refused");
  }
}
