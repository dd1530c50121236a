import {
  CLOCK_BEHIND_KEYS,
  CLOCK_BEYOND_KEYS,
  CLOCK_MOVED_TOO_FAR,
  CLOCK_RANGE,
  ERROR_CLOCK,
  ERROR_CONSENT,
  ERROR_LIST,
  ERROR_MEMORY,
  ERROR_PROTECTION,
  ERROR_REFUSED,
  ERROR_ROLE,
  ERROR_SEQUENCE,
  ERROR_SESSION,
  ERROR_VERSION,
  LIST_OUT_OF_ORDER,
  PROTOCOL_VERSION,
} from "../messages.js";
import { LIST_FORGED, LIST_OLD, LIST_TOO_LONG } from "../../custody/token/list-store.js";

/** Everything that can go wrong between a station and a token, and what the person at the desk should do. */
export type SyncErrorCode =
  /** There is no such port. Plug the token in, or choose another port. */
  | "port-missing"
  /** Another program has the port open. Close it. */
  | "port-busy"
  /** The system refuses to open the port: no permission, or no serial port. Ask whoever looks after the computer. */
  | "port-failed"
  /** Something is on the port, but it does not answer as a token. Choose another port, or unplug it and plug it in. */
  | "not-a-token"
  /** The token speaks another version of the protocol. Update this program, or the token. */
  | "unsupported-version"
  /** No key that is held here fits the token. Ask for a stock file that has it. */
  | "unknown-token"
  /** The token was unplugged, or the line was closed. Plug it in and read again: reading goes on where it stopped. */
  | "line-closed"
  /** The token stopped answering. Unplug it, plug it in and read again. */
  | "no-answer"
  /** The token forgot who speaks to it: it restarted, or another program speaks to it. Unplug it and plug it in. */
  | "session-lost"
  /** Something on the line answers in the token's name. Nothing of it was taken. Use another cable and computer. */
  | "forged-answer"
  /** The wearer did not press the button within a minute. Ask, and read again. */
  | "no-consent"
  /** The token does not believe the time it was given: one of the two clocks is far off. */
  | "time-refused"
  /** The time lies out of reach of the token's keys. An officer gives it new ones (bztoken rekey). */
  | "time-needs-keys"
  /** The token's memory failed: what was asked for was not done. Set it aside. */
  | "memory-failed"
  /** Only an administrator may do that. */
  | "needs-admin"
  /** The token does not take the list of cases. The message says why. */
  | "list-refused"
  /** The token does not do that now: a prepared one is not prepared again. */
  | "refused"
  /** The token knows the message but not its content, or does not know it: update the token. */
  | "not-understood"
  /** The token's log ends before what was read from it: it was erased. Read it from its beginning. */
  | "log-restarted"
  /** The token's answer contradicts the protocol. Do not trust it; have it checked. */
  | "bad-answer";

export class SyncError extends Error {
  override readonly name: string = "SyncError";

  constructor(
    readonly code: SyncErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** What an error frame of the token means to us. */
export function errorOf(code: number | undefined, detail: number | undefined): SyncError {
  switch (code) {
    case ERROR_VERSION:
      return unsupportedVersion(detail);
    case ERROR_PROTECTION:
      return new SyncError(
        "unsupported-version",
        "the token protects its messages otherwise than this program: update it",
      );
    case ERROR_REFUSED:
      return new SyncError("refused", `the token does not do that now (request ${detail})`);
    case ERROR_SEQUENCE:
      return new SyncError(
        "log-restarted",
        "the token's log ends before what was read from it: read it from its beginning",
      );
    case ERROR_SESSION:
      return new SyncError(
        "session-lost",
        "the token forgot who speaks to it: close other programs that use it, unplug it and plug it in again",
      );
    case ERROR_CONSENT:
      return new SyncError(
        "no-consent",
        "the wearer did not press the button: the token gives its records only with the wearer's consent",
      );
    case ERROR_CLOCK:
      return clockRefused(detail);
    case ERROR_MEMORY:
      return new SyncError(
        "memory-failed",
        "the token's memory failed and nothing was changed: try once more, then set the token aside as faulty",
      );
    case ERROR_ROLE:
      return new SyncError("needs-admin", "only an administrator may do that to a token");
    case ERROR_LIST:
      return listRefused(LIST_REASONS[detail ?? 0] ?? `reason ${detail}: update its firmware`);
    default:
      return new SyncError(
        "not-understood",
        `the token answered with error ${code} (${detail}): update its firmware`,
      );
  }
}

function clockRefused(reason: number | undefined): SyncError {
  if (reason === CLOCK_BEHIND_KEYS || reason === CLOCK_BEYOND_KEYS) {
    return new SyncError("time-needs-keys", CLOCK_REASONS[reason]!);
  }
  return new SyncError("time-refused", CLOCK_REASONS[reason ?? 0] ?? `reason ${reason}: update this program`);
}

const CLOCK_REASONS: Record<number, string> = {
  [CLOCK_RANGE]: "no token takes a time before 2020 or after 2099: check this computer's clock",
  [CLOCK_BEHIND_KEYS]:
    "the token was sent into the future and its keys do not go back: an officer gives it new ones (bztoken rekey)",
  [CLOCK_BEYOND_KEYS]:
    "the token lay without power for too long, its keys do not reach this day: an officer gives it new ones (bztoken rekey)",
  [CLOCK_MOVED_TOO_FAR]:
    "this time is further from the token's than an operator may move it: an officer sets it, or check this computer's clock",
};

export function unsupportedVersion(version: number | undefined): SyncError {
  return new SyncError(
    "unsupported-version",
    `the token speaks protocol version ${version}, this program version ${PROTOCOL_VERSION}: update the older one`,
  );
}

export function badAnswer(what: string): SyncError {
  return new SyncError("bad-answer", `the token contradicts the protocol (${what}): have it checked`);
}

export function noAnswer(): SyncError {
  return new SyncError("no-answer", "the token stopped answering: unplug it, plug it in and try again");
}

const LIST_REASONS: Record<number, string> = {
  [LIST_FORGED]: "it was not made for this token by its authority",
  [LIST_OLD]: "it has this list already, or a newer one",
  [LIST_TOO_LONG]: "it is longer than the token's memory",
  [LIST_OUT_OF_ORDER]: "its parts came in another order, or the token's memory did not take them",
};

/** @param why  goes on a sentence */
export function listRefused(why: string): SyncError {
  return new SyncError("list-refused", `the token does not take the list of cases: ${why}`);
}
