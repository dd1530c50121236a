import assert from "node:assert/strict";
import { createSimulatedCrypto } from "../../../hal/simulated/crypto.js";
import { createRandom } from "../../../hal/simulated/random.js";
import { parseAdvert } from "../../../src/bluezone/advert.js";
import {
  SLOT_MS,
  dailyKeyAt,
  dayOf,
  firstSubKey,
  idOf,
  nextSubKey,
  slotOf,
} from "../../../src/bluezone/ids.js";
import { type Phone, createPhones } from "../../../sim/devices/phones.js";

const START_UTC_MS = Date.parse("2021-02-22T00:00:00+07:00");
const DAY_MS = 86_400_000;
const BEACON_HEX = "02011a1aff4c000215c7afef7b17884f4aa87d691d53bf21c400140014c5";

const { sha256 } = createSimulatedCrypto(createRandom(1));

function createSome(kind: "android" | "iphone", count: number, seed = 5): Phone[] {
  const devices = Array.from({ length: count }, () => kind);
  return createPhones({ devices, startUtcMs: START_UTC_MS, seed }).map((phone) => phone!);
}

/** Independently of the phone: the ID of a base ID at a time. */
function idAt({ baseId, createdDay }: Phone, utcMs: number): string {
  let subKey = firstSubKey({ sha256 }, dailyKeyAt({ sha256 }, baseId, dayOf(utcMs) - createdDay));
  for (let slot = 0; slot < slotOf(utcMs); slot++) subKey = nextSubKey({ sha256 }, subKey);
  return Buffer.from(idOf(subKey)).toString("latin1");
}

const hex = (payload: string) => Buffer.from(payload, "latin1").toString("hex");

/** Lengths in seconds of being on the air and of silence, one after the other; the first and the last are cut off. */
function periodsOf(phone: Phone, hours: number): { isOn: boolean; seconds: number }[] {
  const periods: { isOn: boolean; seconds: number }[] = [];
  for (let second = 0; second < hours * 3600; second++) {
    const isOn = phone.onAirAt(second * 1000) !== undefined;
    if (periods.at(-1)?.isOn === isOn) periods.at(-1)!.seconds++;
    else periods.push({ isOn, seconds: 1 });
  }
  return periods.slice(1, -1);
}

describe("an Android phone", () => {
  it("advertises for 15 s of 30 in the background, and for 150 s of 155 while the app is open", () => {
    const counts = new Map<string, number>();
    for (const phone of createSome("android", 20))
      for (const { isOn, seconds } of periodsOf(phone, 24)) {
        const name = `${isOn ? "on" : "off"} ${seconds}`;
        counts.set(name, (counts.get(name) ?? 0) + 1);
      }
    const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
    const share = (...names: string[]) =>
      names.reduce((sum, name) => sum + (counts.get(name) ?? 0), 0) / total;
    // Where a stretch ends the silence after 15 s is cut to 5, and grows to 5 and more by the next one's.
    assert.ok(share("on 15", "off 15") > 0.95, `${share("on 15", "off 15")}`);
    assert.ok(counts.get("on 150")! > 20, `opened for ${counts.get("on 150")} times 150 s`);
    assert.ok(share("off 5") > 0.01);
    assert.equal(share("on 15", "off 15", "on 150", "off 5"), 1);
  });

  it("is open for the stated share of the day", () => {
    let open = 0;
    let looks = 0;
    for (const phone of createSome("android", 100))
      for (let ms = 0; ms < DAY_MS; ms += 31_000) {
        const onAir = phone.onAirAt(ms);
        if (onAir === undefined) continue;
        looks++;
        // Only an open app can still be in a period that began more than 15 s ago.
        if (ms - onAir.sinceMs >= 15_000) open++;
      }
    // 2 % of the time, on the air for 150 of 155 s instead of half of it, 135 of 150 s of which are told apart here.
    const expected = (0.02 * (135 / 155)) / (0.98 * 0.5 + 0.02 * (150 / 155));
    assert.ok(Math.abs(open / looks - expected) < 0.2 * expected, `${open / looks} of ${expected}`);
  });

  it("sends the ID of the moment at which it began to, in an advert that a token reads", () => {
    const [phone] = createSome("android", 1);
    let stale = 0;
    const ids = new Set<string>();
    for (let ms = 0; ms < 2 * DAY_MS; ms += 7_000) {
      const onAir = phone!.onAirAt(ms);
      if (onAir === undefined) continue;
      const id = parseAdvert(onAir.payloads[0]!);
      assert.equal(id, idAt(phone!, START_UTC_MS + onAir.sinceMs));
      assert.ok(onAir.sinceMs <= ms && ms - onAir.sinceMs < 150_000);
      if (slotOf(START_UTC_MS + onAir.sinceMs) !== slotOf(START_UTC_MS + ms)) stale++;
      ids.add(id);
    }
    assert.equal(ids.size, (2 * DAY_MS) / SLOT_MS);
    assert.ok(stale > 0, "an ID never outlived its slot");
  });

  it("gives the same answer in any order of asking", () => {
    const times = Array.from({ length: 3000 }, (_, n) => n * 11_000);
    const ask = (phone: Phone, ms: number) => {
      const onAir = phone.onAirAt(ms);
      return onAir && [ms, onAir.sinceMs, onAir.payloads.map(hex)];
    };
    const [forward] = createSome("android", 1);
    const [backward] = createSome("android", 1);
    const there = times.map((ms) => ask(forward!, ms));
    const back = [...times].reverse().map((ms) => ask(backward!, ms));
    assert.deepEqual(back.reverse(), there);
  });

  it("is not mistaken for itself in the same slot of another day", () => {
    const [phone] = createSome("android", 1);
    for (let ms = 0, asked = 0; asked < 10; ms += 60_000) {
      const both = [ms, ms + DAY_MS].map((at) => phone!.onAirAt(at));
      if (both.includes(undefined)) continue;
      for (const onAir of both)
        assert.equal(parseAdvert(onAir!.payloads[0]!), idAt(phone!, START_UTC_MS + onAir!.sinceMs));
      asked++;
    }
  });

  it("sends the beacon with every second period in the background, always while open, at 100 ms each", () => {
    let [withBeacon, without] = [0, 0];
    for (const phone of createSome("android", 10))
      for (let ms = 0; ms < DAY_MS; ms += 1000) {
        const onAir = phone.onAirAt(ms);
        if (onAir === undefined) continue;
        const hasBeacon = onAir.payloads.length === 2;
        assert.equal(onAir.intervalMs * onAir.payloads.length, 100);
        if (hasBeacon) assert.equal(hex(onAir.payloads[1]!), BEACON_HEX);
        if (ms - onAir.sinceMs >= 15_000) assert.ok(hasBeacon);
        if (hasBeacon) withBeacon++;
        else without++;
      }
    assert.ok(withBeacon / without > 0.95 && withBeacon / without < 1.15, `${withBeacon} / ${without}`);
  });
});

describe("an iPhone", () => {
  it("is always on the air, with an advert that carries no ID", () => {
    const seen = new Map<string, number>();
    for (const phone of createSome("iphone", 10)) {
      for (let ms = 0; ms < DAY_MS; ms += 13_000) {
        const onAir = phone.onAirAt(ms)!;
        assert.ok(onAir.sinceMs <= ms && ms - onAir.sinceMs < SLOT_MS);
        assert.equal(parseAdvert(onAir.payloads[0]!), "");
        assert.ok(onAir.payloads[0]!.length <= 31);
        const name = hex(onAir.payloads[0]!);
        seen.set(name, (seen.get(name) ?? 0) + 1);
      }
    }
    const background = "02011a14ff4c000108" + "00".repeat(15);
    const open = "02011a" + "110767a607add1172fa1c44bf573564e0000" + "0909426c75657a6f6e65";
    const withOthers = "02011a14ff4c00010a" + "00".repeat(9) + "80" + "00".repeat(5);
    assert.deepEqual([...seen.keys()].sort(), [background, withOthers, open].sort());
    assert.ok(seen.get(open)! / (seen.get(background)! + seen.get(withOthers)!) < 0.05);
  });

  it("answers with the ID of the moment, under the address that it has then and no other", () => {
    const [phone] = createSome("iphone", 1);
    for (let ms = 0; ms < DAY_MS; ms += 400_000) {
      const { peer } = phone!.onAirAt(ms)!;
      const answer = phone!.answerAt(peer!, ms)!;
      assert.equal(Buffer.from(answer).toString("latin1"), idAt(phone!, START_UTC_MS + ms));
      assert.equal(phone!.answerAt(peer!, ms + 900_000), undefined);
    }
  });
});

describe("phones", () => {
  it("differ by model, and iPhones are 15 dB stronger", () => {
    const powers = (kind: "android" | "iphone") =>
      createSome(kind, 500).map((phone) => {
        for (let ms = 0; ; ms += 5000) {
          const onAir = phone.onAirAt(ms);
          if (onAir !== undefined) return onAir.txPowerDbm;
        }
      });
    const mean = (list: number[]) => list.reduce((sum, value) => sum + value, 0) / list.length;
    const [android, iphone] = [powers("android"), powers("iphone")];
    assert.ok(Math.abs(mean(android) + 15) < 1, `${mean(android)}`);
    assert.ok(Math.abs(mean(iphone)) < 1, `${mean(iphone)}`);
    const sd = Math.sqrt(mean(android.map((value) => (value - mean(android)) ** 2)));
    assert.ok(Math.abs(sd - 5.5) < 0.6, `${sd}`);
  });

  it("do not begin all at one time", () => {
    const on = createSome("android", 400).filter((phone) => phone.onAirAt(5_000_000) !== undefined).length;
    assert.ok(on > 160 && on < 250, `${on} of 400`);
  });
});
