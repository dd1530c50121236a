import assert from "node:assert/strict";
import { schedulesCommand } from "../../../sim/commands/schedules.js";
import { SCHEDULES } from "../../../sim/schedules/descriptions.js";
import { PHONE_KINDS } from "../../../sim/schedules/phone-kinds.js";
import { meetPhones } from "../../../sim/schedules/phone-meetings.js";
import { MOST_SOUGHT_MS } from "../../../src/token/schedule.js";
import { printedBy } from "../printed.js";

const OPTIONS = { seed: 1, pairs: 40, packetLoss: 0.3 };
const SIX_WINDOWS = SCHEDULES.find(({ name }) => name === "six windows");

describe("meetings of a phone and a token", function () {
  this.timeout(180_000);

  for (const kind of PHONE_KINDS) {
    it(`end with both logged, in nearly all cases: ${kind.name}`, () => {
      const { meetings, byPhone, byToken, reads, soughtMs } = meetPhones(kind, undefined, OPTIONS);
      assert.ok(meetings > 25 && meetings < 55, `${meetings}`);
      assert.equal(byToken, 1);
      assert.ok(byPhone >= (kind.name === "Android, screen off" ? 0.85 : 0.95), `${byPhone}`);
      assert.equal(reads > 0, kind.device === "iphone");
      assert.ok(soughtMs < MOST_SOUGHT_MS / 4, `${soughtMs}`);
    });
  }

  it("left iPhones unheard under the first firmware", () => {
    for (const kind of PHONE_KINDS) {
      const { byToken, reads } = meetPhones(kind, SIX_WINDOWS, OPTIONS);
      assert.equal(reads, 0);
      if (kind.device === "iphone") assert.equal(byToken, 0);
      else assert.ok(byToken > 0.9, `${byToken}`);
    }
  });

  it("are printed side by side", async () => {
    const text = await printedBy(schedulesCommand(), "--phones", "--pairs", "4");
    for (const { name } of PHONE_KINDS) assert.match(text, new RegExp(`${name}( +\\d+\\.\\d %){8}`));
    const { results } = JSON.parse(await printedBy(schedulesCommand(), "--phones", "--pairs", "4", "--json"));
    assert.deepEqual(
      results.map(({ kind }: { kind: string }) => kind),
      PHONE_KINDS.map(({ name }) => name),
    );
  });
});
