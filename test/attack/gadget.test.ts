/** A gadget without keys, plugged in where tokens are read: it claims to be token 43, or what no token is. */
import { openSession } from "../station/browser-session.js";
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import Database from "libsql";
import { openPty, type Pty } from "../../firmware/device/pty.js";
import { localDayOf } from "../../src/station/text/local-time.js";
import { packStock } from "../../src/station/packs/down.js";
import { takePack } from "../../src/station/packs/take-pack.js";
import { packUp } from "../../src/station/packs/up.js";
import { systemTimers } from "../../src/station/reading/serial-line.js";
import { syncToken } from "../../src/station/reading/sync-token.js";
import type { Readings } from "../../src/station/server/api.js";
import { prepareToken } from "../../src/station/register/prepare-token.js";
import { startStation } from "../../src/station/server/start-station.js";
import type { Store } from "../../src/station/store/store.js";
import { keyOfSerial } from "../../src/station/store/token-identity.js";
import { runTrace } from "../../src/station/tracing/run-trace.js";
import type { TokenIdentity } from "../../src/sync/host/decode.js";
import type { Line } from "../../src/sync/host/line.js";
import { allRecords } from "../station/all-records.js";
import { startProgram } from "../station/commands/run-command.js";
import {
  HOUR_MS,
  RECIPIENTS,
  START_DAY,
  START_UTC_MS,
  commune,
  createFolder,
  createTokenBench,
  officer,
  publicOf,
  putPreparedLog,
} from "../station/custody-bench.js";
import { syntheticChunk, syntheticId } from "../station/synthetic-log.js";
import { RECORDS_PER_PAGE } from "../sync/bench.js";
import { BASE_ID, createGadget, type Claims } from "./gadget.js";

const HONEST = 43;
const secret = (name: string) => createHash("sha256").update(name).digest();
/** The F0 of the case; a token in service, on paper. It was beside 77, and never beside 43. */
const F0 = { serial: 42, baseId: secret("f0"), sealKey: secret("f0's log"), createdDay: START_DAY - 2 };
const NEAR = { serial: 77, baseId: secret("near"), sealKey: secret("near's log"), createdDay: START_DAY - 2 };
/** What the gadget sends; the F0 passed it. */
const GADGET = { baseId: Buffer.from(BASE_ID), createdDay: START_DAY };
const MEETING_SLOT = START_DAY * 96 + 38;
const STRONG = [-50, -50, -50, -50, -50, -50];
const NOW_MS = START_UTC_MS + 40 * HOUR_MS;
/** Chip and number of an unprepared token that belong together. */
const OWN = { chipId: "11223E9557E47950", serial: 13_017_236 };
const DECEIT = /somebody tried to deceive, or the device is faulty.*Put the device aside/;

const idOf = ({ baseId, createdDay }: Pick<typeof F0, "baseId" | "createdDay">, slot: number) =>
  syntheticId(baseId, createdDay, slot);

/** Pages of a device's own making, sealed as practice tokens seal. */
function pages(serial: number, records: number, page = 1, generation = 1) {
  const day = START_DAY;
  const heard = Array.from({ length: records }, (_, i) => ({
    ...{ id: idOf(F0, MEETING_SLOT + (i % 4)), slot: (MEETING_SLOT + (i % 4)) % 96, rssi: STRONG },
  }));
  return syntheticChunk({ serial, generation, pageSequence: page, day, createdDay: day }, heard);
}

const rubbish = (page: number, records = RECORDS_PER_PAGE) => ({
  ...pages(HONEST, 1, page),
  records: new Uint8Array(32 * records).map((_, i) => (i * 7 + page) & 0xff),
  nextSequence: page * RECORDS_PER_PAGE + records,
});

describe("a gadget without keys", function () {
  this.timeout(180_000);
  let folder: ReturnType<typeof createFolder>;
  let authority: Store;
  let village: Store;
  let honest: ReturnType<typeof createTokenBench>;
  let packs = 0;
  let plugs = 0;

  /** Token 43 in service and with the commune; the F0's and a neighbour's logs read there before. */
  async function found(): Promise<void> {
    folder = createFolder();
    authority = await folder.store("authority.sqlite");
    village = await folder.store("village.sqlite");
    honest = createTokenBench();
    await honest.prepare(authority, HONEST);
    await putPreparedLog(authority, village, F0, START_DAY, [
      { id: idOf(NEAR, MEETING_SLOT), slot: MEETING_SLOT % 96, rssi: STRONG },
      { id: idOf(GADGET, MEETING_SLOT + 1), slot: (MEETING_SLOT + 1) % 96, rssi: STRONG },
    ]);
    await putPreparedLog(authority, village, NEAR, START_DAY, []);
    const stock = folder.path("stock.bzpack");
    await packStock(authority, stock, {
      officer,
      unit: commune,
      reason: "cấp khoá cho xã",
      tokens: undefined,
      nowMs: START_UTC_MS,
    });
    await takePack(village, stock, commune, [publicOf(officer)], START_UTC_MS);
    await village.issueToken(
      await village.tokenOf(HONEST),
      { name: "Người Mẫu", unit: "Thôn 3", phone: null },
      0,
    );
    honest.addNeighbour(idOf(NEAR, MEETING_SLOT + 8), -50);
  }
  beforeEach(found);
  afterEach(() => folder.remove());

  /** Nobody is asked about the date. */
  const read = (line: Line) =>
    syncToken({ store: village, line, timers: systemTimers, utcNowMs: () => START_UTC_MS + plugs++ });
  /** What its session was worth: refused, or read. */
  const plug = async (claims: Claims) => {
    const result = await read(createGadget(claims).open()).catch((error: unknown) => error as Error);
    return result instanceof Error ? result.message : "";
  };
  const isRefused = async (claims: Claims) => assert.match(await plug(claims), DECEIT);

  /** Up to the authority, as every week. */
  async function bringUp() {
    const path = folder.path(`up-${packs}.bzpack`);
    const address = { sender: commune, receivers: [officer], madeMs: NOW_MS + packs++ };
    const packed = await packUp(village, path, address, true);
    await takePack(authority, path, officer, [publicOf(commune)], NOW_MS);
    return packed;
  }
  const trace = (serial: number) =>
    runTrace(
      authority,
      {
        token: keyOfSerial(serial),
        onsetDay: localDayOf(START_UTC_MS),
        untilMs: START_UTC_MS + 24 * HOUR_MS,
      },
      { identity: officer, reason: "ca mẫu", nowMs: NOW_MS + packs++ },
    );

  /** To the minute: simulated time flows with real time while a line is open. */
  const minutes = (ms: number | null) => Math.round((ms ?? 0) / 60_000);
  /** The honest token is worn for some hours, read, and its commune's pack taken in: what is known of it then. */
  async function afterwards() {
    honest.live(3);
    // Its clock is an hour slow, so that it takes what speaks for the computer's date to set it.
    const utcNowMs = () => honest.utcNowMs() + HOUR_MS;
    const { received, added, conflicting, touched, ...summary } = await honest.sync(village, { utcNowMs });
    const warnings = summary.warnings.map((one) =>
      "driftMs" in one ? { ...one, driftMs: minutes(one.driftMs) } : one,
    );
    await bringUp();
    const { contacts, ownRecords, outOfTime, unreadable, inDoubt } = await trace(HONEST);
    const own = (await allRecords(authority)).filter(({ serial }) => serial === HONEST);
    const corrections = (await authority.corrections())
      .filter(({ token }) => token === keyOfSerial(HONEST))
      .map(({ offsetMs, epoch, isSure }) => ({ offsetMinutes: minutes(offsetMs), epoch, isSure }));
    return {
      ...{ received, added, conflicting, warnings, touched, records: own.length, corrections },
      ...{ contacts, ownRecords, outOfTime, unreadable, inDoubt },
      ofF0: (await trace(F0.serial)).contacts.map(({ tokens, seenBy }) => [tokens[0]!.serial, seenBy]),
    };
  }
  let undisturbed: Awaited<ReturnType<typeof afterwards>>;
  before(async () => {
    await found();
    undisturbed = await afterwards();
    await folder.remove();
    assert.ok(undisturbed.added >= 12 && undisturbed.ownRecords >= 12, "the honest token has a log to lose");
    assert.deepEqual(undisturbed.ofF0, [[77, "f0"]]);
  });

  it("that claims 43 puts no contact of 43 into an officer's case", async () => {
    const claims = { identities: [{ serial: HONEST, generation: 0 }], chunks: [pages(HONEST, 24, 1, 0)] };
    await isRefused(claims);
    await bringUp();
    const { contacts } = await trace(F0.serial);
    assert.deepEqual(
      contacts.map(({ tokens, holder }) => [tokens[0]!.serial, holder?.name]),
      [[77, undefined]],
    );
    assert.deepEqual(await afterwards(), undisturbed);
  });

  it("that claims 43 takes no place of 43's records, moves no mark, and dates nothing anew", async () => {
    const chunks = [1, 2, 3].map((page) => rubbish(page));
    const far = { ...rubbish(1, 5), nextSequence: 900_000_000 };
    for (const clockEpoch of [0, 1, 2, 3]) {
      for (const plan of [chunks, [far]]) {
        const identities = [{ serial: HONEST, clockEpoch }];
        await isRefused({ identities, chunks: plan, clockWasBehindMs: 6 * HOUR_MS });
      }
    }
    assert.deepEqual(await afterwards(), undisturbed);
  });

  it("that says nothing but what an unprepared token may is kept apart, whatever it logs, and out of every case", async () => {
    for (const isLate of [false, true]) {
      const identities = [
        { ...OWN, generation: 0, utcMs: START_UTC_MS + (isLate ? (40_000 * 24 * 3_600_000) / 2 : 0) },
      ];
      assert.equal(await plug({ identities, chunks: [pages(OWN.serial, 24, 1, 0)] }), "");
    }
    const row = (await village.tokens()).find(({ serial }) => serial === OWN.serial)!;
    assert.deepEqual([row.token, row.records], [OWN.chipId, 24]);
    assert.deepEqual(await afterwards(), undisturbed);
    // It is traced among its kind all the same.
    const practice = { token: OWN.chipId, onsetDay: localDayOf(START_UTC_MS), untilMs: NOW_MS };
    const { contacts, ownRecords } = await runTrace(authority, practice);
    assert.deepEqual([contacts, ownRecords], [[], 24]);
  });

  describe("that claims what no token is: nothing is kept, and the commune's next pack is taken in", () => {
    const day = 24 * HOUR_MS;
    const own = (more: Partial<TokenIdentity>) => ({ identities: [{ ...OWN, ...more }] });
    const chunkOf = (more: Partial<ReturnType<typeof rubbish>>) => ({
      identities: [{ ...OWN, generation: 1 }],
      chunks: [{ ...pages(OWN.serial, 3), ...more }],
    });
    const CLAIMS: Record<string, Claims> = {
      "serial number 4,000,000,000": own({ serial: 4_000_000_000 }),
      "serial number 0": own({ serial: 0 }),
      "the number of a token in service that nobody knows": own({ serial: 9_999_999 }),
      "a number that is not its chip's": own({ serial: OWN.serial + 1 }),
      "the chip of another": own({ chipId: "FFFFFFFFFFFFFFFF" }),
      "to be in service": own({ isPractice: false }),
      "to be 43 in service": own({ serial: HONEST, isPractice: false }),
      "the time 2^47": own({ utcMs: 2 ** 47 }),
      "the time 2^47 once it is asked again": { identities: [OWN, { ...OWN, utcMs: 2 ** 47 }] },
      "the time 1970": own({ utcMs: day }),
      "a clock that was at 2^47 before it was set": {
        identities: [OWN],
        clockWasBehindMs: -(2 ** 47) + START_UTC_MS,
      },
      "pages without places for records": own({ recordsPerPage: 0 }),
      "keys of 1970": own({ idDay: 5 }),
      "a page of 1970": chunkOf({ calendarDay: 5 }),
      "a page under keys of 2149": chunkOf({ sealDay: 65_535 }),
      "a page at another place": chunkOf({ pageSequence: 1, nextSequence: 2 ** 40 }),
    };
    for (const [what, claims] of Object.entries(CLAIMS)) {
      it(what, async () => {
        const before = (await village.tokens()).filter(({ serial }) => serial !== OWN.serial);
        await isRefused(claims);
        const tokens = await village.tokens();
        assert.deepEqual(
          tokens.filter(({ serial }) => serial !== OWN.serial),
          before,
        );
        assert.ok(tokens.every(({ records, token }) => token !== OWN.chipId || records === 0));
        const { leftOut } = await bringUp();
        assert.equal(leftOut, 0);
      });
    }
  });

  it("is told to whoever reads it, on the command line", async () => {
    const pty: Pty = await openPty();
    const line = createGadget({ identities: [{ serial: HONEST }], chunks: [rubbish(1)] }).open();
    try {
      line.onData((bytes) => pty.write(bytes));
      pty.onData((bytes) => line.write(new Uint8Array(bytes)));
      const path = folder.path("village.sqlite");
      const { ended } = startProgram(["sync", "--port", pty.path, "--store", path, "--date-is-right"]);
      const { code, stderr } = await ended;
      assert.equal(code, 4, stderr);
      assert.match(
        stderr,
        /^bztoken: this device says that it is token 00000043, and does not have that token's key/,
      );
      assert.match(stderr, DECEIT);
    } finally {
      line.close();
      await pty.close();
    }
    assert.deepEqual(await afterwards(), undisturbed);
  });

  it("is told to whoever reads it, on the page", async () => {
    const gadget = createGadget({ identities: [{ serial: HONEST }], chunks: [rubbish(1)] });
    const sources = [{ id: "a", label: "a", open: () => Promise.resolve(gadget.open()) }];
    const station = await startStation({ store: village, port: 0, hasSerialPorts: false, sources });
    try {
      const headers = {
        origin: station.url.slice(0, -1),
        "content-type": "application/json",
        cookie: await openSession(station),
      };
      const ask = (init: RequestInit = {}) => fetch(`${station.url}api/readings`, { headers, ...init });
      await ask({ method: "POST", body: JSON.stringify({ sources: ["a"] }) });
      for (;;) {
        const { isRunning, readings } = (await (await ask()).json()) as Readings;
        if (isRunning) continue;
        const state = readings[0]!.state as { stage: string; error: { code: string } };
        assert.deepEqual([state.stage, state.error.code], ["failed", "station/claim/number"]);
        break;
      }
    } finally {
      await station.close();
    }
    assert.deepEqual(await afterwards(), undisturbed);
  });

  describe("that an older program believed", () => {
    /** What the program before this one kept of it: rows of 43, of no number that a token has, and of no time. */
    beforeEach(() => {
      const rows = new Database(folder.path("village.sqlite"));
      const late = 2 ** 47;
      rows.exec(
        `update tokens set next_sequence = 900000000, is_practice = 1 where token = '00000043';
         insert into token_secrets values ('00000043', 1, x'${"42".repeat(32)}', ${START_DAY}, x'${"43".repeat(32)}');
         insert into readings (token, at_ms, role, identity, token_ms, date_proof) values ('00000043', ${START_UTC_MS}, 'bench', '{}', ${late}, 'doubt');
         insert into clock_corrections
           (token, generation, epoch, offset_ms, until_ms, found_ms, from_sequence, end_sequence, held_day, is_sure)
           values ('00000043', 1, 1, 21600000, ${late}, ${START_UTC_MS + 1}, 0, 9, null, 1);
         insert into tokens (token, serial, next_sequence, dated_sequence, unread_records, lost_records, operating_epoch)
           values ('4000000000-0', 4000000000, 0, 0, 0, 0, 0), ('00000000', 0, 0, 0, 0, 0, 0),
             ('11223E9557E47950', 43, 0, 0, 0, 0, 9);
         insert into pages (token, generation, page_sequence, copy, source, seal_day, calendar_day, lived_hours, change)
           values ('00000000', 1, 1, 0, null, 65535, 5, 0, 99)`,
      );
      rows.close();
    });

    it("is dropped once 43 proves its key: its log is read whole, and staff are told", async () => {
      const { warnings, ...rest } = await afterwards();
      const { warnings: without, ...expected } = undisturbed;
      assert.deepEqual(rest, expected);
      assert.deepEqual(warnings, [{ code: "was-claimed" }, ...without]);
    });

    it("goes up with no pack, and stops none", async () => {
      const { leftOut } = await bringUp();
      // Three tokens, one page, one reading: none that a reader would take.
      assert.equal(leftOut, 5);
      const kept = (await authority.tokens()).map(({ token }) => token);
      assert.deepEqual(kept, ["00000042", "00000043", "00000077"]);
      assert.deepEqual([await authority.corrections(), await authority.secrets()], [[], []]);
    });
  });

  it("that says it is 43, half prepared, gets no boxes in the place of 43's", async () => {
    const identities = [{ serial: HONEST, isPractice: false, isHandedOver: true }];
    const options = {
      ...{ store: authority, serial: HONEST, recipients: RECIPIENTS, timers: systemTimers },
      ...{ utcNowMs: () => START_UTC_MS, open: () => Promise.resolve(createGadget({ identities }).open()) },
    };
    await assert.rejects(prepareToken(options), /43/);
    assert.deepEqual(await afterwards(), undisturbed);
  });
});
