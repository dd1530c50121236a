/** Which unit a person belongs to, by the text that stands for it in the register: "Hộ 12, Thôn 3, xã Bình An". */
import { label } from "../register/sheet/columns.js";
import type { Unit } from "../store/types.js";

/** Undefined: the text names no unit, or more than one. */
export type Placing = (text: string) => string | undefined;

/** @param units  all that are known, so that the same words mean the same unit in every report */
export function createPlacing(units: readonly Unit[]): Placing {
  const above = new Map(units.map(({ id, parentId }) => [id, parentId]));
  const named = new Map<string, Unit[]>();
  for (const unit of units) {
    for (const name of new Set([label(unit.name), ...(unit.code === null ? [] : [unit.code]), unit.id])) {
      named.set(name, [...(named.get(name) ?? []), unit]);
    }
  }
  const known = new Map<string, string | undefined>();

  function find(text: string): string | undefined {
    const whole = named.get(text.trim()) ?? named.get(label(text));
    if (whole?.length === 1) return whole[0]!.id;
    const parts = text.split(/[,;/–]|\s-\s/).map(label);
    for (const [i, part] of parts.entries()) {
      const candidates = named.get(part) ?? [];
      if (candidates.length === 0) continue;
      const rest = parts.slice(i + 1).filter((one) => named.has(one));
      const fitting = candidates.filter(({ id }) => rest.every((one) => isBelow(id, named.get(one)!)));
      return fitting.length === 1 ? fitting[0]!.id : undefined;
    }
    return undefined;
  }

  function isBelow(id: string, some: readonly Unit[]): boolean {
    const seen = new Set([id]);
    for (let at = above.get(id); at && !seen.has(at); at = above.get(at)) {
      if (some.some((unit) => unit.id === at)) return true;
      seen.add(at);
    }
    return false;
  }

  return (text) => {
    if (!known.has(text)) known.set(text, find(text));
    return known.get(text);
  };
}
