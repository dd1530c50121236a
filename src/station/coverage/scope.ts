/**
 * The units that a report is about, as one tree: a unit, all below it, and all that report to one of them. Each stands in it
 * once, whichever way it is reached.
 */
import type { Unit, UnitKind } from "../store/types.js";

const TERRITORY: readonly UnitKind[] = ["province", "district", "commune", "hamlet"];

/** Counts residents; any other unit is a place, and counts whoever works, learns or stays there. */
export function isTerritory(kind: UnitKind): boolean {
  return TERRITORY.includes(kind);
}

export interface Scope {
  root: Unit;
  /** A unit always after the one it stands under. */
  units: readonly Unit[];
  /** Which units stand right under one, by name as given. */
  under: ReadonlyMap<string, readonly Unit[]>;
  /** Under which unit each but the root stands. */
  above: ReadonlyMap<string, string>;
}

/** @param all  valid on the day of the report; undefined where the root is none of them */
export function scopeOf(all: readonly Unit[], rootId: string): Scope | undefined {
  const byId = new Map(all.map((unit) => [unit.id, unit]));
  const root = byId.get(rootId);
  if (root === undefined) return undefined;
  const children = groupBy(all, ({ parentId }) => (parentId === null ? [] : [parentId]));
  const reporters = groupBy(all, ({ reportsTo }) => reportsTo);
  /** By unit, the one through which it was found. */
  const via = new Map<string, string>([[rootId, rootId]]);
  for (const id of via.keys()) {
    for (const one of [...(children.get(id) ?? []), ...(reporters.get(id) ?? [])]) {
      if (!via.has(one.id)) via.set(one.id, id);
    }
  }
  const above = new Map<string, string>();
  for (const id of via.keys()) {
    const { parentId } = byId.get(id)!;
    if (id !== rootId) above.set(id, parentId !== null && via.has(parentId) ? parentId : via.get(id)!);
  }
  // Lines that go round in a circle hang in the air: they are cut where the circle was entered.
  const reached = new Set([rootId]);
  for (const id of via.keys()) {
    const path = new Set<string>();
    let at = id;
    while (!reached.has(at) && !path.has(at)) {
      path.add(at);
      at = above.get(at)!;
    }
    if (!reached.has(at)) above.set(id, via.get(id)!);
    for (const one of reached.has(at) ? path : [id]) reached.add(one);
  }
  const placed = [...via.keys()].filter((id) => id !== rootId).map((id) => byId.get(id)!);
  const under = groupBy(placed, ({ id }) => [above.get(id)!]);
  const units = [root];
  for (const { id } of units) units.push(...(under.get(id) ?? []));
  return { root, units, under, above };
}

/** Who has to report to it: those that name it, and those right below it that name nobody. */
export function reportersOf({ units }: Scope, id: string): Unit[] {
  return units.filter(
    (unit) =>
      unit.id !== id &&
      (unit.reportsTo.includes(id) || (unit.reportsTo.length === 0 && unit.parentId === id)),
  );
}

function groupBy(units: readonly Unit[], keysOf: (unit: Unit) => readonly string[]): Map<string, Unit[]> {
  const groups = new Map<string, Unit[]>();
  for (const unit of units) {
    for (const key of keysOf(unit)) {
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [unit]);
      else group.push(unit);
    }
  }
  return groups;
}
