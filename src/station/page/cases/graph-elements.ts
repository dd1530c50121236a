/** A case as a graph: the F0 in the middle, then F1, then F2. */
import { type CasePerson, type Certainty, F0_KEY, isFollowed } from "../../cases/people.js";

export interface GraphNode {
  id: string;
  label: string;
  /** Rings from the outside in: 2 the F0. */
  ring: number;
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
  const nodes = drawn.map((one): GraphNode => ({
    ...{ id: one.key, label: one.name ?? nobody },
    ring: one.class === "f1" ? 1 : 0,
    kind: one.work.illDay === undefined ? one.class : "ill",
  }));
  const edges = drawn.flatMap(({ key, met, certainty }) =>
    met
      .filter((source) => keys.has(source))
      .map((source): GraphEdge => ({ id: `${source}>${key}`, source, target: key, certainty })),
  );
  return { nodes: [{ id: F0_KEY, label: f0, ring: 2, kind: "f0" }, ...nodes], edges };
}
