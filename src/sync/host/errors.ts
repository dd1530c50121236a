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
  ERROR_UPDATE,
  ERROR_VERSION,
  LIST_OUT_OF_ORDER,
  PROTOCOL_VERSION,
} from "../messages.js";
import {
  UPDATE_DAMAGED,
  UPDATE_FORGED,
  UPDATE_MEMORY,
  UPDATE_NOT_NOW,
  UPDATE_OLD_NUMBER,
  UPDATE_OLDER,
  UPDATE_OTHER,
  UPDATE_OUT_OF_ORDER,
  UPDATE_TOO_LONG,
} from "../../custody/token/release.js";
import { LIST_FORGED, LIST_OLD, LIST_TOO_LONG } from "../../custody/token/list-store.js";
import type { Problem } from "../../words/problem.js";
import { UserError } from "../../words/user-error.js";

/** Stands for a number that the token did not send. */
const UNKNOWN = "?";

/** What an error frame of the token means to us. */
export function errorOf(code: number | undefined, detail: number | undefined): UserError {
  switch (code) {
    case ERROR_VERSION:
      return unsupportedVersion(detail);
    case ERROR_PROTECTION:
      return new UserError("sync/unsupported-version/protection");
    case ERROR_REFUSED:
      return new UserError("sync/refused", { request: detail ?? UNKNOWN });
    case ERROR_SEQUENCE:
      return new UserError("sync/log-restarted");
    case ERROR_SESSION:
      return new UserError("sync/session-lost/forgotten");
    case ERROR_CONSENT:
      return new UserError("sync/no-consent");
    case ERROR_CLOCK:
      return clockRefused(detail);
    case ERROR_MEMORY:
      return new UserError("sync/memory-failed");
    case ERROR_ROLE:
      return new UserError("sync/needs-admin");
    case ERROR_LIST:
      return listRefused(detail);
    case ERROR_UPDATE:
      return updateRefused(detail);
    default:
      return new UserError("sync/not-understood", { error: code ?? UNKNOWN, detail: detail ?? UNKNOWN });
  }
}

function clockRefused(reason: number | undefined): UserError {
  switch (reason) {
    case CLOCK_RANGE:
      return new UserError("sync/time-refused/range");
    case CLOCK_MOVED_TOO_FAR:
      return new UserError("sync/time-refused/too-far");
    case CLOCK_BEHIND_KEYS:
      return new UserError("sync/time-needs-keys/behind");
    case CLOCK_BEYOND_KEYS:
      return new UserError("sync/time-needs-keys/beyond");
    default:
      return new UserError("sync/time-refused/other", { reason: reason ?? UNKNOWN });
  }
}

function listRefused(reason: number | undefined): UserError {
  switch (reason) {
    case LIST_FORGED:
      return new UserError("sync/list-refused/forged");
    case LIST_OLD:
      return new UserError("sync/list-refused/old");
    case LIST_TOO_LONG:
      return new UserError("sync/list-refused/too-long");
    case LIST_OUT_OF_ORDER:
      return new UserError("sync/list-refused/out-of-order");
    default:
      return new UserError("sync/list-refused/other", { reason: reason ?? UNKNOWN });
  }
}

function updateRefused(reason: number | undefined): UserError {
  switch (reason) {
    case UPDATE_FORGED:
      return new UserError("sync/update-refused/forged");
    case UPDATE_OLD_NUMBER:
      return new UserError("sync/update-refused/old-number");
    case UPDATE_OLDER:
      return new UserError("sync/update-refused/older");
    case UPDATE_OTHER:
      return new UserError("sync/update-refused/other");
    case UPDATE_TOO_LONG:
      return new UserError("sync/update-refused/too-long");
    case UPDATE_OUT_OF_ORDER:
      return new UserError("sync/update-refused/out-of-order");
    case UPDATE_DAMAGED:
      return new UserError("sync/update-refused/damaged");
    case UPDATE_MEMORY:
      return new UserError("sync/update-refused/memory");
    case UPDATE_NOT_NOW:
      return new UserError("sync/update-refused/not-now");
    default:
      return new UserError("sync/update-refused/other-reason", { reason: reason ?? UNKNOWN });
  }
}

export function unsupportedVersion(version: number | undefined): UserError {
  return new UserError("sync/unsupported-version/protocol", {
    version: version ?? UNKNOWN,
    ours: PROTOCOL_VERSION,
  });
}

/** @param what  of the words "word/answer/…" */
export function badAnswer(what: Problem): UserError {
  return new UserError("sync/bad-answer/protocol", { what });
}

export function noAnswer(): UserError {
  return new UserError("sync/no-answer/silent");
}
