import { UserError } from "../station/user-error.js";

/** What can go wrong with a token is said in one line, as bad input is. */
export function asUserError(error: unknown): never {
  // By name: what a command loads late may hold the class a second time.
  throw error instanceof Error && error.name === "SyncError" ? new UserError(error.message) : error;
}
