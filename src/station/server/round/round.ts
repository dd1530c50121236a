/** The house-to-house round on the page: the day's list, what came of visits, households, and a laptop's file. */
import type { Hono } from "hono";
import { z } from "zod";
import { UserError } from "../../../words/user-error.js";
import { birthYear } from "../../limits.js";
import { householdsFromRegister } from "../../round/from-register.js";
import { listPage } from "../../round/list-page.js";
import { roundFileOf, writeRound } from "../../round/round-file.js";
import { LISTS, roundOf } from "../../round/round.js";
import { takeRound } from "../../round/take-round.js";
import type { Store } from "../../store/store.js";
import { OUTCOMES } from "../../store/types.js";
import { formatDay, isoDay, localDayOf } from "../../text/local-time.js";
import type { RoundAnswer } from "./round-api.js";

/** A village has some 300; a whole commune is asked for by village. */
const MOST_SHOWN = 1_000;
const MOST_CHARACTERS = 120;

const text = z.string().trim().normalize("NFC").max(MOST_CHARACTERS);
const id = z.string().max(40);
const day = z.number().int().min(0).max(100_000);
const query = z.object({
  unit: z.string().max(360).default(""),
  team: z.string().max(360).default(""),
  list: z.enum(LISTS).default("open"),
  day: z.coerce.number().int().min(0).max(100_000).optional(),
  language: z.enum(["vi", "en"]).default("vi"),
});
const visitInput = z.object({ id, day, outcome: z.enum(OUTCOMES).nullable(), backDay: day.nullable() });
const householdInput = z.object({
  id: id.nullable(),
  position: z.number().int().min(0).max(1_000_000).nullable(),
  unit: text.min(1),
  address: text.min(1),
  team: text,
  people: z.number().int().min(0).max(1_000).nullable(),
  note: text,
});
const teamInput = z.object({ ids: z.array(id).max(MOST_SHOWN), team: text });
const memberInput = z.object({
  id,
  name: text.min(1),
  birthYear: birthYear.nullable(),
  phone: text.nullable().transform((value) => value || null),
  smartphone: z.boolean().nullable(),
});
const smartphoneInput = z.object({ personId: id, smartphone: z.boolean().nullable() });
const fileInput = z.object({ content: z.base64() });

export function addRound(app: Hono, store: Store, utcNowMs: () => number): void {
  const askedBy = (params: Record<string, string>) => {
    const { language, day, ...rest } = query.parse(params);
    const today = localDayOf(utcNowMs());
    return { asked: { ...rest, day: day ?? today }, language, today };
  };

  app.get("/api/round", async (context) => {
    const { asked, today } = askedBy(context.req.query());
    const round = await roundOf(store, asked);
    const households = round.households.slice(0, MOST_SHOWN);
    const isCut = households.length < round.households.length;
    return context.json({ ...round, households, today, isCut } satisfies RoundAnswer);
  });

  app.get("/api/round/list.html", async (context) => {
    const { asked, language } = askedBy(context.req.query());
    const markup = listPage(await roundOf(store, asked), asked, language);
    return context.body(markup, 200, {
      "Content-Type": "text/html; charset=utf-8",
      "Content-Disposition": `inline; filename="tung-nha-${isoDay(asked.day)}.html"`,
      // A page by itself, that loads nothing and runs nothing, may bring its own style.
      "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    });
  });

  app.get("/api/round/file.json", async (context) => {
    const { asked, today } = askedBy(context.req.query());
    const body = writeRound(await roundFileOf(store, asked, utcNowMs()));
    return context.body(body, 200, {
      "Content-Type": "application/json",
      "Content-Disposition": `attachment; filename="tung-nha-${isoDay(today)}.json"`,
    });
  });

  app.post("/api/round/file", async (context) => {
    const { content } = fileInput.parse(await context.req.json());
    return context.json(await takeRound(store, new Uint8Array(Buffer.from(content, "base64")), utcNowMs()));
  });

  app.post("/api/round/addresses", async (context) =>
    context.json(await householdsFromRegister(store, utcNowMs())),
  );

  app.post("/api/round/visit", async (context) => {
    const { id, day, outcome, backDay } = visitInput.parse(await context.req.json());
    const nowMs = utcNowMs();
    if (day > localDayOf(nowMs)) throw new UserError("round/day", { text: formatDay(day) });
    if (backDay !== null && backDay < day) throw new UserError("round/back-day");
    await store.putVisit(id, day, outcome, backDay, nowMs);
    return context.json({});
  });

  app.post("/api/round/household", async (context) => {
    const { id, position, ...details } = householdInput.parse(await context.req.json());
    if (id === null) {
      const made = await store.addHousehold(details, position ?? undefined, utcNowMs());
      return context.json({ id: made });
    }
    await store.putHousehold(id, details, Math.max(1, position ?? 1), utcNowMs());
    return context.json({ id });
  });

  app.post("/api/round/team", async (context) => {
    const { ids, team } = teamInput.parse(await context.req.json());
    await store.putTeam(ids, team, utcNowMs());
    return context.json({});
  });

  app.post("/api/round/person", async (context) => {
    const { id, ...person } = memberInput.parse(await context.req.json());
    return context.json({ id: await store.addMember(id, person) });
  });

  app.post("/api/round/smartphone", async (context) => {
    const { personId, smartphone } = smartphoneInput.parse(await context.req.json());
    await store.putSmartphone(personId, smartphone);
    return context.json({});
  });
}
