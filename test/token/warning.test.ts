import assert from "node:assert/strict";
import { firstSubKey, nextSubKey } from "../../src/bluezone/ids.js";
import { buildList, tagFor } from "../../src/custody/host/build-list.js";
import type { BoxContent } from "../../src/custody/host/boxes.js";
import { nodeHash } from "../../src/station/node-crypto.js";
import { createBench, referenceId, slowDown, START_UTC_MS } from "./bench-token.js";
import { NO_KEYS, adminRing, atTheCable, failure, operatorRing, prepare, settle } from "./host.js";
import type { Authority } from "./host.js";

const DAY_MS = 86_400_000;
const SLOT_MS = 900_000;
const DAY = Math.floor(START_UTC_MS / DAY_MS);
const F0: BoxContent = {
  kind: "id",
  serial: 77,
  generation: 1,
  day: DAY - 3,
  key: new Uint8Array(32).fill(9),
  wrapKey: new Uint8Array(32),
};
const chain = {
  firstSubKey: (dailyKey: Uint8Array) => firstSubKey(nodeHash, dailyKey),
  nextSubKey: (subKey: Uint8Array) => nextSubKey(nodeHash, subKey),
};
type Bench = ReturnType<typeof createBench>;

function listOf(number: number, cases: BoxContent[] = [F0]) {
  return buildList(
    nodeHash,
    chain,
    cases.map((id) => ({ id, onsetDay: DAY, untilDay: DAY, untilSlot: 95 })),
    number,
    2,
  );
}

describe("warning on the token", () => {
  let bench: Bench;
  let authority: Authority;
  /** Meets the F0 in the next `slots` slots, each under the ID of its own. */
  function meet(slots: number, f0 = F0): void {
    for (let n = 0; n < slots; n++) {
      const utcMs = bench.hal.clock.utcMs();
      const slotStart = Math.ceil(utcMs / SLOT_MS) * SLOT_MS;
      bench.runUntilUtc(slotStart + 1);
      const slot = Math.floor((slotStart % DAY_MS) / SLOT_MS);
      bench.hearUntil(
        Buffer.from(referenceId(f0.key, f0.day, DAY, slot), "hex"),
        -60,
        slotStart + SLOT_MS - 1,
      );
    }
    bench.runUntilUtc(Math.ceil(bench.hal.clock.utcMs() / SLOT_MS) * SLOT_MS + 5000);
  }
  async function load(list: ReturnType<typeof listOf>, admin: BoxContent = authority.admin): Promise<string> {
    const tag = tagFor(nodeHash, admin, list);
    const code = await failure(
      atTheCable(bench, async (session) => {
        await session.enter(operatorRing(authority));
        await session.loadList({ ...list, tag });
      }),
    );
    bench.timeline.runUntil(bench.timeline.nowMs() + 60_000);
    return code;
  }
  async function warned(): Promise<{ isWarned: boolean; slots?: number; day?: number }> {
    const identity = await atTheCable(bench, async (session) => {
      await session.enter(adminRing(authority));
      return session.identify();
    });
    return { isWarned: identity.isWarned, ...identity.exposure };
  }
  beforeEach(async () => {
    bench = createBench();
    authority = await prepare(bench, 42);
  });

  it("comes with the list that has the F0's keys, is remembered over a power cut, and ends when staff clear it", async () => {
    meet(3);
    assert.equal(await load(listOf(1, [{ ...F0, key: new Uint8Array(32).fill(8) }])), "nothing");
    assert.equal((await warned()).isWarned, false, "somebody else's keys");
    assert.equal(await load(listOf(2)), "nothing");
    assert.deepEqual(await warned(), { isWarned: true, slots: 3, day: DAY });
    assert.ok(bench.token().isWarned());
    bench.control.power.cut();
    bench.control.power.restore();
    settle(bench);
    assert.ok(bench.token().isWarned());
    await atTheCable(bench, async (session) => {
      await session.enter(operatorRing(authority));
      assert.equal((await session.identify()).exposure, undefined, "not shown before the wearer's press");
      await session.warn(false, () => {
        assert.ok(bench.token().isWarned());
        bench.control.button.press();
      });
      assert.equal((await session.identify()).isWarningShown, true);
      assert.equal((await session.identify()).exposure, undefined);
    });
    bench.hal.system.restart();
    settle(bench);
    bench.timeline.runUntil(bench.timeline.nowMs() + 60_000);
    assert.equal(bench.token().isWarned(), false, "the list gone through is not gone through again");
  });

  it("tells of the longest contact, whatever list comes after", async () => {
    const other = { ...F0, key: new Uint8Array(32).fill(8) };
    meet(3);
    meet(2, other);
    await load(listOf(1));
    await load(listOf(2, [other]));
    assert.deepEqual(await warned(), { isWarned: true, slots: 3, day: DAY });
  });

  it("does not come with entries that are not the list's", async () => {
    meet(3);
    const list = listOf(1, [{ ...F0, key: new Uint8Array(32).fill(8) }]);
    const tag = tagFor(nodeHash, authority.admin, list);
    await atTheCable(bench, async (session) => {
      await session.enter(operatorRing(authority));
      await failure(session.loadList({ head: list.head, entries: listOf(1).entries, tag }));
    });
    bench.timeline.runUntil(bench.timeline.nowMs() + 60_000);
    assert.equal((await warned()).isWarned, false);
    assert.equal(await load(listOf(1)), "nothing", "and the list itself may still come");
    assert.ok((await warned()).isWarned);
  });

  it("comes after a power cut in the middle of the comparison, without the list being loaded again", async () => {
    meet(3);
    slowDown(bench, 500);
    const list = listOf(1);
    const tag = tagFor(nodeHash, authority.admin, list);
    const { listState } = await atTheCable(bench, async (session) => {
      await session.enter(operatorRing(authority));
      await session.loadList({ ...list, tag });
      let identity = await session.identify();
      for (let n = 0; n < 50 && identity.listState === "proving"; n++) {
        bench.timeline.runUntil(bench.timeline.nowMs() + 100);
        identity = await session.identify();
      }
      return identity;
    });
    assert.equal(listState, "checking");
    assert.equal(bench.token().isWarned(), false);
    bench.control.power.cut();
    bench.control.power.restore();
    bench.timeline.runUntil(bench.timeline.nowMs() + 300_000);
    assert.ok(bench.token().isWarned());
  });

  it("does not come for fewer slots than the list asks for", async () => {
    meet(1);
    assert.equal(await load(listOf(1)), "nothing");
    assert.equal((await warned()).isWarned, false);
  });

  /** How often the LED was lit in three minutes. */
  function lit(): number {
    let count = 0;
    let wasLit = false;
    for (let ms = 0; ms < 180_000; ms += 10) {
      bench.timeline.runUntil(bench.timeline.nowMs() + 10);
      if (bench.control.indicator.isLit() && !wasLit) count++;
      wasLit = bench.control.indicator.isLit();
    }
    return count;
  }

  it("shows itself on a press and once a minute, unless that was turned off", async () => {
    meet(2);
    await load(listOf(1));
    assert.ok([3, 4].includes(lit()), "a reminder a minute");
    await atTheCable(bench, async (session) => {
      await session.enter(adminRing(authority));
      await session.configure({ epoch: 0, isBlinkOff: true });
    });
    bench.timeline.runUntil(bench.timeline.nowMs() + 60_000);
    assert.equal(lit(), 0);
    bench.control.button.press();
    assert.equal(lit(), 5, "a press still tells");
  });

  it("goes on reminding after a restart", async () => {
    await atTheCable(bench, async (session) => {
      await session.enter(operatorRing(authority));
      await session.warn(true, () => bench.control.button.press());
    });
    bench.hal.system.restart();
    bench.timeline.runUntil(bench.timeline.nowMs() + 30_000);
    let isReminded = false;
    for (let ms = 0; ms < 60_000; ms += 10) {
      bench.timeline.runUntil(bench.timeline.nowMs() + 10);
      isReminded ||= bench.control.indicator.isLit();
    }
    assert.ok(isReminded);
  });

  it("does not remind once the battery is empty, and does again when it is charged", async () => {
    meet(2);
    await load(listOf(1));
    bench.control.battery.setMilliVolts(3_299);
    bench.timeline.runUntil(bench.timeline.nowMs() + SLOT_MS + 60_000);
    assert.ok(bench.token().isAsleep() && bench.token().isWarned());
    assert.equal(lit(), 0);
    bench.control.battery.setMilliVolts(3_900);
    bench.timeline.runUntil(bench.timeline.nowMs() + SLOT_MS + 60_000);
    assert.ok([3, 4].includes(lit()));
  });

  it("ends with the life that it belongs to, and the list with it", async () => {
    meet(2);
    await load(listOf(1));
    assert.ok(bench.token().isWarned());
    await atTheCable(bench, async (session) => {
      await session.enter(adminRing(authority));
      await session.erase(42);
    });
    bench.timeline.runUntil(bench.timeline.nowMs() + 60_000);
    const told = await atTheCable(bench, async (session) => {
      await session.enter(NO_KEYS);
      return session.identify();
    });
    assert.deepEqual([told.isWarned, told.listState, told.listNumber], [false, "none", 0]);
  });

  it("takes a list neither twice, nor an older one, nor one made by whoever has only the operating key", async () => {
    meet(2);
    assert.equal(await load(listOf(5, [])), "nothing", "an empty list");
    assert.equal(await load(listOf(4)), "list-refused");
    assert.equal(await load(listOf(5)), "nothing", "its number is in force already: it is not taken");
    const clerk = {
      ...authority.admin,
      key: operatorRing(authority).operator[Symbol.iterator]().next().value!.key,
    };
    assert.equal(await load(listOf(6), clerk), "list-refused");
    const other = { ...authority.admin, serial: 43 };
    assert.equal(await load(listOf(7), other), "list-refused", "made for another token");
    assert.equal((await warned()).isWarned, false);
  });

  it("survives a power cut while a list is loaded or gone through: all of it or nothing", async () => {
    meet(2);
    const list = listOf(1);
    const tag = tagFor(nodeHash, authority.admin, list);
    await failure(
      atTheCable(bench, async (session) => {
        await session.enter(operatorRing(authority));
        setImmediate(() => session.close());
        await session.loadList({ ...list, tag });
      }),
    );
    bench.control.power.cut();
    bench.control.power.restore();
    settle(bench);
    bench.timeline.runUntil(bench.timeline.nowMs() + 60_000);
    assert.equal(await load(list).then((code) => code === "nothing" || code === "list-refused"), true);
    assert.ok((await warned()).isWarned);
  });
});
