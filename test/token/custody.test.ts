import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { type FlashControl, PowerLoss } from "../../hal/simulated/flash.js";
import { SEAL_NEXT, SEAL_RECORD, derive } from "../../src/custody/token/derive.js";
import { isPageSound, logKeysForCase } from "../../src/custody/host/case-keys.js";
import { openRecord } from "../../src/custody/host/open-record.js";
import { ccmOpen, nodeHash } from "../../src/station/node-crypto.js";
import type { Session } from "../../src/sync/host/session.js";
import { macInputOf, parseHeader } from "../../src/log/parse.js";
import { STAGE } from "../../src/token/state.js";
import { createBench, START_UTC_MS } from "./bench-token.js";
import {
  NO_KEYS,
  adminRing,
  alongside,
  atTheCable,
  authorityOf,
  failure,
  operatorRing,
  prepare,
  settle,
} from "./host.js";
import type { Authority } from "./host.js";

const DAY_MS = 86_400_000;
const SLOT_MS = 900_000;
const NEIGHBOUR = new Uint8Array([9, 10, 11, 12, 13, 2, 3, 4, 5, 6, 7, 8]);
/** What the digest keeps of it in one piece. */
const HEARD = Buffer.from(NEIGHBOUR.subarray(1, 5));
const random = () => new Uint8Array(randomBytes(32));
type CutShape = Parameters<FlashControl["cutPowerAt"]>[1];
type Bench = ReturnType<typeof createBench>;

async function count(session: Session, onConsentNeeded?: () => void): Promise<number> {
  const result = await session.read({
    from: 0,
    onChunk: () => {},
    ...(onConsentNeeded === undefined ? {} : { onConsentNeeded }),
  });
  return result.recordsRead;
}

describe("token's preparation", () => {
  it("gives it number and secrets of its own, empties it, and is over when an administrator has entered", async () => {
    const bench = createBench();
    bench.addNeighbour(NEIGHBOUR, -60);
    bench.runUntilUtc(START_UTC_MS + 2 * SLOT_MS);
    assert.ok(bench.records().length > 0);
    assert.ok(Buffer.from(bench.control.flash.image()).includes(HEARD));
    const practice = await atTheCable(bench, async (session) => {
      await session.enter(NO_KEYS);
      return session.secrets();
    });
    const authority = await prepare(bench, 42);
    assert.equal(bench.token().serial(), 42);
    assert.equal(authority.log.generation, 1);
    const image = Buffer.from(bench.control.flash.image());
    assert.ok(!image.includes(Buffer.from(practice.subarray(12, 44))), "the practice ID is gone from flash");
    assert.ok(!image.includes(Buffer.from("bztoken practice")), "and so is the practice key");
    assert.ok(!image.includes(HEARD), "and whom it heard");
    bench.runUntilUtc(bench.hal.clock.utcMs() + 2 * SLOT_MS);
    const records = bench.records(authority.log);
    assert.ok(records.length > 0 && records.length <= 3, `${records.length} records, all of the new life`);
    assert.equal(await failure(atTheCable(bench, (session) => session.enter(NO_KEYS))), "unknown-token");
  });

  it("may be asked again until then, and then never again", async () => {
    const bench = createBench();
    const first = await atTheCable(bench, async (session) => {
      await session.enter(NO_KEYS);
      return session.prepare(7, random());
    });
    settle(bench);
    await atTheCable(bench, async (session) => {
      await session.enter(NO_KEYS);
      assert.equal(await failure(session.secrets()), "refused");
      assert.equal(await failure(session.openConsole()), "refused");
    });
    const authority = await prepare(bench, 7);
    assert.notDeepEqual(authority.admin.key, first.subarray(76, 108));
    await atTheCable(bench, async (session) => {
      assert.equal((await session.enter(adminRing(authority))).role, "admin");
      assert.equal(await failure(session.prepare(8, random())), "refused");
      assert.equal(await failure(session.secrets()), "refused");
    });
    assert.equal(bench.token().serial(), 7);
  });

  it("stands when an administrator enters before the token has restarted", async () => {
    const bench = createBench();
    bench.addNeighbour(NEIGHBOUR, -60);
    const authority = await atTheCable(bench, async (session) => {
      await session.enter(NO_KEYS);
      const prepared = authorityOf(await session.prepare(9, random()));
      assert.equal((await session.enter(adminRing(prepared))).role, "admin");
      return prepared;
    });
    settle(bench);
    assert.equal(bench.state().words[STAGE], 2);
    bench.runUntilUtc(bench.hal.clock.utcMs() + 3 * SLOT_MS);
    assert.ok(
      bench.records(authority.log).length >= 2,
      "what it hears opens with the keys that it handed over",
    );
  });

  it("wants a number of the authority's and a clock that was set", async () => {
    const bench = createBench();
    await atTheCable(bench, async (session) => {
      await session.enter(NO_KEYS);
      assert.equal(await failure(session.prepare(0, random())), "refused");
      assert.equal(await failure(session.prepare(10_000_000, random())), "refused");
    });
    const timeless = createBench({});
    await atTheCable(timeless, async (session) => {
      await session.enter(NO_KEYS);
      assert.equal(await failure(session.prepare(5, random())), "refused");
    });
  });

  it("is undone by erasing: nothing of the life before is left in flash", async () => {
    const bench = createBench();
    bench.addNeighbour(NEIGHBOUR, -60);
    const authority = await prepare(bench, 42);
    bench.runUntilUtc(bench.hal.clock.utcMs() + 3 * SLOT_MS);
    await atTheCable(bench, async (session) => {
      await session.enter(adminRing(authority));
      assert.equal(await failure(session.erase(43)), "refused", "another token's number");
      await session.erase(42);
    });
    settle(bench);
    bench.timeline.runUntil(bench.timeline.nowMs() + 60_000);
    assert.equal(bench.state().words[STAGE], 0);
    const image = Buffer.from(bench.control.flash.image());
    for (const secret of [authority.admin.key, authority.id.wrapKey, authority.log.wrapKey])
      assert.ok(!image.includes(Buffer.from(secret)));
    assert.ok(!image.includes(HEARD), "nor in the digest");
    assert.deepEqual(bench.records(authority.log), []);
  });
});

describe("wearer's consent", () => {
  it("is a press while a station asks; neither one before nor one for another station counts", async () => {
    const bench = createBench();
    bench.addNeighbour(NEIGHBOUR, -60);
    const authority = await prepare(bench, 42);
    bench.runUntilUtc(bench.hal.clock.utcMs() + 2 * SLOT_MS);
    bench.control.button.press();
    let asked = 0;
    await atTheCable(bench, async (session) => {
      await session.enter(operatorRing(authority));
      assert.equal(await failure(count(session, () => asked++)), "no-consent");
      assert.equal(asked, 1);
      const read = await count(session, () => bench.control.button.press());
      assert.ok(read > 0);
      assert.equal(await count(session), read, "the press holds as long as the plug");
    });
    assert.equal(
      await failure(
        atTheCable(bench, async (session) => {
          await session.enter(operatorRing(authority));
          await count(session);
        }),
      ),
      "no-consent",
    );
  });

  it("ends with the plug, also for the station that kept its session", async () => {
    const bench = createBench();
    bench.addNeighbour(NEIGHBOUR, -60);
    const authority = await prepare(bench, 42);
    bench.runUntilUtc(bench.hal.clock.utcMs() + 2 * SLOT_MS);
    let onData: (bytes: Uint8Array) => void = () => {};
    const plug = () => bench.control.usb.plug((bytes) => onData(bytes));
    const cable = {
      write: (bytes: Uint8Array) => bench.control.usb.write(bytes),
      onData: (listener: (bytes: Uint8Array) => void) => (onData = listener),
      onClose: () => {},
      close: () => {},
    };
    plug();
    await alongside(bench, cable, async (session) => {
      await session.enter(operatorRing(authority));
      assert.ok((await count(session, () => bench.control.button.press())) > 0);
      bench.control.usb.unplug();
      bench.timeline.runUntil(bench.timeline.nowMs() + 3000);
      plug();
      assert.equal(await failure(count(session)), "no-consent", "it enters anew, and has to ask again");
    });
  });

  it("is not needed by an administrator", async () => {
    const bench = createBench();
    bench.addNeighbour(NEIGHBOUR, -60);
    const authority = await prepare(bench, 42);
    bench.runUntilUtc(bench.hal.clock.utcMs() + 2 * SLOT_MS);
    await atTheCable(bench, async (session) => {
      await session.enter(adminRing(authority));
      assert.ok((await count(session)) > 0);
    });
  });
});

describe("operating keys", () => {
  it("let nobody do what only an administrator may, and end with their epoch", async () => {
    const bench = createBench();
    const authority = await prepare(bench, 42);
    await atTheCable(bench, async (session) => {
      assert.equal((await session.enter(operatorRing(authority))).serial, 42);
      for (const order of [
        session.configure({ epoch: 1, isBlinkOff: false }),
        session.rekey(random(), bench.hal.clock.utcMs()),
        session.erase(42),
        session.openConsole(),
        session.prepare(9, random()),
      ]) {
        assert.equal(await failure(order), "needs-admin");
      }
    });
    await atTheCable(bench, async (session) => {
      await session.enter(adminRing(authority));
      await session.configure({ epoch: 3, isBlinkOff: false });
      assert.equal(await failure(session.configure({ epoch: 2, isBlinkOff: false })), "refused");
    });
    const enter = (epoch: number) =>
      failure(atTheCable(bench, (session) => session.enter(operatorRing(authority, epoch))));
    assert.equal(await enter(0), "unknown-token");
    assert.equal(await enter(3), "nothing");
  });
});

describe("token's ratchets", () => {
  /** Three days of records; the token stands on the third. */
  async function lived(): Promise<{ bench: Bench; authority: Authority }> {
    const bench = createBench();
    bench.addNeighbour(NEIGHBOUR, -60);
    const authority = await prepare(bench, 42);
    bench.runUntilUtc((Math.floor(START_UTC_MS / DAY_MS) + 2) * DAY_MS + 6 * SLOT_MS);
    return { bench, authority };
  }

  it("leave nothing in the flash of a day that opens a record of the days before", async () => {
    const { bench, authority } = await lived();
    const today = Math.floor(bench.hal.clock.utcMs() / DAY_MS);
    const records = bench.records(authority.log);
    const days = new Set(records.map(({ day }) => day));
    assert.deepEqual([...days], [today - 2, today - 1, today], "the officer opens every day");

    /** A sealed record of each day, and its place. */
    const targets = [...days].map((day) => {
      const log = bench.token().log;
      let chunk = log.read(log.firstSequence(), 5)!;
      while (chunk.sealDay < day) chunk = log.read(chunk.nextSequence, 5)!;
      assert.equal(chunk.sealDay, day);
      const { generation, pageSequence, position } = chunk;
      return {
        day,
        place: { serial: 42, generation, pageSequence, position },
        sealed: chunk.records.slice(0, 28),
      };
    });
    const opened = new Set<number>();
    const attack = (key: Uint8Array) => {
      for (const { day, place, sealed } of targets)
        if (openRecord(ccmOpen, key.slice(0, 16), place, sealed) !== undefined) opened.add(day);
    };
    // Every 32 bytes of the state's pages, and every aligned 32 of the rest, as a record key and as a chain key of
    // any of the days up to the next two.
    const image = bench.control.flash.image();
    for (let at = 0; at + 32 <= image.length; at += at < 4096 ? 1 : 16) {
      let key: Uint8Array = image.slice(at, at + 32);
      if (key.every((byte) => byte === 0xff)) continue;
      attack(key);
      for (let step = 0; step < 2; step++, key = derive(nodeHash, key, SEAL_NEXT))
        attack(derive(nodeHash, key, SEAL_RECORD));
    }
    assert.deepEqual(
      [...opened],
      [today],
      "today's key lies in flash, as the threat model says, and no other",
    );
  });

  it("go on over power cuts at every operation around midnight: every record stays open to the officer", async function () {
    this.timeout(180_000);
    for (const [program, erase] of [
      ["none", "none"],
      ["half", "mixed"],
      ["words", "front"],
      ["all", "all"],
    ] as const) {
      let cut = 1;
      while (survivesCut(cut, { program, erase, seed: cut })) cut++;
      assert.ok(cut > 6, `only ${cut} operations around midnight`);
    }
  });

  /** False where there is no operation of that number. */
  function survivesCut(cut: number, shape: CutShape): boolean {
    const midnight = (Math.floor(START_UTC_MS / DAY_MS) + 1) * DAY_MS;
    const bench = createBench({ startUtcMs: midnight - 2 * SLOT_MS });
    bench.addNeighbour(NEIGHBOUR, -60);
    bench.runUntilUtc(midnight - 1000);
    const createdDay = bench.token().createdDay();
    bench.control.flash.cutPowerAt(cut, shape);
    try {
      bench.runUntilUtc(midnight + 20_000);
      return false;
    } catch (error) {
      if (!(error instanceof PowerLoss)) throw error;
    }
    bench.control.power.cut();
    bench.control.power.restore();
    bench.timeline.runUntil(bench.timeline.nowMs() + 1000);
    bench.hal.clock.setUtc(midnight + 30_000, "set");
    bench.runUntilUtc(midnight + 3 * SLOT_MS);
    assert.equal(bench.token().createdDay(), createdDay);
    const days = bench.records().map(({ day }) => day * DAY_MS);
    assert.ok(days.includes(midnight - DAY_MS), `cut ${cut}: the day before opens`);
    assert.ok(days.includes(midnight), `cut ${cut}: the new day is logged and opens`);
    return true;
  }

  it("close each day's page with a MAC under that day's key", async () => {
    const { bench, authority } = await lived();
    const today = Math.floor(bench.hal.clock.utcMs() / DAY_MS);
    const keys = logKeysForCase(nodeHash, authority.log, today - 2, today);
    const image = bench.control.flash.image();
    const closed = new Set<number>();
    for (let at = 8 * 1024; at < image.length; at += 1024) {
      const page = image.subarray(at, at + 1024);
      const header = parseHeader(bench.hal.crypto, page.subarray(0, 32));
      // Erasing opened one that nothing was written to, under the keys of the life before.
      if (typeof header === "string" || header.sealDay === today || header.generation === 0) continue;
      const { mac } = header;
      assert.ok(mac !== undefined, `a page of day ${header.sealDay} is not closed`);
      const { pageKey } = keys.find(({ day }) => day === header.sealDay)!;
      assert.ok(isPageSound(nodeHash, pageKey, macInputOf(bench.hal.crypto, page)!, mac));
      closed.add(header.sealDay);
    }
    assert.ok(closed.has(today - 2) && closed.has(today - 1), "both days that are over");
  });
});
