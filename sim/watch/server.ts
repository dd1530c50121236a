/** Serves the live view: the page, what it shows, and the few things that a spectator may do. */
import { Hono } from "hono";
import { streamSSE } from "hono/streaming";
import { z } from "zod";
import { guard, smallBodies } from "../../src/station/server/guard.js";
import { type LocalServer, serveLocally } from "../../src/station/server/serve-locally.js";
import { type PageFiles, readPage, servePage } from "../../src/station/server/serve-page.js";
import { type Message, type OpeningAnswer, SPEEDS } from "./api.js";
import { DEEDS } from "./deeds.js";
import type { Session } from "./session.js";
import { problem } from "../../src/words/problem.js";
import { problemOf } from "../../src/words/user-error.js";

/** A page that is so many messages behind gets everything anew instead. */
const MAX_BACKLOG = 3;

const speedInput = z.object({ speed: z.union(SPEEDS.map((speed) => z.literal(speed))) });
const playInput = z.object({ person: z.number().int().min(0), deed: z.enum(DEEDS) });
const pressInput = z.object({ person: z.number().int().min(0) });

/** On loopback only; port 0 takes any free one. `UserError` where the port is taken. */
export async function serveWatch(session: Session, port: number): Promise<LocalServer> {
  return serveLocally(createWatchApp(session, readPage("watch")), port);
}

/**
 * Without a session, unlike the station's page: what it shows is simulated, and belongs to nobody.
 */
export function createWatchApp(session: Session, page: PageFiles): Hono {
  const app = new Hono();
  app.use(guard());
  app.use(smallBodies());

  servePage(app, page);

  app.get("/api/opening", (context) => {
    const { opening, restart } = session.source;
    return context.json({ ...opening, isReplay: restart !== undefined } satisfies OpeningAnswer);
  });

  app.get("/api/frames", (context) =>
    streamSSE(context, async (stream) => {
      let backlog: Message[] = [session.fullMessage()];
      let wake = () => {};
      const leave = session.subscribe((message) => {
        if (message.isFull) backlog = [message];
        else if (backlog.length < MAX_BACKLOG) backlog.push(message);
        else backlog = [session.fullMessage()];
        wake();
      });
      stream.onAbort(() => {
        leave();
        wake();
      });
      while (!stream.aborted) {
        const message = backlog.shift();
        if (message === undefined) await new Promise<void>((resolve) => (wake = resolve));
        else await stream.writeSSE({ data: JSON.stringify(message) });
      }
    }),
  );

  app.get("/api/inside/:person", (context) => {
    const inside = session.inside(Number(context.req.param("person")));
    return inside === undefined ? context.notFound() : context.json(inside);
  });

  app.post("/api/speed", async (context) => {
    session.setSpeed(speedInput.parse(await context.req.json()).speed);
    return context.json({});
  });

  app.post("/api/press", async (context) => {
    const isPressed = session.press(pressInput.parse(await context.req.json()).person);
    return isPressed ? context.json({}) : context.notFound();
  });

  app.post("/api/play", async (context) => {
    const { person, deed } = playInput.parse(await context.req.json());
    return session.play(person, deed) ? context.json({}) : context.notFound();
  });

  app.post("/api/restart", (context) => (session.restart() ? context.json({}) : context.notFound()));

  app.notFound((context) => context.json(problem("station/request/no-page"), 404));
  app.onError((error, context) => {
    const isTheirs = error instanceof z.ZodError || error instanceof SyntaxError;
    return context.json(
      isTheirs ? problem("station/request/not-understood") : problemOf(error),
      isTheirs ? 400 : 500,
    );
  });
  return app;
}
