/**
 * Who may see the station's data: the browser that opened the address which the program printed. Every program and every
 * user of this computer reaches the port, but only who can read the program's window has that address. It works once
 * and for a few minutes; the browser gets a cookie for it.
 *
 * The cookie ends with the browser and lies on no disk: several people share a PC, and who closes the browser leaves nothing
 * to the next. A new address is one press of Enter away. A browser that brings its cookies back as it starts is
 * asked again after a working day at the latest.
 */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { Context, MiddlewareHandler } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import type { ApiError } from "./api.js";
import { problem } from "../../words/problem.js";
import { SIGNED_OUT_PAGE } from "./signed-out-page.js";

/** To walk from the program's window to the browser. */
const ADDRESS_MS = 10 * 60_000;
const SESSION_MS = 12 * 3_600_000;
/** 256 bits. */
const SECRET_BYTES = 32;
const START = "/start/";

export type Sessions = ReturnType<typeof createSessions>;

/** @param nowMs  goes on evenly, whatever happens to the computer's date */
export function createSessions(nowMs: () => number) {
  let address: Secret | undefined;
  let sessions: Secret[] = [];

  /** A new address, as the path of a URL; the one before it works no more. */
  function newPath(): string {
    const text = randomBytes(SECRET_BYTES).toString("base64url");
    address = { hash: hashOf(text), untilMs: nowMs() + ADDRESS_MS };
    return START + text;
  }

  /** The secret of a new session; whatever a browser brings along is never made one. */
  function start(text: string): string | undefined {
    if (address === undefined || !isValid(address, text)) return undefined;
    address = undefined;
    const session = randomBytes(SECRET_BYTES).toString("base64url");
    sessions = sessions.filter(({ untilMs }) => nowMs() < untilMs);
    sessions.push({ hash: hashOf(session), untilMs: nowMs() + SESSION_MS });
    return session;
  }

  const isOpen = (context: Context): boolean => {
    const text = getCookie(context, cookieName(context)) ?? "";
    return sessions.filter((session) => isValid(session, text)).length > 0;
  };

  function isValid({ hash, untilMs }: Secret, text: string): boolean {
    return timingSafeEqual(hash, hashOf(text)) && nowMs() < untilMs;
  }

  return {
    newPath,
    /** Answers the printed address, and nothing else without a session. Parts of a page that are no secret lie before it. */
    middleware(): MiddlewareHandler {
      return async (context, next) => {
        const { path, method } = context.req;
        if (path.startsWith(START) && method === "GET") {
          const session = start(path.slice(START.length));
          if (session === undefined) return context.html(SIGNED_OUT_PAGE, 401);
          setCookie(context, cookieName(context), session, { httpOnly: true, sameSite: "Strict", path: "/" });
          return context.redirect("/", 303);
        }
        if (isOpen(context)) return next();
        if (path === "/") return context.html(SIGNED_OUT_PAGE, 401);
        return context.json(problem("station/request/no-session") satisfies ApiError, 401);
      };
    },
  };
}

/** Only its hash is kept: hashes are of one length, and are compared in constant time. */
interface Secret {
  hash: Buffer;
  untilMs: number;
}

function hashOf(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

/** Cookies do not tell ports apart: two stations on one computer each have their own. */
function cookieName(context: Context): string {
  return `bztoken-${new URL(context.req.url).port || "80"}`;
}
