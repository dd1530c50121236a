/** Links summed up by room, because a classroom's five hundred lines are one smear. */
import { linkEnds, linkKey } from "../frames.js";

/** All links of one room, or those between two. */
export interface LinkGroup {
  /** The lower number first; twice the same for links within a room. */
  places: [number, number];
  links: number;
  /** Of them the near ones. */
  near: number;
  /** Strongest link: a number of `LINKS`. */
  strongest: number;
}

/** So many lines can still be told apart: within a room, and between two, where they run side by side. */
const MOST_LINES = { within: 60, between: 8 };

/** @param placeOf  where a person's device is; -1 on the way, whose links no map shows */
export function groupLinks(
  links: ReadonlyMap<number, number>,
  placeOf: (person: number) => number,
): Map<number, LinkGroup> {
  const groups = new Map<number, LinkGroup>();
  for (const [key, link] of links) {
    const group = groupKey(key, placeOf);
    if (group === undefined) continue;
    const sum = groups.get(group) ?? { places: linkEnds(group), links: 0, near: 0, strongest: 0 };
    sum.links++;
    if (link === 3) sum.near++;
    sum.strongest = Math.max(sum.strongest, link);
    groups.set(group, sum);
  }
  return groups;
}

/** Undefined where an end is on the way. */
export function groupKey(link: number, placeOf: (person: number) => number): number | undefined {
  const [a, b] = linkEnds(link).map(placeOf) as [number, number];
  return a < 0 || b < 0 ? undefined : linkKey(a, b);
}

export const isWithin = ({ places: [a, b] }: LinkGroup) => a === b;

export const isCrowded = (group: LinkGroup) =>
  group.links > (isWithin(group) ? MOST_LINES.within : MOST_LINES.between);
