/**
 * Which pages may talk to a program of this computer: those that it served itself.
 *
 * The port is open to every web page in the browser. A foreign page that rebinds its name to 127.0.0.1 shows in the Host
 * header; one that posts across sites shows in Origin. Both are turned away. Other programs can write there what they
 * like: they are kept out by the session (session.ts).
 */
import type { MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { ApiError } from "./api.js";
import { problem } from "../../words/problem.js";

const HEADERS: Record<string, string> = {
  "Content-Security-Policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; connect-src 'self'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  // Contacts and names stay out of the browser's disk cache.
  "Cache-Control": "no-store",
};

/** The longest that a page has to say, the names of all plugged-in tokens, is a tenth of it. */
const MAX_BODY_BYTES = 256 * 1024;
/** Files of phones, as text: 14 days in a crowd are 15 MB. */
const MAX_FILES_BYTES = 64 * 1024 * 1024;
export const FILES_PATH = "/api/phone-traces";

/** Lists of people: a file of 12 MB, in base64. */
const LIST_PATHS = ["/api/people/preview", "/api/people/import", "/api/coverage/report", "/api/round/file"];
const MAX_LIST_MB = 12;
const MAX_LIST_BODY_BYTES = MAX_LIST_MB * 1024 * 1024 * (4 / 3);

/** A back-up is a file like any other, and goes to the disk as it comes. */
export const BACKUP_PATH = "/api/backup/upload";
const MAX_BACKUP_BYTES = 16 * 1024 ** 3;

/** Before anything of a body is parsed, or even kept. */
export function smallBodies(): MiddlewareHandler {
  const ofMost = limited(MAX_BODY_BYTES, tooLong(MAX_BODY_BYTES));
  const ofLists = limited(MAX_LIST_BODY_BYTES, problem("register/file/big", { most: MAX_LIST_MB }));
  const ofFiles = limited(MAX_FILES_BYTES, tooLong(MAX_FILES_BYTES));
  const ofBackups = limited(MAX_BACKUP_BYTES, tooLong(MAX_BACKUP_BYTES));
  return (context, next) => {
    const { path } = context.req;
    if (path === BACKUP_PATH) return ofBackups(context, next);
    return (path === FILES_PATH ? ofFiles : LIST_PATHS.includes(path) ? ofLists : ofMost)(context, next);
  };
}

function tooLong(bytes: number): ApiError {
  return problem("station/request/too-long", { most: bytes / 1024 });
}

function limited(maxSize: number, error: ApiError): MiddlewareHandler {
  return bodyLimit({ maxSize, onError: (context) => context.json(error, 413) });
}

export function guard(): MiddlewareHandler {
  return async (context, next) => {
    for (const [name, value] of Object.entries(HEADERS)) context.header(name, value);
    const host = context.req.header("host") ?? "";
    const origin = context.req.header("origin");
    const isOwnHost = /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host);
    const isOwnOrigin = origin === `http://${host}`;
    const isRead = context.req.method === "GET" || context.req.method === "HEAD";
    if (!isOwnHost || (origin === undefined ? !isRead : !isOwnOrigin)) {
      return context.json(problem("station/request/not-allowed") satisfies ApiError, 403);
    }
    // A form of another page can post neither of these.
    const types = [
      "application/json",
      ...(context.req.path === BACKUP_PATH ? ["application/octet-stream"] : []),
    ];
    if (!isRead && !types.includes(context.req.header("content-type") ?? "")) {
      return context.json(problem("station/request/not-json") satisfies ApiError, 400);
    }
    await next();
    return undefined;
  };
}
