/** How a PostgreSQL database is reached, and what is wrong where it is not, in words for people. */
import pg from "pg";
import { UserError, isUserError } from "../../../words/user-error.js";
import { parseAddress } from "./server-address.js";

const CONNECT_TIMEOUT_MS = 10_000;
/** A line that was cut is noticed by then. */
const KEEP_ALIVE_MS = 10_000;

/** 64-bit whole numbers come as numbers: the store holds none above 2^53. */
const types = {
  getTypeParser: ((oid: number, format?: "text" | "binary") =>
    oid === Number(pg.types.builtins.INT8)
      ? Number
      : pg.types.getTypeParser(oid, format as "text")) as typeof pg.types.getTypeParser,
};

export interface Address {
  /** As people name it; without a password. */
  path: string;
  config: pg.PoolConfig;
}

/** Throws `UserError` where it is none. */
export function addressOf(url: string): Address {
  const parsed = parseAddress(url);
  const { searchParams } = parsed;
  const mode = searchParams.get("sslmode") ?? process.env["PGSSLMODE"];
  // Names, telephone numbers and the password go over this line. What pg takes for the same is said as it will be understood.
  if (
    mode === undefined ? !isThisComputer(parsed, searchParams) : /^(prefer|require|verify-ca)$/.test(mode)
  ) {
    searchParams.set("sslmode", "verify-full");
  }
  const config = {
    connectionString: parsed.href,
    types,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    application_name: "bztoken",
  };
  parsed.password = "";
  searchParams.delete("password");
  return { path: withoutAdded(parsed, url), config };
}

/** A line of a file that PGPASSFILE names. */
export function passwordFileOf(url: string, role: string, password: string): string {
  const { hostname, port, pathname, searchParams } = parseAddress(url);
  const host = decodeURIComponent(searchParams.get("host") ?? hostname) || "localhost";
  const parts = [host, port || "5432", decodeURIComponent(pathname.slice(1)), role, password];
  return `${parts.map((part) => part.replace(/[\\:]/g, "\\$&")).join(":")}\n`;
}

/** As it was given. */
function withoutAdded(parsed: URL, given: string): string {
  if (!/[?&]sslmode=/.test(given)) parsed.searchParams.delete("sslmode");
  return parsed.href;
}

function isThisComputer({ hostname }: URL, searchParams: URLSearchParams): boolean {
  const host = decodeURIComponent(searchParams.get("host") ?? hostname ?? "");
  return host === "" || host.startsWith("/") || /^(localhost|127\.[\d.]+|\[?::1\]?)$/.test(host);
}

/** Whether the server is away, or went away: of the system, and of PostgreSQL's classes 08 and 57P. */
export function isGone(error: unknown): boolean {
  if (isUserError(error)) {
    return isUserError(error, "station/store/server/unreachable", "station/store/server/records-away");
  }
  if (!(error instanceof Error)) return false;
  const code = codeOf(error);
  // What has no code is of the library's own.
  return /^(E[A-Z]+|08...|57P..)$/.test(code) || (code === "" && /timeout|terminated|closed|not queryable/i.test(error.message)); // prettier-ignore
}

export function explain(error: unknown, path: string): unknown {
  if (isUserError(error) || !(error instanceof Error)) return error;
  const why = error.message;
  const code = codeOf(error);
  if (/does not support SSL/.test(why)) return new UserError("station/store/server/no-tls", { path });
  if (/no encryption|SSL off/.test(why)) return new UserError("station/store/server/wants-tls", { path });
  if (/CERT|SIGNATURE|SELF_SIGNED|ALTNAME/.test(code)) {
    return new UserError("station/store/server/untrusted", { path, why });
  }
  if (code === "28P01" || /^SASL:/.test(why)) return new UserError("station/store/server/password", { path });
  if (code === "28000" || code === "3D000") return new UserError("station/store/server/refused", { path, why }); // prettier-ignore
  if (code === "42501") {
    return /row-level security/.test(why)
      ? new UserError("station/store/server/other-unit", { path })
      : new UserError("station/store/server/no-rights", { path, why });
  }
  if (code === "55P03") return new UserError("station/store/busy", { path });
  const server = recordServerOf(error);
  if (server !== undefined && isGone(error)) {
    return new UserError("station/store/server/records-away", { path, server, why });
  }
  if (code === "53100" || code === "25006") return new UserError("station/store/server/full", { path });
  return isGone(error) ? new UserError("station/store/server/unreachable", { path, why }) : error;
}

/** The server of a front (`province/spread`) that the front does not reach; undefined: it is not that. */
function recordServerOf(error: Error): string | undefined {
  const [, named] = /server "bluezone_records_(\d+)"/.exec(error.message) ?? [];
  const isThere = "where" in error && String(error.where).startsWith("remote SQL command");
  return named ?? (isThere ? "?" : undefined);
}

function codeOf(error: Error): string {
  return "code" in error ? String(error.code) : "";
}
