/** Wrapped secrets of re-keys, until an officer tries them: which of several is the right one only a box tells. */
import type { Kysely } from "kysely";
import { toBytes, type StoreTables } from "../schema.js";
import { knownSerial } from "../token-identity.js";
import type { WrappedSecret } from "../types.js";

/** That one source may give for the same re-key: a token wraps anew only where its state was lost in between. */
export const MOST_CANDIDATES = 4;
/** That one source may give of a token and kind, of all re-keys: those that wait for the one before are judged by no box. */
const MOST_WAITING = 8 * MOST_CANDIDATES;

/** False where the source has given too many of this re-key already. A token's own word pushes out its oldest. */
export async function addWrapped(
  tx: Kysely<StoreTables>,
  { serial, generation, kind, wrapped }: WrappedSecret,
  storedMs: number,
  source: string | null,
): Promise<boolean> {
  await knownSerial(tx, serial);
  const waiting = await tx
    .selectFrom("wrapped_secrets")
    .selectAll()
    .where("serial", "=", serial)
    .where("kind", "=", kind)
    .orderBy("stored_ms")
    .execute();
  const bytes = Buffer.from(wrapped);
  const ofSource = waiting.filter((row) => row.source === source && !bytes.equals(toBytes(row.wrapped)));
  if (source !== null && ofSource.length >= MOST_WAITING) return false;
  const others = ofSource.filter((row) => row.generation === generation);
  if (others.length >= MOST_CANDIDATES) {
    if (source !== null) return false;
    await dropWrapped(tx, [{ serial, generation, kind, wrapped: toBytes(others[0]!.wrapped) }]);
  }
  const row = { stored_ms: storedMs, source };
  await tx
    .insertInto("wrapped_secrets")
    .values({ serial, generation, kind, wrapped: bytes, ...row })
    .onConflict((conflict) => {
      const columns = conflict.columns(["serial", "generation", "kind", "wrapped"]);
      // What a token gave here is nobody's word but the token's.
      return source === null ? columns.doUpdateSet(row) : columns.doNothing();
    })
    .execute();
  return true;
}

export async function dropWrapped(tx: Kysely<StoreTables>, secrets: readonly WrappedSecret[]): Promise<void> {
  for (const { serial, generation, kind, wrapped } of secrets) {
    await tx
      .deleteFrom("wrapped_secrets")
      .where("serial", "=", serial)
      .where("generation", "=", generation)
      .where("kind", "=", kind)
      .where("wrapped", "=", Buffer.from(wrapped))
      .execute();
  }
}
