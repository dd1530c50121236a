/** A case as a graph: the F0 in the middle, then F1, then F2. */
import { type CasePerson, type Certainty, F0_KEY, isFollowed } from "../../cases/people.js";

export interface GraphNode {
  id: string;
  label: string;
  x: number;
  y: number;
  kind: "f0" | "f1" | "f2" | "ill";
}

export interface GraphEdge {
  id: string;
  source: string;
  target: string;
  certainty: Certainty;
}

/** @param withOthers  also those who were around and are neither named nor confirmed */
export function graphOf(
  people: readonly CasePerson[],
  f0: string,
  nobody: string,
  withOthers: boolean,
): { nodes: GraphNode[]; edges: GraphEdge[] } {
  const drawn = people.filter((one) => isFollowed(one) || (withOthers && one.work.status !== "rejected"));
  const keys = new Set([F0_KEY, ...drawn.map(({ key }) => key)]);
  const edges = drawn.flatMap(({ key, met, certainty }) =>
    met
      .filter((source) => keys.has(source))
      .map((source): GraphEdge => ({ id: `${source}>${key}`, source, target: key, certainty })),
  );
  const nodes = placed(drawn).map(({ person, x, y }): GraphNode => {
    const { key, name, class: ofClass, work } = person;
    return { id: key, label: name ?? nobody, x, y, kind: work.illDay === undefined ? ofClass : "ill" };
  });
  return { nodes: [{ id: F0_KEY, label: f0, x: 0, y: 0, kind: "f0" }, ...nodes], edges };
}

/** Names of so many can be read side by side. */
export const MOST_NAMES = 120;
/** From one to the next, with names and without, and from one ring to the next. */
const APART = { named: 96, nameless: 34 };
const RING_GAP = { named: 64, nameless: 40 };
const FIRST_RING = 130;

/** F1 around the F0 and F2 around them, each next to the F1 whom they met; on as many rings as it takes not to touch. */
function placed(people: readonly CasePerson[]): { person: CasePerson; x: number; y: number }[] {
  const size = people.length < MOST_NAMES ? "named" : "nameless";
  const f1 = people.filter((one) => one.class === "f1");
  const order = new Map(f1.map(({ key }, i) => [key, i]));
  const place = (one: CasePerson) => order.get(one.met[0]!) ?? 0;
  const f2 = people.filter((one) => one.class === "f2").sort((a, b) => place(a) - place(b));
  const inner = ringsOf(f1, FIRST_RING, size);
  const outer = ringsOf(f2, inner.radius + 1.5 * RING_GAP[size], size);
  return [...inner.places, ...outer.places];
}

function ringsOf(people: readonly CasePerson[], radius: number, size: keyof typeof APART) {
  const count = Math.max(1, Math.ceil((people.length * APART[size]) / (2 * Math.PI * radius)));
  const places = people.map((person, i) => {
    const r = radius + (i % count) * RING_GAP[size];
    const angle = (2 * Math.PI * i) / people.length;
    return { person, x: Math.round(r * Math.sin(angle)), y: Math.round(-r * Math.cos(angle)) };
  });
  return { places, radius: radius + (count - 1) * RING_GAP[size] };
}
