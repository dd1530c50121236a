/** Cases: listed, opened with an officer's key, worked, closed. */
import type { Hono } from "hono";
import { z } from "zod";
import { caseAct } from "../cases/acts.js";
import { decodePublicFile } from "../../custody/host/identity.js";
import { formatFingerprint } from "../fingerprint.js";
import type { GiveAnswer } from "./api.js";
import type { CaseDesk } from "./case-desk.js";
import { strikingInput } from "./staff/striking.js";
import { officerInput, unlockOfficer } from "./trace/opener.js";

const workId = z.string().min(1).max(80);
const openInput = z.object({ id: workId, officer: officerInput });
const actInput = z.object({ workId, act: caseAct });
const onwardInput = z.object({
  workId,
  people: z.array(z.string().max(80)).min(1).max(1000),
  officer: officerInput.nullable(),
});
const whoInput = z.object({ workId, name: z.string().max(200), phone: z.string().max(40).nullable() });
const strikeInput = whoInput.extend(strikingInput.shape);
const closeInput = z.object({ workId, reason: z.string().max(400) });

const giveInput = z.object({
  workId,
  publicKey: z.base64().max(2_000),
  reason: z.string().max(400),
  /** As the first answer gave it, once a person has compared it. */
  fingerprint: z.string().max(40).nullable(),
});

export function addCases(app: Hono, desk: CaseDesk, utcNowMs: () => number): void {
  app.get("/api/cases", async (context) => context.json(await desk.list()));

  app.get("/api/cases/:id", (context) => context.json(desk.current(context.req.param("id"))));

  app.post("/api/cases/open", async (context) => {
    const { id, officer } = openInput.parse(await context.req.json());
    return context.json(await desk.reopen(id, await unlockOfficer(officer, utcNowMs())));
  });

  app.post("/api/cases/act", async (context) => {
    const { workId, act } = actInput.parse(await context.req.json());
    return context.json(await desk.act(workId, act));
  });

  app.post("/api/cases/onward", async (context) => {
    const { workId, people, officer } = onwardInput.parse(await context.req.json());
    const by = officer === null ? undefined : await unlockOfficer(officer, utcNowMs());
    return context.json(await desk.onward(workId, people, by));
  });

  app.post("/api/cases/close", async (context) => {
    const { workId, reason } = closeInput.parse(await context.req.json());
    await desk.close(workId, reason);
    return context.json({});
  });

  app.post("/api/cases/give", async (context) => {
    const { workId, publicKey, reason, fingerprint } = giveInput.parse(await context.req.json());
    const to = decodePublicFile(new Uint8Array(Buffer.from(publicKey, "base64")));
    const found = formatFingerprint(to.fingerprint);
    const isConfirmed = fingerprint === found;
    if (isConfirmed) await desk.give(workId, to, reason);
    return context.json({ fingerprint: found, isGiven: isConfirmed } satisfies GiveAnswer);
  });

  app.post("/api/cases/mentions", async (context) => {
    const { workId, ...who } = whoInput.parse(await context.req.json());
    return context.json(desk.mentions(workId, who));
  });

  app.post("/api/cases/strike", async (context) => {
    const { workId, name, phone, ...striking } = strikeInput.parse(await context.req.json());
    return context.json(await desk.strike(workId, { name, phone }, striking));
  });

  app.post("/api/cases/lock", async (context) => {
    desk.lock(z.object({ workId }).parse(await context.req.json()).workId);
    return context.json({});
  });
}
