/** Who the token listens to: handshake, MACs, counters, roles, and the wearer's press. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { CONFIRM, ERROR, GATE_MODE, IDENTIFY, READ, SET_TIME, WARN } from "../../src/sync/messages.js";
import { KEYS, createTestLog, fillLog } from "./bench.js";
import {
  ROLE,
  createReferenceHost,
  doubles,
  join,
  ramp,
  readBody,
  requestOf,
  requestText,
  withCrc,
  VERSION,
} from "./reference.js";
import { enterAs, expectError, plugIn } from "./typing-host.js";

const line = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64") + "\n";
const recorded = () => {
  const log = createTestLog();
  fillLog(log, 40);
  return log;
};

describe("sync: whom the token listens to", () => {
  it("tells nobody without a session anything but that it is a token", () => {
    const token = plugIn();
    for (let type = IDENTIFY; type <= GATE_MODE; type++) {
      for (const length of [0, 1, 8, 12, 32, 60]) {
        expectError(token.ask(requestText([VERSION, 0, type, 1], new Uint8Array(length))), 7, type);
        expectError(token.ask(requestText([VERSION, 1, type, 1], new Uint8Array(length))), 7, type);
      }
    }
    assert.deepEqual(token.told, []);
  });

  it("answers a challenge with another nonce each time, and proves itself with its key", () => {
    const token = plugIn();
    const one = enterAs(token, "operator");
    const other = enterAs(token, "operator");
    assert(one.isProof(one.challenged.payload) && other.isProof(other.challenged.payload));
    assert.notDeepEqual(one.challenged.payload, other.challenged.payload);
    assert(!createReferenceHostFor(KEYS.admin, one.challenged.payload).isProof(one.challenged.payload));
  });

  it("refuses roles that nobody has", () => {
    const token = plugIn();
    for (const role of [0, 3, 4, 255]) {
      expectError(token.ask(requestText([VERSION, 0, 2, 1], join([role], ramp(16)))), 5, 2);
    }
  });

  it("takes a proof once, and only the right one, and each wrong one costs a new challenge", () => {
    const token = plugIn();
    const host = createReferenceHost(KEYS.operator);
    const wrong = createReferenceHost(KEYS.admin);
    expectError(token.ask(requestText([VERSION, 0, 3, 1], ramp(16))), 7, 3);
    let [answer] = token.ask(host.challengeText());
    const right = host.proveText(answer!.payload);
    expectError(token.ask(wrong.proveText(answer!.payload)), 7, 3);
    expectError(token.ask(right), 7, 3);
    [answer] = token.ask(host.challengeText());
    expectError(token.ask(right), 7, 3);
    [answer] = token.ask(host.challengeText());
    assert.equal(token.ask(host.proveText(answer!.payload))[0]!.type, 3);
    expectError(token.ask(host.proveText(answer!.payload)), 7, 3);
    expectError(token.ask(host.commandText(IDENTIFY, 1)), 7, IDENTIFY);
    assert.deepEqual(token.told, ["entered 1"]);
  });

  it("takes no command that was changed in any bit", () => {
    const token = plugIn();
    const host = enterAs(token, "admin");
    const message = requestOf(host.commandText(WARN, 9, [1])).subarray(0, -4);
    for (let bit = 0; bit < 8 * message.length; bit++) {
      const changed = Buffer.from(message);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      const frames = token.ask(line(withCrc(changed)));
      assert.equal(frames.length, 1);
      assert.equal(frames[0]!.protection, 0);
      assert.equal(frames[0]!.type, ERROR);
    }
    assert.deepEqual(token.told, ["entered 2"]);
    assert.equal(token.ask(line(withCrc(message)))[0]!.type, WARN, "and the right one still counts");
    assert.deepEqual(token.told, ["entered 2", "warned true"]);
  });

  it("takes no command that says that it is not protected, though its MAC fits", () => {
    const token = plugIn();
    const host = enterAs(token, "admin");
    expectError(token.ask(host.commandText(WARN, 9, [1], 5, 0)), 7, WARN);
    assert.equal(token.ask(host.commandText(WARN, 9, [1], 5, 1))[0]!.type, WARN);
    assert.deepEqual(token.told, ["entered 2", "warned true"]);
  });

  it("takes no command twice, and none whose counter fell", () => {
    const token = plugIn();
    const host = enterAs(token, "admin");
    const first = host.commandText(WARN, 9, [1]);
    assert.equal(token.ask(first)[0]!.type, WARN);
    expectError(token.ask(first), 7, WARN);
    assert.equal(token.ask(host.commandText(WARN, 9, [0], 100))[0]!.type, WARN, "counters may skip");
    for (const counter of [0, 1, 2, 99, 100]) {
      expectError(token.ask(host.commandText(WARN, 9, [1], counter)), 7, WARN);
    }
    assert.equal(token.ask(host.commandText(WARN, 9, [0], 0xffffffff))[0]!.type, WARN);
    expectError(token.ask(host.commandText(WARN, 9, [1], 0)), 7, WARN);
    assert.deepEqual(token.told, ["entered 2", "warned true", "warned false", "warned false"]);
  });

  it("takes nothing of an earlier session: neither its commands nor its handshake", () => {
    const token = plugIn();
    const host = createReferenceHost(KEYS.admin, ROLE.admin);
    const said = [host.challengeText()];
    said.push(host.proveText(token.ask(said[0]!)[0]!.payload));
    assert.equal(token.ask(said[1]!)[0]!.type, 3);
    said.push(host.commandText(WARN, 9, [1]));
    said.push(host.commandText(CONFIRM, 9, doubles(0)));
    said.push(host.commandText(SET_TIME, 9, doubles(1)));
    for (const text of said.slice(2)) assert.notEqual(token.ask(text)[0]!.type, ERROR);
    const done = [...token.told];

    const replay = () => said.slice(1).forEach((text) => assert.equal(token.ask(text)[0]!.type, ERROR));
    replay();
    token.ask(said[0]!);
    replay();
    token.usb.unplug();
    token.pass(10);
    token.plug();
    token.ask(said[0]!);
    replay();
    token.restart();
    token.ask(said[0]!);
    replay();
    enterAs(token, "admin", ramp(16, 31));
    said.slice(2).forEach((text) => expectError(token.ask(text), 7, requestOf(text)[2]!));
    assert.deepEqual(token.told, [...done, "entered 2"]);
  });

  it("says whatever it says in a session with a MAC, errors and every chunk too", () => {
    const host = enterAs(plugIn(recorded()), "admin");
    expectError(host.command(CONFIRM, doubles(NaN)), 4, CONFIRM);
    assert.equal(host.command(READ, readBody(0, 9)).length, 3);
  });

  it("survives any signed command with any body", () => {
    const token = plugIn(recorded());
    const host = enterAs(token, "admin");
    const body = fc.oneof(fc.uint8Array({ maxLength: 238 }), fc.double().map((value) => doubles(value))); // prettier-ignore
    fc.assert(
      fc.property(fc.integer({ min: IDENTIFY, max: GATE_MODE }), body, (type, bytes) => {
        const frames = token.ask(host.commandText(type, 9, bytes), 300);
        assert(frames.length > 0);
        frames.forEach(host.open);
      }),
      { numRuns: 500 },
    );
  });
});

describe("sync: the wearer's consent", () => {
  const isRefused = (frames: { type: number; payload: Uint8Array }[]) => expectError(frames, 8, READ);
  const isGiven = (frames: { type: number }[]) => assert.deepEqual(frames.map(({ type }) => type), [0x40, 0x40, READ]); // prettier-ignore
  const all = readBody(0, 9);
  /** An operator whom the wearer has let read. */
  const agreed = (token: ReturnType<typeof plugIn>) => {
    const host = enterAs(token, "operator");
    isRefused(host.command(READ, all));
    assert.equal(token.press(), true);
    return host;
  };

  it("is asked of an operator until the button is pressed", () => {
    const token = plugIn(recorded());
    const host = enterAs(token, "operator");
    isRefused(host.command(READ, all));
    isRefused(host.command(READ, all));
    assert.deepEqual(token.told.slice(1), ["asked for a press", "asked for a press"]);
    assert.equal(token.press(), true);
    isGiven(host.command(READ, all));
    token.pass(600_000);
    isGiven(host.command(READ, all));
    assert.equal(token.press(), false, "nothing is asked any more");
    isGiven(host.command(READ, all));
  });

  it("does not come of a press that answers nothing: before the question, or long after", () => {
    const token = plugIn(recorded());
    const host = enterAs(token, "operator");
    host.command(IDENTIFY);
    assert.equal(token.press(), false, "looking at the token asks nothing");
    isRefused(host.command(READ, all));
    token.pass(10_000);
    assert.equal(token.press(), false, "the light has long gone out");
    isRefused(host.command(READ, all));
    token.pass(9_800);
    assert.equal(token.press(), true);
    isGiven(host.command(READ, all));
  });

  it("is not answered by a press in another session", () => {
    const token = plugIn(recorded());
    isRefused(enterAs(token, "operator").command(READ, all));
    const other = enterAs(token, "operator");
    assert.equal(token.press(), false);
    isRefused(other.command(READ, all));
  });

  it("is asked before a warning is set or cleared, and before it is shown; one press holds for all", () => {
    const token = plugIn(recorded());
    const host = enterAs(token, "operator");
    const shown = () => {
      const { payload } = host.command(IDENTIFY)[0]!;
      const view = new DataView(payload.buffer, payload.byteOffset);
      return [view.getUint8(64 + 4 + 3) & (8 + 32), view.getUint32(64 + 40, true)];
    };
    assert.deepEqual(shown(), [32, 0]);
    expectError(host.command(WARN, [0]), 8, WARN);
    expectError(host.command(WARN, [1]), 8, WARN);
    expectError(host.command(WARN, [2]), 4, WARN);
    assert.deepEqual(token.told, ["entered 1", "asked for a press", "asked for a press"]);
    assert.deepEqual(shown(), [32, 0]);
    assert.equal(token.press(), true);
    assert.equal(host.command(WARN, [0])[0]!.type, WARN);
    assert.deepEqual(shown(), [8, 18_480 + 65_536 * 5]);
    isGiven(host.command(READ, all));
  });

  it("is not asked of an administrator", () => {
    const token = plugIn(recorded());
    const host = enterAs(token, "admin");
    isGiven(host.command(READ, all));
    assert.equal(host.command(WARN, [0])[0]!.type, WARN);
    assert.equal(host.command(IDENTIFY)[0]!.payload[64 + 4 + 3]! & (8 + 32), 8);
    assert.equal(token.press(), false);
    assert.deepEqual(token.told, ["entered 2", "warned false"]);
  });

  it("does not come of a press before the handshake, or without a host", () => {
    const token = plugIn(recorded());
    assert.equal(token.press(), false);
    const host = enterAs(token, "operator");
    isRefused(host.command(READ, all));

    const challenged = plugIn(recorded());
    const late = createReferenceHost(KEYS.operator);
    const [answer] = challenged.ask(late.challengeText());
    assert.equal(challenged.press(), false);
    challenged.ask(late.proveText(answer!.payload));
    isRefused(challenged.ask(late.commandText(READ, 9, all)).map((frame) => ({ type: frame.type, payload: late.open(frame) }))); // prettier-ignore
  });

  it("does not come of a press after the session that asked has ended", () => {
    const token = plugIn(recorded());
    isRefused(enterAs(token, "operator").command(READ, all));
    expectError(token.ask(requestText([VERSION, 0, 3, 1], ramp(16))), 7, 3);
    assert.equal(token.press(), false, "a wrong proof has ended it");
  });

  it("ends with the next challenge, also one that goes no further", () => {
    const token = plugIn(recorded());
    isGiven(agreed(token).command(READ, all));
    isRefused(enterAs(token, "operator").command(READ, all));
    token.press();
    token.ask(requestText([VERSION, 0, 2, 1], join([9], ramp(16))));
    isRefused(enterAs(token, "operator").command(READ, all));
  });

  it("is forgotten when the plug is pulled while a read is under way", () => {
    const token = plugIn(recorded());
    const host = agreed(token);
    isGiven(host.command(READ, all));
    token.type(host.commandText(READ, 9, all));
    token.pass(1);
    token.usb.unplug();
    token.pass(5000);
    assert.equal(token.press(), false);
    token.plug();
    token.ask("\n");
    expectError(token.ask(host.commandText(READ, 9, all)), 7, READ);
    isRefused(enterAs(token, "operator").command(READ, all));
  });

  it("is forgotten at a restart", () => {
    const token = plugIn(recorded());
    const host = agreed(token);
    isGiven(host.command(READ, all));
    token.restart();
    expectError(token.ask(host.commandText(READ, 9, all)), 7, READ);
    isRefused(enterAs(token, "operator").command(READ, all));
  });
});

function createReferenceHostFor(key: Uint8Array, answer: Uint8Array) {
  const host = createReferenceHost(key, ROLE.operator);
  host.proveText(answer);
  return host;
}
