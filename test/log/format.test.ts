import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createSimulatedFlash } from "../../hal/simulated/flash.js";
import { CRC_RESIDUE, putU32 } from "../../src/log/format.js";
import { type ParsedHeader, macInputOf, parseHeader, parseRing, parseSlot } from "../../src/log/parse.js";
import { crypto, daysOf, mountLog, tendAll } from "./support/ring.js";
import { TEST_KEY, createFixedSealer } from "./support/fixed-sealer.js";

const DAY = 20_651;

/** The page of FORMAT.md's worked example. */
function examplePage(): Uint8Array {
  const simulated = createSimulatedFlash({ pageBytes: 4096, pageCount: 393 });
  const options = { sealer: createFixedSealer(crypto, 42, 1, TEST_KEY), generation: 1 };
  const plain = Uint8Array.from({ length: 24 }, (_, i) => i);
  let log = mountLog(simulated, options);
  log.append(daysOf(DAY), plain);
  log.append(daysOf(DAY), plain);
  tendAll(log, DAY);
  log = mountLog(simulated, options);
  log.append(daysOf(DAY), plain);
  log.close();
  return simulated.control.image().subarray(0, 4096);
}

describe("format of the log", () => {
  it("is what FORMAT.md shows, byte for byte", () => {
    const page = examplePage();
    const lines = readFileSync("src/log/FORMAT.md", "utf8").matchAll(
      /^(0[0-9a-f]{3})  ((?:[0-9a-f]{2} ?){16})/gm,
    );
    let shown = 0;
    for (const [, offset, bytes] of lines) {
      const at = parseInt(offset!, 16);
      assert.deepEqual(
        Buffer.from(bytes!.replaceAll(" ", ""), "hex"),
        Buffer.from(page.subarray(at, at + 16)),
        offset,
      );
      shown++;
    }
    assert.equal(shown, 11);
    assert(page.subarray(0xa0).every((byte) => byte === 0xff));
  });

  it("closes a page with a MAC that a host can compute again", () => {
    const page = examplePage();
    const header = parseHeader(crypto, page.subarray(0, 32));
    assert(typeof header !== "string" && header.mac !== undefined);
    const { mac } = header;
    const sealer = createFixedSealer(crypto, 42, 1, TEST_KEY);
    assert.deepEqual(mac, sealer.pageMac(1, macInputOf(crypto, page)!));
    page[40]! ^= 1;
    assert.notDeepEqual(mac, sealer.pageMac(1, macInputOf(crypto, page)!));
    assert.equal(macInputOf(crypto, page.fill(0, 0, 4)), undefined);
  });

  it("takes neither erased nor zeroed bytes for a record, a header or a closing", () => {
    for (const fill of [0x00, 0xff]) {
      const bytes = new Uint8Array(32).fill(fill);
      assert.notEqual(crypto.crc32(bytes), CRC_RESIDUE);
      assert.equal(parseSlot(crypto, bytes).kind, fill === 0 ? "restart" : "erased");
      assert.equal(parseHeader(crypto, bytes), "no page header");
      const opened = examplePage().subarray(0, 32).fill(fill, 20);
      const { mac } = parseHeader(crypto, opened) as ParsedHeader;
      assert.equal(mac === undefined, fill === 0xff);
    }
  });

  it("names what is wrong with a header", () => {
    const change = (at: number, value: number) => {
      const header = new Uint8Array(examplePage().subarray(0, 32));
      header[at] = value;
      return parseHeader(crypto, header);
    };
    assert.equal(change(6, 0), "damaged page header");
    assert.equal(change(0, 0), "no page header");
    const newer = new Uint8Array(examplePage().subarray(0, 32));
    newer[1] = 3;
    putU32(newer, 16, crypto.crc32(newer.subarray(0, 16)));
    assert.equal(parseHeader(crypto, newer), "unknown version 3 of the page format");
    assert.equal(parseHeader(crypto, new Uint8Array(31)), "a page header has 32 bytes, not 31");
    assert.equal(parseSlot(crypto, new Uint8Array(31)).kind, "damaged");
    assert.deepEqual(parseRing(crypto, new Uint8Array(1000), 4096), []);
  });
});
