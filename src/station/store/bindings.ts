/** Which unit may speak of which tokens: the authority's word, given with a token's operating key or by hand. */
import type { Kysely } from "kysely";
import { addLedger } from "./custody/ledger.js";
import type { Write } from "./database/opened.js";
import type { StoreTables } from "./schema.js";
import type { Binding, LedgerEntry } from "./types.js";

export function createBindings(db: Kysely<StoreTables>, write: Write) {
  return {
    /** @param unit  fingerprint, hex */
    async bindTokens(
      unit: string,
      serials: readonly number[],
      sinceMs: number,
      entry: LedgerEntry,
    ): Promise<void> {
      await write(async (tx) => {
        for (const serial of serials) {
          await tx
            .insertInto("unit_tokens")
            .values({ unit, serial, since_ms: sinceMs })
            .onConflict((conflict) => conflict.doNothing())
            .execute();
        }
        await addLedger(tx, entry);
      });
    },

    /** What the unit said of them stays. */
    async unbindTokens(unit: string, serials: readonly number[], entry: LedgerEntry): Promise<void> {
      await write(async (tx) => {
        for (const serial of serials) {
          await tx.deleteFrom("unit_tokens").where("unit", "=", unit).where("serial", "=", serial).execute();
        }
        await addLedger(tx, entry);
      });
    },

    bindings: (): Promise<Binding[]> =>
      db.selectFrom("unit_tokens").select(["unit", "serial"]).orderBy("unit").orderBy("serial").execute(),
  };
}

/** Serial numbers of the tokens that a unit may speak of. */
export async function tokensOfUnit(tx: Kysely<StoreTables>, unit: string): Promise<Set<number>> {
  const rows = await tx.selectFrom("unit_tokens").select("serial").where("unit", "=", unit).execute();
  return new Set(rows.map(({ serial }) => serial));
}
