/**
 * A person takes their consent back: everything that the store has of them is deleted, and overwritten where it is a file.
 * What lies elsewhere, or under an officer's key, CUSTODY.md names ("Withdrawal").
 */
import type { Kysely } from "kysely";
import { UserError } from "../../../words/user-error.js";
import { addLedger } from "../custody/ledger.js";
import type { Write } from "../database/opened.js";
import { STRUCK, type Sought, findMentions, soughtOf, type Span } from "../../text/mentions.js";
import { putState } from "../registry/token-states.js";
import type { StoreTables } from "../schema.js";
import { putSetting } from "./settings.js";
import { staffEntry } from "./entry.js";
import { type Chosen, type Mention, mentionsOf, strikeChosen, strikeSure } from "./mentions.js";

const DAY_MS = 86_400_000;

export interface Withdrawn {
  /** That they ever had. */
  tokens: number;
  /** Sealed ones, of the days on which they had a token. */
  records: number;
  /** Texts about others that no longer name them. */
  struck: number;
}

/** A line of the ledger that names the person: it stays as it is. */
export interface NamedInLedger {
  number: number;
  text: string;
  spans: Span[];
}

/** In which texts the words are taken out, and what stands there instead. */
export interface Striking {
  chosen: readonly Chosen[];
  language: keyof typeof STRUCK;
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

    /** What names the person, of all that staff may read here. */
    async mentions(id: string): Promise<{ mentions: Mention[]; ledger: NamedInLedger[] }> {
      const sought = soughtOf(await namedPerson(db, id));
      const rows = await db.selectFrom("ledger").select(["number", "reason"]).orderBy("number").execute();
      const ledger = rows.flatMap(({ number, reason }) => {
        const spans = findMentions(reason, sought);
        return spans.length > 0 ? [{ number: Number(number), text: reason, spans }] : [];
      });
      return { mentions: await mentionsOf(db, id, sought), ledger };
    },

    /** @param striking  as somebody chose; undefined: nobody is asked */
    withdraw: (id: string, nowMs: number, striking?: Striking): Promise<Withdrawn> =>
      write(async (tx) => {
        await namedPerson(tx, id);
        return withdrawPerson(tx, id, nowMs, striking);
      }),

    /** By which other texts know them. */
    namedPerson: (id: string) => namedPerson(db, id),

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

/** @param striking  undefined: nobody is asked */
async function withdrawPerson(
  tx: Kysely<StoreTables>,
  id: string,
  nowMs: number,
  striking: Striking | undefined,
): Promise<Withdrawn> {
  if (striking === undefined) {
    const { sought, ...counts } = await deletePerson(tx, id, nowMs);
    return { ...counts, struck: await strikeWithdrawn(tx, [sought], nowMs) };
  }
  const sought = soughtOf(await namedPerson(tx, id));
  const struck = await strikeChosen(tx, id, sought, striking.chosen, STRUCK[striking.language], nowMs);
  if (struck > 0) await addLedger(tx, staffEntry("strike", nowMs, "", { records: struck }));
  const { tokens, records } = await deletePerson(tx, id, nowMs);
  return { tokens, records, struck };
}

/**
 * The person, and all that only they go with. Their tokens hold their log still: each counts as found, and is given to nobody
 * before it has new secrets.
 *
 * @param source  fingerprint of a unit that says so: of the logs, those go that it brought; undefined: all
 * @returns also by what texts are to be searched for them: see `strikeWithdrawn`
 */
export async function deletePerson(
  tx: Kysely<StoreTables>,
  id: string,
  nowMs: number,
  source?: string,
): Promise<{ tokens: number; records: number; sought: Sought }> {
  const person = await tx
    .selectFrom("persons")
    .select(["name", "phone", "origin", "household_id"])
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
  const issues = await tx.selectFrom("issues").selectAll().where("person_id", "=", id).execute();
  let records = 0;
  for (const { token, from_ms, to_ms } of issues) {
    const days = { from: dayOf(Number(from_ms)), to: dayOf(to_ms === null ? nowMs : Number(to_ms)) };
    records += await deletePages(tx, token, (await isShared(tx, token, id)) ? days : undefined, source);
    if (to_ms === null) await putState(tx, token, "found", "", nowMs);
  }
  await tx.deleteFrom("issues").where("person_id", "=", id).execute();
  await tx.deleteFrom("persons").where("id", "=", id).execute();
  await deleteIfNobodyIsLeft(tx, person.household_id);
  await noteWithdrawn(tx, id, nowMs, person.origin);
  await putSetting(tx, RENEWS_BACKUP_KEY, "1");
  const counts = { tokens: new Set(issues.map(({ token }) => token)).size, records };
  await addLedger(tx, staffEntry("withdraw", nowMs, "", counts));
  return { ...counts, sought: soughtOf(person) };
}

/** What surely names people who were deleted gives way, where nobody is asked. @returns in how many texts */
export async function strikeWithdrawn(
  tx: Kysely<StoreTables>,
  gone: readonly Sought[],
  nowMs: number,
): Promise<number> {
  if (gone.length === 0) return 0;
  const struck = await strikeSure(tx, gone, nowMs);
  if (struck > 0) await addLedger(tx, staffEntry("strike", nowMs, "", { records: struck }));
  return struck;
}

async function namedPerson(
  db: Kysely<StoreTables>,
  id: string,
): Promise<{ name: string; phone: string | null }> {
  const person = await db
    .selectFrom("persons")
    .select(["name", "phone"])
    .where("id", "=", id)
    .executeTakeFirst();
  if (person === undefined) throw new UserError("register/person/missing");
  return person;
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
