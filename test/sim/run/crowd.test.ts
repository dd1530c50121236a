/** A crowd: what the queue of 22 reports and the log's allowance leave of it. */
import assert from "node:assert/strict";
import { liveInCrowd } from "./crowd-town.js";

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

function print(title: string, crowd: ReturnType<typeof liveInCrowd>): void {
  if (process.env["BZ_PRINT"] !== "1") return;
  const { any, three } = crowd.pairs(2);
  console.log(
    `      ${title}: within 2 m any ${percent(any)}, w3 ${percent(three)}; nearest twenty ${percent(crowd.nearest(20))}; ` +
      `reports heard ${crowd.reportsHeard}, lost to the queue ${crowd.reportsLost}`,
  );
}

describe("a crowd of 196 on a grid of a metre", function () {
  this.timeout(180_000);
  for (const packetLoss of [0, 0.3])
    it(`is heard within an hour, with ${100 * packetLoss} % of all packets lost`, () => {
      const crowd = liveInCrowd({ side: 14, minutes: 60, packetLoss });
      print(`an hour, ${100 * packetLoss} % lost`, crowd);
      const { all, any, three } = crowd.pairs(2);
      assert.equal(all, 1038);
      assert.equal(any, 1);
      assert.ok(three >= 0.99, `${three}`);
      assert.ok(crowd.nearest(20) >= 0.99, `${crowd.nearest(20)}`);
      assert.ok(crowd.reportsLost > 0);
    });

  it("is mostly heard in a quarter of an hour, by one of two", () => {
    const crowd = liveInCrowd({ side: 14, minutes: 15 });
    print("a quarter of an hour", crowd);
    assert.ok(crowd.pairs(2).any >= 0.9);
  });
});
