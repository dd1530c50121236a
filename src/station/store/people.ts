/**
 * People, and which of them had which token when. A person is one row for good: what is corrected in it is no hand-over,
 * and whoever gets another token stays the same person.
 */
import { randomUUID } from "node:crypto";
import type { Kysely } from "kysely";
import { UserError } from "../../words/user-error.js";
import { type Changes, withChanges } from "./registry/changes.js";
import { formatFingerprint } from "../fingerprint.js";
import { formatMoment, localDayOf } from "../text/local-time.js";
import type { Write } from "./database/opened.js";
import { putState, requireIssuable } from "./registry/token-states.js";
import { searchColumns } from "./registry/person-row.js";
import type { StoreTables } from "./schema.js";
import { knownSerial } from "./token-identity.js";
import type { Giving, Issue, Loan, Person, PersonDetails } from "./types.js";

export function createPeople(db: Kysely<StoreTables>, write: Write) {
  return {
    /**
     * Gives the token to a person from `fromMs` on; whoever had it before has it until then.
     *
     * @param who  somebody new, or somebody known
     */
    issueToken: (
      token: string,
      who: PersonDetails | { id: string },
      fromMs: number,
      loan: Loan | null = null,
    ): Promise<Person> => write((tx) => issueWithin(tx, token, who, fromMs, loan)),

    /**
     * Gives a token, by its number, to somebody of the register, with their consent where it was not on record. The log of one
     * that it replaces stays theirs.
     *
     * @returns its key
     */
    giveNumber: (
      serial: number,
      personId: string,
      fromMs: number,
      { consent, loan, collectedBy, replaces }: Giving,
    ): Promise<string> =>
      write(async (tx) => {
        const token = await knownSerial(tx, serial);
        const kept = replaces === null ? null : await endReplaced(tx, replaces, personId, fromMs);
        await issueWithin(tx, token, { id: personId }, fromMs, loan ?? kept, collectedBy);
        if (consent !== null) {
          await tx
            .updateTable("persons")
            .set({ consent_ms: consent.atMs, consent_by: consent.by, refused_ms: null })
            .where("id", "=", personId)
            .where("consent_ms", "is", null)
            .execute();
        }
        return token;
      }),

    /**
     * Takes a wrong issue back as if it had not been: whoever had the token until then has it still. It stays in the store
     * with no time in it, so that the level above learns of it.
     *
     * @param personId  who has it by that issue
     */
    undoIssue: (token: string, personId: string): Promise<void> =>
      write(async (tx) => {
        const [last, before] = (await issuesOf(tx, token)).reverse();
        if (last?.toMs !== null) throw new UserError("station/hand-over/nobody");
        if (last.person.id !== personId) throw new UserError("station/person/missing");
        await endIssue(tx, last.id, last.fromMs);
        if (before?.toMs === last.fromMs) await endIssue(tx, before.id, null);
      }),

    /** Nobody has the token from `atMs` on. */
    takeBack: (token: string, atMs: number): Promise<void> =>
      write(async (tx) => {
        const last = (await issuesOf(tx, token)).at(-1);
        if (last?.toMs !== null) throw new UserError("station/hand-over/nobody");
        requireAfter(last, atMs);
        await endIssue(tx, last.id, atMs);
      }),

    /**
     * Puts right what was written of the one who has the token, and since when; whoever had it before had it until then. Of
     * those whom a unit keeps only that unit does.
     *
     * @param fromMs  null: that was right
     */
    correctHolder: (
      token: string,
      id: string,
      details: Changes<PersonDetails>,
      fromMs: number | null,
    ): Promise<void> =>
      write(async (tx) => {
        const [last, before] = (await issuesOf(tx, token)).reverse();
        if (last?.toMs !== null || last.person.id !== id) throw new UserError("station/person/missing");
        const { origin } = await tx
          .selectFrom("persons")
          .select("origin")
          .where("id", "=", id)
          .executeTakeFirstOrThrow();
        if (origin) throw new UserError("station/person/foreign", { unit: formatFingerprint(origin) });
        await updatePerson(tx, id, details);
        if (fromMs === null) return;
        if (before !== undefined) {
          const isHandOver = before.toMs === last.fromMs;
          requireAfter(isHandOver ? { ...before, toMs: null } : before, fromMs);
          if (isHandOver) await endIssue(tx, before.id, fromMs);
        }
        await tx.updateTable("issues").set({ from_ms: fromMs }).where("id", "=", last.id).execute();
      }),

    /** Somebody of the register; somebody new is entered into it. */
    personOf: (who: PersonDetails | { id: string }): Promise<Person> =>
      write((tx) => ("id" in who ? knownPerson(tx, who.id) : addPerson(tx, who))),

    /** Who had which token when, the earliest first. */
    issues: () => issuesOf(db),
  };
}

export async function issueWithin(
  tx: Kysely<StoreTables>,
  token: string,
  who: PersonDetails | { id: string },
  fromMs: number,
  loan: Loan | null = null,
  collectedBy: string | null = null,
): Promise<Person> {
  const dueDay = loan?.dueDay ?? null;
  if (dueDay !== null && dueDay < localDayOf(fromMs)) throw new UserError("register/loan/past");
  await requireIssuable(tx, token);
  const last = (await issuesOf(tx, token)).at(-1);
  if (last !== undefined) requireAfter(last, fromMs);
  if (last?.toMs === null && "id" in who && last.person.id === who.id) {
    throw new UserError("station/hand-over/same-person", { name: last.person.name });
  }
  const person = "id" in who ? await knownPerson(tx, who.id) : await addPerson(tx, who);
  if (last?.toMs === null) await endIssue(tx, last.id, fromMs);
  await tx
    .insertInto("issues")
    .values({
      id: randomUUID(),
      token,
      person_id: person.id,
      from_ms: fromMs,
      to_ms: null,
      origin: null,
      is_lent: loan === null ? 0 : 1,
      due_day: dueDay,
      collected_by: collectedBy,
    })
    .execute();
  return person;
}

/** @returns the loan of the token that is replaced, which goes on with the other one */
async function endReplaced(
  tx: Kysely<StoreTables>,
  { token, state }: NonNullable<Giving["replaces"]>,
  personId: string,
  atMs: number,
): Promise<Loan | null> {
  const last = (await issuesOf(tx, token)).at(-1);
  if (last?.toMs !== null || last.person.id !== personId) throw new UserError("register/replace/not-theirs");
  requireAfter(last, atMs);
  await putState(tx, token, state, "", atMs);
  return last.loan ?? null;
}

/** A token is with one person at a time, and with everyone for a while. */
function requireAfter({ person, fromMs, toMs }: Issue, ms: number): void {
  if (ms > fromMs && ms >= (toMs ?? fromMs)) return;
  const told = { name: person.name, since: formatMoment(toMs ?? fromMs) };
  throw toMs === null
    ? new UserError("station/hand-over/too-early", told)
    : new UserError("station/hand-over/returned", told);
}

export async function issuesOf(db: Kysely<StoreTables>, token?: string): Promise<(Issue & { id: string })[]> {
  const rows = await db
    .selectFrom("issues")
    .innerJoin("persons", "persons.id", "issues.person_id")
    .select(["issues.id as issue", "token", "from_ms", "to_ms", "is_lent", "due_day", "collected_by"])
    .select(["persons.id", "name", "unit", "phone", "birth_year"])
    // One that was undone holds no time.
    .where((eb) => eb.or([eb("to_ms", "is", null), eb("to_ms", ">", eb.ref("from_ms"))]))
    .$if(token !== undefined, (query) => query.where("token", "=", token!))
    .orderBy("from_ms")
    .execute();
  return rows.map((row) => ({
    id: row.issue,
    token: row.token,
    person: personOf(row),
    fromMs: Number(row.from_ms),
    toMs: row.to_ms === null ? null : Number(row.to_ms),
    ...(row.is_lent === 1 ? { loan: { dueDay: row.due_day } } : {}),
    ...(row.collected_by === null ? {} : { collectedBy: row.collected_by }),
  }));
}

async function knownPerson(tx: Kysely<StoreTables>, id: string): Promise<Person> {
  const row = await tx.selectFrom("persons").selectAll().where("id", "=", id).executeTakeFirst();
  if (row === undefined) throw new UserError("station/person/missing");
  return personOf(row);
}

async function addPerson(tx: Kysely<StoreTables>, details: PersonDetails): Promise<Person> {
  const row = { id: randomUUID(), ...rowOf(details) };
  await tx
    .insertInto("persons")
    .values({ ...row, ...searchColumns(row), origin: null })
    .execute();
  return personOf(row);
}

async function updatePerson(
  tx: Kysely<StoreTables>,
  id: string,
  details: Changes<PersonDetails>,
): Promise<void> {
  const { relative_phone, ...known } = await tx
    .selectFrom("persons")
    .select(["id", "name", "unit", "phone", "birth_year", "relative_phone"])
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
  const row = rowOf(withChanges<PersonDetails>(personOf(known), details));
  await tx
    .updateTable("persons")
    .set({ ...row, ...searchColumns({ ...row, relative_phone }) })
    .where("id", "=", id)
    .execute();
}

async function endIssue(tx: Kysely<StoreTables>, id: string, toMs: number | null): Promise<void> {
  await tx.updateTable("issues").set({ to_ms: toMs }).where("id", "=", id).execute();
}

type PersonRow = Pick<StoreTables["persons"], "id" | "name" | "unit" | "phone" | "birth_year">;

function rowOf({ name, unit, phone, birthYear = null }: PersonDetails): Omit<PersonRow, "id"> {
  return { name, unit, phone, birth_year: birthYear };
}

function personOf({ id, name, unit, phone, birth_year }: PersonRow): Person {
  return { id, name, unit, phone, birthYear: birth_year };
}
