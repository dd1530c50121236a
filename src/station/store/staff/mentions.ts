/** Texts about others that name a person, and their words taken out: CUSTODY.md, _Words about a person_. */
import type { Kysely } from "kysely";
import { UserError } from "../../../words/user-error.js";
import {
  type Shared,
  type Sought,
  type Span,
  STRUCK,
  joined,
  lookup,
  nameWords,
  onlyPhone,
  searchable,
  strikeOut,
  sureSpans,
} from "../../text/mentions.js";
import { formatSerial } from "../../serial-number.js";
import { placeOf, renumber } from "../registry/households.js";
import { searchColumns } from "../registry/person-row.js";
import type { StoreTables } from "../schema.js";

/** A text with the words in it. */
export interface Mention<Kind extends string = MentionKind> {
  /** Where it stands, for the program. */
  at: string;
  kind: Kind;
  /** About whom or what it is. */
  of: string;
  text: string;
  spans: readonly Span[];
  /** The words would be taken out where nobody is asked. */
  isSure: boolean;
}

/** As somebody saw it. */
export type Chosen = Pick<Mention, "at" | "text">;

/** For each column whether it is a note, of which words may go without being asked, a name or a telephone. */
const COLUMNS = {
  persons: {
    name: "name",
    guardian: "name",
    phone: "phone",
    relative_phone: "phone",
    address: "note",
    person_group: "note",
    unit: "note",
  },
  households: { address: "note", note: "note", team: "note", unit: "note" },
  issues: { collected_by: "note" },
  token_states: { reason: "note" },
} as const;

type Table = keyof typeof COLUMNS;
type ColumnsOf<T extends Table> = Extract<keyof (typeof COLUMNS)[T], string>;
export type MentionKind = { [T in Table]: `${T}/${ColumnsOf<T>}` }[Table];

interface Found extends Mention {
  table: Table;
  column: string;
  /** Of its row. */
  id: string;
  /** What may go where nobody is asked. */
  sure: readonly Span[];
}

const ROWS_A_QUERY = 5_000;

/** @param id  of the person themselves: what goes with them is not named */
export async function mentionsOf(tx: Kysely<StoreTables>, id: string, sought: Sought): Promise<Mention[]> {
  const found = await findAll(tx, id, [sought]);
  return found.map(({ at, kind, of, text, spans, isSure }) => ({ at, kind, of, text, spans, isSure }));
}

/** Takes the words out of the texts that were chosen. `UserError` where one reads otherwise now. @returns how many */
export async function strikeChosen(
  tx: Kysely<StoreTables>,
  id: string,
  sought: Sought,
  chosen: readonly Chosen[],
  mark: string,
  nowMs: number,
): Promise<number> {
  if (chosen.length === 0) return 0;
  const found = new Map((await findAll(tx, id, [sought])).map((one) => [one.at, one]));
  for (const { at, text } of chosen) {
    const one = found.get(at);
    if (one?.text !== text) throw new UserError("register/mention/changed");
    await strike(tx, one, one.spans, mark, nowMs);
  }
  return chosen.length;
}

/**
 * Takes out what is nobody else's, where nobody can be asked.
 *
 * @param gone  deleted already; all texts are read once, however many these are
 * @returns of how many texts
 */
export async function strikeSure(
  tx: Kysely<StoreTables>,
  gone: readonly Sought[],
  nowMs: number,
): Promise<number> {
  const texts = new Map<string, Found[]>();
  for (const one of await findAll(tx, undefined, gone))
    if (one.isSure) texts.set(one.at, [...(texts.get(one.at) ?? []), one]);
  for (const found of texts.values())
    await strike(tx, found[0]!, joined(found.flatMap(({ sure }) => sure)), STRUCK.vi, nowMs);
  return texts.size;
}

/** For each person and text. @param id  of the one person themselves, who is in the register still */
async function findAll(
  tx: Kysely<StoreTables>,
  id: string | undefined,
  people: readonly Sought[],
): Promise<Found[]> {
  const found: (Found & { shared: Shared })[] = [];
  const mayName = lookup(people);
  const sharedOf = new Map(people.map((one) => [one, { name: false, phone: false }]));
  for await (const { table, id: rowId, of, columns } of rowsOf(tx, id)) {
    const named = mayName(Object.values(columns).join("\n"));
    if (named.size === 0) continue;
    for (const [column, what] of Object.entries(COLUMNS[table])) {
      const text = columns[column] ?? "";
      if (text === "") continue;
      const kind = `${table}/${column}` as MentionKind;
      const search = searchable(text);
      for (const sought of named) {
        const shared = sharedOf.get(sought)!;
        const spans = search(what === "phone" ? onlyPhone(sought) : sought, what === "name");
        if (spans.length === 0) continue;
        if (kind === "persons/name" && nameWords(text).join(" ") === sought.name.join(" ")) {
          // Somebody of the same name is no mention of this one.
          shared.name = true;
          continue;
        }
        if (what === "phone") shared.phone = true;
        const at = `${kind}/${rowId}`;
        found.push({ table, column, id: rowId, at, kind, of, text, spans, isSure: false, sure: [], shared });
      }
    }
  }
  return found.map(({ shared, ...one }) => {
    const isNote = (COLUMNS[one.table] as Record<string, string>)[one.column] === "note";
    const sure = isNote ? sureSpans(one.spans, shared) : [];
    return { ...one, sure, isSure: sure.length > 0 };
  });
}

interface TextRow {
  table: Table;
  id: string;
  of: string;
  columns: Readonly<Record<string, string | null>>;
}

/** Every row with texts, without the person's own and what goes with it. */
async function* rowsOf(tx: Kysely<StoreTables>, id = ""): AsyncGenerator<TextRow> {
  const own = await tx.selectFrom("persons").select("household_id").where("id", "=", id).executeTakeFirst();
  const stays = async (household: string) =>
    household !== own?.household_id ||
    (await tx
      .selectFrom("persons")
      .select("id")
      .where("household_id", "=", household)
      .where("id", "<>", id)
      .executeTakeFirst()) !== undefined;
  const households = await tx
    .selectFrom("households")
    .select(["id", "unit", "address", "team", "note"])
    .orderBy("unit")
    .orderBy("position")
    .execute();
  for (const { id: household, ...columns } of households) {
    if (!(await stays(household))) continue;
    yield { table: "households", id: household, of: `${columns.address}, ${columns.unit}`, columns };
  }
  const states = await tx
    .selectFrom("token_states")
    .innerJoin("tokens", "tokens.token", "token_states.token")
    .select(["token_states.token", "at_ms", "reason", "serial"])
    .where("reason", "<>", "")
    .orderBy("serial")
    .orderBy("at_ms")
    .execute();
  for (const { token, at_ms, serial, reason } of states)
    yield { table: "token_states", id: `${at_ms}/${token}`, of: formatSerial(serial), columns: { reason } };
  const issues = await tx
    .selectFrom("issues")
    .innerJoin("persons", "persons.id", "issues.person_id")
    .select(["issues.id", "name", "collected_by"])
    .where("collected_by", "is not", null)
    .where("person_id", "<>", id)
    .orderBy("issues.id")
    .execute();
  for (const { id: issue, name, collected_by } of issues)
    yield { table: "issues", id: issue, of: name, columns: { collected_by } };
  let after = "";
  for (let hasMore = true; hasMore;) {
    const people = await tx
      .selectFrom("persons")
      .select(["id", "name", "unit", "phone", "relative_phone", "guardian", "address", "person_group"])
      .where("id", ">", after)
      .orderBy("id")
      .limit(ROWS_A_QUERY)
      .execute();
    for (const { id: person, ...columns } of people)
      if (person !== id) yield { table: "persons", id: person, of: columns.name, columns };
    after = people.at(-1)?.id ?? "";
    hasMore = people.length === ROWS_A_QUERY;
  }
}

async function strike(
  tx: Kysely<StoreTables>,
  { table, column, id, text }: Found,
  spans: readonly Span[],
  mark: string,
  nowMs: number,
): Promise<void> {
  const struck = strikeOut(text, spans, mark);
  switch (table) {
    case "persons": {
      const isPhone = COLUMNS.persons[column as ColumnsOf<"persons">] === "phone";
      const row = await tx
        .selectFrom("persons")
        .select(["name", "unit", "phone", "relative_phone", "birth_year"])
        .where("id", "=", id)
        .executeTakeFirstOrThrow();
      const change = { [column]: isPhone ? withoutPhones(text, spans) : struck };
      await tx
        .updateTable("persons")
        .set({ ...change, ...searchColumns({ ...row, ...change }) })
        .where("id", "=", id)
        .execute();
      return;
    }
    case "households":
      return strikeHousehold(tx, id, { [column]: struck }, nowMs);
    case "issues":
      await tx.updateTable("issues").set({ collected_by: struck }).where("id", "=", id).execute();
      return;
    case "token_states": {
      const [atMs, token] = id.split(/\/(.*)/s) as [string, string];
      await tx
        .updateTable("token_states")
        .set({ reason: struck })
        .where("token", "=", token)
        .where("at_ms", "=", Number(atMs))
        .execute();
      return;
    }
  }
}

/** Null: no number is left in the field. */
function withoutPhones(text: string, spans: readonly Span[]): string | null {
  const rest = strikeOut(text, spans, "").replace(/^[\s,;/-]+|[\s,;/-]+$/g, "");
  return /\d/.test(rest) ? rest : null;
}

/** Two addresses may read the same without the name. */
async function strikeHousehold(
  tx: Kysely<StoreTables>,
  id: string,
  change: Partial<Record<ColumnsOf<"households">, string>>,
  nowMs: number,
): Promise<void> {
  const before = await tx
    .selectFrom("households")
    .select(["unit", "address", "team", "note"])
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
  const next = { ...before, ...change };
  const written = next.address;
  for (let n = 2; await isTaken(tx, id, placeOf(next)); n++) next.address = `${written} (${n})`;
  await tx
    .updateTable("households")
    .set({ ...next, place: placeOf(next), changed_ms: nowMs })
    .where("id", "=", id)
    .execute();
  if (next.unit === before.unit) return;
  await renumber(tx, before.unit);
  await renumber(tx, next.unit);
}

async function isTaken(tx: Kysely<StoreTables>, id: string, place: string): Promise<boolean> {
  const other = await tx
    .selectFrom("households")
    .select("id")
    .where("place", "=", place)
    .where("id", "<>", id)
    .executeTakeFirst();
  return other !== undefined;
}
