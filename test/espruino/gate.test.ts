/** A gate's token in the real interpreter: what it tells its PC is what the simulated one tells. */
import assert from "node:assert/strict";
import type { NearPhone } from "../../firmware/device/stepped.js";
import { encodeAdvert } from "../../src/bluezone/advert.js";
import { PRESSED_FLAGS } from "../../src/token/gate/air.js";
import type { HistoryToken } from "../token/history.js";
import { NO_KEYS, failure } from "../token/host.js";
import { createSimulatedHistoryToken } from "../token/simulated-history-token.js";
import { describeEspruino } from "./interpreter.js";
import { withStepped } from "./stepped-history-token.js";

const SEED = 5;
const SLOT_MS = 900_000;

const hex = (text: string) => new Uint8Array(Buffer.from(text, "hex"));
const tokenAdvert = (n: number, flags: number) => {
  const advert = encodeAdvert(new Uint8Array(12).fill(n));
  advert[2] = flags;
  return advert;
};
const near = (n: number, advert: Uint8Array, addressKind: NearPhone["addressKind"]): NearPhone => ({
  ...{ advert, address: `c0:00:00:00:00:0${n}`, addressKind: addressKind! },
  ...{ behaviour: "silent", value: new Uint8Array(0) },
});
const PRESSED = near(1, tokenAdvert(1, PRESSED_FLAGS), "random");
const UNPRESSED = near(2, tokenAdvert(2, 2), "random");
const ANDROID = near(3, tokenAdvert(3, 2), "private-resolvable");
const OPEN = near(4, hex("02011A" + "110767A607ADD1172FA1C44BF573564E0000"), "private-resolvable");
const ASLEEP = near(5, hex("02011A" + "14FF4C000108" + "00".repeat(15)), "private-resolvable");
/** Only begins like what is looked for, at the advert's end: the interpreter's `indexOf` finds it. */
const CUT_OFF = near(6, hex("02011A" + "14FF4C0001"), "private-resolvable");
const ALIKE = near(7, hex("02010605FFB522"), "random");

/** What the PC was told, without repetitions; and what was logged. */
async function lifeOf(token: HistoryToken) {
  const told: string[] = [];
  const watch = (ms: number) =>
    token.plugIn(async (session) => {
      for (const untilMs = token.nowMs() + ms; token.nowMs() < untilMs;) {
        const { kind, isRightHere } = await session.pollGate();
        const text = `${kind} ${isRightHere}`;
        if (told.at(-1) !== text) told.push(text);
      }
    });
  const enter = <T>(use: Parameters<HistoryToken["plugIn"]>[0]) =>
    token.plugIn(async (session) => {
      await session.enter(NO_KEYS);
      return (await use(session)) as T;
    });

  told.push(await token.plugIn((session) => failure(session.pollGate())));
  await enter((session) => session.setGateMode(true));
  for (const phones of [[UNPRESSED, CUT_OFF, ALIKE], [PRESSED], [ANDROID], [ASLEEP], [OPEN]]) {
    await token.surround([], [UNPRESSED, ...phones]);
    await watch(7000);
    await token.surround([]);
    await token.run(1000);
  }
  await token.losePower(0);
  await token.surround([], [PRESSED]);
  await watch(6000);
  await token.run(2 * SLOT_MS);
  const gate = await enter<Record<string, unknown>>((session) => session.identify());
  await enter((session) => session.setGateMode(false));
  told.push(await token.plugIn((session) => failure(session.pollGate())));
  return { told, isGate: gate["isGate"], records: gate["nextSequence"], log: gate["firstSequence"] };
}

describeEspruino("a gate's token, in the real interpreter", (interpreter) => {
  it("tells its PC what the simulated one does", async () => {
    const expected = await lifeOf(createSimulatedHistoryToken(SEED));
    assert.deepEqual(expected.told, [
      "refused",
      "nobody false",
      ...["token true", "nobody false", "android true", "nobody false", "iphone-asleep true", "nobody false"],
      ...["iphone true", "nobody false", "token true", "nobody false", "refused"],
    ]);
    assert.equal(expected.isGate, true);
    assert.deepEqual(await withStepped(interpreter, SEED, lifeOf), expected);
  });
});
