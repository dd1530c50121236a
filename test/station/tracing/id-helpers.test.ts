/** IDs are derived by other computers: with the same result, which nobody believes unseen, and told no more than the keys. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ID_BYTES, KEY_BYTES } from "../../../src/bluezone/ids.js";
import type { IdDay } from "../../../src/station/cases/case-material.js";
import { nodeHash } from "../../../src/station/node-crypto.js";
import { decodeTask, helpersOf } from "../../../src/station/tracing/id-helpers.js";
import { byteString, sendersIn } from "../../../src/station/tracing/id-lookup.js";
import { sendersOf } from "../../../src/station/tracing/id-search.js";
import { PROGRAM } from "../../whole-program.js";

const DERIVE = [process.execPath, ...PROGRAM, "derive"].map((word) => `"${word}"`).join(" ");

describe("helpers that derive IDs", function () {
  this.timeout(120_000);
  const days = Array.from({ length: 300 }, (_, i): IdDay => ({
    ...{ token: `0000${1000 + i}`, generation: 1 + (i % 3), day: 18_500 + (i % 14) },
    subKey: new Uint8Array(randomBytes(KEY_BYTES)),
  }));
  const all = [...sendersIn(nodeHash, days).keys()];
  const heard = new Set([...all.filter((_, i) => i % 500 === 7), byteString(new Uint8Array(12))]);
  const folder = mkdtempSync(join(tmpdir(), "bz-helpers-"));
  after(() => rmSync(folder, { recursive: true }));
  const ask = (...helpers: string[]) => sendersOf(heard, days, 1, helpers);

  it("find at two places at once what this computer finds", async () => {
    const here = await sendersOf(heard, days, 1, []);
    assert.equal(here.size, heard.size - 1);
    assert.deepEqual(await ask(DERIVE, DERIVE), here);
    assert.deepEqual(await sendersOf(heard, [], 1, [DERIVE]), new Map());
  });

  it("are told the IDs and keys of days, in no order that tells of tokens, and nothing else", async () => {
    const task = join(folder, "task");
    await ask(`tee "${task}" | ${DERIVE}`);
    const bytes = readFileSync(task);
    assert.equal(bytes.length, 4 + heard.size * ID_BYTES + days.length * KEY_BYTES);
    const { ids, subKeys } = decodeTask(bytes)!;
    assert.deepEqual(new Set(ids), heard);
    const keys = Array.from({ length: days.length }, (_, i) =>
      byteString(subKeys.subarray(i * KEY_BYTES, (i + 1) * KEY_BYTES)),
    );
    const given = days.map(({ subKey }) => byteString(subKey));
    assert.notDeepEqual(keys, given);
    assert.deepEqual([...keys].sort(), [...given].sort());
  });

  it("that lie, fail or are cut off stop the case and are named", async () => {
    // Says of a key that the first ID is of it, which only one of 300 times 96 could be.
    for (const answer of ["0 0 0", "0 1 95", "999 0 0", "0 300 0", "0 0 96", "0 0 -1", "0 0 0.5", "x", ""])
      await assert.rejects(
        ask(`cat > /dev/null; printf '${answer}\\nend\\n'`),
        /found is not so: nothing of it was used/,
        answer,
      );
    await assert.rejects(
      ask("cat > /dev/null; echo no such host >&2; exit 255"),
      /helper .* did not derive its share of the case \(no such host\)/,
    );
    await assert.rejects(ask("cat > /dev/null; printf '0 0'"), /did not derive its share/);
    await assert.rejects(ask("exit 0"), /did not derive its share/);
    await assert.rejects(ask("cat /dev/zero"), /did not derive its share/);
    // One honest helper does not make up for another.
    await assert.rejects(ask(DERIVE, "exit 1"), /did not derive its share/);
  });

  it("are named one a line, and start nothing without a task", async () => {
    assert.deepEqual(helpersOf({ BZTOKEN_HELPERS: " ssh a bztoken derive\n\nssh b bztoken derive \n" }), ["ssh a bztoken derive", "ssh b bztoken derive"]); // prettier-ignore
    assert.deepEqual(helpersOf({}), []);
    writeFileSync(join(folder, "cut"), Buffer.from([1, 0, 0, 0, 5]));
    await assert.rejects(
      ask(`cat > /dev/null; ${DERIVE} < "${join(folder, "cut")}"`),
      /started by an officer/,
    );
    assert.equal(decodeTask(Buffer.alloc(3)), undefined);
  });
});
