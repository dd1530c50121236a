/** Programs that were released for tokens, and for which of them. */
import type { Kysely } from "kysely";
import { addLedger } from "../custody/ledger.js";
import type { Write } from "../database/opened.js";
import { toBytes, type StoreTables } from "../schema.js";
import type { LedgerEntry } from "../types.js";

export interface StoredRelease {
  /** When it was released, in seconds since 1970. */
  number: number;
  /** "1.2.3" */
  firmware: string;
  head: Uint8Array;
  code: Uint8Array;
}

export function createReleases(db: Kysely<StoreTables>, write: Write) {
  return {
    /**
     * Keeps a release for the tokens that have a tag, and the row of the ledger with it.
     *
     * @param unit  for which it was released, as people name it
     * @param tags  by serial number
     */
    putRelease: (
      { number, firmware, head, code }: StoredRelease,
      unit: string,
      tags: ReadonlyMap<number, Uint8Array>,
      entry: LedgerEntry,
    ): Promise<void> =>
      write(async (tx) => {
        await tx
          .insertInto("releases")
          .values({ number, firmware, unit, head: Buffer.from(head), code: Buffer.from(code) })
          .execute();
        for (const [serial, tag] of tags)
          await tx
            .insertInto("release_tags")
            .values({ number, serial, tag: Buffer.from(tag) })
            .execute();
        await addLedger(tx, entry);
      }),

    /** The newest release that is addressed to the token. */
    async newestRelease(serial: number): Promise<(StoredRelease & { tag: Uint8Array }) | undefined> {
      const row = await db
        .selectFrom("release_tags")
        .innerJoin("releases", "releases.number", "release_tags.number")
        .select(["releases.number", "firmware", "head", "code", "tag"])
        .where("serial", "=", serial)
        .orderBy("releases.number", "desc")
        .limit(1)
        .executeTakeFirst();
      if (row === undefined) return undefined;
      const [head, code, tag] = [row.head, row.code, row.tag].map(toBytes) as [
        Uint8Array,
        Uint8Array,
        Uint8Array,
      ];
      return { number: Number(row.number), firmware: row.firmware, head, code, tag };
    },

    /** The last number given; 0 before the first. */
    async lastRelease(): Promise<number> {
      const row = await db
        .selectFrom("releases")
        .select(({ fn }) => fn.max("number").as("number"))
        .executeTakeFirst();
      return Number(row?.number ?? 0);
    },
  };
}
