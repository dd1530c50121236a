/** Which number a chip gets, and how far its preparation is (LINE.md). */
import type { Kysely } from "kysely";
import type { Write } from "../database/opened.js";
import { keyOfSerial } from "../token-identity.js";
import type { StoreTables } from "../schema.js";

/** The first and the last of the numbers to be given. */
export interface NumberRange {
  first: number;
  last: number;
}

export function createPreparations(db: Kysely<StoreTables>, write: Write) {
  return {
    /**
     * The number under way of this chip; otherwise the lowest of the range that no token has or had, which is under way from now on.
     * Undefined where none is left.
     */
    numberFor: (chipId: string, range: NumberRange, atMs: number): Promise<number | undefined> =>
      write(async (tx) => {
        const own = await tx
          .selectFrom("preparations")
          .select("serial")
          .where("chip_id", "=", chipId)
          .where("booked_ms", "is", null)
          .executeTakeFirst();
        if (own !== undefined) return own.serial;
        const serial = await lowestFree(tx, range);
        if (serial === undefined) return undefined;
        await tx.insertInto("preparations").values({ serial, chip_id: chipId, begun_ms: atMs }).execute();
        return serial;
      }),

    /** The token has seen its administrator: its boxes are never replaced by another preparation, and it is in stock. */
    async markPrepared(serial: number, preparedMs: number): Promise<void> {
      await write(async (tx) => {
        await tx
          .updateTable("tokens")
          .set({ prepared_ms: preparedMs })
          .where("token", "=", keyOfSerial(serial))
          .execute();
        await tx
          .updateTable("preparations")
          .set({ booked_ms: preparedMs })
          .where("serial", "=", serial)
          .execute();
      });
    },

    /** When the token's boxes were completed; null while its preparation is under way, undefined where it never began. */
    preparedMs: async (serial: number): Promise<number | null | undefined> => {
      const box = await db
        .selectFrom("boxes")
        .select("serial")
        .where("serial", "=", serial)
        .executeTakeFirst();
      if (box === undefined) return undefined;
      const row = await db
        .selectFrom("tokens")
        .select("prepared_ms")
        .where("token", "=", keyOfSerial(serial))
        .executeTakeFirst();
      const preparedMs = row?.prepared_ms ?? null;
      return preparedMs === null ? null : Number(preparedMs);
    },

    /** Numbers that have boxes and whose token did not prove them yet. */
    unproven: async (): Promise<number[]> => [...(await unprovenIn(db))].sort((a, b) => a - b),

    /** Numbers given to chips, and not booked. */
    async numbersUnderWay(): Promise<number[]> {
      const rows = await db
        .selectFrom("preparations")
        .select("serial")
        .where("booked_ms", "is", null)
        .orderBy("serial")
        .execute();
      return rows.map(({ serial }) => serial);
    },

    /** Booked by a line, and on no sheet of labels yet. */
    async unlabelled(): Promise<number[]> {
      const rows = await db
        .selectFrom("preparations")
        .select("serial")
        .where("booked_ms", "is not", null)
        .where("labelled_ms", "is", null)
        .orderBy("serial")
        .execute();
      return rows.map(({ serial }) => serial);
    },

    async markLabelled(serials: readonly number[], atMs: number): Promise<void> {
      await write(async (tx) => {
        for (const serial of serials)
          await tx
            .updateTable("preparations")
            .set({ labelled_ms: atMs })
            .where("serial", "=", serial)
            .execute();
      });
    },
  };
}

/** Numbers of tokens with boxes that did not prove them yet: half prepared. @param token  this one only */
export async function unprovenIn(db: Kysely<StoreTables>, token?: string): Promise<Set<number>> {
  const rows = await db
    .selectFrom("tokens")
    .select("serial")
    .where("prepared_ms", "is", null)
    .$if(token !== undefined, (query) => query.where("token", "=", token!))
    .where(({ exists, selectFrom }) =>
      exists(selectFrom("boxes").select("boxes.serial").whereRef("boxes.serial", "=", "tokens.serial")),
    )
    .execute();
  return new Set(rows.map(({ serial }) => serial));
}

/** A number that ever had a token of this store, boxes or a chip is taken. */
async function lowestFree(
  tx: Kysely<StoreTables>,
  { first, last }: NumberRange,
): Promise<number | undefined> {
  const taken = new Set<number>();
  for (const table of ["preparations", "boxes", "tokens"] as const) {
    const rows = await tx
      .selectFrom(table)
      .select("serial")
      .distinct()
      .where("serial", ">=", first)
      .where("serial", "<=", last)
      .execute();
    for (const { serial } of rows) taken.add(serial);
  }
  for (let serial = first; serial <= last; serial++) if (!taken.has(serial)) return serial;
  return undefined;
}
