/** The coverage of a unit on a day, from the store: figures now and a week before, who is late, and what does not fit. */
import { type Problem, problem } from "../../words/problem.js";
import { UserError } from "../../words/user-error.js";
import type { CheckedToken, Checks } from "../store/registry/coverage.js";
import type { Store } from "../store/store.js";
import { formatDay, localDayOf, localDayStartMs } from "../text/local-time.js";
import { type Campaign, type Due, ACTIVE_DAYS, duesOf } from "./campaign.js";
import type { Book } from "./figures.js";
import { createPlacing } from "./placing.js";
import { readContent, type EnteredContent, type FileRow } from "./report-content.js";
import { registerIn } from "./register-in.js";
import { type Scope, scopeOf } from "./scope.js";
import { type Line, type Own, type Told, sumUp } from "./sums.js";

const MOST_UNITS = 100_000;
const WEEK = 7;

/** A store, or a sample that answers like one. */
export type CoverageSource = Pick<
  Store,
  | "units"
  | "unitPath"
  | "registerCounts"
  | "doubleEntries"
  | "checkedTokens"
  | "householdsMet"
  | "lastCoverageReports"
  | "coverageReportDays"
>;

export interface CoverageRequest {
  unitId: string;
  /** Local day whose end the figures are of. */
  day: number;
  campaign?: Campaign | undefined;
}

export interface Coverage {
  day: number;
  activeDays: number;
  campaign: Campaign | undefined;
  scope: Scope;
  lines: readonly Line[];
  /** Seven days before, in the same order. */
  before: readonly Line[];
  /** By key, as they are written. */
  groupNames: ReadonlyMap<string, string>;
  dues: readonly Due[];
  notes: readonly Problem[];
}

export async function coverageOf(
  store: CoverageSource,
  { unitId, day, campaign }: CoverageRequest,
  nowMs: number,
): Promise<Coverage> {
  const units = await store.units({ atDay: day, limit: MOST_UNITS });
  const scope = scopeOf(units, unitId);
  if (scope === undefined) throw new UserError("coverage/no-unit", { day: formatDay(day) });
  const activeDays = campaign?.activeDays ?? ACTIVE_DAYS;
  const groupNames = new Map<string, string>();
  const placing = createPlacing(units);
  const people = { counts: await store.registerCounts(), doubles: await store.doubleEntries() };
  const checksOf = (of: number): Checks => ({
    atMs: Math.min(nowMs, localDayStartMs(of + 1) - 1),
    sinceMs: localDayStartMs(of + 1 - activeDays),
  });
  const checks = await store.checkedTokens(checksOf(day), checksOf(day - WEEK));
  const at = async (of: number, checked: readonly CheckedToken[]) => {
    const notes: Problem[] = [];
    const met = await store.householdsMet({ fromDay: campaign?.fromDay ?? 0, day: of });
    const register = registerIn({ ...people, checked, met }, scope, placing, groupNames, notes);
    const told = toldOf(await store.lastCoverageReports(of), units, scope, groupNames, notes);
    const { lines, notes: sums } = sumUp(scope, { register, ...told });
    return { lines, notes: [...notes, ...sums] };
  };
  const now = await at(day, checks.now);
  if (campaign?.isUnreadable) now.notes.push(problem("coverage/note/campaign", { name: campaign.name }));
  const before = await at(day - WEEK, checks.before);
  const reports = campaign === undefined ? [] : await store.coverageReportDays(campaign.fromDay);
  return {
    ...{ day, activeDays, campaign, scope, groupNames },
    ...{ lines: now.lines, before: before.lines, notes: now.notes },
    dues: campaign === undefined ? [] : duesOf(campaign, scope, reports, localDayOf(nowMs)),
  };
}

type Reports = Awaited<ReturnType<Store["lastCoverageReports"]>>;

/** Of each unit one row: that of a report which the unit belongs to, the newest first. */
function toldOf(
  reports: Reports,
  units: readonly Scope["root"][],
  scope: Scope,
  groupNames: Map<string, string>,
  notes: Problem[],
): Omit<Told, "register"> {
  const entered = new Map<string, Book>();
  const candidates: { row: FileRow; isRightful: boolean; sender: string }[] = [];
  const byId = new Map(units.map((unit) => [unit.id, unit]));
  const inScope = new Map(scope.units.map((unit) => [unit.id, unit]));
  for (const report of [...reports].sort((a, b) => b.day - a.day || b.madeMs - a.madeMs)) {
    const content = readContent(report);
    const sender = byId.get(report.unitId)?.name ?? report.unitId;
    if (content === undefined) {
      // What it was about nobody can tell any more, but whose it is.
      if (inScope.has(report.unitId))
        notes.push(problem("coverage/note/unreadable", { unit: sender, day: formatDay(report.day) }));
      continue;
    }
    if ("rows" in content) {
      if (!content.rows.some(({ id }) => inScope.has(id))) continue;
      const own = new Set(scopeOf(units, report.unitId)?.units.map(({ id }) => id));
      for (const row of content.rows) candidates.push({ row, isRightful: own.has(row.id), sender });
    } else if (inScope.has(report.unitId)) {
      entered.set(report.unitId, content.book);
    }
    nameGroups(content, groupNames);
  }
  const rows = new Map<string, Own>();
  for (const { row, isRightful, sender } of [
    ...candidates.filter((one) => one.isRightful),
    ...candidates.filter((one) => !one.isRightful),
  ]) {
    const unit = inScope.get(row.id);
    if (unit === undefined || rows.has(row.id)) continue;
    rows.set(row.id, { book: row.book, tokens: row.tokens });
    if (!isRightful) notes.push(problem("coverage/note/moved", { unit: unit.name, sender }));
  }
  return { entered, rows };
}

function nameGroups(
  content: EnteredContent | { groupNames: Record<string, string> },
  names: Map<string, string>,
): void {
  for (const [key, name] of Object.entries(content.groupNames)) if (!names.has(key)) names.set(key, name);
}
