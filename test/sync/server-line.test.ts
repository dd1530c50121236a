/** The token at a line that floods, does not listen, or carries anything but requests. */
import assert from "node:assert/strict";
import { HELLO, IDENTIFY, LINE_MAX_CHARS, READ } from "../../src/sync/messages.js";
import { createTestLog, fillLog } from "./bench.js";
import { readBody, requestText, VERSION } from "./reference.js";
import { enterAs, expectError, plugIn } from "./typing-host.js";

const hello = (request: number) => requestText([VERSION, 0, HELLO, request]);
const filled = (records: number) => {
  const log = createTestLog();
  fillLog(log, records);
  return log;
};

describe("sync: the token at a bad line", () => {
  it("ignores what is no request: noise, echoes, damage, lines too long", () => {
    const token = plugIn();
    const damaged = hello(1).replace(/^./, (first) => (first === "A" ? "B" : "A"));
    const noise = [
      "\n\n\n",
      "AT\r\n",
      "====\n",
      damaged,
      hello(1).slice(0, 9) + "\n",
      "A".repeat(5000),
      "\n",
    ];
    for (const text of noise) assert.deepEqual(token.ask(text), []);
    assert.equal(token.ask(hello(1)).length, 1);
    assert.deepEqual(
      token.ask(
        hello(1)
          .trimEnd()
          .padStart(LINE_MAX_CHARS + 1) + "\n",
      ),
      [],
    );
    assert.equal(token.ask(hello(1) + "\n\n").length, 1);
  });

  it("takes the longest request allowed, and none that is longer", () => {
    const token = plugIn();
    const longest = requestText([VERSION, 0, 99, 1], new Uint8Array(258 - 8));
    assert.equal(longest.length, LINE_MAX_CHARS + 1);
    expectError(token.ask(longest), 3, 99);
    assert.deepEqual(token.ask(requestText([VERSION, 0, 99, 1], new Uint8Array(258 - 7))), []);
    // A line that is too long, of which the first portions of 64 are the longest request and 40 characters more.
    assert.deepEqual(token.ask(longest.trimEnd() + "A".repeat(40) + "\n"), []);
  });

  it("abandons a read at the next request, after the frame that was begun", () => {
    const token = plugIn(filled(800));
    const host = enterAs(token, "admin");
    token.type(host.commandText(READ, 1, readBody(0, 1000)));
    token.pass(20);
    const frames = token.ask(hello(2), 5000);
    assert(frames.length > 2 && frames.length < 20);
    assert.equal(frames.at(-1)!.request, 2);
    assert(frames.slice(0, -1).every(({ request }) => request === 1));
  });

  it("abandons a read when the plug is pulled", () => {
    const token = plugIn(filled(800));
    const host = enterAs(token, "admin");
    token.type(host.commandText(READ, 1, readBody(0, 1000)));
    token.pass(20);
    token.usb.unplug();
    token.pass(1000);
    token.plug();
    const before = token.receivedBytes();
    assert.equal(token.ask(hello(2), 5000).at(-1)?.request, 2);
    assert.equal(token.receivedBytes() - before, 16, "nothing but the answer");
  });

  it("waits for a host that does not read, ever more seldom, and then goes on", () => {
    const log = filled(100);
    let readsOfLog = 0;
    const read = (sequence: number, records: number) => (readsOfLog++, log.read(sequence, records));
    const token = plugIn({ ...log, read });
    const host = enterAs(token, "admin");
    token.usb.pauseReading();
    token.type(host.commandText(READ, 1, readBody(0, 1000)));
    token.pass(1000);
    let turns = 0;
    const end = token.timeline.nowMs() + 60_000;
    while (token.timeline.nowMs() < end && token.timeline.runNext()) turns++;
    assert(turns > 60 && turns < 200, `${turns} turns in a minute`);
    assert.equal(readsOfLog, 1);
    token.usb.resumeReading();
    const frames = token.ask("", 3000);
    assert.equal(frames.at(-1)!.type, READ);
    assert.equal(frames.length, 5);
    frames.forEach(host.open);
  });

  it("costs no more when a deaf host goes on asking", () => {
    const token = plugIn();
    const host = enterAs(token, "operator");
    token.usb.pauseReading();
    for (let i = 0; i < 50; i++) token.ask(host.commandText(IDENTIFY, 1), 10);
    token.pass(1000);
    let turns = 0;
    const end = token.timeline.nowMs() + 10_000;
    while (token.timeline.nowMs() < end && token.timeline.runNext()) turns++;
    assert(turns < 40, `${turns} turns in ten seconds`);
  });

  it("keeps no more of an endless line than it needs to know that it is too long", () => {
    const token = plugIn();
    for (let megabytes = 0; megabytes < 4; megabytes++) token.ask("A".repeat(1_000_000));
    assert.equal(token.ask("\n" + hello(2)).length, 1);
  });

  it("answers the newest of many requests, and decodes one line for each portion", () => {
    const token = plugIn();
    const flood = Array.from({ length: 500 }, (_, i) => hello((i % 250) + 1)).join("");
    const frames = token.ask(flood, 1000);
    assert.equal(frames.at(-1)!.request, 250);
    assert(frames.length <= flood.length / 64 + 1);
    assert.equal(token.ask(hello(251)).length, 1);
  });

  it("stands a flood of challenges and of signed commands: a session opens after it", () => {
    const token = plugIn();
    const challenge = requestText([VERSION, 0, 2, 1], new Uint8Array(17).fill(1));
    for (let i = 0; i < 2000; i++) token.type(challenge);
    token.pass(5000);
    token.ask("");
    const host = enterAs(token, "operator");
    for (let i = 0; i < 2000; i++) token.type(host.commandText(IDENTIFY, 1));
    token.pass(5000);
    const answers = token.ask("");
    assert.equal(host.open(answers.at(-1)!).length, 172);
    assert.equal(host.command(IDENTIFY).length, 1, "the newest of them was answered, and the next is");
  });
});
