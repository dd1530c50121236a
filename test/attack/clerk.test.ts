/** A clerk, or several: the commune's operating key, the token in hand, and nothing else. */
import assert from "node:assert/strict";
import { createRandom } from "../../hal/simulated/random.js";
import type { Session } from "../../src/sync/host/session.js";
import { createBench, START_UTC_MS } from "../token/bench-token.js";
import { adminRing, atTheCable, failure, operatorRing, prepare, settle } from "../token/host.js";
import type { Authority } from "../token/host.js";

const DAY_MS = 86_400_000;
const SLOT_MS = 900_000;
const NEIGHBOUR = new Uint8Array([9, 10, 11, 12, 13, 2, 3, 4, 5, 6, 7, 8]);

describe("a clerk with the operating key", () => {
  let bench: ReturnType<typeof createBench>;
  let authority: Authority;
  beforeEach(async () => {
    bench = createBench();
    bench.addNeighbour(NEIGHBOUR, -60);
    authority = await prepare(bench, 42);
  });

  const asClerk = <T>(use: (session: Session) => Promise<T>) =>
    atTheCable(bench, async (session) => {
      await session.enter(operatorRing(authority));
      return use(session);
    });
  const asOfficer = <T>(use: (session: Session) => Promise<T>) =>
    atTheCable(bench, async (session) => {
      await session.enter(adminRing(authority));
      return use(session);
    });
  const tokenMs = () => bench.hal.clock.utcMs();
  const trueMs = () => START_UTC_MS + bench.timeline.nowMs();
  /** How far the token's clock is ahead of the true time, in days. */
  const daysAhead = () => (tokenMs() - trueMs()) / DAY_MS;
  const move = (days: number) =>
    asClerk((session) => failure(session.setTime(() => tokenMs() + days * DAY_MS)));
  function losePower(days = 0): void {
    bench.control.power.cut();
    bench.timeline.runUntil(bench.timeline.nowMs() + days * DAY_MS);
    bench.control.power.restore();
    bench.timeline.runUntil(bench.timeline.nowMs() + 1);
  }
  /** Over and over, as far as the token lets itself be moved. */
  async function pushForward(rounds: number): Promise<void> {
    for (let n = 0; n < rounds; n++) {
      losePower();
      for (const days of [60, 20, 5, 1, 0.1, 0]) await move(days);
      for (const days of [2, 1.9, 0.5, 0.1]) await move(days);
      settle(bench);
    }
  }

  describe("moves the clock", () => {
    it("by 62 days in all, however often power is lost, and over restarts; the records stay what they are", async function () {
      this.timeout(180_000);
      bench.runUntilUtc(START_UTC_MS + 3 * SLOT_MS);
      const stored = bench.records(authority.log).length;
      assert.ok(stored > 0);
      await pushForward(3);
      bench.hal.system.restart();
      settle(bench);
      await pushForward(3);
      assert.ok(daysAhead() > 61 && daysAhead() <= 62, `${daysAhead()} days`);
      assert.ok(bench.records(authority.log).length >= stored);
    });

    it("by no more in small steps, each too small to be a second", async () => {
      const steps = 300;
      await asClerk(async (session) => {
        for (let n = 0; n < steps; n++) await session.setTime(() => tokenMs() + 400);
      });
      assert.equal(await move(2 - (steps + 2) / 86_400), "nothing");
      assert.equal(await move(3 / 86_400), "time-refused");
      await asOfficer((session) => session.setTime(tokenMs));
      await asClerk(async (session) => {
        for (let n = 0; n < steps; n++) await session.setTime(() => tokenMs() - 400);
      });
      assert.equal(await move(-2 + (steps - 60) / 86_400), "time-refused");
    });

    it("by no more whatever it does in whatever order", async function () {
      this.timeout(180_000);
      for (let seed = 1; seed <= 3; seed++) {
        bench = createBench();
        authority = await prepare(bench, 42);
        const random = createRandom(seed);
        const below = (n: number) => random.uint32() % n;
        for (let n = 0; n < 25; n++) {
          const what = below(4);
          if (what === 0) losePower(below(2));
          else if (what === 1) bench.hal.system.restart();
          else await move((below(6300) - 600) / 100);
          settle(bench);
          assert.ok(daysAhead() <= 62, `seed ${seed}, step ${n}: ${daysAhead()} days`);
        }
      }
    });

    it("as an honest commune has to: out of a drawer, once for 60 days or six times for ten; then an officer confirms the time", async () => {
      const bringBack = (use: typeof asClerk, days: number) => {
        losePower(days);
        return use((session) => failure(session.setTime(trueMs)));
      };
      for (let n = 0; n < 6; n++) {
        assert.equal(await bringBack(asClerk, 9.9), "nothing");
        assert.ok(Math.abs(daysAhead()) < 0.001);
      }
      assert.equal(await bringBack(asClerk, 9.9), "time-refused");
      const before = bench.token().log.nextSequence();
      bench.runUntilUtc(tokenMs() + 2 * SLOT_MS);
      assert.ok(bench.token().log.nextSequence() > before, "it goes on, by its estimate");
      assert.equal(await bringBack(asOfficer, 0), "nothing");
      assert.equal(await bringBack(asClerk, 59.9), "nothing");
      assert.equal(await bringBack(asClerk, 1), "time-refused");
      assert.equal(await bringBack(asOfficer, 0), "nothing");
      assert.equal(await move(1.9), "nothing", "an officer's word begins both sums anew");
    });
  });

  describe("has no consent", () => {
    const read = (session: Session, onConsentNeeded: () => void = () => {}) =>
      failure(session.read({ from: 0, onChunk: () => {}, onConsentNeeded }));
    const press = () => bench.control.button.press();

    it("of a wearer who pressed before anything was asked, or a while after the light went out", async () => {
      await asClerk(async (session) => {
        press();
        await session.identify();
        press();
        bench.timeline.runUntil(bench.timeline.nowMs() + 1000);
        assert.equal(await read(session), "no-consent");
        bench.timeline.runUntil(bench.timeline.nowMs() + 10_000);
        press();
        assert.equal(await read(session), "no-consent");
      });
    });

    it("to see, set or clear a warning", async () => {
      await asOfficer((session) => session.warn(true, assert.fail));
      await asClerk(async (session) => {
        press();
        const { isWarningShown, isWarned, exposure } = await session.identify();
        assert.deepEqual([isWarningShown, isWarned, exposure], [false, false, undefined]);
        assert.equal(await failure(session.warn(false)), "no-consent");
      });
      assert.ok(bench.token().isWarned());
      await asClerk(async (session) => {
        await session.warn(true, press);
        assert.equal((await session.identify()).isWarned, true, "the wearer agreed");
      });
      assert.equal(
        (await asClerk((session) => session.identify())).isWarningShown,
        false,
        "once for that session",
      );
    });

    it("and the wearer is asked by the light", async () => {
      let flashes = 0;
      await asClerk(async (session) => {
        let wasLit = false;
        const look = () => {
          const isLit = bench.control.indicator.isLit();
          if (isLit && !wasLit) flashes++;
          wasLit = isLit;
          bench.timeline.at(bench.timeline.nowMs() + 10, look);
        };
        look();
        // Who presses at once sees the thanks in its place.
        await read(session, () => bench.timeline.at(bench.timeline.nowMs() + 500, press));
      });
      assert.ok(flashes >= 2, `${flashes} flashes`);
    });
  });
});
