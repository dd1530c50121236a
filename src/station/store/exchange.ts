/** Lists of cases, and what is known of packs that came and went. */
import type { Kysely } from "kysely";
import type { Write } from "./database/opened.js";
import { toBytes, type StoreTables } from "./schema.js";
import type { StoredList } from "./types.js";

export interface TakenPack {
  /** Hex. */
  id: string;
  kind: string;
  /** Fingerprint, hex. */
  sender: string;
  madeMs: number;
  takenMs: number;
}

export function createExchangeStore(db: Kysely<StoreTables>, write: Write) {
  return {
    /** One piece of work on the tables, whole or not at all. */
    write,

    /** The newest list that is addressed to the token. */
    async newestList(serial: number): Promise<(StoredList & { tag: Uint8Array }) | undefined> {
      const row = await db
        .selectFrom("f0_lists")
        .innerJoin("list_tags", "list_tags.number", "f0_lists.number")
        .select(["f0_lists.number", "head", "entries", "tag"])
        .where("serial", "=", serial)
        .orderBy("f0_lists.number", "desc")
        .limit(1)
        .executeTakeFirst();
      return row && { ...listOf(row), tag: toBytes(row.tag) };
    },

    /** The newest list of all, whomever it is addressed to. */
    async lastList(): Promise<StoredList | undefined> {
      const row = await db
        .selectFrom("f0_lists")
        .select(["number", "head", "entries"])
        .orderBy("number", "desc")
        .limit(1)
        .executeTakeFirst();
      return row && listOf(row);
    },

    /** Keeps a list and whom it is addressed to. */
    async putList(list: StoredList, tags: ReadonlyMap<number, Uint8Array>, madeMs: number): Promise<void> {
      await write((tx) => addList(tx, list, tags, madeMs));
    },

    /** Newest first. */
    async packsFrom(sender: string): Promise<TakenPack[]> {
      const rows = await db
        .selectFrom("packs_in")
        .selectAll()
        .where("sender", "=", sender)
        .orderBy("made_ms", "desc")
        .execute();
      return rows.map((row) => ({
        id: row.id.split(BETWEEN).at(-1)!,
        kind: row.kind,
        sender: row.sender,
        madeMs: Number(row.made_ms),
        takenMs: Number(row.taken_ms),
      }));
    },

    /** Whether this sender's pack of that ID came in. */
    async hasTaken(id: string, sender: string): Promise<boolean> {
      const row = await db
        .selectFrom("packs_in")
        .select("id")
        // Older programs kept the ID alone.
        .where("id", "in", [id, nameOf(id, sender)])
        .where("sender", "=", sender)
        .executeTakeFirst();
      return row !== undefined;
    },

    /** Pages up to this change are with the receiver, by its own word; undefined before the first. */
    async acknowledgedChange(): Promise<number | undefined> {
      const row = await db
        .selectFrom("packs_out")
        .select(({ fn }) => fn.max("upto_change").as("change"))
        .where("acknowledged_ms", "is not", null)
        .executeTakeFirst();
      const change = row?.change ?? null;
      return change === null ? undefined : Number(change);
    },

    async putPackOut(id: string, madeMs: number, uptoChange: number): Promise<void> {
      await write(async (tx) => {
        await tx
          .insertInto("packs_out")
          .values({ id, made_ms: madeMs, upto_change: uptoChange, acknowledged_ms: null })
          .execute();
      });
    },
  };
}

const BETWEEN = "/";

/** A sender chooses its packs' IDs, and every reader of a stick sees them: one alone names no pack. */
function nameOf(id: string, sender: string): string {
  return sender + BETWEEN + id;
}

function listOf(row: {
  number: number;
  head: ArrayBuffer | Uint8Array;
  entries: ArrayBuffer | Uint8Array;
}): StoredList {
  return { number: Number(row.number), head: toBytes(row.head), entries: toBytes(row.entries) };
}

export async function addList(
  tx: Kysely<StoreTables>,
  { number, head, entries }: StoredList,
  tags: ReadonlyMap<number, Uint8Array>,
  madeMs: number,
): Promise<void> {
  await tx
    .insertInto("f0_lists")
    .values({ number, made_ms: madeMs, head: Buffer.from(head), entries: Buffer.from(entries) })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  for (const [serial, bytes] of tags) {
    const tag = Buffer.from(bytes);
    await tx
      .insertInto("list_tags")
      .values({ number, serial, tag })
      .onConflict((conflict) => conflict.columns(["number", "serial"]).doUpdateSet({ tag }))
      .execute();
  }
}

export async function addTakenPack(
  tx: Kysely<StoreTables>,
  { id, kind, sender, madeMs, takenMs }: TakenPack,
): Promise<void> {
  const row = { id: nameOf(id, sender), kind, sender, made_ms: madeMs, taken_ms: takenMs };
  await tx.insertInto("packs_in").values(row).execute();
}
