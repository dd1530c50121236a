/** *Gói gửi lên*: sealed logs, the register and the coverage of a unit, for the level above. */
import type { Kysely } from "kysely";
import { forgetAllClaims } from "../store/old-claims.js";
import { toBytes, type StoreTables } from "../store/schema.js";
import type { Store } from "../store/store.js";
import { without } from "../without.js";
import { fittingLines } from "./fitting-lines.js";
import { linesOfContent, writePack, type PackAddress } from "./pack-file.js";

/** The receiver makes them anew. */
const SEARCH_COLUMNS = ["search", "name_key", "unit_key", "folded_name", "phone_digits"] as const;
const PAGES_A_QUERY = 200;
/** Pages are numbered by their last change; those of older stores have 0. */
const BEFORE_ALL = -1;
const RECENT_MS = 7 * 86_400_000;

export interface PackedUp {
  id: string;
  pages: number;
  records: number;
  /** Lines that no reader takes: claims of devices without keys, which older programs kept. */
  leftOut: number;
}

/**
 * Writes what the receiver has not said yet that it has; everything if `isWhole`. The register goes whole each time.
 */
export async function packUp(
  store: Store,
  path: string,
  address: PackAddress,
  isWhole: boolean,
): Promise<PackedUp> {
  const from = isWhole ? BEFORE_ALL : ((await store.acknowledgedChange()) ?? BEFORE_ALL);
  const counts = { pages: 0, records: 0, uptoChange: from };
  let leftOut = 0;
  // One transaction, so that a reading under way does not tear what belongs together.
  const id = await store.write(async (tx) => {
    await forgetAllClaims(tx);
    const fitting = fittingLines(itemsUp(tx, from, address.madeMs, counts), () => leftOut++);
    const content = linesOfContent("up", fitting);
    return writePack(path, "up", address, content);
  });
  await store.putPackOut(id, address.madeMs, counts.uptoChange);
  return { id, pages: counts.pages, records: counts.records, leftOut };
}

async function* itemsUp(
  db: Kysely<StoreTables>,
  fromChange: number,
  nowMs: number,
  counts: { pages: number; records: number; uptoChange: number },
): AsyncGenerator<object> {
  yield* registerItems(db);
  yield { coverage: await coverageOf(db, nowMs) };
  for (const row of await db.selectFrom("wrapped_secrets").selectAll().execute()) {
    yield { wrapped: { ...without(row, "source"), wrapped: base64(row.wrapped) } };
  }
  for (let offset = 0, hasMore = true; hasMore; offset += PAGES_A_QUERY) {
    const pages = await db
      .selectFrom("pages")
      .selectAll()
      .where("change", ">", fromChange)
      .orderBy("change")
      .orderBy("token")
      .orderBy("generation")
      .orderBy("page_sequence")
      .orderBy("copy")
      .limit(PAGES_A_QUERY)
      .offset(offset)
      .execute();
    for (const page of pages) {
      const records = await db
        .selectFrom("records")
        .select(["position", "sealed"])
        .where("token", "=", page.token)
        .where("generation", "=", page.generation)
        .where("page_sequence", "=", page.page_sequence)
        .where("copy", "=", page.copy)
        .where("calendar_day", "=", page.calendar_day)
        .orderBy("position")
        .execute();
      counts.pages++;
      counts.records += records.length;
      counts.uptoChange = Number(page.change);
      yield {
        page: {
          ...without(page, "change", "copy", "source", "places"),
          page_sequence: Number(page.page_sequence),
          positions: records.map((record) => record.position),
          sealed: base64(Buffer.concat(records.map((record) => toBytes(record.sealed)))),
        },
      };
    }
    hasMore = pages.length === PAGES_A_QUERY;
  }
}

/** Rows as they stand; which tokens they tell of comes first, and by which secrets a receiver knows them again. */
async function* registerItems(db: Kysely<StoreTables>): AsyncGenerator<object> {
  for (const row of await db.selectFrom("tokens").selectAll().execute()) {
    yield { token: without(row, "next_sequence", "dated_sequence", "prepared_ms") };
  }
  for (const row of await db.selectFrom("token_secrets").selectAll().execute()) {
    yield { secrets: { ...row, base_id: base64(row.base_id), seal_key: base64(row.seal_key) } };
  }
  for (const row of await db.selectFrom("withdrawn").selectAll().execute())
    yield { withdrawal: { id: row.id, at_ms: Number(row.at_ms) } };
  for (const row of await db.selectFrom("persons").selectAll().execute())
    yield { person: without(row, "origin", "household_id", ...SEARCH_COLUMNS) };
  for (const row of await db.selectFrom("issues").selectAll().execute())
    yield { issue: without(row, "origin") };
  for (const row of await db.selectFrom("token_states").selectAll().orderBy("at_ms").execute())
    yield { state: { ...without(row, "origin"), at_ms: Number(row.at_ms) } };
  for (const sync of await db.selectFrom("syncs").selectAll().execute()) yield { sync };
  for (const row of await db.selectFrom("readings").selectAll().execute()) {
    yield { reading: without(row, "source") };
  }
  for (const row of await db.selectFrom("clock_corrections").selectAll().execute()) {
    yield { correction: without(row, "source") };
  }
}

function base64(bytes: ArrayBuffer | Uint8Array): string {
  return Buffer.from(toBytes(bytes)).toString("base64");
}

/** By hamlet, class or ward: tokens that people have, and how many of them were read lately. */
async function coverageOf(db: Kysely<StoreTables>, nowMs: number) {
  const held = await db
    .selectFrom("issues")
    .innerJoin("persons", "persons.id", "issues.person_id")
    .innerJoin("tokens", "tokens.token", "issues.token")
    .select(["persons.unit", "last_read_ms"])
    .where("to_ms", "is", null)
    .execute();
  const units = new Map<string, { unit: string; held: number; readLastWeek: number }>();
  for (const { unit, last_read_ms } of held) {
    const counted = units.get(unit) ?? { unit, held: 0, readLastWeek: 0 };
    units.set(unit, counted);
    counted.held++;
    if (last_read_ms !== null && Number(last_read_ms) > nowMs - RECENT_MS) counted.readLastWeek++;
  }
  const { tokens } = await db
    .selectFrom("tokens")
    .select(({ fn }) => fn.countAll().as("tokens"))
    .executeTakeFirstOrThrow();
  return { tokens: Number(tokens), held: held.length, units: [...units.values()] };
}
