/**
 * The register of people, a page at a time: found and sorted by the database, which reads an index and stops when the page
 * is full. No list of everybody is ever in memory.
 */
import { randomUUID } from "node:crypto";
import { sql, type Kysely } from "kysely";
import { UserError } from "../../../words/user-error.js";
import { type Changes, withChanges } from "./changes.js";
import { formatFingerprint } from "../../fingerprint.js";
import { queryWords, searchPieces } from "../../text/search-words.js";
import { matchWords } from "../../text/vietnamese.js";
import { isPostgres } from "../database/dialect.js";
import type { Write } from "../database/opened.js";
import type { StoreTables } from "../schema.js";
import type {
  ListedPerson,
  PeoplePage,
  PeopleQuery,
  RegisterEntry,
  RegisteredPerson,
  TokenName,
} from "../types.js";
import { entryOfRow, hexKey, rowOfEntry } from "./person-row.js";

export const PERSON_COLUMNS = [
  ...(["id", "name", "unit", "phone", "birth_year", "origin", "sex", "relative_phone", "guardian"] as const),
  ...(["address", "person_group", "consent_ms", "consent_by", "has_smartphone", "refused_ms"] as const),
] as const;

/** More are fetched where a short number stands somewhere else than it was typed. */
const ROWS_A_QUERY = 200;
/** PostgreSQL takes 65,535 parameters, SQLite 32,766. */
export const VALUES_A_QUERY = 5_000;

export function createPeopleList(db: Kysely<StoreTables>, write: Write) {
  return {
    /** Those whom the query finds, in the order asked for, after the last one of the page before. */
    async people(asked: PeopleQuery): Promise<PeoplePage> {
      const { ids, next } = await idsOfPage(db, asked);
      if (ids.length === 0) return { people: [], next };
      const rows = await rowsOf(db, ids);
      const tokens = await tokensOf(db, ids);
      const people = ids.map((id) => ({ ...entryOfRow(rows.get(id)!), tokens: tokens.get(id) ?? [] }));
      return { people, next };
    },

    async countPeople(): Promise<number> {
      const row = await db
        .selectFrom("persons")
        .select(({ fn }) => fn.countAll().as("people"))
        .executeTakeFirstOrThrow();
      return Number(row.people);
    },

    addEntry: (entry: RegisterEntry): Promise<string> => write((tx) => insertEntry(tx, entry)),

    /** Puts right what was written of a person. Of those whom a unit keeps only that unit does. */
    putEntry: (id: string, changes: Changes<RegisterEntry>): Promise<void> =>
      write((tx) => updateEntry(tx, id, changes)),

    /** Everybody, a portion at a time, by given name. */
    async *allPeople(): AsyncGenerator<ListedPerson> {
      let after: string | null = null;
      do {
        const page: PeoplePage = await this.people({
          query: "",
          order: "name",
          isDown: false,
          after,
          limit: ROWS_A_QUERY,
        });
        yield* page.people;
        after = page.next;
      } while (after !== null);
    },
  };
}

async function idsOfPage(
  db: Kysely<StoreTables>,
  { query, order, isDown, after, limit }: PeopleQuery,
): Promise<{ ids: string[]; next: string | null }> {
  const words = queryWords(query);
  const pieces = searchPieces(words);
  // By SQLite's `like` 100,000 people take a fifth longer: it takes large letters for small ones.
  const placeOf = sql.raw(isPostgres(db) ? "strpos" : "instr");
  const key = order === "name" ? "name_key" : "unit_key";
  const found: { id: string; at: string }[] = [];
  let from = after;
  for (let hasMore = true; hasMore && found.length <= limit;) {
    const rows: { id: string; search: string; key: ArrayBuffer | Uint8Array | null }[] = await db
      .selectFrom("persons")
      .select(["id", "search", `${key} as key`])
      .$if(from !== null, (select) => {
        const [hex, id] = from!.split("/") as [string, string];
        const way = sql.raw(isDown ? "<" : ">");
        return select.where(sql<boolean>`(${sql.ref(key)}, id) ${way} (${Buffer.from(hex, "hex")}, ${id})`);
      })
      .$call((select) =>
        pieces.reduce((all, piece) => all.where(sql<boolean>`${placeOf}(search, ${piece}) > 0`), select),
      )
      .orderBy(key, isDown ? "desc" : "asc")
      .orderBy("id", isDown ? "desc" : "asc")
      .limit(Math.min(ROWS_A_QUERY, limit + 1))
      .execute();
    for (const row of rows) {
      from = `${hexKey(row.key)}/${row.id}`;
      if (matchWords(row.search.trim().split(" "), words) !== "none") found.push({ id: row.id, at: from });
    }
    hasMore = rows.length === Math.min(ROWS_A_QUERY, limit + 1);
  }
  const page = found.slice(0, limit);
  return { ids: page.map(({ id }) => id), next: found.length > limit ? page.at(-1)!.at : null };
}

async function rowsOf(db: Kysely<StoreTables>, ids: readonly string[]) {
  const rows = await db
    .selectFrom("persons")
    .select(PERSON_COLUMNS)
    .where("id", "in", [...ids])
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}

/** Those that each of them has now. */
export async function tokensOf(
  db: Kysely<StoreTables>,
  ids: readonly string[],
): Promise<Map<string, TokenName[]>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom("issues")
    .innerJoin("tokens", "tokens.token", "issues.token")
    .select(["person_id", "issues.token", "serial"])
    .where("person_id", "in", [...ids])
    .where("to_ms", "is", null)
    .orderBy("serial")
    .execute();
  const tokens = new Map<string, TokenName[]>();
  for (const { person_id, ...name } of rows) tokens.set(person_id, [...(tokens.get(person_id) ?? []), name]);
  return tokens;
}

/** Everybody whom one of a list may be: by ID, by the name without marks, by the digits of the phone. */
export async function candidates(
  db: Kysely<StoreTables>,
  asked: Readonly<Record<"id" | "folded_name" | "phone_digits", readonly string[]>>,
): Promise<RegisteredPerson[]> {
  const found = new Map<string, RegisteredPerson>();
  for (const column of ["id", "folded_name", "phone_digits"] as const) {
    const values = [...new Set(asked[column])];
    for (let from = 0; from < values.length; from += VALUES_A_QUERY) {
      const rows = await db
        .selectFrom("persons")
        .select(PERSON_COLUMNS)
        .where(column, "in", values.slice(from, from + VALUES_A_QUERY))
        .execute();
      for (const row of rows) found.set(row.id, entryOfRow(row));
    }
  }
  return [...found.values()];
}

export async function insertEntry(tx: Kysely<StoreTables>, entry: RegisterEntry): Promise<string> {
  const id = randomUUID();
  await tx
    .insertInto("persons")
    .values({ id, ...rowOfEntry(entry), origin: null })
    .execute();
  return id;
}

export async function updateEntry(
  tx: Kysely<StoreTables>,
  id: string,
  changes: Changes<RegisterEntry>,
): Promise<void> {
  const known = await tx.selectFrom("persons").select(PERSON_COLUMNS).where("id", "=", id).executeTakeFirst();
  if (known === undefined) throw new UserError("register/person/missing");
  if (known.origin) throw new UserError("station/person/foreign", { unit: formatFingerprint(known.origin) });
  await tx
    .updateTable("persons")
    .set(rowOfEntry(withChanges<RegisterEntry>(entryOfRow(known), changes)))
    .where("id", "=", id)
    .execute();
}
