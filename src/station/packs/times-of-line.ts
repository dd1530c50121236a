/** Moments by a computer's clock that a line tells of: none of them lies in the future. */
import { MOST_DAYS_AHEAD } from "../limits.js";
import { STILL_WRONG_MS } from "../clocks/redating.js";
import type { UpLine } from "./up-lines.js";

const DAY_MS = 86_400_000;

export function timesOf({ kind, value }: UpLine): number[] {
  switch (kind) {
    case "token":
      return [value.last_read_ms ?? 0];
    case "issue":
      return [value.from_ms, value.to_ms ?? 0];
    case "sync":
      return [value.started_ms, value.finished_ms ?? 0];
    case "reading":
    case "state":
    case "withdrawal":
      return [value.at_ms];
    case "wrapped":
      return [value.stored_ms];
    case "correction": {
      // The token's wrong time set right is the time at which that was found out.
      const rightMs = value.until_ms === STILL_WRONG_MS ? 0 : value.until_ms + value.offset_ms;
      return [value.found_ms, rightMs];
    }
    case "page":
      return [(value.seal_day - MOST_DAYS_AHEAD) * DAY_MS];
    default:
      return [];
  }
}
