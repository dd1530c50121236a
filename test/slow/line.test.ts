/** A thousand tokens through the preparation line, to people and back, while power, cables and the station go (LINE.md). */
import assert from "node:assert/strict";
import { check, issue, prepare, runTokens } from "../station/line/many-tokens.js";

const TOKENS = 1000;
const FIRST = 1;

it(`${TOKENS} tokens are prepared, issued and checked: none lost, none half`, async () => {
  const counted = await runTokens(TOKENS, 20, FIRST, (counts) => [
    ...[prepare(counts, { first: FIRST, last: 9999 }), issue, check],
  ]);
  assert.ok(counted.cables > TOKENS && counted.kills > TOKENS / 20, JSON.stringify(counted));
});
