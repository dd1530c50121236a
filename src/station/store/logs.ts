/** The tokens' logs: readings, pages and records, all still sealed. */
import type { Kysely } from "kysely";
import type { Write } from "./open-database.js";
import { toBytes, type StoreTables } from "./schema.js";
import { STORED_RECORD_BYTES, type SealedRecord, type StoredChunk, type SyncCounts } from "./types.js";

/** Rows fetched at once, so that a commune's whole store never stands in memory. */
const RECORDS_A_QUERY = 5_000;

export function createLogs(db: Kysely<StoreTables>, write: Write) {
  return {
    /** First sequence number of the token's present generation that is not stored. */
    async nextSequence(serial: number): Promise<number> {
      const row = await db
        .selectFrom("tokens")
        .select("next_sequence")
        .where("serial", "=", serial)
        .executeTakeFirst();
      return Number(row?.next_sequence ?? 0);
    },

    async startSync(
      serial: number,
      startedMs: number,
      from: number,
      unreadRecords: number,
      clockDriftMs: number | null,
    ): Promise<void> {
      await write(async (tx) => {
        await tx
          .insertInto("syncs")
          .values({
            serial,
            started_ms: startedMs,
            finished_ms: null,
            from_sequence: from,
            to_sequence: from,
            received: 0,
            added: 0,
            conflicting: 0,
            clock_drift_ms: clockDriftMs,
          })
          .execute();
        await tx
          .updateTable("tokens")
          .set({ unread_records: unreadRecords })
          .where("serial", "=", serial)
          .execute();
      });
    },

    /** Stores the records of one chunk; returns how many were new. */
    async addChunk(serial: number, startedMs: number, chunk: StoredChunk): Promise<SyncCounts> {
      const page = { serial, generation: chunk.generation, page_sequence: chunk.pageSequence };
      const rows: { position: number; sealed: Buffer }[] = [];
      for (let at = 0; at + STORED_RECORD_BYTES <= chunk.records.length; at += STORED_RECORD_BYTES) {
        rows.push({
          position: chunk.position + at / STORED_RECORD_BYTES,
          sealed: Buffer.from(chunk.records.subarray(at, at + STORED_RECORD_BYTES)),
        });
      }
      return write(async (tx) => {
        const counts: SyncCounts = { received: rows.length, added: 0, conflicting: 0 };
        await tx
          .insertInto("pages")
          .values({ ...page, day: chunk.day })
          .onConflict((conflict) => conflict.doNothing())
          .execute();
        if (rows.length > 0) {
          const result = await tx
            .insertInto("records")
            .values(rows.map((row) => ({ ...page, ...row })))
            .onConflict((conflict) => conflict.doNothing())
            .executeTakeFirst();
          counts.added = Number(result.numInsertedOrUpdatedRows ?? 0);
        }
        if (counts.added < rows.length) counts.conflicting = await countConflicts(tx, page, rows);
        await tx
          .updateTable("tokens")
          .set({ next_sequence: chunk.nextSequence })
          .where("serial", "=", serial)
          .execute();
        await tx
          .updateTable("syncs")
          .set((eb) => ({
            to_sequence: chunk.nextSequence,
            received: eb("received", "+", counts.received),
            added: eb("added", "+", counts.added),
            conflicting: eb("conflicting", "+", counts.conflicting),
          }))
          .where("serial", "=", serial)
          .where("started_ms", "=", startedMs)
          .execute();
        return counts;
      });
    },

    /** The reading reached the end of the token's log. */
    async finishSync(serial: number, startedMs: number, finishedMs: number): Promise<void> {
      await write(async (tx) => {
        await tx
          .updateTable("syncs")
          .set({ finished_ms: finishedMs })
          .where("serial", "=", serial)
          .where("started_ms", "=", startedMs)
          .execute();
        await tx
          .updateTable("tokens")
          .set({ last_read_ms: finishedMs, unread_records: 0 })
          .where("serial", "=", serial)
          .execute();
      });
    },

    /** Sealed records of pages of the days `fromDay`…`toDay` (UTC), in the order of the key, a portion at a time. */
    async *sealedRecords(fromDay: number, toDay: number): AsyncGenerator<SealedRecord[]> {
      const tokens = await db.selectFrom("tokens").select("serial").orderBy("serial").execute();
      for (const { serial } of tokens) {
        for (let offset = 0; ; offset += RECORDS_A_QUERY) {
          const rows = await db
            .selectFrom("records")
            .innerJoin("pages", (join) =>
              join
                .onRef("pages.serial", "=", "records.serial")
                .onRef("pages.generation", "=", "records.generation")
                .onRef("pages.page_sequence", "=", "records.page_sequence"),
            )
            .select([
              "records.serial",
              "records.generation",
              "records.page_sequence as pageSequence",
              "position",
              "day",
              "sealed",
            ])
            .where("records.serial", "=", serial)
            .where("day", ">=", fromDay)
            .where("day", "<=", toDay)
            .orderBy("records.generation")
            .orderBy("records.page_sequence")
            .orderBy("position")
            .limit(RECORDS_A_QUERY)
            .offset(offset)
            .execute();
          if (rows.length > 0) {
            yield rows.map((row) => ({
              ...row,
              pageSequence: Number(row.pageSequence),
              sealed: toBytes(row.sealed),
            }));
          }
          if (rows.length < RECORDS_A_QUERY) break;
        }
      }
    },
  };
}

async function countConflicts(
  tx: Kysely<StoreTables>,
  page: { serial: number; generation: number; page_sequence: number },
  rows: { position: number; sealed: Buffer }[],
): Promise<number> {
  const stored = await tx
    .selectFrom("records")
    .select(["position", "sealed"])
    .where("serial", "=", page.serial)
    .where("generation", "=", page.generation)
    .where("page_sequence", "=", page.page_sequence)
    .execute();
  const byPosition = new Map(stored.map((row) => [row.position, toBytes(row.sealed)]));
  return rows.filter((row) => !row.sealed.equals(byPosition.get(row.position)!)).length;
}
