/** The round of a day: whom to visit, and how far villages and teams are: ROUND.md. */
import { currentCampaign } from "../coverage/campaign.js";
import type { WalkCount } from "../store/registry/households.js";
import type { Store } from "../store/store.js";
import { type Outcome, OUTCOMES, type WalkedHousehold } from "../store/types.js";

/** Not done; of these only those that were visited before; all. */
export const LISTS = ["open", "back", "all"] as const;
export type RoundList = (typeof LISTS)[number];

export interface RoundAsked {
  /** Empty: of every one. */
  unit: string;
  team: string;
  list: RoundList;
  /** Local day on which somebody goes. */
  day: number;
}

export interface Progress extends Record<Outcome, number> {
  name: string;
  households: number;
  visited: number;
  met: number;
}

export interface Round {
  day: number;
  /** Visits since then belong to it. */
  fromDay: number;
  /** Its name. */
  campaign: string | null;
  units: Progress[];
  teams: Progress[];
  total: Progress;
  households: WalkedHousehold[];
}

export async function roundOf(
  store: Pick<Store, "campaigns" | "walk" | "walkCounts">,
  { unit, team, list, day }: RoundAsked,
): Promise<Round> {
  const campaign = currentCampaign(await store.campaigns(), day);
  const days = { fromDay: campaign?.fromDay ?? 0, day };
  const counts = await store.walkCounts(days);
  const households = await store.walk({ ...days, unit: unit || undefined, team: team || undefined });
  return {
    ...days,
    campaign: campaign?.name ?? null,
    units: progressBy(counts, ({ unit }) => unit),
    teams: progressBy(counts, ({ team }) => team),
    total: progressBy(counts, () => "")[0] ?? emptyProgress(""),
    households: households.filter((one) => isListed(one, list, day)),
  };
}

export function isListed({ last }: Pick<WalkedHousehold, "last">, list: RoundList, day: number): boolean {
  if (list === "all") return true;
  if (last === null) return list === "open";
  switch (last.outcome) {
    case "absent":
      return last.day < day;
    case "back":
      return last.backDay === null ? last.day < day : last.backDay <= day;
    default:
      return false;
  }
}

function progressBy(counts: readonly WalkCount[], nameOf: (count: WalkCount) => string): Progress[] {
  const rows = new Map<string, Progress>();
  for (const count of counts) {
    const name = nameOf(count);
    const row = rows.get(name) ?? emptyProgress(name);
    rows.set(name, row);
    row.households += count.households;
    if (count.outcome === null) continue;
    row.visited += count.households;
    row[count.outcome] += count.households;
    if (count.outcome !== "absent") row.met += count.households;
  }
  const collator = new Intl.Collator("vi", { numeric: true });
  return [...rows.values()].sort((a, b) => collator.compare(a.name, b.name));
}

function emptyProgress(name: string): Progress {
  const none = Object.fromEntries(OUTCOMES.map((one) => [one, 0])) as Record<Outcome, number>;
  return { name, households: 0, visited: 0, met: 0, ...none };
}
