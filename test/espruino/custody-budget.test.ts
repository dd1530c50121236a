import assert from "node:assert/strict";
import { measure } from "./budgets.js";
import { describeEspruino } from "./interpreter.js";

/** 100 ms on the chip. */
const STEP = 500;
const BACKGROUND_STEP = 650;

describeEspruino("what custody costs, in turns of an empty loop of the real interpreter", (interpreter) => {
  let keys: Record<string, number>;
  let exposure: Record<string, number>;

  before(async function () {
    this.timeout(300_000);
    keys = await measure(interpreter, "custody-budget.program.js");
    exposure = await measure(interpreter, "exposure-budget.program.js");
  });

  it("takes no step of more than 500 for keys, seal and handshake", () => {
    for (const [name, turns] of Object.entries(keys)) assert(turns <= STEP, `${name}: ${turns}`);
  });
  it("compares an F0's ID with the digest in at most 22, everything about it included", () => {
    assert(exposure.checkOfOneId! <= 22, `${exposure.checkOfOneId}`);
  });
  it("takes no step of more than 650 for a list, the digest and the check, which run while nothing else waits", () => {
    for (const name of ["digestEndSlot", "listBegin", "listPut", "listProve", "checkLongestStep"]) {
      assert(exposure[name]! <= BACKGROUND_STEP, `${name}: ${exposure[name]}`);
    }
  });
  it("holds at most 600 variables for the check", () => {
    assert(exposure.checkVariables! <= 600, `${exposure.checkVariables}`);
  });
});
