import assert from "node:assert/strict";
import { peopleOf } from "../../../src/station/cases/people.js";
import { graphOf } from "../../../src/station/page/cases/graph-elements.js";
import { largeCase } from "../large-case.js";

describe("graph of a case", () => {
  const graph = graphOf(peopleOf(largeCase(499)), "F0", "?", false);

  it("has everybody once, and a line to each whom they met", () => {
    assert.equal(graph.nodes.length, 500);
    assert.equal(new Set(graph.nodes.map(({ id }) => id)).size, 500);
    const count = (kind: string) => graph.nodes.filter((one) => one.kind === kind).length;
    assert.deepEqual([count("f0"), count("f1"), count("f2")], [1, 100, 399]);
    const ids = new Set(graph.nodes.map(({ id }) => id));
    assert.ok(graph.edges.every(({ source, target }) => ids.has(source) && ids.has(target)));
    for (const { id } of graph.nodes.slice(1))
      assert.ok(
        graph.edges.some(({ target }) => target === id),
        id,
      );
    assert.deepEqual(new Set(graph.edges.map(({ certainty }) => certainty)).size, 3);
  });

  it("puts nobody on top of another, and F2 outside F1", () => {
    const apart = (a: { x: number; y: number }, b: { x: number; y: number }) =>
      Math.hypot(a.x - b.x, a.y - b.y);
    const least = Math.min(
      ...graph.nodes.flatMap((a, i) => graph.nodes.slice(i + 1).map((b) => apart(a, b))),
    );
    assert.ok(least >= 28, `two are ${least} apart`);
    const out = (kind: string) =>
      graph.nodes.filter((one) => one.kind === kind).map((one) => apart(one, { x: 0, y: 0 }));
    assert.ok(Math.max(...out("f1")) < Math.min(...out("f2")));
  });
});
