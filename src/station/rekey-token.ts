/** A token's next generation of secrets, over any line: wrapped secrets are on the disk before the token takes them in use. */
import type { Identity } from "../custody/host/identity.js";
import type { Line, Timers } from "../sync/host/line.js";
import { createSession } from "../sync/host/session.js";
import { hostCustody, randomBytes } from "./node-crypto.js";
import { ledgerEntry, openBoxes, openBoxesOf, unwrapWaiting, wrappedPair } from "./officer.js";
import { setClock } from "./set-clock.js";
import type { Store } from "./store/store.js";
import { UserError } from "./user-error.js";

const HOST_RANDOM_BYTES = 32;

export interface RekeyOptions {
  store: Store;
  line: Line;
  timers: Timers;
  utcNowMs: () => number;
  officer: Identity;
  reason: string;
}

export interface Rekeyed {
  serial: number;
  generation: number;
}

/** Closes the line. Asked again after a cut, it ends with the same generation, whose secrets are in boxes. */
export async function rekeyToken(options: RekeyOptions): Promise<Rekeyed> {
  const { store, line, timers, utcNowMs, officer, reason } = options;
  const session = createSession(line, timers, hostCustody);
  try {
    const admin = await openBoxes(store, officer, "admin");
    await session.hello();
    const { role } = await session.enter({
      operator: [],
      admin: admin.map(({ content }) => ({ serial: content.serial, key: content.key })),
    });
    if (role !== "admin")
      throw new UserError("nobody prepared this token: prepare it first (bztoken prepare)");
    const identity = await session.identify();
    const { serial } = identity;
    await unwrapWaiting(store, officer);
    await requireBoxesOf(store, officer, serial, identity.generation);
    await setClock(session, store, identity, utcNowMs);
    const pair = await session.rekey(randomBytes(HOST_RANDOM_BYTES));
    const generation = identity.generation + 1;
    await store.putWrapped(wrappedPair(serial, generation, pair), utcNowMs());
    // Unwrapped before the token throws the old secrets away: what was changed on the line shows here.
    await unwrapWaiting(store, officer);
    await session.finishRekey(generation);
    await store.putLedger(ledgerEntry(officer, "rekey", utcNowMs(), { serial, reason, tokens: 1 }));
    return { serial, generation };
  } finally {
    session.close();
  }
}

/** Without the boxes of the generation at hand nobody could unwrap the next. */
async function requireBoxesOf(
  store: Store,
  officer: Identity,
  serial: number,
  generation: number,
): Promise<void> {
  for (const kind of ["id", "log"] as const) {
    const opened = await openBoxesOf(store, officer, kind, serial);
    if (!opened.some(({ content }) => content.generation === generation)) {
      throw new UserError(
        `this key opens no ${kind} box of the token's present secrets (generation ${generation}): use the key of an officer who has it`,
      );
    }
  }
}
