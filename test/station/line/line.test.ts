/** The preparation line: what a cut leaves, and how it goes on (LINE.md). */
import assert from "node:assert/strict";
import { type Counted, check, issue, prepare, runTokens } from "./many-tokens.js";

const TOKENS = 30;
const NUMBERS = { first: 101, last: 9999 };

describe("a preparation line", function () {
  this.timeout(600_000);

  it(`brings ${TOKENS} tokens into stock, to people and back, whatever is cut: none lost, none half`, async () => {
    const phases = (counted: Counted) => [prepare(counted, NUMBERS), issue, check];
    const { prepared, read, underWay, unproven, counted } = await runTokens(TOKENS, 1, phases);
    console.log(counted);
    const numbers = Array.from({ length: TOKENS }, (_, n) => NUMBERS.first + n);
    assert.deepEqual(
      prepared,
      numbers.map((serial) => ({ serial, standing: "prepared" })),
    );
    assert.deepEqual(
      read.map(({ serial, standing }) => ({ serial, standing })),
      numbers.map((serial) => ({ serial, standing: "issued" })),
    );
    assert.deepEqual([underWay, unproven], [[], []]);
  });
});
