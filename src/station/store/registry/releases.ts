/** Programs that were released for tokens, and for which of them. */
import type { Kysely } from "kysely";
import { isSame } from "../../../custody/host/bytes.js";
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

/** Serial numbers, and the 16 bytes with which each takes the release. */
export type ReleaseTags = ReadonlyMap<number, Uint8Array>;

export function createReleases(db: Kysely<StoreTables>, write: Write) {
  return {
    /**
     * Keeps a release for the tokens that have a tag, and the row of the ledger with it.
     *
     * @param unit  for which it was released, as people name it
     */
    putRelease: (
      release: StoredRelease,
      unit: string,
      tags: ReleaseTags,
      entry: LedgerEntry,
    ): Promise<void> =>
      write(async (tx) => {
        await tx.insertInto("releases").values(rowOf(release, unit)).execute();
        await addTags(tx, release.number, tags);
        await addLedger(tx, entry);
      }),

    /** The newest release that is addressed to the token, and how often it was given to it whole. */
    async newestRelease(
      serial: number,
    ): Promise<(StoredRelease & { tag: Uint8Array; tries: number }) | undefined> {
      const row = await db
        .selectFrom("release_tags as given")
        .innerJoin("releases", "releases.number", "given.number")
        .leftJoin("release_tries", (join) =>
          join
            .onRef("release_tries.number", "=", "given.number")
            .onRef("release_tries.serial", "=", "given.serial"),
        )
        .select(["releases.number", "firmware", "head", "code", "tag", "tries"])
        .where("given.serial", "=", serial)
        .orderBy("releases.number", "desc")
        .limit(1)
        .executeTakeFirst();
      return row && { ...releaseOf(row), tag: toBytes(row.tag), tries: row.tries ?? 0 };
    },

    /** The token has all of it, and tries it from now on. */
    noteReleaseTry: (number: number, serial: number): Promise<void> =>
      write(async (tx) => {
        await tx
          .insertInto("release_tries")
          .values({ number, serial, tries: 1 })
          .onConflict((conflict) =>
            conflict
              .columns(["number", "serial"])
              .doUpdateSet((eb) => ({ tries: eb("release_tries.tries", "+", 1) })),
          )
          .execute();
      }),

    /**
     * The newest release of each token that is bound to the unit, with the tags of these.
     *
     * @param unit  fingerprint, hex
     */
    async releasesForUnit(unit: string): Promise<(StoredRelease & { unit: string; tags: ReleaseTags })[]> {
      const given = await db
        .selectFrom("release_tags as given")
        .innerJoin("unit_tokens", "unit_tokens.serial", "given.serial")
        .select(["given.number", "given.serial", "tag"])
        .where("unit", "=", unit)
        .where("given.number", "=", (eb) =>
          eb
            .selectFrom("release_tags")
            .whereRef("release_tags.serial", "=", "given.serial")
            .select(({ fn }) => fn.max("number").as("newest")),
        )
        .orderBy("given.serial")
        .execute();
      if (given.length === 0) return [];
      const numbers = [...new Set(given.map(({ number }) => number))];
      const rows = await db
        .selectFrom("releases")
        .selectAll()
        .where("number", "in", numbers)
        .orderBy("number")
        .execute();
      return rows.map((row) => {
        const tags = given.filter(({ number }) => Number(number) === Number(row.number));
        return {
          ...releaseOf(row),
          unit: row.unit,
          tags: new Map(tags.map(({ serial, tag }) => [serial, toBytes(tag)])),
        };
      });
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

/** What came in a pack. False, and nothing is kept, where another release of its number is there. */
export async function addRelease(
  tx: Kysely<StoreTables>,
  release: StoredRelease,
  unit: string,
  tags: ReleaseTags,
): Promise<boolean> {
  const known = await tx
    .selectFrom("releases")
    .select("head")
    .where("number", "=", release.number)
    .executeTakeFirst();
  if (known === undefined) await tx.insertInto("releases").values(rowOf(release, unit)).execute();
  else if (!isSame(toBytes(known.head), release.head)) return false;
  await addTags(tx, release.number, tags);
  return true;
}

async function addTags(tx: Kysely<StoreTables>, number: number, tags: ReleaseTags): Promise<void> {
  for (const [serial, bytes] of tags) {
    const tag = Buffer.from(bytes);
    await tx
      .insertInto("release_tags")
      .values({ number, serial, tag })
      .onConflict((conflict) => conflict.columns(["number", "serial"]).doUpdateSet({ tag }))
      .execute();
  }
}

function rowOf({ number, firmware, head, code }: StoredRelease, unit: string) {
  return { number, firmware, unit, head: Buffer.from(head), code: Buffer.from(code) };
}

function releaseOf(row: {
  number: number;
  firmware: string;
  head: ArrayBuffer | Uint8Array;
  code: ArrayBuffer | Uint8Array;
}): StoredRelease {
  const { firmware, head, code } = row;
  return { number: Number(row.number), firmware, head: toBytes(head), code: toBytes(code) };
}
