import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { idOf, nextSubKey } from "../../../src/bluezone/ids.js";
import type { IdDay } from "../../../src/station/cases/case-material.js";
import { nodeHash } from "../../../src/station/node-crypto.js";
import { byteString } from "../../../src/station/tracing/id-lookup.js";
import { sendersOf } from "../../../src/station/tracing/id-search.js";

const DAYS = 30_001;

describe("search for IDs", function () {
  this.timeout(180_000);
  const days = Array.from({ length: DAYS }, (_, i): IdDay => {
    return {
      token: `${i}`,
      generation: 1 + (i % 3),
      day: 18_500 + i,
      subKey: new Uint8Array(randomBytes(32)),
    };
  });
  const idAt = (index: number, slot: number) => {
    let key = days[index]!.subKey;
    for (let i = 0; i < slot; i++) key = nextSubKey(nodeHash, key);
    return byteString(idOf(key));
  };
  // The ends of every thread's share are among them, and days side by side.
  const indexes = [0, 1, 2, 3, 4, 10_000, 10_001, 15_000, 15_001, 20_001, 20_002, DAYS - 2, DAYS - 1];
  const places = indexes.flatMap((index) => [0, 47, 95].map((slot) => [index, slot] as const));
  const heard = new Map(places.map(([index, slot]) => [idAt(index, slot), [index, slot] as const]));
  const strange = [...heard.keys()].map((id) => id.slice(0, 11) + String.fromCharCode(id.charCodeAt(11) ^ 1));
  const asked = new Set([...heard.keys(), ...strange]);

  for (const cores of [1, 2, 3]) {
    it(`names each with its slot, and nobody else, on ${cores} core(s)`, async () => {
      const senders = await sendersOf(asked, days, cores);
      assert.deepEqual([...senders.keys()].sort(), [...heard.keys()].sort());
      for (const [id, [index, slot]] of heard) {
        const { token, generation, day } = days[index]!;
        assert.deepEqual(senders.get(id), { token, generation, slot: day * 96 + slot });
      }
    });
  }

  it("has nothing to find among no tokens", async () => {
    assert.equal((await sendersOf(asked, [])).size, 0);
  });
});
