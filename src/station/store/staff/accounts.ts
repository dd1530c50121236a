/** Accounts of the staff. What changes one is in the ledger. */
import { randomUUID } from "node:crypto";
import type { Kysely } from "kysely";
import { KEY_FILE_COST } from "../../../custody/host/key-file.js";
import { UserError } from "../../../words/user-error.js";
import { STAFF_ROLES, type StaffRole } from "../../roles.js";
import { fold } from "../../text/vietnamese.js";
import { addLedger } from "../custody/ledger.js";
import type { Write } from "../database/opened.js";
import { toBytes, type StoreTables } from "../schema.js";
import { staffEntry } from "./entry.js";
import { isPin, lockPin, oneTimePin, requireSoundPin } from "./pin.js";

export interface Account {
  id: string;
  name: string;
  roles: StaffRole[];
  /** Its PIN is known to the one who gave it. */
  mustChange: boolean;
  /** Too many wrong PINs: an administrator gives a new one. */
  isBlocked: boolean;
}

/** So many wrong ones are a slip of the hand. */
const FREE_TRIES = 3;
/** Then the wait doubles: 30 s, 1 min … 32 min, a good hour in all. */
const FIRST_WAIT_MS = 30_000;
/** Ten of a million PINs. */
const MOST_TRIES = 10;

/** How long nobody is let in after so many wrong PINs in a row. */
export function waitMs(wrongTries: number): number {
  return wrongTries < FREE_TRIES ? 0 : FIRST_WAIT_MS * 2 ** (wrongTries - FREE_TRIES);
}

export function createAccounts(db: Kysely<StoreTables>, write: Write, pinLogN = KEY_FILE_COST.logN) {
  /** One PIN at a time is stretched: many at once would take all memory. */
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(run: () => Promise<T>): Promise<T> => {
    const next = turn.then(run, run);
    turn = next.catch(() => undefined);
    return next;
  };

  /** Throws `UserError` where it is not the account's PIN, or may not be tried now. */
  async function requirePin(id: string, pin: string, nowMs: number): Promise<void> {
    // It counts as wrong before it is looked at: neither a crash nor a second station gives one try more.
    const row = await write(async (tx) => {
      const found = await rowOf(tx, id);
      const waiting = Number(found.wait_until_ms) - nowMs;
      if (found.wrong_tries >= MOST_TRIES) throw new UserError("station/account/blocked");
      if (waiting > 0) throw new UserError("station/account/wait", { seconds: Math.ceil(waiting / 1000) });
      const wrong_tries = found.wrong_tries + 1;
      await change(tx, id, { wrong_tries, wait_until_ms: nowMs + waitMs(wrong_tries) });
      if (wrong_tries === MOST_TRIES) await addLedger(tx, staffEntry("block", nowMs, found.name));
      return found;
    });
    const locked = { salt: toBytes(row.salt), logN: row.log_n, hash: toBytes(row.hash) };
    if (!(await isPin(pin, locked))) throw new UserError("station/account/wrong-pin");
    await write((tx) => change(tx, id, { wrong_tries: 0, wait_until_ms: 0 }));
  }

  async function newPin(id: string, pin: string, mustChange: boolean, nowMs: number): Promise<void> {
    const locked = pinRow(await lockPin(pin, pinLogN));
    await write(async (tx) => {
      const { name } = await rowOf(tx, id);
      const row = { ...locked, must_change: mustChange ? 1 : 0, wrong_tries: 0, wait_until_ms: 0 };
      await change(tx, id, row);
      if (mustChange) await addLedger(tx, staffEntry("reset-pin", nowMs, name));
    });
  }

  async function add(
    name: string,
    roles: readonly StaffRole[],
    pin: string,
    isFirst: boolean,
    nowMs: number,
  ) {
    const id = randomUUID();
    const locked = pinRow(await lockPin(pin, pinLogN));
    await write(async (tx) => {
      const known = await tx.selectFrom("accounts").select("folded_name").execute();
      if (isFirst && known.length > 0) throw new UserError("station/account/not-first");
      const folded_name = fold(name);
      if (known.some((one) => one.folded_name === folded_name)) {
        throw new UserError("station/account/name-taken", { name });
      }
      const row = {
        ...locked,
        must_change: isFirst ? 0 : 1,
        wrong_tries: 0,
        wait_until_ms: 0,
        removed_ms: null,
      };
      await tx
        .insertInto("accounts")
        .values({ ...row, id, name, folded_name, roles: roles.join(), made_ms: nowMs })
        .execute();
      await addLedger(tx, staffEntry("account", nowMs, `${name}: ${roles.join(", ")}`));
    });
    return id;
  }

  return {
    /** Those that may sign in, by name. */
    async accounts(): Promise<Account[]> {
      const rows = await db.selectFrom("accounts").selectAll().where("removed_ms", "is", null).execute();
      return rows.map(accountOf).sort((a, b) => a.name.localeCompare(b.name, "vi"));
    },

    async account(id: string): Promise<Account | undefined> {
      const row = await db
        .selectFrom("accounts")
        .selectAll()
        .where("id", "=", id)
        .where("removed_ms", "is", null)
        .executeTakeFirst();
      return row && accountOf(row);
    },

    /** When the store got its first; 0 where it has none. */
    async firstAccountMs(): Promise<number> {
      const { first } = await db
        .selectFrom("accounts")
        .select(({ fn }) => fn.min("made_ms").as("first"))
        .executeTakeFirstOrThrow();
      return Number(first ?? 0);
    },

    /** Of a store that has none yet; it may do everything. Returns its ID. */
    addFirstAccount: (name: string, pin: string, nowMs: number): Promise<string> => {
      requireSoundPin(pin, name);
      return inTurn(() => add(name, STAFF_ROLES, pin, true, nowMs));
    },

    /** Returns the PIN for its first sign-in. */
    addAccount: async (name: string, roles: readonly StaffRole[], nowMs: number): Promise<string> => {
      const pin = oneTimePin();
      await inTurn(() => add(name, roles, pin, false, nowMs));
      return pin;
    },

    requirePin: (id: string, pin: string, nowMs: number): Promise<void> =>
      inTurn(() => requirePin(id, pin, nowMs)),

    /** By its owner, who says the old one. */
    changePin: (id: string, pin: string, wanted: string, nowMs: number): Promise<void> =>
      inTurn(async () => {
        requireSoundPin(wanted, (await rowOf(db, id)).name);
        if (wanted === pin) throw new UserError("station/pin/same");
        await requirePin(id, pin, nowMs);
        await newPin(id, wanted, false, nowMs);
      }),

    /** For who forgot theirs; returns the PIN for the next sign-in. */
    resetPin: async (id: string, nowMs: number): Promise<string> => {
      const pin = oneTimePin();
      await inTurn(() => newPin(id, pin, true, nowMs));
      return pin;
    },

    putRoles: (id: string, roles: readonly StaffRole[], nowMs: number): Promise<void> =>
      write(async (tx) => {
        const { name } = await rowOf(tx, id);
        await change(tx, id, { roles: roles.join() });
        await requireAdministrator(tx);
        await addLedger(tx, staffEntry("account", nowMs, `${name}: ${roles.join(", ")}`));
      }),

    /** It signs in no more. Its name stays its own, for the ledger has it. */
    removeAccount: (id: string, nowMs: number): Promise<void> =>
      write(async (tx) => {
        const { name } = await rowOf(tx, id);
        await change(tx, id, { removed_ms: nowMs });
        await requireAdministrator(tx);
        await addLedger(tx, staffEntry("remove-account", nowMs, name));
      }),
  };
}

type AccountRow = StoreTables["accounts"];

async function rowOf(tx: Kysely<StoreTables>, id: string) {
  return tx
    .selectFrom("accounts")
    .selectAll()
    .where("id", "=", id)
    .where("removed_ms", "is", null)
    .executeTakeFirstOrThrow(() => new UserError("station/account/missing"));
}

async function change(
  tx: Kysely<StoreTables>,
  id: string,
  row: Partial<Pick<AccountRow, "roles" | "wrong_tries" | "wait_until_ms" | "removed_ms">> &
    Partial<ReturnType<typeof pinRow>> & { must_change?: number },
): Promise<void> {
  await tx.updateTable("accounts").set(row).where("id", "=", id).execute();
}

async function requireAdministrator(tx: Kysely<StoreTables>): Promise<void> {
  const rows = await tx.selectFrom("accounts").select("roles").where("removed_ms", "is", null).execute();
  if (!rows.some(({ roles }) => rolesOf(roles).includes("administrator"))) {
    throw new UserError("station/account/last-administrator");
  }
}

function pinRow({ salt, logN, hash }: Awaited<ReturnType<typeof lockPin>>) {
  return { salt: Buffer.from(salt), log_n: logN, hash: Buffer.from(hash) };
}

function rolesOf(text: string): StaffRole[] {
  const named = text.split(",");
  return STAFF_ROLES.filter((role) => named.includes(role));
}

function accountOf(row: Pick<AccountRow, "id" | "name" | "roles" | "must_change" | "wrong_tries">): Account {
  return {
    id: row.id,
    name: row.name,
    roles: rolesOf(row.roles),
    mustChange: row.must_change === 1,
    isBlocked: row.wrong_tries >= MOST_TRIES,
  };
}
