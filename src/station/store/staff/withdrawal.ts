/**
 * A person takes their consent back: everything that the store has of them is deleted, and overwritten where it is a file.
 * What lies elsewhere, or under an officer's key, CUSTODY.md names ("Withdrawal").
 */
import type { Kysely } from "kysely";
import { UserError } from "../../../words/user-error.js";
import { addLedger } from "../custody/ledger.js";
import type { Write } from "../database/opened.js";
import { putState } from "../registry/token-states.js";
import type { StoreTables } from "../schema.js";
import { putSetting } from "./settings.js";
import { staffEntry } from "./entry.js";

const DAY_MS = 86_400_000;

export interface Withdrawn {
  /** That they ever had. */
  tokens: number;
  /** Sealed ones, of the days on which they had a token. */
  records: number;
}

/** The next back-up is made under a new key, so that those with the person in them can go. */
export const RENEWS_BACKUP_KEY = "renewsBackupKey";

export function createWithdrawal(db: Kysely<StoreTables>, write: Write) {
  return {
    /** IDs of people who took their consent back. */
    withdrawn: async (): Promise<Set<string>> => {
      const rows = await db.selectFrom("withdrawn").select("id").execute();
      return new Set(rows.map(({ id }) => id));
    },

    withdraw: (id: string, nowMs: number): Promise<Withdrawn> =>
      write(async (tx) => {
        const person = await tx.selectFrom("persons").select("id").where("id", "=", id).executeTakeFirst();
        if (person === undefined) throw new UserError("register/person/missing");
        return withdrawPerson(tx, id, nowMs);
      }),

    /** Of the unit's people. @param unit  fingerprint, hex */
    withdrawnOfUnit: (unit: string) =>
      db
        .selectFrom("withdrawn")
        .select(["id", "at_ms"])
        .where("origin", "=", unit)
        .orderBy("id")
        .execute()
        .then((rows) => rows.map(({ id, at_ms }) => ({ id, at_ms: Number(at_ms) }))),
  };
}

/**
 * Their tokens hold their log still: each counts as found, and is given to nobody before it has new secrets.
 *
 * @param source  fingerprint of a unit that says so: of the logs, those go that it brought; undefined: all
 */
export async function withdrawPerson(
  tx: Kysely<StoreTables>,
  id: string,
  nowMs: number,
  source?: string,
): Promise<Withdrawn> {
  const person = await tx
    .selectFrom("persons")
    .select(["origin", "household_id"])
    .where("id", "=", id)
    .executeTakeFirst();
  const issues = await tx.selectFrom("issues").selectAll().where("person_id", "=", id).execute();
  let records = 0;
  for (const { token, from_ms, to_ms } of issues) {
    const days = { from: dayOf(Number(from_ms)), to: dayOf(to_ms === null ? nowMs : Number(to_ms)) };
    records += await deletePages(tx, token, (await isShared(tx, token, id)) ? days : undefined, source);
    if (to_ms === null) await putState(tx, token, "found", "", nowMs);
  }
  await tx.deleteFrom("issues").where("person_id", "=", id).execute();
  await tx.deleteFrom("persons").where("id", "=", id).execute();
  await deleteIfNobodyIsLeft(tx, person?.household_id ?? null);
  await noteWithdrawn(tx, id, nowMs, person?.origin ?? null);
  await putSetting(tx, RENEWS_BACKUP_KEY, "1");
  const withdrawn = { tokens: new Set(issues.map(({ token }) => token)).size, records };
  await addLedger(tx, staffEntry("withdraw", nowMs, "", withdrawn));
  return withdrawn;
}

/** @param origin  whose person it was; null: entered here */
export async function noteWithdrawn(
  tx: Kysely<StoreTables>,
  id: string,
  atMs: number,
  origin: string | null,
): Promise<void> {
  await tx
    .insertInto("withdrawn")
    .values({ id, at_ms: atMs, origin })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Whether the person took their consent back where they, or nobody, came from the sender. */
export async function isWithdrawn(tx: Kysely<StoreTables>, id: string, sender: string): Promise<boolean> {
  const row = await tx.selectFrom("withdrawn").select("origin").where("id", "=", id).executeTakeFirst();
  return row !== undefined && (row.origin === null || row.origin === "" || row.origin === sender);
}

/** An address at which the register knows nobody else tells where they live. */
async function deleteIfNobodyIsLeft(tx: Kysely<StoreTables>, household: string | null): Promise<void> {
  if (household === null) return;
  const other = await tx
    .selectFrom("persons")
    .select("id")
    .where("household_id", "=", household)
    .executeTakeFirst();
  if (other !== undefined) return;
  await tx.deleteFrom("visits").where("household_id", "=", household).execute();
  await tx.deleteFrom("households").where("id", "=", household).execute();
}

const dayOf = (utcMs: number) => Math.floor(utcMs / DAY_MS);

/** Whether somebody else ever had the token. */
async function isShared(tx: Kysely<StoreTables>, token: string, id: string): Promise<boolean> {
  const other = await tx
    .selectFrom("issues")
    .select("id")
    .where("token", "=", token)
    .where("person_id", "!=", id)
    .executeTakeFirst();
  return other !== undefined;
}

/**
 * A sealed record does not tell its slot: of a day on which the token changed hands all goes.
 *
 * @param days  undefined: all of the token, whatever its clock said
 */
async function deletePages(
  tx: Kysely<StoreTables>,
  token: string,
  days: { from: number; to: number } | undefined,
  source: string | undefined,
): Promise<number> {
  const pages = await tx
    .selectFrom("pages")
    .select(["generation", "page_sequence", "copy", "calendar_day"])
    .where("token", "=", token)
    .$if(days !== undefined, (query) =>
      query.where("calendar_day", ">=", days!.from).where("calendar_day", "<=", days!.to),
    )
    .$if(source !== undefined, (query) => query.where("source", "=", source!))
    .execute();
  let records = 0;
  for (const { generation, page_sequence, copy, calendar_day } of pages) {
    for (const table of ["records", "pages"] as const) {
      const { numDeletedRows } = await tx
        .deleteFrom(table)
        .where("token", "=", token)
        .where("generation", "=", generation)
        .where("page_sequence", "=", page_sequence)
        .where("copy", "=", copy)
        .where("calendar_day", "=", calendar_day)
        .executeTakeFirst();
      if (table === "records") records += Number(numDeletedRows);
    }
  }
  return records;
}
