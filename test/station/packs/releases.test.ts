/** A staged program goes down to a commune with a store of its own, with the tags of its tokens, and a check there brings it. */
import assert from "node:assert/strict";
import { nextReleaseNumber, stageRelease } from "../../../src/station/register/releases.js";
import type { Store } from "../../../src/station/store/store.js";
import { HEALTHY, addressed, practiceAdmin, releaseOf } from "../../token/update/slots-bench.js";
import {
  START_UTC_MS,
  bind,
  commune,
  createTokenBench,
  officer,
  otherOfficer,
  stranger,
} from "../custody-bench.js";
import { type Exchange, SERIAL, createExchange } from "./exchange.js";

const OTHERS = 43;

describe("a released program, in packs", function () {
  this.timeout(180_000);
  let exchange: Exchange;
  let village: Store;
  let authority: Store;
  beforeEach(async () => {
    exchange = await createExchange();
    ({ village, authority } = exchange);
  });
  afterEach(() => exchange.remove());

  async function stage(serials: readonly number[], firmwareVersion = HEALTHY.firmwareVersion) {
    const number = await nextReleaseNumber(authority, START_UTC_MS);
    const release = releaseOf({ firmwareVersion }, { number });
    const order = { store: authority, officer, reason: "cập nhật phần mềm", utcNowMs: () => START_UTC_MS };
    await stageRelease(order, release, { number, firmware: firmwareVersion }, "xã Mẫu", serials);
    return { number, ...release };
  }
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
  /** As a pack holds it. */
  function linesOf(release: Awaited<ReturnType<typeof stage>>, serial = SERIAL) {
    const { number, head, code } = release;
    const { tag } = addressed(release, practiceAdmin(serial));
    return {
      release: { head: base64(head), code: base64(code), unit: "" },
      releaseTag: { number, serial, tag: base64(tag) },
    };
  }
  const handMade = (version = "0.2.0", number = 1_800_000_000) => ({
    number,
    ...releaseOf({ firmwareVersion: version }, { number }),
  });

  it("goes to the unit's tokens, byte for byte, and to no other's; a second pack changes nothing", async () => {
    await createTokenBench(8, "00112233AABBCC08").prepare(authority, OTHERS);
    await bind(authority, [OTHERS], stranger);
    const { number } = await stage([SERIAL, OTHERS]);
    assert.match(await exchange.down(), /program 0\.2\.0 for 1 tokens/);
    const given = await authority.newestRelease(SERIAL);
    assert.deepEqual(await village.newestRelease(SERIAL), given);
    assert.equal(given!.number, number);
    assert.equal(await village.newestRelease(OTHERS), undefined);
    await exchange.down();
    assert.deepEqual(await village.newestRelease(SERIAL), given);
  });

  it("of which there are several is the newest of each token", async () => {
    await createTokenBench(8, "00112233AABBCC08").prepare(authority, OTHERS);
    await bind(authority, [OTHERS]);
    await stage([SERIAL, OTHERS], "0.2.0");
    assert.match(await exchange.down(), /0\.2\.0 for 2 tokens/);
    await stage([SERIAL], "0.3.0");
    await stage([SERIAL], "0.4.0");
    const told = await exchange.down();
    assert.match(told, /0\.2\.0 for 1 tokens/);
    assert.match(told, /0\.4\.0 for 1 tokens/);
    assert.doesNotMatch(told, /0\.3\.0/);
    assert.equal((await village.newestRelease(SERIAL))!.firmware, "0.4.0");
    assert.equal((await village.newestRelease(OTHERS))!.firmware, "0.2.0");
  });

  it("is left out where a line does not hold together, and the rest of the pack is taken in", async () => {
    const sound = handMade();
    const { release, releaseTag } = linesOf(sound);
    const changed = (bytes: Uint8Array, at: number, bit = 1) =>
      base64(bytes.map((byte, n) => (n === at ? byte ^ bit : byte)));
    const odd: [object, RegExp][] = [
      [{ release: { ...release, code: changed(sound.code, 7) } }, /release 1/],
      [{ release: { ...release, code: base64(sound.code.subarray(4)) } }, /release 1/],
      [{ release: { ...release, code: "" } }, /release 1/],
      [{ release: { ...release, code: 5 } }, /release 1/],
      [{ release: { ...release, head: base64(sound.head.subarray(1)) } }, /release 1/],
      [{ release: { ...release, unit: "x".repeat(400) } }, /release 1/],
      // Version of the head, a flag that nobody knows, length, CRC and root of the code.
      ...(
        [
          [0, 1],
          [1, 4],
          [16, 1],
          [20, 1],
          [24, 1],
          [55, 1],
        ] as const
      ).map(([at, bit]): [object, RegExp] => [
        { release: { ...release, head: changed(sound.head, at, bit) } },
        /release 1/,
      ]),
      [{ releaseTag }, /releaseTag 1/],
      [{ releaseTag: { ...releaseTag, number: -1 } }, /releaseTag 1/],
    ];
    for (const [line, leftOut] of odd) {
      const told = await exchange.told("down", officer, line, { received: { id: "0".repeat(32) } });
      assert.match(told, leftOut, JSON.stringify(line).slice(0, 200));
      assert.match(told, /1 packs acknowledged/);
      assert.equal(await village.newestRelease(SERIAL), undefined);
      assert.equal(await village.lastRelease(), 0);
    }
    for (const tag of [
      { ...releaseTag, serial: 4_000_000_000 },
      { ...releaseTag, tag: "AAAA" },
      { ...releaseTag, number: releaseTag.number + 1 },
      null,
    ]) {
      const told = await exchange.told("down", officer, { release }, { releaseTag: tag });
      assert.match(told, /releaseTag 1/);
      assert.match(told, /0\.2\.0 for 0 tokens/);
      assert.equal(await village.newestRelease(SERIAL), undefined);
    }
    await exchange.told("down", officer, { release }, { releaseTag });
    assert.deepEqual((await village.newestRelease(SERIAL))!.code, sound.code);
  });

  it("is not put in the place of another one of its number, and no unit's key sends one down", async () => {
    const first = linesOf(handMade());
    await exchange.told("down", officer, { release: first.release }, { releaseTag: first.releaseTag });
    const kept = await village.newestRelease(SERIAL);
    const { release, releaseTag } = linesOf(handMade("0.9.0"));
    const told = await exchange.told("down", otherOfficer, { release }, { releaseTag });
    assert.match(told, /would change what another unit or this authority entered \(release 1\)/);
    assert.deepEqual(await village.newestRelease(SERIAL), kept);
    const twice = await exchange.told("down", officer, { release }, { release }, { releaseTag });
    assert.match(twice, /do not fit were left out \(release 1\)/);
    const other = linesOf(handMade("0.9.1", 1_900_000_000));
    await assert.rejects(
      exchange.told("down", commune, { release: other.release }, { releaseTag: other.releaseTag }),
      /signed by a unit/,
    );
    assert.deepEqual(await village.newestRelease(SERIAL), kept);
  });
});
