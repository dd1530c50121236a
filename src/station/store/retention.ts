/** Records that are looked at for their age, and dropped where they are too old. */
import { sql, type Kysely } from "kysely";
import type { OpenDatabase, Write } from "./database/opened.js";
import { HIGHEST_SERIAL } from "../serial-number.js";
import { countPlaces } from "./records.js";
import type { StoreTables } from "./schema.js";
import type { UndatedPage } from "./types.js";

/** What is dropped is dropped. */
const REPEATABLE = { isRepeatable: true };

export function createRetention(db: Kysely<StoreTables>, write: Write, expire: OpenDatabase["expire"]) {
  return {
    /**
     * Deletes sealed pages that are older than the store keeps. A clock that runs ahead must not decide it: days are counted
     * back from the newest page where that is older than today. Where a token's clock was ever wrong, its pages' days prove
     * nothing, and all of that generation stay. A shared store goes by its server's clock.
     */
    dropExpiredPages: (nowDay: number, keptDays: number): Promise<number> =>
      write(async (tx) => {
        if (expire !== undefined) return expire(tx, keptDays);
        let dropped = 0;
        // Practice tokens are of nobody: their days decide only over their own.
        for (const isPractice of [false, true]) {
          const pages = tx
            .selectFrom("pages")
            .innerJoin("tokens", "tokens.token", "pages.token")
            .where("serial", isPractice ? ">" : "<=", HIGHEST_SERIAL);
          const { newest } = await pages
            .select(({ fn }) => fn.max("calendar_day").as("newest"))
            .executeTakeFirstOrThrow();
          const firstKept = Math.min(nowDay, Number(newest ?? 0) + 1) - keptDays;
          const old = await pages
            .select(["pages.token", "pages.generation", "page_sequence", "copy", "calendar_day"])
            .where("calendar_day", "<", firstKept)
            .where(({ not, exists, selectFrom }) =>
              not(
                exists(
                  selectFrom("clock_corrections")
                    .select("clock_corrections.token")
                    .whereRef("clock_corrections.token", "=", "pages.token")
                    .whereRef("clock_corrections.generation", "=", "pages.generation"),
                ),
              ),
            )
            .execute();
          for (const page of old) dropped += await dropFrom(tx, page, 0);
        }
        return dropped;
      }, REPEATABLE),

    /** Pages that hold records whose days nobody has looked at yet. */
    async undatedPages(token: string, recordsPerPage: number): Promise<UndatedPage[]> {
      const from = await datedSequence(db, token);
      const rows = await db
        .selectFrom("pages")
        .innerJoin("records", (join) =>
          join
            .onRef("pages.token", "=", "records.token")
            .onRef("pages.generation", "=", "records.generation")
            .onRef("pages.page_sequence", "=", "records.page_sequence")
            .onRef("pages.copy", "=", "records.copy")
            .onRef("pages.calendar_day", "=", "records.calendar_day"),
        )
        .select(["pages.generation", "pages.page_sequence", "pages.copy", "pages.calendar_day"])
        .select(({ fn }) => fn.countAll().as("records"))
        .where("pages.token", "=", token)
        .where("pages.page_sequence", ">=", Math.floor(from / recordsPerPage))
        // Of the page in which the last reading stopped, only what came since.
        .where(sql<boolean>`records.page_sequence * ${recordsPerPage} + records.position >= ${from}`)
        .groupBy(["pages.generation", "pages.page_sequence", "pages.copy", "pages.calendar_day"])
        .orderBy("pages.page_sequence")
        .execute();
      return rows.map((row) => ({
        generation: row.generation,
        pageSequence: Number(row.page_sequence),
        copy: row.copy,
        calendarDay: row.calendar_day,
        records: Number(row.records),
      }));
    },

    /** Drops what was read of these pages since their days were last looked at; all up to the end counts as looked at. */
    dropUndated: (token: string, recordsPerPage: number, pages: readonly UndatedPage[]): Promise<number> =>
      write(async (tx) => {
        const from = await datedSequence(tx, token);
        let dropped = 0;
        for (const { generation, pageSequence, copy, calendarDay } of pages) {
          const position = Math.max(0, from - pageSequence * recordsPerPage);
          const page = { token, generation, page_sequence: pageSequence, copy, calendar_day: calendarDay };
          dropped += await dropFrom(tx, page, position);
        }
        await tx
          .updateTable("tokens")
          .set((eb) => ({ dated_sequence: eb.ref("next_sequence") }))
          .where("token", "=", token)
          .execute();
        return dropped;
      }, REPEATABLE),
  };
}

async function datedSequence(db: Kysely<StoreTables>, token: string): Promise<number> {
  const row = await db
    .selectFrom("tokens")
    .select("dated_sequence")
    .where("token", "=", token)
    .executeTakeFirst();
  return Number(row?.dated_sequence ?? 0);
}

/** Records of a page from a position on; the page too, where nothing is left of it. */
async function dropFrom(
  tx: Kysely<StoreTables>,
  page: Pick<StoreTables["pages"], "token" | "generation" | "page_sequence" | "copy" | "calendar_day">,
  position: number,
): Promise<number> {
  const result = await tx
    .deleteFrom("records")
    .where("token", "=", page.token)
    .where("generation", "=", page.generation)
    .where("page_sequence", "=", page.page_sequence)
    .where("copy", "=", page.copy)
    .where("calendar_day", "=", page.calendar_day)
    .where("position", ">=", position)
    .executeTakeFirst();
  if (position === 0) {
    await tx
      .deleteFrom("pages")
      .where("token", "=", page.token)
      .where("generation", "=", page.generation)
      .where("page_sequence", "=", page.page_sequence)
      .where("copy", "=", page.copy)
      .execute();
  }
  await countPlaces(tx, page);
  return Number(result.numDeletedRows);
}
