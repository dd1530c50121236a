/** What another store tells of a token that nobody has. Of what is told the latest counts, whoever told it. */
import type { Kysely } from "kysely";
import { isTrusted } from "../store/registry/token-states.js";
import type { StoreTables } from "../store/schema.js";
import type { RestingState } from "../store/types.js";
import type { Reason } from "./left-out.js";

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
