/**
 * The content of packs that a known sender signed and that nobody meant: taken in whole, or refused in one clear line
 * with nothing changed. FUZZ_RUNS as in the custody tests.
 */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import fc from "fast-check";
import type { Identity } from "../../../src/custody/host/identity.js";
import { createPackWriter, type PackKind } from "../../../src/custody/host/pack.js";
import { localDayOf } from "../../../src/station/text/local-time.js";
import { nodeHash, randomBytes } from "../../../src/station/node-crypto.js";
import { packDown, packStock } from "../../../src/station/packs/down.js";
import { withPack } from "../../../src/station/packs/pack-file.js";
import { takePack } from "../../../src/station/packs/take-pack.js";
import { packUp } from "../../../src/station/packs/up.js";
import { nextReleaseNumber, stageRelease } from "../../../src/station/register/releases.js";
import { runTrace } from "../../../src/station/tracing/run-trace.js";
import type { Store } from "../../../src/station/store/store.js";
import { keyOfSerial } from "../../../src/station/store/token-identity.js";
import { HEALTHY, releaseOf } from "../../token/update/slots-bench.js";
import { damaged } from "../../custody/mutations.js";
import {
  HOUR_MS,
  START_DAY,
  START_UTC_MS,
  bind,
  commune,
  createFolder,
  createTokenBench,
  officer,
  publicOf,
  putPreparedLog,
} from "../custody-bench.js";

const RUNS = Number(process.env.FUZZ_RUNS ?? 60);
const LONG_MS = 24 * 3_600_000;
const SERIAL = 77;
const TOKEN = keyOfSerial(SERIAL);
const NOW_MS = START_UTC_MS + 30 * HOUR_MS;

/** What a program with a fault, or malice, could put where it does not belong. */
const oddValue = fc.constantFrom<unknown>(
  ...[null, true, "", "x", "AAAA", "=", -1, 0, 0.5, 1, 255, 256, 65_536, 99_999_999, 2 ** 32, 2 ** 53, 1e300],
  ...[[], {}, [0, 1], [5, 5], "00000000-0000-4000-8000-000000000000", "unset", "Người Mẫu"],
);
type Line = Record<string, Record<string, unknown>>;

/** Lines left out, repeated, in another order, with other values, without some, with more. */
function damagedLines(lines: string[]): fc.Arbitrary<string> {
  const change = fc.tuple(fc.nat(5), fc.nat(), fc.nat(), oddValue);
  return fc.array(change, { minLength: 1, maxLength: 4 }).map((changes) => {
    const [head, ...rest] = lines;
    const items = rest.slice(0, -1).map((text) => JSON.parse(text) as Line);
    for (const [what, at, field, value] of changes) {
      const index = at % items.length;
      const one = structuredClone(items[index])!;
      const [name] = Object.keys(one) as [string];
      const key = Object.keys(one[name] ?? {})[field % 13];
      if (what === 0) items.splice(index, 1);
      else if (what === 1) items.splice(field % items.length, 0, one);
      else if (what === 2) items.push(...items.splice(0, index));
      else if (what === 3 && key !== undefined) items[index] = { [name]: omit(one[name]!, key) };
      else if (key !== undefined) items[index] = { [name]: { ...one[name], [key]: value } };
      else items[index] = { [name]: value as Line[string] };
      if (items.length === 0) items.push(one);
    }
    const texts = [head!, ...items.map((one) => JSON.stringify(one)), `{"end":{"lines":${items.length}}}`];
    return texts.map((text) => `${text}\n`).join("");
  });
}

function omit(row: Record<string, unknown>, key: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).filter(([name]) => name !== key));
}

describe("packs: fuzzing", function () {
  this.timeout(LONG_MS);
  const request = { token: TOKEN, onsetDay: localDayOf(START_UTC_MS), untilMs: NOW_MS };
  let folder: ReturnType<typeof createFolder>;
  let authority: Store;
  let village: Store;
  /** A pack's content for each kind, as the program writes it. */
  const written = {} as Record<PackKind, Uint8Array>;

  before(async () => {
    folder = createFolder();
    authority = await folder.store("authority.sqlite");
    village = await folder.store("village.sqlite");
    const secret = (fill: number) => Buffer.from(Array.from({ length: 32 }, (_, i) => (i * 7 + fill) & 255));
    const log = { serial: SERIAL, baseId: secret(1), sealKey: secret(2), createdDay: START_DAY - 2 };
    const heard = { id: Buffer.alloc(12, 3), slot: 40, rssi: [-60, -61, -62, -63, -64, -65] };
    await putPreparedLog(authority, village, log, START_DAY, [heard, { ...heard, slot: 41 }]);
    await village.issueToken(TOKEN, { name: "Người Mẫu Bảy", unit: "Thôn 7", phone: null }, 5);
    await village.putCorrection(
      { token: TOKEN, generation: 1, epoch: 2, offsetMs: 7, untilMs: START_UTC_MS, isSure: true },
      9,
    );
    await village.putReading(TOKEN, 11, "operator", "{}", START_UTC_MS);
    await village.putWrapped([{ serial: 78, generation: 2, kind: "id", wrapped: new Uint8Array(68) }], 12);
    const practice = createTokenBench(11);
    await practice.sync(village);

    const address = { sender: commune, receivers: [officer], madeMs: NOW_MS };
    await bind(authority, [SERIAL, 78]);
    await packUp(village, folder.path("up"), address, true);
    await takePack(authority, folder.path("up"), officer, [publicOf(commune)], NOW_MS);
    await traced();
    const release = { number: await nextReleaseNumber(authority, NOW_MS), firmware: "0.2.0" };
    const order = { store: authority, officer, reason: "bản mới", utcNowMs: () => NOW_MS };
    await stageRelease(order, releaseOf(HEALTHY, release), release, "", [SERIAL]);
    const down = {
      officer,
      reason: "ca bệnh mẫu",
      unit: commune,
      tokens: undefined,
      hasStock: true,
      fewestSlots: 1,
      nowMs: NOW_MS,
    };
    await packDown(authority, folder.path("down"), down);
    await packStock(authority, folder.path("stock"), down);
    for (const [kind, receiver, sender] of [
      ["up", officer, commune],
      ["down", commune, officer],
      ["stock", commune, officer],
    ] as const) {
      written[kind] = await withPack(folder.path(kind), receiver, [sender], (pack) =>
        new Uint8Array(Buffer.concat([...pack.chunks()])),
      ); // prettier-ignore
    }
  });
  after(() => folder.remove());

  const traced = () =>
    runTrace(authority, request, { identity: officer, reason: "ca bệnh mẫu", nowMs: NOW_MS });

  let made = NOW_MS + 1;
  let taken = 0;
  let refused = 0;
  async function taking(
    kind: PackKind,
    name: string,
    store: Store,
    content: Uint8Array,
    madeMs = made++,
  ): Promise<string | undefined> {
    const [from, to]: [Identity, Identity] = kind === "up" ? [commune, officer] : [officer, commune];
    const writer = createPackWriter(nodeHash, randomBytes, kind, madeMs, from, [to]);
    writeFileSync(folder.path("odd"), [writer.head, writer.chunk(content, true), writer.signature()].reduce((a, b) => Buffer.concat([a, b]))); // prettier-ignore
    const before = folder.bytes(name);
    try {
      const told = await takePack(store, folder.path("odd"), to, [publicOf(from)], made);
      taken++;
      return told;
    } catch (error) {
      assert.equal((error as Error).name, "UserError", String((error as Error).stack));
      assert.match((error as Error).message, /^[^\n]+$/);
      assert.deepEqual(folder.bytes(name), before, "a refused pack changes nothing");
      refused++;
      return undefined;
    }
  }

  for (const kind of ["up", "down", "stock"] as const) {
    it(`${kind} (${RUNS} runs): whole or not at all`, async () => {
      const [name, store] =
        kind === "up" ? (["authority.sqlite", authority] as const) : (["village.sqlite", village] as const);
      const lines = Buffer.from(written[kind]).toString("utf8").split("\n").slice(0, -1);
      const content =
        kind === "stock"
          ? damaged(written[kind])
          : fc.oneof(
              damaged(written[kind]),
              damagedLines(lines).map((text) => new Uint8Array(Buffer.from(text, "utf8"))),
            );
      taken = refused = 0;
      await fc.assert(
        fc.asyncProperty(content, async (bytes) => void (await taking(kind, name, store, bytes))),
        { numRuns: RUNS },
      );
      // Of damaged stocks one in twelve is taken: in one run of a hundred none is.
      assert.ok((taken > 0 || kind === "stock") && refused > RUNS / 10, `${taken} taken, ${refused} refused`);
      // What was taken in harms nobody who works with the store.
      await store.tokens();
      if (kind === "up") await traced();
      else await Promise.all([village.newestList(SERIAL), village.newestRelease(SERIAL)]);
    });
  }

  it("a pack of no moment at all is refused", async () => {
    for (const madeMs of [NaN, -1, Infinity, 1e300]) {
      taken = 0;
      await taking("down", "village.sqlite", village, written.down, madeMs);
      assert.equal(taken, 0, String(madeMs));
    }
  });

  it("values that would stop who reads them are left out", async () => {
    const lines = Buffer.from(written.up).toString("utf8").split("\n");
    for (const [name, key, value] of [
      ["correction", "offset_ms", 1e300],
      ["correction", "until_ms", 1e300],
      ["secrets", "base_id", "AAAA"],
      ["wrapped", "wrapped", "AAAA"],
      ["page", "seal_day", 2 ** 40],
      ["page", "calendar_day", -1],
      ["secrets", "token", "nobody's"],
      ["issue", "from_ms", -1e300],
    ] as const) {
      const at = lines.findIndex((line) => line.startsWith(`{"${name}"`));
      const line = JSON.parse(lines[at]!) as Line;
      const odd = lines.with(at, JSON.stringify({ [name]: { ...line[name], [key]: value } }));
      const content = new Uint8Array(Buffer.from(odd.join("\n")));
      const told = await taking("up", "authority.sqlite", authority, content);
      assert.match(told ?? "", new RegExp(`left out \\(${name} 1\\)`), `${name}.${key}`);
    }
  });
});
