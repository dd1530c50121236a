/** The station's answers. Every body that comes in is checked before it is used. */
import { Hono } from "hono";
import { z } from "zod";
import { UserError, isUserError, problemOf } from "../../words/user-error.js";
import type { ApiError, StationState, TraceAnswer } from "./api.js";
import { listPorts, openSerialLine } from "../reading/serial-line.js";
import { localDayOf, localDayStartMs } from "../text/local-time.js";
import { runTrace } from "../tracing/run-trace.js";
import { createCaseDesk } from "./case-desk.js";
import { addCases } from "./cases.js";
import { guard, smallBodies } from "./guard.js";
import { addCoverage } from "./coverage/coverage.js";
import { addHolders, token } from "./holders.js";
import { addPeople } from "./people.js";
import { officerInput, ruleInput, unlockOfficer } from "./trace/opener.js";
import { addPhones } from "./trace/phones.js";
import { createReadings, type OfferedSource, type ReadingServices, type TokenSource } from "./readings.js";
import { type PageFiles, partsOf, servePage } from "./serve-page.js";
import type { Sessions } from "./session.js";
import { addAccounts } from "./staff/accounts.js";
import { addAdministration } from "./staff/administration.js";
import { createGate } from "./staff/gate.js";
import { problem } from "../../words/problem.js";

export interface AppOptions extends ReadingServices {
  page: PageFiles;
  sessions: Sessions;
  /** Simulated tokens. */
  sources: readonly TokenSource[];
  /** Whether the serial ports of this computer are offered too. */
  hasSerialPorts: boolean;
}

const traceInput = z.object({
  token,
  person: z.string().max(40).nullable(),
  onsetDay: z.number().int().min(0),
  isolatedDay: z.number().int().nullable(),
  rule: ruleInput,
  everyLog: z.boolean().default(false),
  officer: officerInput.nullable().default(null),
  from: z.object({ workId: z.string().max(80), person: z.string().max(80) }).optional(),
});
const signInInput = z.object({ keyFile: z.base64().max(1000), passphrase: z.string().max(1000) });
const readingsInput = z.object({
  sources: z.array(z.string()).min(1).max(500),
  isDateRight: z.boolean().default(false),
});

export function createApp(options: AppOptions): Hono {
  const { store, page, sessions, signIn, utcNowMs } = options;
  const readings = createReadings(options);
  const desk = createCaseDesk(store, utcNowMs);
  const app = new Hono();
  app.use(guard());
  // Program, style and fonts are in every copy of this program.
  servePage(app, partsOf(page));
  app.use(sessions.middleware());
  app.use(smallBodies());
  const gate = createGate(store, sessions);
  app.use(gate.middleware());
  servePage(app, page);

  app.get("/api/state", async (context) => {
    const tokens = await store.tokens();
    const hasBoxes = await store.hasBoxes();
    const hasPlainKeys = (await store.operatingKeys()).length > 0;
    const hasLockedKeys = await store.hasLockedKeys();
    const isInService =
      hasBoxes || tokens.some((token) => token.isPractice === false) || hasPlainKeys || hasLockedKeys;
    const state: StationState = {
      nowMs: utcNowMs(),
      storePath: store.path,
      tokens,
      issues: await store.issues(),
      hasBoxes,
      operatingKeys: signIn.isOpen() ? "open" : hasPlainKeys ? "plain" : hasLockedKeys ? "locked" : "none",
      isPractice: !isInService || tokens.some((token) => token.isPractice === true),
    };
    return context.json(state);
  });

  app.post("/api/sign-in", async (context) => {
    const { keyFile, passphrase } = signInInput.parse(await context.req.json());
    await signIn.open(new Uint8Array(Buffer.from(keyFile, "base64")), passphrase);
    return context.json({});
  });

  app.post("/api/lock", (context) => {
    signIn.lock();
    desk.lock();
    return context.json({});
  });

  app.get("/api/sources", async (context) =>
    context.json((await offeredSources()).map((offered) => offered.info)),
  );

  app.get("/api/readings", (context) => context.json(readings.current()));

  app.post("/api/readings", async (context) => {
    const input = readingsInput.parse(await context.req.json());
    const offered = await offeredSources();
    const chosen = input.sources.map((id) => offered.find(({ info }) => info.id === id));
    if (chosen.some((source) => source === undefined)) {
      return context.json(problem("station/request/unplugged") satisfies ApiError, 404);
    }
    if (!readings.start(chosen as OfferedSource[], input.isDateRight)) {
      return context.json(problem("station/request/busy") satisfies ApiError, 409);
    }
    return context.json(readings.current());
  });

  app.post("/api/trace", async (context) => {
    const { token, person, onsetDay, isolatedDay, rule, everyLog, officer, from } = traceInput.parse(
      await context.req.json(),
    );
    const nowMs = utcNowMs();
    if (onsetDay > localDayOf(nowMs)) throw new UserError("station/onset-in-future");
    const untilMs = isolatedDay === null ? nowMs : Math.min(nowMs, localDayStartMs(isolatedDay + 1));
    const request = { token, personId: person ?? undefined, onsetDay, untilMs, rule, everyLog };
    const by = officer === null ? undefined : await unlockOfficer(officer, nowMs);
    const trace = await runTrace(store, request, by);
    const { workId, notes } = await desk.of(trace, onsetDay, by?.identity, from);
    return context.json({ ...trace, workId, work: notes.work } satisfies TraceAnswer);
  });

  const putAway = () => {
    signIn.lock();
    desk.lock();
  };
  addAccounts(app, { store, sessions, gate, utcNowMs, putAway });
  addAdministration(app, store, utcNowMs);
  addCases(app, desk, utcNowMs);
  addCoverage(app, store, utcNowMs);
  addHolders(app, store, utcNowMs);
  addPeople(app, store, utcNowMs);
  addPhones(app, store, desk, utcNowMs);

  app.notFound((context) => context.json(problem("station/request/no-page") satisfies ApiError, 404));
  app.onError((error, context) => {
    if (error instanceof z.ZodError || error instanceof SyntaxError) {
      return context.json(problem("station/request/not-understood") satisfies ApiError, 400);
    }
    return context.json(problemOf(error) satisfies ApiError, isUserError(error) ? 422 : 500);
  });

  async function offeredSources(): Promise<OfferedSource[]> {
    const simulated = options.sources.map((source) => ({
      info: { id: source.id, label: source.label, isSimulated: true },
      source,
    }));
    if (!options.hasSerialPorts) return simulated;
    const real = (await listPorts()).map(({ path, description }) => {
      const source = {
        id: path,
        label: [path, description].filter(Boolean).join(" – "),
        open: () => openSerialLine(path),
      };
      return { info: { id: source.id, label: source.label, isSimulated: false }, source };
    });
    return [...real, ...simulated];
  }

  return app;
}
