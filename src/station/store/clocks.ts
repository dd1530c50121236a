/** What was learnt of clocks: the tokens', by how much they were off, and what speaks for this computer's. */
import type { Kysely } from "kysely";
import type { Write } from "./database/opened.js";
import type { StoreTables } from "./schema.js";
import type { ClockCorrection, ClockEvidence, DateProof } from "./types.js";

/** A computer's clock that a person looked at goes on well enough for one working day. */
const CONFIRMED_FOR_MS = 12 * 3_600_000;
/** Two readings in a row may be made with clocks that were set in between. */
const CONFIRMED_AHEAD_MS = 10 * 60_000;

export function createClocks(db: Kysely<StoreTables>, write: Write) {
  return {
    /** Everything that the token told about itself, as JSON, and its time if a host had set it. */
    async putReading(
      token: string,
      atMs: number,
      role: string,
      identity: string,
      tokenMs: number | null,
    ): Promise<void> {
      await write(async (tx) => {
        // Until the date is judged nothing is built on it.
        const row = { role, identity, token_ms: tokenMs, date_proof: "doubt", source: null };
        await tx
          .insertInto("readings")
          .values({ token, at_ms: atMs, ...row })
          .onConflict((conflict) => conflict.columns(["token", "at_ms"]).doUpdateSet(row))
          .execute();
      });
    },

    async putDateProof(token: string, atMs: number, proof: DateProof): Promise<void> {
      await write(async (tx) => {
        await tx
          .updateTable("readings")
          .set({ date_proof: proof })
          .where("token", "=", token)
          .where("at_ms", "=", atMs)
          .execute();
      });
    },

    /**
     * Of readings made here: what packs tell of others proves nothing about this computer.
     *
     * @param isProven  for a token whose key was proven: what tokens without keys told speaks neither for a date nor against it
     */
    async clockEvidence(nowMs: number, isProven: boolean): Promise<ClockEvidence> {
      const { newestToken } = await db
        .selectFrom("readings")
        .select(({ fn }) => fn.max("token_ms").as("newestToken"))
        .where("source", "is", null)
        .$if(isProven, (query) => query.where("role", "!=", "bench"))
        .executeTakeFirstOrThrow();
      const { newestRead } = await db
        .selectFrom("readings")
        .select(({ fn }) => fn.max("at_ms").as("newestRead"))
        .where("date_proof", "!=", "doubt")
        .where("source", "is", null)
        .$if(isProven, (query) => query.where("role", "!=", "bench"))
        .executeTakeFirstOrThrow();
      const confirmed = await db
        .selectFrom("readings")
        .select("at_ms")
        .where("date_proof", "=", "person")
        .where("source", "is", null)
        .where("at_ms", ">", nowMs - CONFIRMED_FOR_MS)
        .where("at_ms", "<", nowMs + CONFIRMED_AHEAD_MS)
        .executeTakeFirst();
      return {
        newestReadMs: Number(newestRead ?? 0),
        newestTokenMs: Number(newestToken ?? 0),
        isConfirmed: confirmed !== undefined,
      };
    },

    async putCorrection(correction: ClockCorrection, foundMs: number): Promise<void> {
      await write((tx) => addCorrection(tx, correction, foundMs));
    },

    /** The token's clock turned out right enough: its epoch goes on. */
    async dropCorrection(token: string, generation: number, epoch: number): Promise<void> {
      await write(async (tx) => {
        await tx
          .deleteFrom("clock_corrections")
          .where("token", "=", token)
          .where("generation", "=", generation)
          .where("epoch", "=", epoch)
          .execute();
      });
    },

    async corrections(): Promise<ClockCorrection[]> {
      const rows = await db.selectFrom("clock_corrections").selectAll().execute();
      const orNull = (value: number | null) => (value === null ? null : Number(value));
      return rows.map((row) => ({
        token: row.token,
        generation: row.generation,
        epoch: row.epoch,
        offsetMs: Number(row.offset_ms),
        untilMs: Number(row.until_ms),
        fromSequence: orNull(row.from_sequence),
        endSequence: orNull(row.end_sequence),
        heldDay: row.held_day,
        isSure: row.is_sure === 1,
        foundMs: Number(row.found_ms),
      }));
    },
  };
}

async function addCorrection(
  tx: Kysely<StoreTables>,
  correction: ClockCorrection,
  foundMs: number,
): Promise<void> {
  const { token, generation, epoch, fromSequence = null, endSequence = null, heldDay = null } = correction;
  const row = {
    offset_ms: correction.offsetMs,
    until_ms: correction.untilMs,
    found_ms: foundMs,
    from_sequence: fromSequence,
    end_sequence: endSequence,
    held_day: heldDay,
    is_sure: correction.isSure ? 1 : 0,
    source: null,
  };
  await tx
    .insertInto("clock_corrections")
    .values({ token, generation, epoch, ...row })
    .onConflict((conflict) => {
      const replaced = conflict.columns(["token", "generation", "epoch"]).doUpdateSet(row);
      // What a computer in doubt measured never takes the place of what is known.
      return correction.isSure ? replaced : replaced.where("clock_corrections.is_sure", "=", 0);
    })
    .execute();
}
