/** A thousand tokens through the preparation line, to people, back and to another program, while power, cables and the station go (LINE.md, UPDATE.md). */
import assert from "node:assert/strict";
import { check } from "../station/line/check-phase.js";
import { issue, prepare, runTokens } from "../station/line/many-tokens.js";
import { update } from "../station/line/update-phase.js";

const TOKENS = 1000;
const FIRST = 1;

it(`${TOKENS} tokens are prepared, issued, checked and updated: none lost, none half`, async () => {
  const counted = await runTokens(TOKENS, 20, FIRST, (counts) => [
    ...[prepare(counts, { first: FIRST, last: 9999 }), issue, check, update(counts)],
  ]);
  console.log(`      ${JSON.stringify({ ...counted, failures: [...counted.failures] })}`);
  assert.ok(counted.cables > TOKENS && counted.kills > TOKENS / 20, JSON.stringify(counted));
  assert.ok(
    counted.wentBack > TOKENS / 20 && counted.cutShort > TOKENS / 20 && counted.byOfficer > 0,
    JSON.stringify(counted),
  );
});
