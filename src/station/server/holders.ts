/** Who has which token: what the page writes of it. */
import type { Hono } from "hono";
import { z } from "zod";
import { UserError } from "../../words/user-error.js";
import { birthYear, computerTimeMs } from "../limits.js";
import type { Store } from "../store/store.js";

/** The key of a token in the store. */
export const token = z.string().min(1).max(40);

const id = z.string().max(40);
const person = z.object({
  name: z.string().trim().normalize("NFC").min(1).max(120),
  unit: z.string().trim().normalize("NFC").max(120),
  phone: z
    .string()
    .trim()
    .max(40)
    .transform((phone) => phone || null),
  birthYear: birthYear.nullable(),
});
const moment = computerTimeMs.nullable();
/** Somebody new, or somebody of the register. */
export const whoInput = z.union([person, z.object({ id })]);
const giveInput = z.object({ token, who: whoInput, fromMs: moment });
const correctInput = z.object({ token, id, person: person.partial(), fromMs: moment });
const returnInput = z.object({ token, atMs: moment });

export function addHolders(app: Hono, store: Store, utcNowMs: () => number): void {
  app.post("/api/holders", async (context) => {
    const { token, who, fromMs } = giveInput.parse(await context.req.json());
    await requireToken(store, token);
    return context.json(await store.issueToken(token, who, past(fromMs)));
  });

  app.post("/api/holders/correct", async (context) => {
    const { token, id, person, fromMs } = correctInput.parse(await context.req.json());
    await requireToken(store, token);
    await store.correctHolder(token, id, person, fromMs === null ? null : past(fromMs));
    return context.json({});
  });

  app.post("/api/holders/return", async (context) => {
    const { token, atMs } = returnInput.parse(await context.req.json());
    await requireToken(store, token);
    await store.takeBack(token, past(atMs));
    return context.json({});
  });

  function past(ms: number | null): number {
    const nowMs = utcNowMs();
    if (ms !== null && ms > nowMs) throw new UserError("station/hand-over/future");
    return ms ?? nowMs;
  }
}

async function requireToken(store: Store, token: string): Promise<void> {
  if (!(await store.hasToken(token))) throw new UserError("station/no-such-token");
}
