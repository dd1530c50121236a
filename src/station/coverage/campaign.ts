/** A campaign: since when, what it aims at, and who has to report by which day. */
import { z } from "zod";
import { label } from "../register/sheet/columns.js";
import type { CoverageReport, StoredCampaign } from "../store/registry/coverage.js";
import { type Unit, UNIT_KINDS } from "../store/types.js";
import { localDayOf } from "../text/local-time.js";
import { requireGroupNames } from "./report-content.js";
import { reportersOf, type Scope } from "./scope.js";

const day = z.number().int().min(0).max(100_000);
const terms = z.object({
  /** Tokens that were checked within so many days are active. */
  activeDays: z.number().int().min(1).max(60),
  /** `group` "": everybody. */
  targets: z.array(z.object({ group: z.string().max(2_000), share: z.number().min(0).max(1) })).max(50),
  /** No kinds: all who report. */
  dues: z.array(z.object({ day, kinds: z.array(z.enum(UNIT_KINDS)) })).max(100),
});
export type Terms = z.infer<typeof terms>;
export const campaignInput = terms.extend({
  id: z.string().min(1).max(40),
  name: z.string().trim().min(1).max(200),
  fromDay: day,
  toDay: day.nullable(),
});
export type Campaign = z.infer<typeof campaignInput> & {
  /** It was stored so that nobody can read what it aims at: its days are all that is known. */
  isUnreadable?: boolean;
};

export const ACTIVE_DAYS = 7;

export function storedCampaign({ id, name, fromDay, toDay, ...content }: Campaign): StoredCampaign {
  requireGroupNames(content.targets.map(({ group }) => group));
  return { id, name, fromDay, toDay, content: JSON.stringify(terms.parse(content)) };
}

export function campaignOf({ content, ...stored }: StoredCampaign): Campaign {
  try {
    return { ...stored, ...terms.parse(JSON.parse(content)) };
  } catch {
    return { ...stored, activeDays: ACTIVE_DAYS, targets: [], dues: [], isUnreadable: true };
  }
}

/** The one that runs on that local day; of several the one that began last. */
export function currentCampaign(campaigns: readonly StoredCampaign[], day: number): Campaign | undefined {
  const running = campaigns.filter(({ fromDay, toDay }) => fromDay <= day && (toDay ?? day) >= day);
  const last = running.reduce<StoredCampaign | undefined>(
    (best, one) => (best === undefined || one.fromDay > best.fromDay ? one : best),
    undefined,
  );
  return last && campaignOf(last);
}

/** Weeks from the first due day on, until the last. */
export function weekly(
  firstDay: number,
  lastDay: number,
  kinds: Terms["dues"][number]["kinds"],
): Terms["dues"] {
  const count = Math.max(0, Math.floor((lastDay - firstDay) / 7) + 1);
  return Array.from({ length: count }, (_, week) => ({ day: firstDay + 7 * week, kinds }));
}

export function targetOf({ targets }: Pick<Terms, "targets">, group: string): number | undefined {
  return targets.find((target) => label(target.group) === group)?.share;
}

export type DueState =
  | { state: "in-time" | "open" | "missing" }
  /** So many days after the due day. */
  | { state: "late"; days: number };

export interface Due {
  day: number;
  units: { unit: Unit; due: DueState }[];
}

type Handed = Pick<CoverageReport, "unitId" | "day" | "takenMs">;

/** What each unit that reports to the root made of the due dates up to the next one that is open. */
export function duesOf(
  { dues, fromDay }: Pick<Campaign, "dues" | "fromDay">,
  scope: Scope,
  reports: readonly Handed[],
  today: number,
): Due[] {
  const reporters = reportersOf(scope, scope.root.id);
  const firstOpen = Math.min(...dues.map(({ day }) => day).filter((day) => day >= today));
  return [...dues]
    .filter(({ day }) => day < today || day === firstOpen)
    .sort((a, b) => a.day - b.day)
    .map(({ day, kinds }) => ({
      day,
      units: reporters
        .filter(({ kind }) => kinds.length === 0 || kinds.includes(kind))
        .map((unit) => {
          const days = dues
            .filter((due) => due.kinds.length === 0 || due.kinds.includes(unit.kind))
            .map((due) => due.day);
          const after = Math.max(fromDay - 1, ...days.filter((one) => one < day));
          const before = Math.min(...days.filter((one) => one > day));
          const own = reports.filter(
            ({ unitId, day: of }) => unitId === unit.id && of > after && of < before,
          );
          return { unit, due: dueStateOf(own, day, today) };
        }),
    }));
}

function dueStateOf(reports: readonly Handed[], day: number, today: number): DueState {
  const first = Math.min(...reports.map(({ takenMs }) => localDayOf(takenMs)));
  if (first <= day) return { state: "in-time" };
  if (first !== Infinity) return { state: "late", days: first - day };
  return { state: today <= day ? "open" : "missing" };
}
