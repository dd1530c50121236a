/** What happened to one person of a case, day by day. */
import { localDayOf, localDayStartMs } from "../text/local-time.js";
import { quarantineOf } from "./follow-up.js";
import type { CasePerson } from "./people.js";
import type { Call, CaseNotes, Status, Visit } from "./work.js";

export type CaseEvent = { atMs: number } & (
  | { what: "met"; minutes: number }
  | { what: "said"; note: string }
  | { what: "decided"; status: Status; note: string }
  | { what: "called"; call: Call }
  | { what: "visited"; visit: Visit }
  | { what: "ill" }
  | { what: "ends" }
);

/** The earliest first. */
export function eventsOf(person: CasePerson, { followUp }: Pick<CaseNotes, "followUp">): CaseEvent[] {
  const { contact, said, work } = person;
  const events: CaseEvent[] = [];
  const minutes = new Map<number, number>();
  for (const { startMs, windowsHeard } of contact?.slots ?? []) {
    const day = localDayOf(startMs);
    minutes.set(day, (minutes.get(day) ?? 0) + windowsHeard * WINDOW_MINUTES);
  }
  for (const [day, met] of minutes) events.push({ what: "met", atMs: localDayStartMs(day), minutes: met });
  for (const { lastDay, note } of said) events.push({ what: "said", atMs: localDayStartMs(lastDay), note });
  for (const call of work.calls ?? []) events.push({ what: "called", atMs: call.atMs, call });
  if (work.decidedMs !== undefined && work.status !== "todo") {
    events.push({ what: "decided", atMs: work.decidedMs, status: work.status, note: work.note });
  }
  for (const [day, visit] of Object.entries(work.visits ?? {})) {
    events.push({ what: "visited", atMs: localDayStartMs(Number(day)), visit });
  }
  if (work.illDay !== undefined) events.push({ what: "ill", atMs: localDayStartMs(work.illDay) });
  if (work.status === "confirmed") {
    events.push({ what: "ends", atMs: localDayStartMs(quarantineOf(person, followUp).toDay) });
  }
  return events.sort((a, b) => a.atMs - b.atMs);
}

/** Six windows share a slot of a quarter of an hour. */
const WINDOW_MINUTES = 2.5;
