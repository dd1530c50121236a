/** What samples are made of: made-up units and figures, the same each time, that answer like a store. */
import type { CheckedToken, Checks, CoverageReport, RegisterCount } from "../../store/registry/coverage.js";
import type { Unit, UnitKind } from "../../store/types.js";
import { dayOfDate, localDayStartMs } from "../../text/local-time.js";
import { label } from "../../register/sheet/columns.js";
import type { Campaign } from "../campaign.js";
import type { CoverageSource } from "../coverage.js";
import type { Figures } from "../figures.js";

export const SAMPLE_IDS = ["agencies", "channels", "province", "trade", "district"] as const;
export type SampleId = (typeof SAMPLE_IDS)[number];

/** A letter, and how an office would answer it with this program. */
export interface Sample {
  id: SampleId;
  unitId: string;
  day: number;
  nowMs: number;
  campaign: Campaign;
  source: CoverageSource;
}

const HOUR_MS = 3_600_000;

/** Local day of a date of 2020, or of another year. */
export const date = (day: number, month: number, year = 2020) => dayOfDate(year, month, day)!;
/** In the evening, when reports are written. */
export const evening = (day: number) => localDayStartMs(day) + 17 * HOUR_MS;

export function unit(
  id: string,
  name: string,
  kind: UnitKind,
  parentId: string | null,
  reportsTo: string[] = [],
): Unit {
  return { id, code: null, name, kind, parentId, fromDay: null, toDay: null, reportsTo };
}

/** From 0 to 1, spread evenly over the numbers of a row; not by lot. */
export function spread(i: number, row = 0): number {
  return ((((i + 1) * 0.6180339887 + row * 0.4142135623) % 1) + 1) % 1;
}

/** A whole in parts of these weights that add up to it. */
export function split(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((all, one) => all + one, 0);
  let [weight, given] = [0, 0];
  return weights.map((one) => {
    weight += one;
    const upTo = Math.round((total * weight) / sum);
    const part = upTo - given;
    given = upTo;
    return part;
  });
}

export interface Said {
  unitId: string;
  day: number;
  all: Figures;
  groups?: Readonly<Record<string, Figures>>;
  /** Days after the day that it is of; 0: the same evening. */
  lateDays?: number;
}

export function sourceOf(
  units: readonly Unit[],
  said: readonly Said[],
  register: { counts?: readonly RegisterCount[]; checked?: readonly CheckedToken[] } = {},
): CoverageSource {
  const reports = said.map(({ unitId, day, all, groups = {}, lateDays = 0 }): CoverageReport => {
    const names = Object.keys(groups);
    const book = { all, groups: Object.fromEntries(names.map((name) => [label(name), groups[name]!])) };
    const groupNames = Object.fromEntries(names.map((name) => [label(name), name]));
    const takenMs = evening(day + lateDays);
    return {
      ...{ unitId, kind: "entered", day, madeMs: takenMs, takenMs, checksum: "" },
      content: JSON.stringify({ book, groupNames }),
    };
  });
  const byId = new Map(units.map((one) => [one.id, one]));
  const checkedIn = ({ atMs, sinceMs }: Checks) =>
    (register.checked ?? []).filter(({ checkedMs }) => checkedMs <= atMs && checkedMs >= sinceMs);
  return {
    units: ({ ids, limit }) =>
      Promise.resolve(
        (ids === undefined ? [...units] : ids.flatMap((id) => byId.get(id) ?? [])).slice(0, limit),
      ),
    unitPath(id) {
      const path: Unit[] = [];
      for (let at = byId.get(id); at !== undefined; at = byId.get(at.parentId ?? "")) path.push(at);
      return Promise.resolve(path);
    },
    registerCounts: () => Promise.resolve([...(register.counts ?? [])]),
    householdsMet: () => Promise.resolve([]),
    doubleEntries: () => Promise.resolve([]),
    checkedTokens: (now, before) => Promise.resolve({ now: checkedIn(now), before: checkedIn(before) }),
    lastCoverageReports(day) {
      const last = new Map<string, CoverageReport>();
      for (const report of reports) {
        const kept = last.get(report.unitId);
        if (report.day <= day && (kept === undefined || report.day > kept.day))
          last.set(report.unitId, report);
      }
      return Promise.resolve([...last.values()]);
    },
    coverageReportDays: (fromDay) => Promise.resolve(reports.filter(({ day }) => day >= fromDay)),
  };
}
