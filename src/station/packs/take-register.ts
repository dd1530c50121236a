/**
 * Persons, and who had which token: rows belong to the unit that brought them, and no other changes them. And what became of
 * tokens that nobody has: of what is told the latest counts, whoever told it.
 */
import type { Kysely } from "kysely";
import { tokensOfUnit } from "../store/bindings.js";
import { searchColumns } from "../store/registry/person-row.js";
import type { StoreTables } from "../store/schema.js";
import { without } from "../without.js";
import { isTrusted } from "../store/registry/token-states.js";
import type { RestingState } from "../store/types.js";
import type { Reason } from "./left-out.js";
import type { TakingUp } from "./taking.js";
import { isPracticeSerial } from "../store/token-identity.js";
import { deletePerson, isWithdrawn, noteWithdrawn } from "../store/staff/withdrawal.js";
import type { Row } from "./up-lines.js";

/** Of rows that stood in the store before it was written down who had brought them. */
const NOT_KNOWN = "";

export async function takePerson(
  { tx, sender, isNewest }: TakingUp,
  person: Row<"person">,
): Promise<Reason | undefined> {
  const known = await tx
    .selectFrom("persons")
    .select("origin")
    .where("id", "=", person.id)
    .executeTakeFirst();
  if (known === undefined) {
    if (await isWithdrawn(tx, person.id, sender)) return "withdrawn";
    await tx
      .insertInto("persons")
      .values({ ...person, ...searchColumns(person), origin: sender })
      .execute();
    return undefined;
  }
  if (!(await isOwnPerson(tx, person.id, known.origin, sender))) return "foreign";
  if (!isNewest) return undefined;
  await tx
    .updateTable("persons")
    .set({ ...without(person, "id"), ...searchColumns(person), origin: sender })
    .where("id", "=", person.id)
    .execute();
  return undefined;
}

/** Whom nobody here knows stays out of later packs, too. */
export async function takeWithdrawal(
  { tx, sender, gone }: TakingUp,
  { id, at_ms }: Row<"withdrawal">,
): Promise<Reason | undefined> {
  const person = await tx.selectFrom("persons").select("origin").where("id", "=", id).executeTakeFirst();
  if (person !== undefined && !(await isOwnPerson(tx, id, person.origin, sender))) return "foreign";
  if (person !== undefined) gone.push((await deletePerson(tx, id, at_ms, sender)).sought);
  else await noteWithdrawn(tx, id, at_ms, sender);
  return undefined;
}

async function isOwnPerson(
  tx: Kysely<StoreTables>,
  id: string,
  origin: string | null,
  sender: string,
): Promise<boolean> {
  return origin === sender || (origin === NOT_KNOWN && (await hasOnlyTokensOf(tx, id, sender)));
}

/** @param token  what this store calls it; the sender may speak of it */
export async function takeIssue(
  { tx, sender, isNewest }: TakingUp,
  issue: Row<"issue">,
  token: string,
): Promise<Reason | undefined> {
  const person = await tx
    .selectFrom("persons")
    .select("origin")
    .where("id", "=", issue.person_id)
    .executeTakeFirst();
  if (person === undefined) return (await isWithdrawn(tx, issue.person_id, sender)) ? "withdrawn" : "unfit";
  const known = await tx
    .selectFrom("issues")
    .select(["origin", "token"])
    .where("id", "=", issue.id)
    .executeTakeFirst();
  if (known === undefined) {
    if (person.origin !== sender) return "foreign";
    await tx
      .insertInto("issues")
      .values({ ...issue, token, origin: sender })
      .execute();
    return undefined;
  }
  const isOwn = known.origin === sender || (known.origin === NOT_KNOWN && known.token === token);
  if (!isOwn) return "foreign";
  if (!isNewest) return undefined;
  await tx
    .updateTable("issues")
    .set({ ...without(issue, "id", "token", "person_id"), origin: sender })
    .where("id", "=", issue.id)
    .execute();
  return undefined;
}

/** Whether everything that the person ever had may be spoken of by the unit. */
async function hasOnlyTokensOf(tx: Kysely<StoreTables>, personId: string, unit: string): Promise<boolean> {
  const had = await tx
    .selectFrom("issues")
    .innerJoin("tokens", "tokens.token", "issues.token")
    .select("serial")
    .where("person_id", "=", personId)
    .execute();
  const bound = await tokensOfUnit(tx, unit);
  return had.length > 0 && had.every(({ serial }) => isPracticeSerial(serial) || bound.has(serial));
}

interface ToldState {
  /** What this store calls it; the sender may speak of it. */
  token: string;
  at_ms: number;
  state: RestingState["state"];
  reason: string;
  generation: number | null;
  origin: string;
}

/** One that was lost or found comes into stock by a pack only as it does here: with new secrets. */
export async function takeState(tx: Kysely<StoreTables>, told: ToldState): Promise<Reason | undefined> {
  const before = await tx
    .selectFrom("token_states")
    .select(["state", "generation"])
    .where("token", "=", told.token)
    .where("at_ms", "<", told.at_ms)
    .orderBy("at_ms", "desc")
    .executeTakeFirst();
  if (told.state === "stock" && !isTrusted(before, told.generation)) return "unfit";
  await tx
    .insertInto("token_states")
    .values(told)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return undefined;
}

/** At the unit: whoever has the token there has it no more, as if the unit had written it down itself. */
export async function takeStateDown(tx: Kysely<StoreTables>, told: ToldState): Promise<Reason | undefined> {
  const reason = await takeState(tx, told);
  if (reason !== undefined) return reason;
  await tx
    .updateTable("issues")
    .set({ to_ms: told.at_ms })
    .where("token", "=", told.token)
    .where("to_ms", "is", null)
    .where("from_ms", "<", told.at_ms)
    .execute();
  return undefined;
}
