/** What a gate's page shows of whom, in the simulator; SCHEDULE.md, At a gate, has the figures (`BZ_PRINT=1` prints them). */
import assert from "node:assert/strict";
import { type GateCounts, type GateScene, watchGate } from "../../../sim/gate/gate-scene.js";
import type { DeviceKind } from "../../../sim/town/carrying.js";

type Setting = Pick<GateScene, "devices" | "distancesCm"> & Partial<GateScene>;

/** Shares over so many seeds, each of which makes other phones, and so many turns with each. */
function sharesOf(title: string, setting: Setting, seeds: number, turns: number) {
  const all = Array.from({ length: seeds }, (_, n) =>
    watchGate({ seed: n + 1, pressing: [], packetLoss: 0, turns, ...setting }),
  );
  const share = (key: keyof GateCounts) =>
    all.reduce((sum, counts) => sum + counts[key], 0) / (seeds * turns);
  const shares = { green: share("green"), hinted: share("hinted"), discreet: share("discreet") };
  if (IS_PRINTED)
    console.log(
      `      ${title}: green ${percent(shares.green)}, told what to do ${percent(shares.hinted)}` +
        (setting.pressing?.includes(0) ? `, LED without a warning ${percent(shares.discreet)}` : ""),
    );
  return shares;
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
const QUEUE = 10;
/** The figures on paper are of more phones and presses than every test needs. */
const IS_PRINTED = process.env["BZ_PRINT"] === "1";
const PHONES = IS_PRINTED ? 60 : 4;
const PRESSES = IS_PRINTED ? 2000 : 500;

/** Somebody steps up to the gate, and ten stand behind. */
function queue(first: DeviceKind, others: DeviceKind, othersCm: number): Setting {
  return {
    devices: [first, ...Array<DeviceKind>(QUEUE).fill(others)],
    distancesCm: [100, ...Array<number>(QUEUE).fill(othersCm)],
  };
}

describe("at a gate", function () {
  this.timeout(300_000);

  for (const packetLoss of [0, 0.3])
    it(`a token that is pressed at 1 m passes, and its LED tells of no warning; ${100 * packetLoss} % of packets lost`, () => {
      const lost = `${100 * packetLoss} % lost`;
      const alone = { devices: ["token"] as const, distancesCm: [100], pressing: [0], packetLoss };
      const crowd = { ...queue("token", "token", 200), pressing: [0], packetLoss };
      for (const { green, discreet } of [
        sharesOf(`token at 1 m, ${lost}`, alone, 1, PRESSES),
        sharesOf(`token at 1 m, ten behind, ${lost}`, crowd, 1, PRESSES / 5),
      ]) {
        assert.ok(green >= 0.99, percent(green));
        assert.ok(discreet >= 0.999, percent(discreet));
      }
    });

  it("nobody passes because of ten wearers at 2 m behind who do not press", () => {
    const { green } = sharesOf("no token, ten tokens at 2 m", queue("none", "token", 200), 1, 1000);
    assert.ok(green <= 0.01, percent(green));
  });

  it("strength alone does not tell 1 m from 2 m: somebody behind who presses lets pass", () => {
    // The others on paper only: nothing bounds them.
    for (const cm of IS_PRINTED ? [200, 300, 500, 1000] : [200]) {
      const press = { ...queue("none", "token", cm), pressing: [1] };
      const { green } = sharesOf(
        `no token, one of ten at ${cm / 100} m presses`,
        press,
        1,
        IS_PRINTED ? 300 : 20,
      );
      if (cm === 200) assert.ok(green > 0.5, percent(green));
    }
    const far = { devices: ["token"] as const, distancesCm: [2500], pressing: [0] };
    const { green } = sharesOf("token at 25 m", far, 1, 500);
    assert.ok(green < 0.2, percent(green));
  });

  it("an LED that others can see tells of no warning", () => {
    for (const cm of IS_PRINTED ? [200, 500, 1000] : [200, 500]) {
      const one = { devices: ["token"] as const, distancesCm: [cm], pressing: [0] };
      const { discreet } = sharesOf(`token at ${cm / 100} m`, one, 1, PRESSES / 2);
      if (cm <= 500) assert.ok(discreet >= 0.99, percent(discreet));
    }
  });

  it("phones are told apart, without a bound", () => {
    for (const [device, openShare, title] of [
      ["android", 0, "Android, background"],
      ["android", 1, "Android, app open"],
      ["iphone", 1, "iPhone, app open"],
      ["iphone", 0, "iPhone, background"],
    ] as const) {
      for (const cm of [30, 100, 200]) {
        const one: Setting = { devices: [device], distancesCm: [cm], openShare };
        const { green, hinted } = sharesOf(`${title}, at ${cm / 100} m`, one, PHONES, 20);
        if (title === "iPhone, background") assert.equal(green, 0);
        else assert.equal(hinted, 0);
      }
      const others = { ...queue("none", device, 200), openShare };
      if (IS_PRINTED) sharesOf(`nothing, ten at 2 m with: ${title}`, others, PHONES / 4, 10);
    }
  });
});
