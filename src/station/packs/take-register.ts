/** Persons, and who had which token: rows belong to the unit that brought them, and no other changes them. */
import type { Kysely } from "kysely";
import { tokensOfUnit } from "../store/bindings.js";
import { searchColumns } from "../store/registry/person-row.js";
import type { StoreTables } from "../store/schema.js";
import { without } from "../without.js";
import type { Reason } from "./left-out.js";
import type { TakingUp } from "./taking.js";
import { isPracticeSerial } from "../store/token-identity.js";
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
    await tx
      .insertInto("persons")
      .values({ ...person, ...searchColumns(person), origin: sender })
      .execute();
    return undefined;
  }
  const isOwn =
    known.origin === sender || (known.origin === NOT_KNOWN && (await hasOnlyTokensOf(tx, person.id, sender)));
  if (!isOwn) return "foreign";
  if (!isNewest) return undefined;
  await tx
    .updateTable("persons")
    .set({ ...without(person, "id"), ...searchColumns(person), origin: sender })
    .where("id", "=", person.id)
    .execute();
  return undefined;
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
  if (person === undefined) return "unfit";
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
