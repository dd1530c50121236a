/**
 * Records go beside what is stored, never in its place: who brought something first may have brought rubbish, and only a
 * key tells. So a page may have several copies, each of one source and of one page header; a place in a copy has one
 * record for good.
 */
import type { Kysely } from "kysely";
import { nextChange } from "./database/dialect.js";
import { toBytes, type StoreTables } from "./schema.js";
import { STORED_RECORD_BYTES, type SealedRecord, type StoredChunk, type SyncCounts } from "./types.js";

/** Copies of a page that one source may fill: a token sends one, and a second where its memory reads differently. */
export const MOST_COPIES = 4;

type Chunk = Omit<StoredChunk, "nextSequence">;
type Place = Pick<StoreTables["pages"], "token" | "generation" | "page_sequence">;

interface Row {
  position: number;
  sealed: Buffer;
}

interface Copy {
  copy: number;
  source: string | null;
  hasSameHead: boolean;
  /** By position. */
  records: Map<number, Uint8Array>;
}

/** Records of one page. What is stored just so is not stored again, whoever brought it. */
export async function addRecords(
  tx: Kysely<StoreTables>,
  token: string,
  chunk: Chunk,
  source: string | null,
): Promise<SyncCounts & { /** Left out: the source has filled its copies. */ full: number }> {
  const place = { token, generation: chunk.generation, page_sequence: chunk.pageSequence };
  const rows = rowsOf(chunk);
  const counts = { received: rows.length, added: 0, conflicting: 0, full: 0 };
  if (rows.length === 0) return counts;
  const copies = await copiesOf(tx, place, chunk);
  const fresh = rows.filter(({ position, sealed }) => {
    const isStored = ({ hasSameHead, records }: Copy) =>
      hasSameHead && sealed.equals(records.get(position) ?? NOTHING);
    return !copies.some(isStored);
  });
  if (fresh.length === 0) return counts;
  counts.conflicting = fresh.filter(({ position }) =>
    copies.some(({ records }) => records.has(position)),
  ).length;
  const own = copies.filter((one) => one.source === source);
  const home = own.find(
    ({ hasSameHead, records }) => hasSameHead && !fresh.some(({ position }) => records.has(position)),
  );
  if (home === undefined && own.length >= MOST_COPIES) return { ...counts, full: fresh.length };

  const change = await nextChange(tx);
  const copy = home?.copy ?? Math.max(-1, ...copies.map((one) => one.copy)) + 1;
  if (home === undefined) {
    const { sealDay, calendarDay, livedHours } = chunk;
    const head = { seal_day: sealDay, calendar_day: calendarDay, lived_hours: livedHours };
    await tx
      .insertInto("pages")
      .values({ ...place, copy, source, ...head, change })
      .execute();
  } else {
    await pageOf(tx.updateTable("pages").set({ change }), place).where("copy", "=", copy).execute();
  }
  await tx
    .insertInto("records")
    .values(fresh.map((row) => ({ ...place, copy, calendar_day: chunk.calendarDay, ...row })))
    .execute();
  await countPlaces(tx, place);
  return { ...counts, added: fresh.length };
}

/** Pages of which nothing is left go too. */
export async function dropRecords(
  tx: Kysely<StoreTables>,
  records: readonly Pick<
    SealedRecord,
    "token" | "generation" | "pageSequence" | "copy" | "position" | "calendarDay"
  >[],
): Promise<void> {
  for (const { token, generation, pageSequence, copy, position, calendarDay } of records) {
    const place = { token, generation, page_sequence: pageSequence };
    await pageOf(tx.deleteFrom("records"), place)
      .where("copy", "=", copy)
      .where("calendar_day", "=", calendarDay)
      .where("position", "=", position)
      .execute();
    const left = await pageOf(tx.selectFrom("records").select("position"), place)
      .where("copy", "=", copy)
      .where("calendar_day", "=", calendarDay)
      .limit(1)
      .executeTakeFirst();
    if (left === undefined) await pageOf(tx.deleteFrom("pages"), place).where("copy", "=", copy).execute();
    await countPlaces(tx, place);
  }
}

/**
 * Writes down how many places of a page are filled, with its first copy: what several brought of one place counts once. To
 * count ten million records anew would take seconds at each look at the list of tokens.
 */
export async function countPlaces(tx: Kysely<StoreTables>, place: Place): Promise<void> {
  const copies = await pageOf(tx.selectFrom("pages").select(["copy", "calendar_day"]), place)
    .orderBy("copy")
    .execute();
  const [first] = copies;
  if (first === undefined) return;
  const { places } = await pageOf(tx.selectFrom("records"), place)
    .where("calendar_day", "in", daysOf(copies))
    .select((eb) => eb.fn.count("position").distinct().as("places"))
    .executeTakeFirstOrThrow();
  if (copies.length > 1) await pageOf(tx.updateTable("pages").set({ places: 0 }), place).execute();
  await pageOf(tx.updateTable("pages").set({ places: Number(places) }), place)
    .where("copy", "=", first.copy)
    .execute();
}

const NOTHING = new Uint8Array(0);

function rowsOf({ position, records }: Chunk): Row[] {
  const rows: Row[] = [];
  for (let at = 0; at + STORED_RECORD_BYTES <= records.length; at += STORED_RECORD_BYTES) {
    const sealed = Buffer.from(records.subarray(at, at + STORED_RECORD_BYTES));
    rows.push({ position: position + at / STORED_RECORD_BYTES, sealed });
  }
  return rows;
}

/** What is stored of the page: all its copies, with their records. */
async function copiesOf(tx: Kysely<StoreTables>, place: Place, chunk: Chunk): Promise<Copy[]> {
  const pages = await pageOf(tx.selectFrom("pages").selectAll(), place).orderBy("copy").execute();
  if (pages.length === 0) return [];
  const records = await pageOf(tx.selectFrom("records").selectAll(), place)
    .where("calendar_day", "in", daysOf(pages))
    .execute();
  return pages.map(({ copy, source, seal_day, calendar_day, lived_hours }) => ({
    copy,
    source,
    hasSameHead:
      seal_day === chunk.sealDay &&
      calendar_day === chunk.calendarDay &&
      // Packs of older programs do not tell it.
      (lived_hours === chunk.livedHours || lived_hours === null || chunk.livedHours === null),
    records: new Map(
      records.filter((row) => row.copy === copy).map((row) => [row.position, toBytes(row.sealed)]),
    ),
  }));
}

function pageOf<Query extends { where(column: string, operator: "=", value: unknown): Query }>(
  query: Query,
  { token, generation, page_sequence }: Place,
): Query {
  return query
    .where("token", "=", token)
    .where("generation", "=", generation)
    .where("page_sequence", "=", page_sequence);
}

/** Named, so that a shared store looks into their partitions only. */
function daysOf(pages: readonly { calendar_day: number }[]): number[] {
  return [...new Set(pages.map((page) => page.calendar_day))];
}
