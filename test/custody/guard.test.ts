import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import fc from "fast-check";
import { ROLE_ADMIN, ROLE_NONE, ROLE_OPERATOR, createGuard } from "../../src/custody/token/guard.js";
import { bytes, counting, createTestCrypto, hex, vectors } from "./support.js";

const KEYS: Record<number, Uint8Array> = { [ROLE_OPERATOR]: counting(32), [ROLE_ADMIN]: counting(32, 64) };
const HOST_NONCE = counting(16, 200);
const hmac = (key: Uint8Array, ...parts: Uint8Array[]) => {
  const mac = createHmac("sha256", key);
  for (const part of parts) mac.update(part);
  return new Uint8Array(mac.digest());
};

function createTestGuard(seed = 1) {
  return createGuard(createTestCrypto(seed), (role) => KEYS[role]);
}

const challengeOf = (role: number) => new Uint8Array([role, ...HOST_NONCE]);

/** A host written for the test alone: what CUSTODY.md says, in node:crypto. */
function enter(guard: ReturnType<typeof createTestGuard>, role: number, key = KEYS[role]!) {
  const answer = guard.challenge(challengeOf(role))!;
  const transcript = new Uint8Array([role, ...HOST_NONCE, ...answer.subarray(0, 16)]);
  const sign = (purpose: number) => hmac(key, new Uint8Array([purpose]), transcript);
  return {
    tokenProves: hex(sign(0x50).subarray(0, 16)) === hex(answer.subarray(16)),
    isOpen: guard.prove(sign(0x51).subarray(0, 16)) !== ROLE_NONE,
    session: sign(0x52),
    answer,
  };
}

function macOf(session: Uint8Array, purpose: number, counter: number, message: Uint8Array): Uint8Array {
  const head = Buffer.alloc(5);
  head[0] = purpose;
  head.writeUInt32LE(counter, 1);
  return hmac(session, head, message).subarray(0, 8);
}

const command = counting(12, 50);

describe("guard of the USB line", () => {
  for (const role of [ROLE_OPERATOR, ROLE_ADMIN]) {
    it(`opens a session of role ${role} for whoever knows its key, and proves itself first`, () => {
      const guard = createTestGuard();
      const { tokenProves, isOpen, session } = enter(guard, role);
      assert.ok(tokenProves && isOpen);
      assert.equal(guard.accept(1, command, macOf(session, 0x53, 1, command)), role);
      assert.equal(
        hex(guard.sign(command)),
        hex(macOf(session, 0x54, 1, createHash("sha256").update(command).digest())),
      );
    });
  }

  it("keeps the bytes of the vectors", () => {
    const { session } = vectors("handshake");
    const guard = createGuard(
      { ...createTestCrypto(), randomBytes: (n) => counting(n, 100) },
      (r) => KEYS[r],
    );
    assert.equal(hex(guard.challenge(bytes(session!.challenge!))!), session!.answer);
    assert.notEqual(guard.prove(bytes(session!.proof!)), ROLE_NONE);
    assert.equal(guard.accept(1, bytes(session!.command!), bytes(session!.commandMac!)), ROLE_OPERATOR);
    assert.equal(hex(guard.sign(bytes(session!.answerBody!))), session!.answerMac);
  });

  it("shows nothing that tells one token from another to a host without the key", () => {
    const [one, two] = [createTestGuard(1), createTestGuard(1)];
    assert.notEqual(
      hex(one.challenge(challengeOf(1))!),
      hex(one.challenge(challengeOf(1))!),
      "fresh each time",
    );
    const answers = new Set(
      Array.from({ length: 50 }, () => hex(two.challenge(challengeOf(1))!.subarray(16))),
    );
    assert.equal(answers.size, 50);
  });

  it("refuses the operator's key as administrator's, and any other", () => {
    for (const key of [KEYS[ROLE_OPERATOR]!, new Uint8Array(32), counting(32, 65)]) {
      const guard = createTestGuard();
      const { tokenProves, isOpen, session } = enter(guard, ROLE_ADMIN, key);
      assert.ok(!tokenProves && !isOpen);
      assert.equal(guard.accept(1, command, macOf(session, 0x53, 1, command)), ROLE_NONE);
    }
  });

  it("gives one try for a challenge, and no session without one", () => {
    const guard = createTestGuard();
    assert.equal(guard.prove(new Uint8Array(16)), ROLE_NONE);
    const answer = guard.challenge(challengeOf(1))!;
    const right = hmac(KEYS[1]!, new Uint8Array([0x51]), challengeOf(1), answer.subarray(0, 16)).subarray(
      0,
      16,
    );
    assert.equal(guard.prove(new Uint8Array(16)), ROLE_NONE);
    assert.equal(guard.prove(right), ROLE_NONE, "right, but too late");
  });

  it("takes no second proof within a session, not even one signed with the session's key", () => {
    const guard = createTestGuard();
    const { session, answer } = enter(guard, 1);
    const again = hmac(session, new Uint8Array([0x51]), challengeOf(1), answer.subarray(0, 16)).subarray(
      0,
      16,
    );
    assert.equal(guard.prove(again), ROLE_NONE);
    assert.equal(guard.accept(1, command, macOf(session, 0x53, 1, command)), ROLE_NONE, "and ends it");
  });

  it("ends its session with any challenge, also one of a role that nobody has", () => {
    for (const challenge of [challengeOf(9), challengeOf(ROLE_OPERATOR), new Uint8Array(3)]) {
      const guard = createTestGuard();
      const { session } = enter(guard, 1);
      guard.challenge(challenge);
      assert.equal(guard.isOpen(), false);
      assert.equal(guard.accept(1, command, macOf(session, 0x53, 1, command)), ROLE_NONE);
    }
  });

  it("counts anew in each session", () => {
    const guard = createTestGuard();
    const first = enter(guard, 1).session;
    assert.equal(guard.accept(700, command, macOf(first, 0x53, 700, command)), ROLE_OPERATOR);
    const second = enter(guard, 1).session;
    assert.equal(guard.accept(1, command, macOf(second, 0x53, 1, command)), ROLE_OPERATOR);
  });

  it("cannot be answered with its own proof", () => {
    const guard = createTestGuard();
    assert.equal(guard.prove(guard.challenge(challengeOf(1))!.subarray(16)), ROLE_NONE);
  });

  it("does not take a proof or a command of an earlier session again", () => {
    const guard = createTestGuard();
    const first = enter(guard, 1);
    const mac = macOf(first.session, 0x53, 1, command);
    assert.equal(guard.accept(1, command, mac), 1);
    const old = hmac(KEYS[1]!, new Uint8Array([0x51]), challengeOf(1), first.answer.subarray(0, 16));
    guard.challenge(challengeOf(1));
    assert.equal(
      guard.accept(2, command, macOf(first.session, 0x53, 2, command)),
      ROLE_NONE,
      "ended by the challenge",
    );
    assert.equal(guard.prove(old.subarray(0, 16)), ROLE_NONE);
    enter(guard, 1);
    assert.equal(guard.accept(1, command, mac), ROLE_NONE);
  });

  it("takes each counter once, only upwards, and none after the plug is pulled", () => {
    const guard = createTestGuard();
    const { session } = enter(guard, 1);
    const accept = (counter: number) =>
      guard.accept(counter, command, macOf(session, 0x53, counter, command));
    assert.deepEqual([1, 1, 3, 2, 4, 0].map(accept), [1, 0, 1, 0, 1, 0]);
    guard.close();
    assert.equal(accept(5), ROLE_NONE);
  });

  it("refuses every command, counter or MAC that was changed, and counts none of them", () => {
    const guard = createTestGuard();
    const { session } = enter(guard, 1);
    const mac = macOf(session, 0x53, 7, command);
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 40 }),
        fc.integer({ min: 1, max: 2 ** 32 - 1 }),
        fc.uint8Array({ maxLength: 20 }),
        (otherCommand, counter, otherMac) => {
          assert.equal(guard.accept(counter, command, otherMac), ROLE_NONE);
          if (counter !== 7) assert.equal(guard.accept(counter, command, mac), ROLE_NONE);
          if (hex(otherCommand) !== hex(command)) assert.equal(guard.accept(7, otherCommand, mac), ROLE_NONE);
        },
      ),
    );
    assert.equal(guard.accept(7, command, macOf(session, 0x54, 7, command)), ROLE_NONE, "an answer's MAC");
    assert.equal(guard.accept(7, command, mac), ROLE_OPERATOR);
  });

  it("survives any challenge", () => {
    const guard = createTestGuard();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (request) => {
        const isSound = request.length === 17 && (request[0] === 1 || request[0] === 2);
        assert.equal(guard.challenge(request) !== undefined, isSound);
      }),
    );
  });
});
