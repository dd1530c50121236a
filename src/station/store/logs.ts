/** The tokens' logs: pages and records, all still sealed. */
import type { Kysely } from "kysely";
import type { Write } from "./database/opened.js";
import { HIGHEST_SERIAL } from "../serial-number.js";
import { addRecords } from "./records.js";
import { toBytes, type StoreTables } from "./schema.js";
import type { DayRange, SealedRecord, StoredChunk, SyncCounts, TokenName } from "./types.js";

/** Rows fetched at once, so that a commune's whole store never stands in memory. */
const RECORDS_A_QUERY = 5_000;

/** Storing one twice changes nothing. */
const REPEATABLE = { isRepeatable: true };

export function createLogs(db: Kysely<StoreTables>, write: Write) {
  return {
    /** First sequence number of the token's present generation that is not stored. */
    async nextSequence(token: string): Promise<number> {
      const row = await db
        .selectFrom("tokens")
        .select("next_sequence")
        .where("token", "=", token)
        .executeTakeFirst();
      return Number(row?.next_sequence ?? 0);
    },

    async startSync(
      token: string,
      startedMs: number,
      from: number,
      unreadRecords: number,
      clockDriftMs: number | null,
    ): Promise<void> {
      await write(async (tx) => {
        await tx
          .insertInto("syncs")
          .values({
            token,
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
          .where("token", "=", token)
          .execute();
      }, REPEATABLE);
    },

    /** Stores the records of one chunk; returns how many were new. */
    addChunk: (token: string, startedMs: number, chunk: StoredChunk): Promise<SyncCounts> =>
      write(async (tx) => {
        const { received, added, conflicting } = await addRecords(tx, token, chunk, null);
        await tx
          .updateTable("tokens")
          .set({ next_sequence: chunk.nextSequence })
          .where("token", "=", token)
          .execute();
        await tx
          .updateTable("syncs")
          .set((eb) => ({
            to_sequence: chunk.nextSequence,
            received: eb("received", "+", received),
            added: eb("added", "+", added),
            conflicting: eb("conflicting", "+", conflicting),
          }))
          .where("token", "=", token)
          .where("started_ms", "=", startedMs)
          .execute();
        return { received, added, conflicting };
      }, REPEATABLE),

    /** The reading reached the end of the token's log. */
    async finishSync(token: string, startedMs: number, finishedMs: number): Promise<void> {
      await write(async (tx) => {
        await tx
          .updateTable("syncs")
          .set({ finished_ms: finishedMs })
          .where("token", "=", token)
          .where("started_ms", "=", startedMs)
          .execute();
        await tx
          .updateTable("tokens")
          .set({ last_read_ms: finishedMs, unread_records: 0 })
          .where("token", "=", token)
          .execute();
      }, REPEATABLE);
    },

    /** Days of which there are records of the token, by its clock, and how many records. */
    async logSize(token: string): Promise<{ days: number; records: number }> {
      const row = await db
        .selectFrom("pages")
        .select(({ fn }) => fn.count("calendar_day").distinct().as("days"))
        .select(({ fn }) => fn.sum("places").as("records"))
        .where("token", "=", token)
        .where("places", ">", 0)
        .executeTakeFirst();
      return { days: Number(row?.days ?? 0), records: Number(row?.records ?? 0) };
    },

    /**
     * First and last day, by the tokens' clocks, of which there are pages; undefined where there are none.
     *
     * @param isPractice  of practice tokens, or of tokens in service
     */
    async storedDays(isPractice: boolean): Promise<DayRange | undefined> {
      const row = await db
        .selectFrom("pages")
        .innerJoin("tokens", "tokens.token", "pages.token")
        .select(({ fn }) => [fn.min("calendar_day").as("fromDay"), fn.max("calendar_day").as("toDay")])
        .where("serial", isPractice ? ">" : "<=", HIGHEST_SERIAL)
        .executeTakeFirst();
      if (row === undefined || row.fromDay === null) return undefined;
      return { fromDay: Number(row.fromDay), toDay: Number(row.toDay) };
    },

    /** First and last day, by the token's clock, of the pages of each generation. */
    async loggedDays(): Promise<(DayRange & { token: string; generation: number })[]> {
      const rows = await db
        .selectFrom("pages")
        .select(["token", "generation"])
        .select(({ fn }) => [fn.min("calendar_day").as("fromDay"), fn.max("calendar_day").as("toDay")])
        .groupBy(["token", "generation"])
        .execute();
      return rows.map((row) => ({ ...row, fromDay: Number(row.fromDay), toDay: Number(row.toDay) }));
    },

    /** By token, the last day whose keys its log tells of. */
    async newestSealDays(): Promise<Map<string, number>> {
      const rows = await db
        .selectFrom("pages")
        .select("token")
        .select(({ fn }) => fn.max("seal_day").as("day"))
        .groupBy("token")
        .execute();
      return new Map(rows.map(({ token, day }) => [token, Number(day)]));
    },

    /**
     * Sealed records, in the order of the key, a portion at a time: page after page, all copies of one together.
     *
     * @param daysOf  days of the pages wanted of a token (UTC, by its clock); ranges that do not overlap
     */
    async *sealedRecords(daysOf: (token: string) => readonly DayRange[]): AsyncGenerator<SealedRecord[]> {
      const tokens = await db.selectFrom("tokens").select(["token", "serial"]).orderBy("token").execute();
      for (const name of tokens) {
        for (const range of daysOf(name.token)) yield* recordsOf(db, name, range);
      }
    },
  };
}

async function* recordsOf(
  db: Kysely<StoreTables>,
  { token, serial }: TokenName,
  { fromDay, toDay }: DayRange,
): AsyncGenerator<SealedRecord[]> {
  let last: { generation: number; pageSequence: number; copy: number; position: number } | undefined;
  for (;;) {
    const after = last;
    const rows = await db
      .selectFrom("records")
      .innerJoin("pages", (join) =>
        join
          .onRef("pages.token", "=", "records.token")
          .onRef("pages.generation", "=", "records.generation")
          .onRef("pages.page_sequence", "=", "records.page_sequence")
          .onRef("pages.copy", "=", "records.copy")
          .onRef("pages.calendar_day", "=", "records.calendar_day"),
      )
      .select([
        "records.generation",
        "records.page_sequence as pageSequence",
        "records.copy",
        "source",
        "position",
        "seal_day as sealDay",
        "records.calendar_day as calendarDay",
        "sealed",
      ])
      .where("records.token", "=", token)
      .where("records.calendar_day", ">=", fromDay)
      .where("records.calendar_day", "<=", toDay)
      // An offset would have all rows before it read once more.
      .$if(after !== undefined, (query) =>
        query.where(({ eb, refTuple, tuple }) =>
          eb(
            refTuple("records.generation", "records.page_sequence", "records.copy", "records.position"),
            ">",
            tuple(after!.generation, after!.pageSequence, after!.copy, after!.position),
          ),
        ),
      )
      .orderBy("records.generation")
      .orderBy("records.page_sequence")
      .orderBy("records.copy")
      .orderBy("position")
      .limit(RECORDS_A_QUERY)
      .execute();
    last = rows.at(-1);
    if (rows.length > 0) {
      // One by one: to spread what the database gave takes four times as long.
      yield rows.map((row) => ({
        token,
        serial,
        generation: row.generation,
        pageSequence: Number(row.pageSequence),
        copy: row.copy,
        position: row.position,
        source: row.source,
        sealDay: row.sealDay,
        calendarDay: row.calendarDay,
        sealed: toBytes(row.sealed),
      }));
    }
    if (rows.length < RECORDS_A_QUERY) return;
  }
}
