/**
 * Who may see the station's data: the browser that opened the address which the program printed. Every program and every
 * user of this computer reaches the port, but only who can read the program's window has that address. It works once
 * and for a few minutes; the browser gets a cookie for it. Who of the staff sits before it, the account tells that is
 * signed in with it (staff/gate.ts). With each sign-in the cookie is a new one, made here: one that was known before, or put
 * into the browser, is nobody's.
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
import { SIGNED_OUT_PAGE } from "./bare-page.js";

/** To walk from the program's window to the browser. */
const ADDRESS_MS = 10 * 60_000;
const SESSION_MS = 12 * 3_600_000;
/** The page tells of its uses at most so late (page/staff/use-idle.ts), so it locks first, and says so. */
const GRACE_MS = 30_000;
/** 256 bits. */
const SECRET_BYTES = 32;
const START = "/start/";

export type Sessions = ReturnType<typeof createSessions>;

/** Only its hash is kept: hashes are of one length, and are compared in constant time. */
interface Secret {
  hash: Buffer;
  untilMs: number;
}

export interface Session extends Secret {
  /** ID of the account that is signed in; null: nobody. */
  account: string | null;
  /** Last time that somebody did something. */
  usedMs: number;
  isLocked: boolean;
}

/**
 * @param nowMs     goes on evenly, whatever happens to the computer's date
 * @param signedIn  account that whoever opens the address is signed in with; null: nobody
 */
export function createSessions(nowMs: () => number, signedIn: string | null = null) {
  let address: Secret | undefined;
  let sessions: Session[] = [];

  /** A new address, as the path of a URL; the one before it works no more. */
  function newPath(): string {
    const text = randomBytes(SECRET_BYTES).toString("base64url");
    address = { hash: hashOf(text), untilMs: nowMs() + ADDRESS_MS };
    return START + text;
  }

  /** Whatever a browser brings along is never made a session. */
  function open(context: Context, account: string | null, untilMs: number): void {
    const secret = randomBytes(SECRET_BYTES).toString("base64url");
    sessions = sessions.filter((one) => nowMs() < one.untilMs);
    sessions.push({ hash: hashOf(secret), untilMs, account, usedMs: nowMs(), isLocked: false });
    setCookie(context, cookieName(context), secret, { httpOnly: true, sameSite: "Strict", path: "/" });
  }

  /** False where the address is not, or no more, the printed one. */
  function start(context: Context, text: string): boolean {
    if (address === undefined || !isValid(address, text)) return false;
    address = undefined;
    open(context, signedIn, nowMs() + SESSION_MS);
    return true;
  }

  function of(context: Context): Session | undefined {
    const text = getCookie(context, cookieName(context)) ?? "";
    return sessions.filter((session) => isValid(session, text))[0];
  }

  function isValid({ hash, untilMs }: Secret, text: string): boolean {
    return timingSafeEqual(hash, hashOf(text)) && nowMs() < untilMs;
  }

  return {
    newPath,
    of,

    /** A new session for this browser, in the place of the one it had. */
    renew(context: Context, account: string | null): void {
      const before = of(context);
      sessions = sessions.filter((one) => one !== before);
      open(context, account, before?.untilMs ?? nowMs() + SESSION_MS);
    },

    /** Somebody did something. */
    use(session: Session): void {
      session.usedMs = nowMs();
    },

    isLocked(session: Session, idleMs: number): boolean {
      return session.isLocked || nowMs() - session.usedMs > idleMs + GRACE_MS;
    },

    /** Wherever it is signed in. */
    signOut(account: string): void {
      for (const one of sessions) if (one.account === account) one.account = null;
    },

    /** Answers the printed address, and nothing else without a session. Parts of a page that are no secret lie before it. */
    middleware(): MiddlewareHandler {
      return async (context, next) => {
        const { path, method } = context.req;
        if (path.startsWith(START) && method === "GET") {
          if (!start(context, path.slice(START.length))) return context.html(SIGNED_OUT_PAGE, 401);
          return context.redirect("/", 303);
        }
        if (of(context) !== undefined) return next();
        if (path === "/") return context.html(SIGNED_OUT_PAGE, 401);
        return context.json(problem("station/request/no-session") satisfies ApiError, 401);
      };
    },
  };
}

function hashOf(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

/** Cookies do not tell ports apart: two stations on one computer each have their own. */
function cookieName(context: Context): string {
  return `bztoken-${new URL(context.req.url).port || "80"}`;
}
