/**
 * What is known of a token that nobody has: in stock, lost, found, broken, replaced. Whether it is with somebody, given or
 * lent, the issues tell.
 */
import type { Kysely } from "kysely";
import { UserError } from "../../../words/user-error.js";
import { HIGHEST_SERIAL, formatSerial } from "../../serial-number.js";
import { unprovenIn } from "../custody/preparations.js";
import type { Write } from "../database/opened.js";
import type { StoreTables } from "../schema.js";
import { type Issue, type RestingState, type Standing, RESTING_STATES } from "../types.js";

export function createTokenStates(db: Kysely<StoreTables>, write: Write) {
  return {
    /** By token, the last state written down. */
    tokenStates: () => statesOf(db),

    /**
     * The last state of each token in service of which the unit may speak.
     *
     * @param unit  fingerprint, hex
     */
    statesForUnit: (unit: string) =>
      db
        .selectFrom("token_states as told")
        .innerJoin("tokens", "tokens.token", "told.token")
        .innerJoin("unit_tokens", "unit_tokens.serial", "tokens.serial")
        .select(["tokens.serial", "at_ms", "state", "reason", "told.generation"])
        .where("unit", "=", unit)
        .where("tokens.serial", "<=", HIGHEST_SERIAL)
        .where("at_ms", "=", (eb) =>
          eb
            .selectFrom("token_states")
            .whereRef("token_states.token", "=", "told.token")
            .select(({ fn }) => fn.max("at_ms").as("last")),
        )
        .orderBy("tokens.serial")
        .execute()
        .then((rows) => rows.map((row) => ({ ...row, at_ms: Number(row.at_ms) }))),

    /**
     * Writes down what became of a token. Whoever had it has it no more: a lost one is with nobody, and what a found one
     * heard meanwhile is nobody's.
     *
     * @param reason  in the words of whoever says so
     */
    putTokenState: (
      token: string,
      state: RestingState["state"],
      reason: string,
      atMs: number,
    ): Promise<void> => write((tx) => putState(tx, token, state, reason, atMs)),
  };
}

export async function putState(
  tx: Kysely<StoreTables>,
  token: string,
  state: RestingState["state"],
  reason: string,
  atMs: number,
): Promise<void> {
  const now = await lastState(tx, token);
  const { generation, serial } = await tx
    .selectFrom("tokens")
    .select(["generation", "serial"])
    .where("token", "=", token)
    .executeTakeFirstOrThrow(() => new UserError("station/no-such-token"));
  if (state === "stock" && !isTrusted(now, generation)) {
    throw new UserError("register/token/not-wiped", { serial: formatSerial(serial) });
  }
  await tx
    .updateTable("issues")
    .set({ to_ms: atMs })
    .where("token", "=", token)
    .where("to_ms", "is", null)
    .where("from_ms", "<", atMs)
    .execute();
  // Two within a millisecond keep their order.
  const at_ms = Math.max(atMs, now === undefined ? 0 : Number(now.at_ms) + 1);
  await tx.insertInto("token_states").values({ token, at_ms, state, reason, generation }).execute();
}

/** What a token is at, whose issues and states these are, the earliest first. */
export function standingOf(
  last: Issue | undefined,
  state: RestingState | undefined,
  preparation: "none" | "preparing" | "prepared",
): Standing {
  if (preparation === "preparing") return "preparing";
  if (last?.toMs === null) return last.loan === undefined ? "issued" : "lent";
  if (state !== undefined && state.sinceMs >= (last?.toMs ?? 0)) return state.state;
  if (last !== undefined) return "returned";
  return preparation === "none" ? "stock" : preparation;
}

export async function statesOf(db: Kysely<StoreTables>): Promise<Map<string, RestingState>> {
  const rows = await db
    .selectFrom("token_states")
    .select(["token", "state", "at_ms"])
    .orderBy("at_ms")
    .execute();
  return new Map(
    rows.map(({ token, state, at_ms }) => [token, { state: stateOf(state), sinceMs: Number(at_ms) }]),
  );
}

/** A half prepared, lost, found, broken or replaced token goes to nobody, and a gate's, which logs nothing. */
export async function requireIssuable(tx: Kysely<StoreTables>, token: string): Promise<void> {
  const row = await tx.selectFrom("tokens").select("is_gate").where("token", "=", token).executeTakeFirst();
  if (row?.is_gate === 1) throw new UserError("register/token/gate");
  if ((await unprovenIn(tx, token)).size > 0) throw new UserError("register/token/preparing");
  const now = await lastState(tx, token);
  if (now === undefined || now.state === "stock") return;
  switch (stateOf(now.state)) {
    case "lost":
      throw new UserError("register/token/lost");
    case "found":
      throw new UserError("register/token/found");
    case "broken":
      throw new UserError("register/token/broken");
    case "replaced":
      throw new UserError("register/token/replaced");
  }
}

/** Somebody may have opened a token that was lost, or read its secrets: it is trusted with new ones only. */
export function isTrusted(
  now: Pick<StoreTables["token_states"], "state" | "generation"> | undefined,
  generation: number | null,
): boolean {
  if (now?.state !== "found" && now?.state !== "lost") return true;
  return generation !== null && generation > (now.generation ?? 0);
}

function lastState(tx: Kysely<StoreTables>, token: string) {
  return tx
    .selectFrom("token_states")
    .select(["state", "at_ms", "generation"])
    .where("token", "=", token)
    .orderBy("at_ms", "desc")
    .executeTakeFirst();
}

function stateOf(text: string): RestingState["state"] {
  return RESTING_STATES.find((state) => state === text) ?? "stock";
}
