/** What more tokens would bring a unit: simulated by whoever can, once for the same figures, one at a time. */
import type { Hono } from "hono";
import { z } from "zod";
import { problem } from "../../../words/problem.js";
import type { BuysAnswer, WhatTokensBuy } from "./buys-api.js";

/** Units that an office leafs through in a day. */
const MOST_KEPT = 50;

const query = z.object({
  population: z.coerce.number().int().min(2).max(100_000_000),
  covered: z.coerce.number().int().min(0).max(100_000_000),
});

/** GET: the page asks until it is done. @param simulate  undefined: nobody can */
export function addBuys(app: Hono, simulate: WhatTokensBuy | undefined): void {
  const answers = new Map<string, BuysAnswer>();
  /** Told once; whoever asks again after that begins anew. */
  const failures = new Map<string, unknown>();
  let queue: Promise<unknown> = Promise.resolve();

  function start(key: string, work: WhatTokensBuy, figures: z.infer<typeof query>): BuysAnswer {
    const [oldest] = answers.keys();
    if (answers.size >= MOST_KEPT && oldest !== undefined) answers.delete(oldest);
    const waiting: BuysAnswer = { state: "running", share: 0 };
    answers.set(key, waiting);
    queue = queue
      .then(() => work(figures, (share) => answers.set(key, { state: "running", share })))
      .then(
        (buys) => answers.set(key, { state: "done", buys }),
        (error: unknown) => {
          answers.delete(key);
          failures.set(key, error);
        },
      );
    return waiting;
  }

  app.get("/api/coverage/buys", (context) => {
    if (simulate === undefined) return context.json(problem("station/request/no-page"), 404);
    const { population, covered } = query.parse(context.req.query());
    const figures = { population, covered: Math.min(covered, population) };
    const key = `${population} ${figures.covered}`;
    if (failures.has(key)) {
      const failure = failures.get(key);
      failures.delete(key);
      throw failure;
    }
    return context.json((answers.get(key) ?? start(key, simulate, figures)) satisfies BuysAnswer);
  });
}
