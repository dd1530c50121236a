import type { CustodyProblem } from "../custody/host/custody-error.js";
import type { SyncErrorCode } from "../sync/host/errors.js";
import { UserError, kindOfProblem, type ErrorKind } from "../station/user-error.js";

/** What can go wrong with a token is said in one line, as bad input is. */
export function asUserError(error: unknown): never {
  // By name: what a command loads late may hold the class a second time.
  throw error instanceof Error && error.name === "SyncError"
    ? new UserError(error.message, SYNC_KINDS[(error as Error & { code: SyncErrorCode }).code])
    : error;
}

const SYNC_KINDS: Record<SyncErrorCode, ErrorKind> = {
  "port-missing": "device",
  "port-busy": "device",
  "port-failed": "device",
  "not-a-token": "device",
  "unsupported-version": "device",
  "line-closed": "device",
  "no-answer": "device",
  "session-lost": "device",
  "bad-answer": "device",
  "memory-failed": "device",
  "unknown-token": "key",
  "needs-admin": "key",
  "forged-answer": "key",
  "no-consent": "refused",
  "time-refused": "refused",
  "time-needs-keys": "refused",
  "list-refused": "refused",
  refused: "refused",
  "not-understood": "refused",
  "log-restarted": "refused",
};

/** Undefined for an error that is the program's own fault. */
export function kindOf(error: unknown): ErrorKind | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error.name === "UserError") return (error as UserError).kind;
  if (error.name !== "CustodyError") return undefined;
  return kindOfProblem((error as Error & { problem: CustodyProblem }).problem);
}
