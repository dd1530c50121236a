import { UserError } from "../../../words/user-error.js";

/** Whether a store's name is that of a PostgreSQL database, not of a file. */
export function isServer(name: string): boolean {
  return /^postgres(ql)?:/.test(name);
}

/** Throws `UserError` where it is none. */
export function parseAddress(url: string): URL {
  try {
    return new URL(url);
  } catch {
    throw new UserError("station/store/server/address");
  }
}

export function hasPassword(url: string): boolean {
  const { password, searchParams } = parseAddress(url);
  return password !== "" || searchParams.has("password");
}
