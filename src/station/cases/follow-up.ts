/** The sheet of one day: whom to see, how long still, and who was missed. */
import { localDayOf } from "../text/local-time.js";
import { compareNames } from "../text/vietnamese.js";
import type { FollowUpRule, Quarantine } from "./follow-up-rule.js";
import type { CasePerson } from "./people.js";
import type { Visit } from "./work.js";

export interface SheetRow {
  person: CasePerson;
  place: Quarantine;
  /** Of the quarantine, the first being 1. */
  dayNumber: number;
  days: number;
  /** Local day: the last one. */
  lastDay: number;
  visit: Visit | null;
  /** Days just before this one on which nobody saw them. */
  missed: number;
  /** A sample is due by this day and was not taken yet. */
  isTestDue: boolean;
}

/** Quarantine counts from the day after the last contact. */
export function quarantineOf(
  { class: ofClass, lastDay }: Pick<CasePerson, "class" | "lastDay">,
  rule: FollowUpRule,
) {
  const { place, days, testDays } = rule[ofClass];
  return { place, days, testDays, fromDay: lastDay + 1, toDay: lastDay + days };
}

/** Confirmed contacts who are in quarantine on that day and are not cases themselves: who was missed longest first, then by name. */
export function sheetOf(people: readonly CasePerson[], rule: FollowUpRule, day: number): SheetRow[] {
  return people
    .filter(({ work }) => work.status === "confirmed" && work.illDay === undefined)
    .flatMap((person) => {
      const { place, days, testDays, fromDay, toDay } = quarantineOf(person, rule);
      if (day < fromDay || day > toDay) return [];
      const visits = person.work.visits ?? {};
      const dayNumber = day - fromDay + 1;
      const tests = Object.entries(visits).filter(
        ([at, { test }]) => Number(at) <= day && test !== "none",
      ).length;
      const due = testDays.filter((testDay) => testDay <= dayNumber).length;
      return [
        {
          ...{ person, place, dayNumber, days },
          lastDay: toDay,
          visit: visits[day] ?? null,
          missed: missedBefore(day, Math.max(fromDay, followedFrom(person, fromDay)), visits),
          isTestDue: tests < due,
        },
      ];
    })
    .sort(
      (a, b) =>
        b.missed - a.missed ||
        compareNames(a.person.name ?? "", b.person.name ?? "") ||
        (a.person.key < b.person.key ? -1 : 1),
    );
}

/** Before somebody was confirmed there was nobody to see them. */
function followedFrom({ work }: CasePerson, fromDay: number): number {
  return work.decidedMs === undefined ? fromDay : localDayOf(work.decidedMs);
}

function missedBefore(day: number, fromDay: number, visits: Readonly<Record<string, Visit>>): number {
  let missed = 0;
  for (let before = day - 1; before >= fromDay && visits[before]?.wasSeen !== true; before--) missed++;
  return missed;
}
