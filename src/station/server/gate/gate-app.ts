/**
 * The gate's page: GATE.md. Without sign-in, unlike the staff page: it shows how many passed, and there is nothing else in it; the PC
 * stands where anybody passes, so it is to hold no page of the register.
 */
import { Hono } from "hono";
import type { GateSight } from "../../../sync/host/decode.js";
import type { Line, Timers } from "../../../sync/host/line.js";
import { type Problem, problem } from "../../../words/problem.js";
import { problemOf } from "../../../words/user-error.js";
import { watchGate } from "../../reading/gate-watch.js";
import type { Store } from "../../store/store.js";
import { localDayOf, localDayStartMs } from "../../text/local-time.js";
import { guard, smallBodies } from "../guard.js";
import { type LocalServer, serveLocally } from "../serve-locally.js";
import { type PageFiles, readPage, servePage } from "../serve-page.js";
import type { GateAnswer } from "./gate-api.js";

export interface GateOptions {
  store: Pick<Store, "addPassage" | "passages">;
  open: () => Promise<Line>;
  timers: Timers;
  utcNowMs: () => number;
}

/** Serves the page on loopback and watches the gate until it is closed. Port 0 takes any free one. */
export async function serveGate(options: GateOptions, port: number): Promise<LocalServer> {
  const { app, stop } = createGateApp(options, readPage("gate"));
  try {
    const server = await serveLocally(app, port);
    return {
      ...server,
      async close() {
        stop();
        await server.close();
      },
    };
  } catch (error) {
    stop();
    throw error;
  }
}

export function createGateApp(options: GateOptions, page: PageFiles): { app: Hono; stop: () => void } {
  const { store, utcNowMs } = options;
  let sight: GateSight | undefined;
  let trouble: Problem | undefined;
  const watch = watchGate(options.open, options.timers, {
    onSight(next) {
      sight = next;
      trouble = undefined;
    },
    onPassage(carried) {
      // The page goes on where the disk is full: who is there passes all the same.
      store.addPassage(carried, utcNowMs()).catch((error: unknown) => (trouble = problemOf(error)));
    },
    onTrouble(why) {
      sight = undefined;
      trouble = why;
    },
  });

  async function answer(): Promise<GateAnswer> {
    const nowMs = utcNowMs();
    const today = localDayOf(nowMs);
    const hours = await store.passages(localDayStartMs(today), localDayStartMs(today + 1));
    return { nowMs, sight, trouble, hours };
  }

  const app = new Hono();
  app.use(guard());
  app.use(smallBodies());
  servePage(app, page);
  app.get("/api/gate", async (context) => context.json(await answer()));
  app.post("/api/gate/without", async (context) => {
    await store.addPassage("without", utcNowMs());
    return context.json(await answer());
  });
  app.notFound((context) => context.json(problem("station/request/no-page"), 404));
  app.onError((error, context) => context.json(problemOf(error), 500));
  return { app, stop: watch.stop };
}
