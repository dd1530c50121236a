/** What the page asks of the tokens that are plugged in. */
import type { Hono } from "hono";
import { z } from "zod";
import { problem } from "../../../words/problem.js";
import type { ApiError } from "../api.js";
import { createReadings, type ReadingServices, type TokenSource } from "./readings.js";
import { createSources } from "./sources.js";

export interface ReadingDeskOptions extends ReadingServices {
  /** Simulated tokens. */
  sources: readonly TokenSource[];
  /** Whether the serial ports of this computer are offered too. */
  hasSerialPorts: boolean;
}

const readingsInput = z.object({
  sources: z.array(z.string()).min(1).max(500),
  isDateRight: z.boolean().default(false),
});
const handsInput = z.object({ id: z.string().max(200), act: z.enum(["plug", "unplug", "press"]) });

/** @returns whether a token is being read */
export function addReadings(app: Hono, options: ReadingDeskOptions): () => boolean {
  const readings = createReadings(options);
  const sources = createSources(options.sources, options.hasSerialPorts);

  app.get("/api/sources", async (context) => context.json((await sources.look()).map(({ info }) => info)));

  app.get("/api/readings", (context) => context.json(readings.current()));

  app.post("/api/readings", async (context) => {
    const input = readingsInput.parse(await context.req.json());
    const offered = (await sources.look()).filter(({ info }) => info.isPlugged);
    // The same one twice would be read on two lines at once.
    const ids = [...new Set(input.sources)];
    const chosen = ids.flatMap((id) => offered.find(({ info }) => info.id === id) ?? []);
    if (chosen.length < ids.length) {
      return context.json(problem("station/request/unplugged") satisfies ApiError, 404);
    }
    if (!readings.start(chosen, input.isDateRight)) {
      return context.json(problem("station/request/busy") satisfies ApiError, 409);
    }
    sources.take(ids);
    return context.json(readings.current());
  });

  app.post("/api/sources/hands", async (context) => {
    const { id, act } = handsInput.parse(await context.req.json());
    const hands = sources.handsOf(id);
    if (hands === undefined)
      return context.json(problem("station/request/unplugged") satisfies ApiError, 404);
    hands[act]();
    return context.json({});
  });

  return () => readings.current().isRunning;
}
