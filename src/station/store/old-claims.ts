/**
 * What older programs believed: a device without a key that said "practice, number 43" was taken for token 43. Once
 * that token proves its key, what hangs on its row and can only be of such a device is dropped, and its log is read again
 * from the start. Until then nothing of it is opened, and nothing of it goes up with packs.
 *
 * Records stay: which of them are the token's own shows when they open under its key.
 */
import type { Kysely } from "kysely";
import { HIGHEST_SERIAL } from "../serial-number.js";
import type { StoreTables } from "./schema.js";

/** Of all tokens in service. */
export async function forgetAllClaims(tx: Kysely<StoreTables>): Promise<void> {
  const rows = await tx
    .selectFrom("token_secrets")
    .innerJoin("tokens", "tokens.token", "token_secrets.token")
    .select("tokens.token")
    .distinct()
    .where("serial", "<=", HIGHEST_SERIAL)
    .execute();
  for (const { token } of rows) await forgetClaims(tx, token);
}

/** True if there was anything. @param token  of one in service */
export async function forgetClaims(tx: Kysely<StoreTables>, token: string): Promise<boolean> {
  // A token in service tells nobody its secrets.
  const { numDeletedRows } = await tx
    .deleteFrom("token_secrets")
    .where("token", "=", token)
    .executeTakeFirst();
  if (numDeletedRows === 0n) return false;
  const readings = await tx
    .selectFrom("readings")
    .select(["at_ms", "role"])
    .where("token", "=", token)
    .orderBy("at_ms")
    .execute();
  const corrections = await tx
    .selectFrom("clock_corrections")
    .select(["generation", "epoch", "found_ms"])
    .where("token", "=", token)
    .execute();
  for (const { generation, epoch, found_ms } of corrections) {
    const during = readings.findLast(({ at_ms }) => Number(at_ms) <= Number(found_ms));
    if (during?.role !== "bench") continue;
    await tx
      .deleteFrom("clock_corrections")
      .where("token", "=", token)
      .where("generation", "=", generation)
      .where("epoch", "=", epoch)
      .execute();
  }
  await tx.updateTable("tokens").set({ next_sequence: 0 }).where("token", "=", token).execute();
  return true;
}
