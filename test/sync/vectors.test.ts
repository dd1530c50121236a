/** Both sides and PROTOCOL.md agree on every byte of the examples. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { requestLine } from "../../src/sync/host/request-line.js";
import { createFrameParser } from "../../src/sync/host/frame.js";
import { bytesOf, createServerBench, createTestLog } from "./bench.js";

interface Vector {
  readonly name: string;
  readonly request: string;
  readonly line: string;
  readonly frames: string;
}

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");
const vectors = JSON.parse(read("../vectors/sync.json")) as Vector[];
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

describe("sync: vectors", () => {
  it("are what the host sends", () => {
    for (const { request, line, name } of vectors) {
      const message = Buffer.from(request, "hex");
      const sent = requestLine(message[2]!, message[3]!, message.subarray(4, -4));
      assert.equal(Buffer.from(sent).toString(), `\n${line}\n`, name);
    }
  });

  it("are what the token answers, one after the other", () => {
    const log = createTestLog();
    for (let n = 0; n < 2; n++)
      log.append(
        18_500,
        Uint8Array.from({ length: 24 }, (_, i) => 16 * n + i),
      );
    const bench = createServerBench(log);
    const received: number[] = [];
    bench.usb.plug((bytes) => received.push(...bytes));
    for (const { name, line, frames } of vectors) {
      bench.usb.write(bytesOf(line + "\n"));
      bench.timeline.runUntil(bench.timeline.nowMs() + 50);
      assert.equal(hex(Uint8Array.from(received.splice(0))), frames, name);
    }
  });

  it("are frames to the host", () => {
    for (const { name, frames } of vectors) {
      assert.equal(createFrameParser().push(Buffer.from(frames, "hex")).length, name === "read" ? 2 : 1);
    }
  });

  it("are the examples of PROTOCOL.md", () => {
    const examples = read("../../src/sync/PROTOCOL.md").split("## Worked examples")[1]!;
    const words = (text: string) =>
      text.replace(/^ {6}\D.*? {2,}|^ {4}(?=[a-z]).*? {2,}/gm, "").replace(/\s/g, "");
    const shown = vectors.filter(({ line }) => examples.includes(line));
    assert.deepEqual(
      shown.map(({ name }) => name),
      ["hello", "set-time", "read", "unknown-type"],
    );
    for (const { name, request, line, frames } of shown) {
      assert(words(examples).includes(line + request + frames), name);
    }
  });
});
