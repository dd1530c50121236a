/** Which command each role may give to a token, by the stage the token is at; what is refused has no effect. */
import assert from "node:assert/strict";
import { BENCH_KEY, HAND_OVER, IDENTITY, KEYS, SERIAL, createTestLog, fillLog } from "./bench.js";
import {
  ROLE,
  VERSION,
  createReferenceHost,
  doubles,
  join,
  ramp,
  readBody,
  requestText,
  words,
} from "./reference.js";
import { enterAs, expectError, plugIn } from "./typing-host.js";

const isIn = (list: readonly number[], type: number) => list.includes(type);
const recorded = () => {
  const log = createTestLog();
  fillLog(log, 40);
  return log;
};

describe("sync: what the token lets each role do", () => {
  /** Sound bodies of every command. */
  const bodies: Record<number, Uint8Array | number[]> = {
    4: [],
    5: doubles(IDENTITY.utcMs),
    6: readBody(0, 1),
    7: doubles(0),
    8: ramp(56),
    9: ramp(38),
    10: [1],
    11: [],
    12: [],
    13: [],
    14: ramp(36),
    15: join(ramp(32), doubles(IDENTITY.utcMs)),
    16: join([2, 0], doubles(IDENTITY.utcMs)),
    17: [1, 0, 0, 0],
    18: words(SERIAL),
  };
  const asked = [4, 5, 7, 8, 9, 11];
  const pressed = [6, 10];
  const officers = [12, 15, 16, 17, 18];
  const all = Object.keys(bodies).map(Number);
  /** What each may, what is refused to it as no officer (10), for want of a press (8); anything else is refused as such (5). */
  const roles = [
    { who: "operator", stage: "in service", may: asked, code10: [...officers, 13, 14], code8: pressed },
    { who: "admin", stage: "in service", may: [...asked, ...pressed, ...officers], code10: [], code8: [] },
    { who: "admin", stage: "handed over", may: [...asked, ...pressed, ...officers], code10: [], code8: [] },
    { who: "bench", stage: "handed over", may: [...asked, ...pressed, 14], code10: [], code8: [] },
    { who: "bench", stage: "unprepared", may: all, code10: [], code8: [] },
  ] as const;

  for (const { who, stage, may, code10, code8 } of roles) {
    it(`the ${who} of a token ${stage} does what is its own, and nothing else`, () => {
      const has: Record<string, Record<number, Uint8Array>> = {
        "in service": { 1: KEYS.operator, 2: KEYS.admin },
        "handed over": { 2: KEYS.admin, 3: BENCH_KEY },
        unprepared: { 3: BENCH_KEY },
      };
      const effects: string[] = [];
      let isInService = stage === "in service";
      const token = plugIn(recorded(), {
        keyOf: (role) => has[stage]![role],
        isUnprepared: () => stage === "unprepared",
        // An administrator's first entering ends the hand-over.
        onEntered: (role) => (isInService ||= role === ROLE.admin),
        prepare: () => {
          if (isInService) return undefined;
          effects.push("prepared");
          return HAND_OVER;
        },
      });
      const host = enterAs(token, who);
      token.told.length = 0;
      for (const type of all) {
        const before = token.told.length + effects.length;
        const frames = host.command(type, bodies[type]);
        token.pass(300);
        if (isIn(may, type)) {
          assert.equal(frames.at(-1)!.type, type, `${type}`);
          continue;
        }
        const code = isIn(code10, type) ? 10 : isIn(code8, type) ? 8 : 5;
        expectError(frames, code, type);
        const expected = code === 8 ? ["asked for a press"] : [];
        assert.deepEqual([...token.told, ...effects].slice(before), expected, `${type} has no effect`);
      }
    });
  }

  it("nobody enters in a role that is not theirs, or that the token no longer has", () => {
    const keys = { operator: KEYS.operator as Uint8Array | undefined };
    const token = plugIn(recorded(), { keyOf: (role) => (role === 1 ? keys.operator : undefined) });
    expectError(token.ask(requestText([VERSION, 0, 2, 1], join([2], ramp(16)))), 5, 2);
    const asAdmin = createReferenceHost(KEYS.operator, ROLE.admin);
    expectError(token.ask(asAdmin.challengeText()), 5, 2);
    const host = enterAs(token, "operator");
    keys.operator = undefined;
    expectError(token.ask(host.challengeText()), 5, 2);
  });
});
