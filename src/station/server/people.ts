/** The register of people: what the page asks of it and writes into it. */
import type { Hono } from "hono";
import { z } from "zod";
import { UserError } from "../../words/user-error.js";
import { birthYear, computerTimeMs } from "../limits.js";
import { peopleCsv, peopleXlsx } from "../register/sheet/export-people.js";
import { importPeople, previewPeople } from "../register/sheet/import-people.js";
import { ENCODINGS } from "../register/sheet/old-encodings.js";
import { readPeople } from "../register/sheet/read-people.js";
import { readSheet } from "../register/sheet/read-sheet.js";
import { parseSerial } from "../serial-number.js";
import type { ListedPerson, RegisterEntry, Store } from "../store/store.js";
import { REPLACED_STATES, RESTING_STATES } from "../store/types.js";
import { token } from "./holders.js";
import type { PeopleAnswer, Preview } from "./people-api.js";

/** As many as a screen shows and some more. */
const ROWS_A_PAGE = 50;
const MOST_CHARACTERS = 120;

const text = z.string().trim().normalize("NFC").max(MOST_CHARACTERS);
const optional = text.nullable().transform((value) => value || null);
const id = z.string().max(40);
const entry = z.object({
  name: text.min(1),
  unit: text,
  phone: optional,
  birthYear: birthYear.nullable(),
  sex: z.enum(["male", "female"]).nullable(),
  relativePhone: optional,
  guardian: optional,
  address: optional,
  group: optional,
  consent: z.object({ atMs: computerTimeMs, by: z.enum(["self", "guardian"]) }).nullable(),
  smartphone: z.boolean().nullable(),
});
const entryInput = z.union([z.object({ id: z.null(), entry }), z.object({ id, entry: entry.partial() })]);
const listQuery = z.object({
  query: z.string().max(200).default(""),
  order: z.enum(["name", "unit"]).default("name"),
  down: z.enum(["0", "1"]).default("0"),
  after: z.string().regex(/^[0-9a-f]*\/.{1,40}$/).optional(), // prettier-ignore
});
const file = { content: z.string(), encoding: z.enum(ENCODINGS).nullable() };
const previewInput = z.object(file);
const importInput = z.object({
  ...file,
  decisions: z.array(
    z.object({
      row: z.number().int(),
      decision: z.union([z.enum(["skip", "add"]), z.object({ update: id })]),
    }),
  ),
  skipsBad: z.boolean(),
});
const giveInput = z.object({
  id,
  number: z.string().max(40),
  consent: z.enum(["self", "guardian"]).nullable(),
  /** Null: it is theirs. */
  loan: z.object({ dueDay: z.number().int().min(0).max(100_000).nullable() }).nullable(),
  collectedBy: optional,
  replaces: z.object({ token, state: z.enum(REPLACED_STATES) }).nullable(),
});
const undoInput = z.object({ token, person: id });
const stateInput = z.object({ token, state: z.enum(RESTING_STATES), reason: text });

/** @param title  above lists that are given out */
export function addPeople(app: Hono, store: Store, utcNowMs: () => number, title?: string): void {
  app.get("/api/people", async (context) => {
    const { query, order, down, after = null } = listQuery.parse(context.req.query());
    const page = await store.people({ query, order, isDown: down === "1", after, limit: ROWS_A_PAGE });
    return context.json({ ...page, total: await store.countPeople() } satisfies PeopleAnswer);
  });

  app.post("/api/people", async (context) => {
    const input = entryInput.parse(await context.req.json());
    if (input.id === null) await store.addEntry(input.entry satisfies RegisterEntry);
    else await store.putEntry(input.id, input.entry);
    return context.json({});
  });

  app.post("/api/people/preview", async (context) => {
    const input = previewInput.parse(await context.req.json());
    const { people, encoding, unknownColumns } = await listOf(input);
    const plan = await previewPeople(store, people);
    return context.json({ plan, encoding, unknownColumns } satisfies Preview);
  });

  app.post("/api/people/import", async (context) => {
    const input = importInput.parse(await context.req.json());
    const { people } = await listOf(input);
    const decisions = new Map(input.decisions.map(({ row, decision }) => [row, decision]));
    const { skipsBad } = input;
    const decide = ({ row }: { row: number }) => decisions.get(row);
    return context.json(await importPeople(store, people, { decide, skipsBad, nowMs: utcNowMs() }));
  });

  for (const [ending, type, bytesOf] of [
    [
      "csv",
      "text/csv; charset=utf-8",
      (people: ListedPerson[]) => Buffer.from(peopleCsv(people, title), "utf8"),
    ],
    [
      "xlsx",
      "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
      (people: ListedPerson[]) => peopleXlsx(people, title),
    ],
  ] as const) {
    app.get(`/api/people.${ending}`, async (context) => {
      const people: ListedPerson[] = [];
      for await (const person of store.allPeople()) people.push(person);
      const body = new Uint8Array(await bytesOf(people));
      const disposition = `attachment; filename="nguoi-dan.${ending}"`;
      return context.body(body, 200, { "Content-Type": type, "Content-Disposition": disposition });
    });
  }

  app.post("/api/people/give", async (context) => {
    const { id, number, consent, ...how } = giveInput.parse(await context.req.json());
    const serial = parseSerial(number);
    if (serial === undefined) throw new UserError("register/row/token", { text: number });
    const nowMs = utcNowMs();
    const token = await store.giveNumber(serial, id, nowMs, {
      consent: consent === null ? null : { atMs: nowMs, by: consent },
      ...how,
    });
    return context.json({ token });
  });

  app.post("/api/tokens/undo", async (context) => {
    const { token, person } = undoInput.parse(await context.req.json());
    await store.undoIssue(token, person);
    return context.json({});
  });

  app.post("/api/tokens/state", async (context) => {
    const { token, state, reason } = stateInput.parse(await context.req.json());
    await store.putTokenState(token, state, reason, utcNowMs());
    return context.json({});
  });

  async function listOf({ content, encoding }: z.infer<typeof previewInput>) {
    const sheet = await readSheet(new Uint8Array(Buffer.from(content, "base64")), encoding ?? undefined);
    return { ...readPeople(sheet, utcNowMs()), encoding: sheet.encoding };
  }
}
