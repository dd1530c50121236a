/** The tokens' logs: readings, pages and records, all still sealed. */
import type { Kysely } from "kysely";
import type { Write } from "./open-database.js";
import { toBytes, type StoreTables } from "./schema.js";
import {
  STORED_RECORD_BYTES,
  type ClockCorrection,
  type DayRange,
  type SealedRecord,
  type StoredChunk,
  type SyncCounts,
} from "./types.js";

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
    addChunk: (serial: number, startedMs: number, chunk: StoredChunk): Promise<SyncCounts> =>
      write(async (tx) => {
        const counts = await addRecords(tx, serial, chunk);
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
      }),

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

    /** Everything that the token told about itself, as JSON. */
    async putReading(serial: number, atMs: number, role: string, identity: string): Promise<void> {
      await write(async (tx) => {
        const row = { role, identity };
        await tx
          .insertInto("readings")
          .values({ serial, at_ms: atMs, ...row })
          .onConflict((conflict) => conflict.columns(["serial", "at_ms"]).doUpdateSet(row))
          .execute();
      });
    },

    async putCorrection(correction: ClockCorrection, foundMs: number): Promise<void> {
      await write((tx) => addCorrection(tx, correction, foundMs));
    },

    /** The token's clock turned out right enough: its epoch goes on. */
    async dropCorrection(serial: number, generation: number, epoch: number): Promise<void> {
      await write(async (tx) => {
        await tx
          .deleteFrom("clock_corrections")
          .where("serial", "=", serial)
          .where("generation", "=", generation)
          .where("epoch", "=", epoch)
          .execute();
      });
    },

    async corrections(): Promise<ClockCorrection[]> {
      const rows = await db.selectFrom("clock_corrections").selectAll().execute();
      return rows.map((row) => ({
        serial: row.serial,
        generation: row.generation,
        epoch: row.epoch,
        offsetMs: Number(row.offset_ms),
        untilMs: Number(row.until_ms),
      }));
    },

    /** End of the last complete reading of any token; 0 before the first. */
    async lastReadMs(): Promise<number> {
      const row = await db
        .selectFrom("tokens")
        .select(({ fn }) => fn.max("last_read_ms").as("last"))
        .executeTakeFirst();
      return Number(row?.last ?? 0);
    },

    /** First and last day, by the tokens' clocks, of which there are pages; undefined where there are none. */
    async storedDays(): Promise<DayRange | undefined> {
      const row = await db
        .selectFrom("pages")
        .select(({ fn }) => [fn.min("day").as("fromDay"), fn.max("day").as("toDay")])
        .executeTakeFirst();
      if (row === undefined || row.fromDay === null) return undefined;
      return { fromDay: Number(row.fromDay), toDay: Number(row.toDay) };
    },

    /**
     * Sealed records, in the order of the key, a portion at a time.
     *
     * @param daysOf  days of the pages wanted of a token (UTC, by its clock); ranges that do not overlap
     */
    async *sealedRecords(daysOf: (serial: number) => readonly DayRange[]): AsyncGenerator<SealedRecord[]> {
      const tokens = await db.selectFrom("tokens").select("serial").orderBy("serial").execute();
      for (const { serial } of tokens) {
        for (const range of daysOf(serial)) yield* recordsOf(db, serial, range);
      }
    },
  };
}

async function* recordsOf(
  db: Kysely<StoreTables>,
  serial: number,
  { fromDay, toDay }: DayRange,
): AsyncGenerator<SealedRecord[]> {
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
    if (rows.length < RECORDS_A_QUERY) return;
  }
}

/** Records of one page; what is stored already stays as it is. */
export async function addRecords(
  tx: Kysely<StoreTables>,
  serial: number,
  chunk: Omit<StoredChunk, "nextSequence">,
): Promise<SyncCounts> {
  const page = { serial, generation: chunk.generation, page_sequence: chunk.pageSequence };
  const rows: { position: number; sealed: Buffer }[] = [];
  for (let at = 0; at + STORED_RECORD_BYTES <= chunk.records.length; at += STORED_RECORD_BYTES) {
    rows.push({
      position: chunk.position + at / STORED_RECORD_BYTES,
      sealed: Buffer.from(chunk.records.subarray(at, at + STORED_RECORD_BYTES)),
    });
  }
  const counts: SyncCounts = { received: rows.length, added: 0, conflicting: 0 };
  if (rows.length === 0) return counts;
  const change = await nextChange(tx);
  await tx
    .insertInto("pages")
    .values({ ...page, day: chunk.day, change })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const result = await tx
    .insertInto("records")
    .values(rows.map((row) => ({ ...page, ...row })))
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  counts.added = Number(result.numInsertedOrUpdatedRows ?? 0);
  if (counts.added > 0) {
    await tx
      .updateTable("pages")
      .set({ change })
      .where("serial", "=", page.serial)
      .where("generation", "=", page.generation)
      .where("page_sequence", "=", page.page_sequence)
      .execute();
  }
  if (counts.added < rows.length) counts.conflicting = await countConflicts(tx, page, rows);
  return counts;
}

async function nextChange(tx: Kysely<StoreTables>): Promise<number> {
  const row = await tx
    .selectFrom("pages")
    .select(({ fn }) => fn.max("change").as("last"))
    .executeTakeFirst();
  return Number(row?.last ?? 0) + 1;
}

export async function addCorrection(
  tx: Kysely<StoreTables>,
  { serial, generation, epoch, offsetMs, untilMs }: ClockCorrection,
  foundMs: number,
): Promise<void> {
  const row = { offset_ms: offsetMs, until_ms: untilMs, found_ms: foundMs };
  await tx
    .insertInto("clock_corrections")
    .values({ serial, generation, epoch, ...row })
    .onConflict((conflict) => conflict.columns(["serial", "generation", "epoch"]).doUpdateSet(row))
    .execute();
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
