import assert from "node:assert/strict";
import fc from "fast-check";
import { challengeFor, enter } from "../../src/custody/host/enter.js";
import { ROLE_ADMIN, ROLE_NONE, ROLE_OPERATOR, createGuard } from "../../src/custody/token/guard.js";
import { bytes, counting, createTestCrypto, hex, vectors } from "./support.js";

const crypto = createTestCrypto();
const keyOf = (serial: number, role: number) => counting(32, (serial * 7 + role * 64) & 255);
const known = (role: number, serials: number[]) =>
  serials.map((serial) => ({ serial, key: keyOf(serial, role) }));

function createTestGuard(serial: number) {
  return createGuard(crypto, (role) =>
    role === ROLE_OPERATOR || role === ROLE_ADMIN ? keyOf(serial, role) : undefined,
  );
}

describe("handshake of both sides", () => {
  it("finds the token among those known, and opens a session both agree on", () => {
    for (const role of [ROLE_OPERATOR, ROLE_ADMIN]) {
      const guard = createTestGuard(3);
      const challenge = challengeFor(role, crypto.randomBytes(16));
      const entry = enter(crypto, challenge, guard.challenge(challenge)!, known(role, [1, 2, 3, 4]))!;
      assert.equal(entry.serial, 3);
      assert.notEqual(guard.prove(entry.proof), ROLE_NONE);
      for (let n = 1; n < 5; n++) {
        const command = counting(n * 10);
        const { counter, mac } = entry.session.authorise(command);
        assert.equal(counter, n);
        assert.equal(guard.accept(counter, command, mac), role);
        const answerMac = guard.sign(counting(9, n));
        assert.ok(entry.session.isAnswer(counting(9, n), answerMac));
        assert.ok(!entry.session.isAnswer(counting(9, n + 1), answerMac));
      }
    }
  });

  it("does not take an answer to one command for that to the next", () => {
    const guard = createTestGuard(3);
    const challenge = challengeFor(1, crypto.randomBytes(16));
    const { proof, session } = enter(crypto, challenge, guard.challenge(challenge)!, known(1, [3]))!;
    guard.prove(proof);
    const first = session.authorise(counting(5));
    guard.accept(first.counter, counting(5), first.mac);
    const old = guard.sign(counting(9));
    session.authorise(counting(5));
    assert.ok(!session.isAnswer(counting(9), old));
  });

  it("goes on after a lost command, and the lost one cannot come later", () => {
    const guard = createTestGuard(3);
    const challenge = challengeFor(1, crypto.randomBytes(16));
    const { proof, session } = enter(crypto, challenge, guard.challenge(challenge)!, known(1, [3]))!;
    guard.prove(proof);
    const lost = session.authorise(counting(5));
    const next = session.authorise(counting(6));
    assert.equal(guard.accept(next.counter, counting(6), next.mac), ROLE_OPERATOR);
    assert.equal(guard.accept(lost.counter, counting(5), lost.mac), ROLE_NONE);
  });

  it("keeps the bytes of the vectors", () => {
    const { session: vector } = vectors("handshake");
    const [challenge, answer] = [bytes(vector!.challenge!), bytes(vector!.answer!)];
    const entry = enter(crypto, challenge, answer, [{ serial: 9, key: bytes(vector!.key!) }])!;
    assert.equal(hex(entry.proof), vector!.proof);
    assert.equal(hex(entry.session.authorise(bytes(vector!.command!)).mac), vector!.commandMac);
    assert.ok(entry.session.isAnswer(bytes(vector!.answerBody!), bytes(vector!.answerMac!)));
  });

  it("finds no one where the token is a stranger, a liar or sends rubbish", () => {
    const guard = createTestGuard(9);
    const challenge = challengeFor(1, counting(16));
    assert.equal(enter(crypto, challenge, guard.challenge(challenge)!, known(1, [1, 2, 3])), undefined);
    assert.equal(
      enter(crypto, challenge, guard.challenge(challenge)!, known(2, [9])),
      undefined,
      "another role",
    );
    const other = challengeFor(1, counting(16, 1));
    assert.equal(
      enter(crypto, challenge, guard.challenge(other)!, known(1, [9])),
      undefined,
      "an older answer",
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (answer) => {
        assert.equal(enter(crypto, challenge, answer, known(1, [1, 9])), undefined);
      }),
    );
  });
});
