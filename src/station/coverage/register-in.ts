/** What the register of people tells of each unit of a scope. */
import { type Problem, problem } from "../../words/problem.js";
import { label } from "../register/sheet/columns.js";
import type { CheckedToken, DoubleEntry, RegisterCount } from "../store/registry/coverage.js";
import type { Figures } from "./figures.js";
import type { Placing } from "./placing.js";
import type { Scope } from "./scope.js";
import { type Own, countKeys } from "./sums.js";

export interface RegisterPeople {
  counts: readonly RegisterCount[];
  /** In the order of units. */
  doubles: readonly DoubleEntry[];
  /** Those checked last come first. */
  checked: readonly CheckedToken[];
  /** Of the house-to-house round. */
  met: readonly { unit: string; households: number }[];
}

interface Counted {
  all: number;
  groups: Record<string, number>;
  tokens: Record<string, string[]>;
  households: number;
}

/** @param groupNames  takes up how groups are written, by key */
export function registerIn(
  { counts, doubles, checked, met }: RegisterPeople,
  scope: Scope,
  placing: Placing,
  groupNames: Map<string, string>,
  notes: Problem[],
): Map<string, Own> {
  const counted = new Map<string, Counted>();
  const of = (id: string) => {
    const here = counted.get(id) ?? { all: 0, groups: {}, tokens: {}, households: 0 };
    counted.set(id, here);
    return here;
  };
  const keys = new Map<string, string>();
  const keyOf = (group: string | null) => {
    const known = keys.get(group ?? "");
    if (known !== undefined) return known;
    const key = label(group ?? "");
    keys.set(group ?? "", key);
    if (key !== "" && !groupNames.has(key)) groupNames.set(key, group!.trim());
    return key;
  };
  // Whoever names no unit belongs to the one whose scope holds everybody who does.
  const units = new Set(scope.units.map(({ id }) => id));
  const isHome = counts.every(({ unit }) => units.has(placing(unit) ?? scope.root.id));
  const unitOf = (text: string) => placing(text) ?? (isHome ? scope.root.id : "");
  const add = (text: string, group: string | null, people: number) => {
    const unit = unitOf(text);
    if (!units.has(unit)) return;
    const here = of(unit);
    const key = keyOf(group);
    here.all += people;
    if (key !== "") here.groups[key] = (here.groups[key] ?? 0) + people;
  };
  let unplaced = 0;
  for (const { unit, group, people } of counts) {
    if (placing(unit) === undefined) unplaced += people;
    add(unit, group, people);
  }
  if (unplaced > 0) {
    notes.push(
      isHome
        ? problem("coverage/note/unplaced", { count: unplaced, unit: scope.root.name })
        : problem("coverage/note/nowhere", { count: unplaced }),
    );
  }

  /** By entry, the one that stands for the person. */
  const standsFor = new Map<string, DoubleEntry>();
  const isDouble = new Set(doubles.map(({ personId }) => personId));
  const ranks = new Map<string, number>();
  for (const [rank, { personId }] of checked.entries())
    if (isDouble.has(personId) && !ranks.has(personId)) ranks.set(personId, rank);
  const rankOf = ({ personId }: DoubleEntry) => ranks.get(personId) ?? Infinity;
  const people = new Map<string, DoubleEntry[]>();
  for (const entry of doubles) people.set(entry.key, [...(people.get(entry.key) ?? []), entry]);
  for (const entries of people.values()) {
    const kept = entries.reduce((best, entry) => (rankOf(entry) < rankOf(best) ? entry : best));
    for (const entry of entries) {
      standsFor.set(entry.personId, kept);
      if (entry !== kept) add(entry.unit, entry.group, -1);
    }
  }
  const extra = doubles.length - people.size;
  if (extra > 0) notes.push(problem("coverage/note/same-person", { count: extra }));

  const seen = new Set<string>();
  for (const entry of checked) {
    const { personId, unit: text, group } = standsFor.get(entry.personId) ?? entry;
    if (seen.has(personId)) continue;
    seen.add(personId);
    const unit = unitOf(text);
    if (units.has(unit)) (of(unit).tokens[keyOf(group)] ??= []).push(entry.token);
  }
  for (const { unit: text, households } of met) {
    const unit = unitOf(text);
    if (units.has(unit)) of(unit).households += households;
  }
  return new Map([...counted].map(([id, one]) => [id, ownOf(one)]));
}

function ownOf({ all, groups, tokens, households }: Counted): Own {
  // Where the round found doors and the register knows nobody, it tells of no people.
  const isOfPeople = all > 0 || countKeys(tokens) > 0;
  const visited: Figures = households > 0 ? { households } : {};
  const figures = (population: number, tokenCount: number): Figures => ({ population, tokens: tokenCount });
  return {
    book: {
      all: { ...(isOfPeople ? figures(all, countKeys(tokens)) : {}), ...visited },
      groups: Object.fromEntries(
        Object.entries(groups).map(([key, people]) => [key, figures(people, tokens[key]?.length ?? 0)]),
      ),
    },
    tokens,
  };
}
