import assert from "node:assert/strict";
import { scenarios, parseScenario } from "../../../sim/scenarios/scenario.js";
import { createWorld } from "../../../sim/devices/world.js";
import { planOf, pointOnPlan } from "../../../sim/watch/plan.js";

const overlaps = (
  a: { x: number; y: number; width: number; height: number },
  b: { x: number; y: number; width: number; height: number },
) =>
  a.x < b.x + b.width - 1e-6 &&
  b.x < a.x + a.width - 1e-6 &&
  a.y < b.y + b.height - 1e-6 &&
  b.y < a.y + a.height - 1e-6;

describe("plan of the live view", () => {
  for (const scenario of scenarios()) {
    const people = Math.min(scenario.people, 300);
    it(`of ${scenario.name} keeps places apart that are apart, and fits the screen`, () => {
      const { places } = createWorld(parseScenario({ ...scenario, people }), 1);
      const plan = planOf(places, 1.75);
      const trueSpots = places.map(({ xCm, yCm, widthCm, depthCm }) => ({
        x: xCm,
        y: yCm,
        width: widthCm,
        height: depthCm,
      }));
      for (let a = 0; a < places.length; a++) {
        const spot = plan.spots[a]!;
        assert.ok(spot.x >= 0 && spot.y >= 0);
        assert.ok(spot.x + spot.width <= plan.width + 1e-6 && spot.y + spot.height <= plan.height + 1e-6);
        for (let b = 0; b < a; b++)
          assert.ok(
            !overlaps(spot, plan.spots[b]!) || overlaps(trueSpots[a]!, trueSpots[b]!),
            `${a} on ${b}`,
          );
      }
    });
  }

  it("fills the screen, and folds the land between homes away", () => {
    const { places } = createWorld(parseScenario({ ...scenarios()[0]!, people: 300 }), 1);
    for (const aspect of [1.2, 1.75, 2.4]) {
      const { width, height, spots } = planOf(places, aspect);
      assert.ok(width / height > aspect / 1.6 && width / height < aspect * 1.6, `${width} by ${height} m`);
      const used = spots.reduce((sum, spot) => sum + spot.width * spot.height, 0);
      assert.ok(used / (width * height) > 0.25, `${used} of ${width * height} m²`);
    }
  });

  it("puts a point of a place where it belongs", () => {
    const { places } = createWorld(parseScenario({ ...scenarios()[0]!, people: 100 }), 1);
    const plan = planOf(places, 1.75);
    places.forEach(({ kind, xCm, yCm, widthCm, depthCm }, n) => {
      const { x, y, width, height, scale } = plan.spots[n]!;
      const corner = pointOnPlan(plan, places, n, xCm + widthCm, yCm + depthCm);
      assert.ok(Math.abs(corner.x - x - width) < 1e-6 && Math.abs(corner.y - y - height) < 1e-6);
      assert.equal(scale < 1, ["field", "market", "yard"].includes(kind), kind);
    });
  });

  it("names every kind of place", () => {
    const { places } = createWorld(parseScenario({ ...scenarios()[0]!, people: 200 }), 1);
    const kinds = new Set(planOf(places, 1.75).labels.map(({ kind }) => kind));
    assert.deepEqual(kinds, new Set(places.map(({ kind }) => kind)));
  });
});
