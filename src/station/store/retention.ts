/** Records that are looked at for their age, and dropped where they are too old. */
import { sql, type Kysely } from "kysely";
import type { Write } from "./database/opened.js";
import { countPlaces } from "./records.js";
import type { StoreTables } from "./schema.js";
import type { UndatedPage } from "./types.js";

export function createRetention(db: Kysely<StoreTables>, write: Write) {
  return {
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
            .onRef("pages.copy", "=", "records.copy"),
        )
        .select(["pages.generation", "pages.page_sequence", "pages.copy", "calendar_day"])
        .select(({ fn }) => fn.countAll().as("records"))
        .where("pages.token", "=", token)
        .where("pages.page_sequence", ">=", Math.floor(from / recordsPerPage))
        // Of the page in which the last reading stopped, only what came since.
        .where(sql<boolean>`records.page_sequence * ${recordsPerPage} + records.position >= ${from}`)
        .groupBy(["pages.generation", "pages.page_sequence", "pages.copy", "calendar_day"])
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
        for (const { generation, pageSequence, copy } of pages) {
          const position = Math.max(0, from - pageSequence * recordsPerPage);
          dropped += await dropFrom(tx, { token, generation, page_sequence: pageSequence, copy }, position);
        }
        await tx
          .updateTable("tokens")
          .set((eb) => ({ dated_sequence: eb.ref("next_sequence") }))
          .where("token", "=", token)
          .execute();
        return dropped;
      }),
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
  page: { token: string; generation: number; page_sequence: number; copy: number },
  position: number,
): Promise<number> {
  const result = await tx
    .deleteFrom("records")
    .where("token", "=", page.token)
    .where("generation", "=", page.generation)
    .where("page_sequence", "=", page.page_sequence)
    .where("copy", "=", page.copy)
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
