import assert from "node:assert/strict";
import { runProgram } from "./budgets.js";
import { describeEspruino } from "./interpreter.js";

const NOON_MS = Date.UTC(2021, 1, 8, 12);

describeEspruino("Espruino's side of the hardware", (interpreter) => {
  let seen: Record<string, unknown>;
  before(async () => {
    seen = await runProgram(interpreter, "hal.program.js");
  });

  it("knows the time after a reset only where it was set, not where it was estimated", () => {
    assert.equal(seen.stateAfterPowerOn, "unset");
    assert.equal(seen.stateAfterResetOfEstimate, "unset");
    assert.equal(seen.stateAfterResetOfSet, "set");
    assert.equal(seen.utcAfterReset, NOON_MS);
    assert.equal(seen.uptimeAfterReset, 0);
  });

  it("is silent from the start, and while address and payload change; a window goes on", () => {
    assert.equal(seen.atStart, "sleep,setServices");
    assert.equal(
      seen.changeInWindow,
      "setScan off,sleep,setTxPower,setAdvertising,setAddress,wake,setScan on",
    );
    assert.equal(seen.sameAddress, "setScan off,sleep,setTxPower,setAdvertising,wake,setScan on");
    assert.equal(seen.address, "c0:01:02:ab:04:08 random");
  });

  it("makes up for the time that a change of address took, and ignores what cannot be", () => {
    assert.deepEqual(
      [seen.lostMs, seen.utcMoved, seen.lostMsOfSameAddress, seen.lostMsOfNonsense],
      [100, 100, 0, 0],
    );
  });

  it("takes only a flash that begins with the reserved file in its exact size", () => {
    assert.equal(seen.flash, "taken");
    for (const layout of ["otherName", "shorterName", "otherSize", "otherPlace"]) {
      assert.match(String(seen[layout]), /^Storage must begin with /, layout);
    }
  });

  it("never blocks on a host that does not read", () => {
    assert.deepEqual(seen.sendToEmptyRing, [255, 255]);
    assert.deepEqual(seen.sendToUsedRing, [0, 255]);
  });
});
