/** The station's answers. Every body that comes in is checked before it is used. */
import { Hono } from "hono";
import { z } from "zod";
import { UserError, isUserError, problemOf } from "../../words/user-error.js";
import type { ApiError, StationState, TraceAnswer } from "./api.js";
import { localDayOf, localDayStartMs } from "../text/local-time.js";
import { runTrace } from "../tracing/run-trace.js";
import { createCaseDesk } from "./case-desk.js";
import { addCases } from "./cases.js";
import { guard, smallBodies } from "./guard.js";
import { addBuys } from "./coverage/buys.js";
import type { WhatTokensBuy } from "./coverage/buys-api.js";
import { addCoverage } from "./coverage/coverage.js";
import { addHolders, token } from "./holders.js";
import { addPapers } from "./paper/papers.js";
import { addPeople } from "./people.js";
import { addRound } from "./round/round.js";
import { addInterviews } from "./trace/interview.js";
import { fromInput, officerInput, ruleInput, unlockOfficer } from "./trace/opener.js";
import { addPhones } from "./trace/phones.js";
import { addReadings, type ReadingDeskOptions } from "./reading/reading-desk.js";
import { type PageFiles, partsOf, servePage } from "./serve-page.js";
import type { Sessions } from "./session.js";
import { addAccounts } from "./staff/accounts.js";
import { addAdministration } from "./staff/administration.js";
import type { TrainingNote } from "./staff/staff-api.js";
import { addRestore } from "./staff/restore.js";
import { type KeyChange, addKeyChange } from "./key-desk/change-desk.js";
import { createGate } from "./staff/gate.js";
import {
  TRAINING_MARK,
  TRAINING_TITLE,
  type Training,
  addTraining,
  markFiles,
  trainingBackups,
} from "./training.js";
import { problem } from "../../words/problem.js";

export interface AppOptions extends ReadingDeskOptions {
  page: PageFiles;
  sessions: Sessions;
  /** Undefined: none can be started here. */
  training?: Training | undefined;
  /** Undefined: nobody can tell. */
  whatTokensBuy?: WhatTokensBuy | undefined;
  /** Undefined: this station is in earnest. */
  trainingNote?: TrainingNote | undefined;
  /** The store lies on the disk as it is, and people are to know. */
  warnsOfPlainStore?: boolean;
  /** Undefined: the store has no key of its own. */
  keyChange?: KeyChange | undefined;
}

const traceInput = z.object({
  token,
  person: z.string().max(40).nullable(),
  onsetDay: z.number().int().min(0),
  isolatedDay: z.number().int().nullable(),
  rule: ruleInput,
  everyLog: z.boolean().default(false),
  officer: officerInput.nullable().default(null),
  from: fromInput.optional(),
});
const signInInput = z.object({ keyFile: z.base64().max(1000), passphrase: z.string().max(1000) });

export function createApp(options: AppOptions): Hono {
  const { store, page, sessions, signIn, utcNowMs } = options;
  const desk = createCaseDesk(store, utcNowMs);
  const app = new Hono();
  app.use(guard());
  // Program, style and fonts are in every copy of this program.
  servePage(app, partsOf(page));
  if (options.trainingNote !== undefined) {
    app.use(async (context, next) => {
      await next();
      markFiles(context);
    });
  }
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
      checkDays: (await store.settings()).checkDays,
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
  addAccounts(app, {
    ...{ store, sessions, gate, utcNowMs, putAway, trainingNote: options.trainingNote ?? null },
    hasTraining: options.training !== undefined,
    isPlain: options.warnsOfPlainStore ?? false,
  });
  addTraining(app, options.training);
  const isTraining = options.trainingNote !== undefined;
  const onlyFolder = isTraining ? trainingBackups(store) : undefined;
  addAdministration(app, store, utcNowMs, desk, onlyFolder);
  addRestore(app, store, utcNowMs);
  addCases(app, desk, utcNowMs);
  addBuys(app, options.whatTokensBuy);
  addCoverage(app, store, utcNowMs, {
    hasSimulator: options.whatTokensBuy !== undefined,
    mark: isTraining ? TRAINING_MARK : "",
  });
  addHolders(app, store, utcNowMs);
  addPapers(app, store, utcNowMs);
  addPeople(app, store, utcNowMs, isTraining ? TRAINING_TITLE : undefined);
  addRound(app, store, utcNowMs);
  addInterviews(app, store, desk, utcNowMs);
  addPhones(app, store, desk, utcNowMs);
  const isReading = addReadings(app, options);
  addKeyChange(app, { store, sessions, utcNowMs, keyChange: options.keyChange, isReading });

  app.notFound((context) => context.json(problem("station/request/no-page") satisfies ApiError, 404));
  app.onError((error, context) => {
    if (error instanceof z.ZodError || error instanceof SyntaxError) {
      return context.json(problem("station/request/not-understood") satisfies ApiError, 400);
    }
    return context.json(problemOf(error) satisfies ApiError, isUserError(error) ? 422 : 500);
  });

  return app;
}
