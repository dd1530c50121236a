/** Somebody beside a wearer sends invented IDs; what of the real contacts of a quarter of an hour and more is then in the log. */
import assert from "node:assert/strict";
import { type Flood, type Scene, live } from "./flood.js";

/** Beside the wearer, stronger than anybody else; 1,000 a minute are 2.7 in a window. */
const RSSI_DBM = -42;
const INVENTED_A_MINUTE: Flood = { advertsPerWindow: 2.7, rssiDbm: RSSI_DBM };
/** The attacker knows the instants, and sends as fast as a phone's radio can: 250 a second. */
const AT_THE_INSTANTS: Flood = { advertsPerWindow: 40, rssiDbm: RSSI_DBM };
/** Each ID stays for a slot, as a neighbour's does; replayed adverts of others look the same. */
const kept = (idsPerSlot: number): Flood => ({
  advertsPerWindow: 1.5 * idsPerSlot,
  idsPerSlot,
  rssiDbm: RSSI_DBM,
});

const SEEDS = [1, 2, 3, 4];

/** Share of contacts of which the log has a record, of some hundred contacts. */
function logged(scene: Omit<Scene, "neighbours" | "stayMinutes" | "seed">): number {
  const runs = SEEDS.map((seed) => live({ ...scene, neighbours: 12, stayMinutes: [15, 25], seed }));
  const contacts = runs.reduce((sum, run) => sum + run.contacts, 0);
  const share = runs.reduce((sum, run) => sum + run.logged * run.contacts, 0) / contacts;
  if (process.env["BZ_PRINT"] === "1") console.log(`      ${(100 * share).toFixed(1)} % of ${contacts}`);
  assert.ok(contacts > 50);
  for (const { overwritten } of runs) assert.equal(overwritten, 0);
  return share;
}

describe("a flood of invented IDs", () => {
  for (const isBalanced of [false, true]) {
    const schedule = isBalanced ? "without the time" : "in the rendezvous";
    const perWindow = (flood: Flood): Flood =>
      isBalanced ? { ...flood, advertsPerWindow: (630 / 162) * flood.advertsPerWindow } : flood;

    it(`of 1,000 a minute for an hour leaves real contacts in the log, ${schedule}`, () => {
      assert.ok(logged({ flood: perWindow(INVENTED_A_MINUTE), floodHours: 1, isBalanced }) >= 0.99);
    });
    it(`leaves them there after a day in a crowd that has used up what was saved, ${schedule}`, () => {
      const crowd = { hours: 12, neighbours: 160 };
      assert.ok(logged({ flood: perWindow(INVENTED_A_MINUTE), floodHours: 1, crowd, isBalanced }) >= 0.95);
    });
    for (const ids of [12, 30])
      it(`of ${ids} that stay, for three hours after such a day, too, ${schedule}`, () => {
        const crowd = { hours: 12, neighbours: 160 };
        assert.ok(logged({ flood: kept(ids), floodHours: 3, crowd, isBalanced }) >= 0.95);
      });
  }
  it("at the very instants, 250 a second, leaves most", () => {
    assert.ok(logged({ flood: AT_THE_INSTANTS, floodHours: 1 }) >= 0.97);
    assert.ok(logged({ flood: AT_THE_INSTANTS, floodHours: 6 }) >= 0.95);
  });
});
