import assert from "node:assert/strict";
import fc from "fast-check";
import sinon from "sinon";
import { ENTRY_BYTES } from "../../../src/custody/token/f0-list.js";
import { CHUNK_BYTES, type Pack } from "../../../src/custody/host/pack.js";
import { MAX_LINE_BYTES, itemsOf } from "../../../src/station/packs/pack-file.js";
import { isIn } from "../../words/problem-in.js";

/** Of so many bytes to a chunk. */
function packOf(content: Buffer, chunkBytes = CHUNK_BYTES): { pack: Pack; opened: () => number } {
  let opened = 0;
  function* chunks(): Generator<Uint8Array> {
    for (let at = 0; at < content.length; at += chunkBytes) {
      opened++;
      yield new Uint8Array(content.subarray(at, at + chunkBytes));
    }
  }
  return { pack: { kind: "up", chunks } as unknown as Pack, opened: () => opened };
}

const framed = (lines: readonly string[]) =>
  Buffer.from(
    ['{"format":"bztoken up","version":2}', ...lines, `{"end":{"lines":${lines.length}}}`, ""].join("\n"),
  );

/** How many bytes `run` joins together. */
function bytesJoined(run: () => void): number {
  const concat = sinon.spy(Buffer, "concat");
  try {
    run();
    return concat.returnValues.reduce((sum, joined) => sum + joined.length, 0);
  } finally {
    concat.restore();
  }
}

const isRefused = (error: unknown) => isIn("custody", error, "damaged");

describe("the lines of a pack", () => {
  it("come out as they went in, however they lie in the chunks", () => {
    const lines = fc.array(fc.string({ unit: "grapheme", maxLength: 40 }), { maxLength: 20 });
    fc.assert(
      fc.property(lines, fc.integer({ min: 1, max: 50 }), (texts, chunkBytes) => {
        const { pack } = packOf(framed(texts.map((text) => JSON.stringify({ text }))), chunkBytes);
        assert.deepEqual([...itemsOf(pack)], texts.map((value) => ({ kind: "text", value, version: 2 }))); // prettier-ignore
      }),
    );
  });

  it("are joined in one piece each: no byte is copied again with the next chunk", () => {
    const line = JSON.stringify({ text: "x".repeat(MAX_LINE_BYTES - 20) });
    for (const content of [framed([line, line]), framed(Array.from({ length: 5000 }, () => '{"text":1}'))]) {
      let lines = 0;
      const joined = bytesJoined(() => (lines = [...itemsOf(packOf(content).pack)].length));
      assert.ok(lines >= 2);
      assert.ok(joined <= content.length, `${joined} bytes of ${content.length}`);
    }
  });

  it("may be as long as that of a full list, and no longer than they are meant to be", () => {
    const entries = Buffer.alloc(0xffff * ENTRY_BYTES).toString("base64");
    const list = { number: 0xffffffff, made_ms: 8.64e15, head: Buffer.alloc(40).toString("base64"), entries };
    assert.equal([...itemsOf(packOf(framed([JSON.stringify({ list })])).pack)].length, 1);
    const endless = packOf(Buffer.alloc(4 * MAX_LINE_BYTES, "x"));
    assert.throws(() => [...itemsOf(endless.pack)], isRefused);
    assert.equal(endless.opened(), MAX_LINE_BYTES / CHUNK_BYTES + 1);
  });

  it("all end: what is cut off in a line is refused", () => {
    const whole = framed(['{"text":1}']);
    for (let length = 0; length < whole.length; length++)
      assert.throws(() => [...itemsOf(packOf(whole.subarray(0, length), 7).pack)], isRefused);
  });
});
