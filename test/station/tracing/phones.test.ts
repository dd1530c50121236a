import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { formatF0List } from "../../../src/bluezone/f0-list.js";
import { type HistoryRow, formatHistory, formatInfoF } from "../../../src/bluezone/upload.js";
import { DEFAULT_THRESHOLDS } from "../../../src/contacts/judge.js";
import { DEFAULT_RULE, PHONE_WEAKER_DB } from "../../../src/contacts/operating-points.js";
import { createRedating } from "../../../src/station/clocks/redating.js";
import { tracePhones } from "../../../src/station/tracing/phones/trace-phones.js";
import { contentOf, findCase } from "../../../src/station/cases/cases.js";
import { traceCommand } from "../../../src/station/commands/trace.js";
import { readList, readPhoneFiles } from "../../../src/station/tracing/phones/phone-files.js";
import { runPhoneTrace } from "../../../src/station/tracing/phones/run-phone-trace.js";
import { packDown } from "../../../src/station/packs/down.js";
import { runTrace } from "../../../src/station/tracing/run-trace.js";
import type { Store } from "../../../src/station/store/store.js";
import { keyOfSerial } from "../../../src/station/store/token-identity.js";
import { localDayOf, localDayStartMs } from "../../../src/station/text/local-time.js";
import { wordsOf } from "../../../src/words/problem.js";
import { isUserError } from "../../../src/words/user-error.js";
import { assertRefused, runAll } from "../commands/run-command.js";
import {
  START_DAY,
  START_UTC_MS,
  commune,
  createFolder,
  officer,
  otherOfficer,
  paperToken,
  putPreparedLog,
} from "../custody-bench.js";
import { NOTHING, syntheticId, type SyntheticRecord } from "../synthetic-log.js";

/** The F0's token, which is traced as a phone too; a household; a passer-by; a token that heard nobody. */
const [F0, HOME, PASSER, ALONE] = [paperToken(42), paperToken(77), paperToken(78), paperToken(79)] as const;
const SLOT_MS = 900_000;
const DAY_S = 86_400;
const FIRST = START_DAY * 96;
const HEX = (id: Buffer) => id.toString("hex").toUpperCase();
const idOf = (of: typeof F0, slot: number) => syntheticId(of.baseId, of.createdDay, FIRST + slot);
const RENDEZVOUS = { schedule: 2, listened: 0b1111 };
const four = (rssi: number) => Array.from({ length: 4 }, () => rssi);

/** Who heard whom, in which slots of the day and how strongly; `heard` by the F0, `hears` the F0. */
const HEARINGS = [
  { of: HOME, isOwnLog: true, slots: [10, 11, 12, 13], rssi: four(-50) },
  { of: HOME, isOwnLog: false, slots: [11, 12, 13, 14], rssi: four(-54) },
  { of: PASSER, isOwnLog: false, slots: [30], rssi: [-70, -72, NOTHING, NOTHING] },
];
const UNTIL_MS = (FIRST + 60) * SLOT_MS;
const ENTRY = {
  dailyKey: new Uint8Array(createHash("sha256").update(F0.baseId).digest()),
  startS: (START_DAY - 1) * DAY_S,
  endS: UNTIL_MS / 1000 - 1,
  slotsPerDay: 96,
};
const KEYS = {
  baseId: new Uint8Array(F0.baseId),
  createdS: F0.createdDay * DAY_S,
  dailyKey: ENTRY.dailyKey,
  dailyKeyStartS: ENTRY.startS,
};

/** Rows as a phone in the F0's place would have written them: one for each window in which it heard somebody. */
function historyOf(): HistoryRow[] {
  return HEARINGS.filter(({ isOwnLog }) => isOwnLog).flatMap(({ of, slots, rssi }) =>
    slots.flatMap((slot) =>
      rssi.map((rssiDbm, w) => ({
        ...{ ownId: HEX(idOf(F0, slot)), contactId: HEX(idOf(of, slot)), rssiDbm },
        timeMs: (FIRST + slot) * SLOT_MS + w * 225_000 + 112_500,
      })),
    ),
  );
}

describe("F0s with a phone", function () {
  this.timeout(180_000);
  let folder: ReturnType<typeof createFolder>;
  /** In one the F0's token is one of the store, in the other it is a phone: nothing of it is there. */
  let tokens: Store;
  let phones: Store;
  /** A store in which nobody heard the F0. */
  let alone: Store;
  before(async () => {
    folder = createFolder();
    tokens = await folder.store("tokens.sqlite");
    phones = await folder.store("phones.sqlite");
    await fill(tokens, true);
    await fill(phones, false);
    alone = await folder.store("alone.sqlite");
    await putPreparedLog(alone, alone, HOME, START_DAY, []);
  });
  after(() => folder.remove());

  /** @param isToken  the F0's; otherwise it sends as weakly as a phone */
  async function fill(store: Store, isToken: boolean): Promise<void> {
    const weaker = (rssi: number) => (isToken || rssi === NOTHING ? rssi : rssi - PHONE_WEAKER_DB);
    const logs = new Map<typeof F0, SyntheticRecord[]>([HOME, PASSER, ALONE].map((one) => [one, []]));
    if (isToken) logs.set(F0, []);
    for (const { of, isOwnLog, slots, rssi } of HEARINGS) {
      for (const slot of slots) {
        if (!isOwnLog)
          logs.get(of)!.push({ id: idOf(F0, slot), slot, rssi: rssi.map(weaker), ...RENDEZVOUS });
        else if (isToken) logs.get(F0)!.push({ id: idOf(of, slot), slot, rssi, ...RENDEZVOUS });
      }
    }
    for (const [one, records] of logs) await putPreparedLog(store, store, one, START_DAY, records);
    const person = { name: "Người Mẫu Hai", unit: "Thôn 5", phone: null };
    await store.issueToken(keyOfSerial(HOME.serial), person, 5);
  }

  let orders = 0;
  const by = (identity = officer) => ({
    ...{ identity, reason: "ca bệnh mẫu" },
    nowMs: START_UTC_MS + 40 * 3_600_000 + orders++,
  });
  const list = (...entries: (typeof ENTRY)[]) =>
    readList({ name: "list.json", text: formatF0List(entries.length > 0 ? entries : [ENTRY]) });
  const upload = (...files: ("history" | "keys")[]) =>
    readPhoneFiles(
      files.map((name) => ({
        name,
        text: name === "keys" ? formatInfoF(KEYS) : formatHistory(historyOf()),
      })),
      UNTIL_MS,
    );
  const all = { onsetDay: null, untilMs: UNTIL_MS };
  const serialsOf = ({ contacts }: Awaited<ReturnType<typeof runTrace>>) =>
    contacts.map((contact) => contact.tokens[0]!.serial);

  const down = (store: Store) =>
    packDown(store, folder.path(`down-${orders++}`), {
      ...{ officer, reason: "ca bệnh mẫu", unit: commune, tokens: undefined },
      ...{ hasStock: false, fewestSlots: 2, nowMs: UNTIL_MS },
    });
  const hexOf = (entries: Uint8Array, i: number) =>
    Buffer.from(entries.subarray(36 * i, 36 * (i + 1))).toString("hex");
  const dayOfEntry = (entry: string) => Buffer.from(entry, "hex").readUInt16LE(0);

  it("are named in the list for tokens by the same keys as with a token", async () => {
    const onsetDay = localDayOf(START_UTC_MS);
    const listOf = async (store: Store) => {
      const packed = await down(store);
      const { entries } = (await store.lastList())!;
      return { ...packed, entries: Array.from({ length: entries.length / 36 }, (_, i) => hexOf(entries, i)) };
    };
    await runTrace(tokens, { token: keyOfSerial(F0.serial), onsetDay, untilMs: UNTIL_MS }, by());
    const named = await listOf(tokens);
    await runPhoneTrace(phones, { ...list(), onsetDay, untilMs: UNTIL_MS }, by());
    const asPhone = await listOf(phones);
    // The phone was set up a day before; the token sent in all of the window.
    const sinceFirstDay = named.entries.filter((entry) => dayOfEntry(entry) >= START_DAY - 1);
    assert.deepEqual(asPhone.entries, sinceFirstDay);
    assert.deepEqual([named.entries.length, asPhone.entries.length], [3, 2]);
    assert.deepEqual([asPhone.cases, asPhone.phonesLeftOut], [1, 0]);
  });

  it("are left out of it, and counted, where their days are not a token's", async () => {
    const store = await folder.store("odd-phones.sqlite");
    await fill(store, false);
    const odd = [
      { ...ENTRY, slotsPerDay: 48 },
      { ...ENTRY, dailyKey: KEYS.baseId, startS: ENTRY.startS + 900 },
    ];
    for (const entry of odd) await runPhoneTrace(store, { ...list(entry), ...all }, by());
    const packed = await down(store);
    assert.deepEqual([packed.cases, packed.phonesLeftOut, packed.listNumber], [0, 2, null]);
  });

  it("with an upload are traced as they would be with a token, contact by contact", async () => {
    const onsetDay = localDayOf(START_UTC_MS);
    const asToken = await runTrace(
      tokens,
      { token: keyOfSerial(F0.serial), onsetDay, untilMs: UNTIL_MS, everyLog: true },
      by(),
    );
    const { traces, notes } = await runPhoneTrace(
      phones,
      { ...upload("history", "keys"), onsetDay, untilMs: UNTIL_MS },
      by(),
    );
    assert.equal(traces.length, 1);
    const plain = (trace: object) =>
      JSON.parse(JSON.stringify(trace), (name, value: unknown) => (name === "id" ? "" : value)) as {
        contacts: object[];
      };
    assert.equal(asToken.contacts.length, 2);
    assert.deepEqual(plain(traces[0]!).contacts, plain(asToken).contacts);
    assert.deepEqual(serialsOf(asToken), [HOME.serial, PASSER.serial]);
    assert.equal(traces[0]!.contacts[0]!.isClose, true);
    assert.equal(traces[0]!.contacts[0]!.seenBy, "both");
    assert.equal(traces[0]!.contacts[0]!.holder?.name, "Người Mẫu Hai");
    const { tokens: names, ownRecords, unknownIds, outOfTime } = traces[0]!;
    assert.deepEqual([ownRecords, unknownIds, outOfTime], [4, 0, 0]);
    assert.deepEqual(names, [{ token: `Bluezone-${HEX(idOf(F0, -192)).slice(0, 8)}`, serial: 0 }]);
    assert.deepEqual([notes, traces[0]!.notes], [[], []]);
  });

  it("with an entry of a list are traced by who heard them, and no box is opened that tells nothing of it", async () => {
    const { traces } = await runPhoneTrace(phones, { ...list(), ...all }, by());
    assert.deepEqual(serialsOf(traces[0]!), [HOME.serial, PASSER.serial]);
    assert.deepEqual(
      traces[0]!.contacts.map(({ seenBy, minutes }) => [seenBy, minutes]),
      [
        ["contact", 60],
        ["contact", 7.5],
      ],
    );
    const entry = (await phones.ledger()).at(-1)!;
    // Of three tokens the two that recorded anything in these days; no id box, which would name the others.
    assert.deepEqual([entry.action, entry.serial, entry.reason], ["trace", null, "ca bệnh mẫu"]);
    assert.deepEqual([entry.tokens, entry.records], [2, 5]);
    const withIds = (await runPhoneTrace(phones, { ...upload("history"), ...all }, by())).traces[0]!;
    const opened = (await phones.ledger()).at(-1)!;
    assert.ok(opened.days > entry.days, `${opened.days} keys with IDs, ${entry.days} without`);
    assert.equal(withIds.contacts[0]!.tokens[0]!.serial, HOME.serial);
  });

  it("opens no log that has nothing of these days", async () => {
    const store = await folder.store("later.sqlite");
    await putPreparedLog(store, store, HOME, START_DAY, [{ id: idOf(F0, 11), slot: 11, rssi: four(-60) }]);
    await putPreparedLog(store, store, { ...ALONE, createdDay: START_DAY + 4 }, START_DAY + 6, [
      { id: idOf(HOME, 600), slot: 3, rssi: four(-60) },
    ]);
    await runPhoneTrace(store, { ...list(), ...all }, by());
    assert.equal((await store.ledger()).at(-1)!.tokens, 1);
  });

  it("are kept each in a case of its own, which the next trace finds again", async () => {
    const stranger = { ...ENTRY, dailyKey: new Uint8Array(32).fill(7) };
    const [first] = (await runPhoneTrace(phones, { ...list(stranger, ENTRY), ...all }, by())).traces;
    const again = (await runPhoneTrace(phones, { ...list(ENTRY), ...all }, by())).traces[0]!;
    assert.equal(first!.caseId, again.caseId);
    const content = contentOf(await findCase(phones, again.caseId!), officer);
    assert.equal(content.onsetDay, null);
    assert.equal(content.trace.contacts.length, 2);
    assert.equal(content.trace.lookBackDays, null);
    assert.deepEqual(content.phone, {
      ...{ dailyKey: HEX(Buffer.from(ENTRY.dailyKey)), slotsPerDay: 96 },
      ...{ startS: ENTRY.startS, endS: ENTRY.endS },
    });
    assert.doesNotMatch(JSON.stringify(again), /dailyKey/i, "keys stay in the case");
  });

  it("whom nobody heard are counted, and the opening is kept in the ledger all the same", async () => {
    const strangers = [7, 8, 9].map((byte) => ({ ...ENTRY, dailyKey: new Uint8Array(32).fill(byte) }));
    const before = (await phones.cases()).length;
    const { traces, notes } = await runPhoneTrace(phones, { ...list(...strangers), ...all }, by());
    assert.deepEqual([traces.length, (await phones.cases()).length], [0, before]);
    assert.match(notes.map((one) => wordsOf(one, "en")).join(), /^3 more F0s of the list: no token/);
    assert.match(notes.map((one) => wordsOf(one, "vi")).join(), /^3 ca F0 khác trong danh sách/);
    const { caseId, records, tokens: opened } = (await phones.ledger()).at(-1)!;
    assert.deepEqual([caseId, records, opened], [null, 5, 2]);
    // A single one is a case, as a token's F0 is: nobody near is an answer too.
    assert.equal((await runPhoneTrace(phones, { ...list(strangers[0]!), ...all }, by())).traces.length, 1);
  });

  it("of one list are counted in the ledger together, and once", async () => {
    const other = {
      ...ENTRY,
      dailyKey: new Uint8Array(hash256(ENTRY.dailyKey)),
      startS: ENTRY.startS + DAY_S,
    };
    const before = (await phones.ledger()).length;
    await runPhoneTrace(phones, { ...list(ENTRY, other), ...all }, by());
    // Of one moment, in any order.
    const entries = (await phones.ledger()).slice(before).sort((a, b) => b.tokens - a.tokens);
    assert.deepEqual(
      entries.map((entry) => [entry.tokens, entry.records]),
      [
        [2, 5],
        [0, 0],
      ],
    );
  });

  describe("and what a token heard of them", () => {
    const window = { ...list().phones[0]!, fromMs: FIRST * SLOT_MS, untilMs: UNTIL_MS };
    /** Of one record: the ID of one slot, heard in another. */
    async function heard({ late = 0, isByGatt = false, rssi = -70 }) {
      const windows = {
        slot: FIRST + 10 + late,
        rssiDbm: four(rssi),
        windowsListened: 15,
        windowMinutes: 3.75,
      };
      const id = idOf(F0, 10).toString("latin1");
      const rest = { token: "a", generation: 1, ownSlot: 0, isInDoubt: false, isByGatt };
      async function* records() {
        await Promise.resolve();
        yield { ...rest, id, windows };
      }
      const rule = { rule: DEFAULT_RULE, thresholds: DEFAULT_THRESHOLDS };
      const nobody = () => null;
      const redating = createRedating([]);
      const { findings } = await tracePhones([window], rule, [], records(), redating, () => 1, nobody);
      return findings[0]!;
    }

    it("counts a slot before and after, at the phone's time, and no more", async () => {
      for (const late of [-1, 0, 1]) {
        const { contacts, outOfTime } = await heard({ late });
        assert.deepEqual([contacts[0]!.firstMs, outOfTime], [(FIRST + 10) * SLOT_MS, 0]);
      }
      for (const late of [-2, 2]) {
        const { contacts, outOfTime } = await heard({ late });
        assert.deepEqual([contacts.length, outOfTime], [0, 1]);
      }
    });

    it("takes an Android phone for weaker than a token, and an iPhone not", async () => {
      const android = (await heard({ rssi: -75 })).contacts[0]!;
      assert.equal(android.nearness, "near");
      const iphone = (await heard({ rssi: -75, isByGatt: true })).contacts[0]!;
      assert.equal(iphone.nearness, "mid");
      assert.ok(android.probability > 5 * iphone.probability, `${android.probability}`);
    });
  });

  it("with rows whose strength was not measured were heard, and are not called near for that", async () => {
    for (const rssiDbm of [0, 127]) {
      const rows = historyOf().map((row) => ({ ...row, rssiDbm }));
      const named = readPhoneFiles([{ name: "history", text: formatHistory(rows) }], UNTIL_MS);
      const [trace] = (await runPhoneTrace(alone, { ...named, ...all }, by())).traces;
      assert.deepEqual(
        trace!.contacts.map(({ minutes, nearMinutes, isClose }) => [minutes, nearMinutes, isClose]),
        [[60, 0, false]],
      );
      assert.match(trace!.notes.map((one) => wordsOf(one, "en")).join(), /16 rows .* was not measured/);
    }
  });

  it("that a list names twice are found twice", async () => {
    const later = {
      ...ENTRY,
      dailyKey: new Uint8Array(hash256(ENTRY.dailyKey)),
      startS: ENTRY.startS + DAY_S,
    };
    const { traces } = await runPhoneTrace(phones, { ...list(ENTRY, later), ...all }, by());
    assert.deepEqual(traces.map(serialsOf), [
      [HOME.serial, PASSER.serial],
      [HOME.serial, PASSER.serial],
    ]);
  });

  it("are looked for in their time only, and no further back than onset says", async () => {
    const early = { ...ENTRY, endS: (FIRST + 20) * 900 - 1 };
    const [trace] = (await runPhoneTrace(phones, { ...list(early), ...all }, by())).traces;
    assert.deepEqual(serialsOf(trace!), [HOME.serial]);
    assert.equal(trace!.untilMs, (FIRST + 20) * SLOT_MS - 999);
    const isolated = { onsetDay: null, untilMs: (FIRST + 13) * SLOT_MS };
    const [short] = (await runPhoneTrace(phones, { ...list(), ...isolated }, by())).traces;
    assert.equal(short!.contacts[0]!.minutes, 30);
    const onsetDay = localDayOf(UNTIL_MS) + 1;
    const sure = { ...list(), onsetDay, untilMs: UNTIL_MS + 10 * DAY_S * 1000, lookBackDays: 1 };
    const [late] = (await runPhoneTrace(phones, sure, by())).traces;
    assert.equal(late!.fromMs, localDayStartMs(onsetDay - 1));
    await assert.rejects(
      runPhoneTrace(
        phones,
        { ...list(), onsetDay: onsetDay + 5, untilMs: UNTIL_MS + 10 * DAY_S * 1000 },
        by(),
      ),
      (error) => isUserError(error, "phone/outside"),
    );
  });

  it("with a history alone are found by the IDs in it; with keys alone by who heard them", async () => {
    const [history] = (await runPhoneTrace(phones, { ...upload("history"), ...all }, by())).traces;
    // Its own log names whom it heard; the passer-by, whom it did not hear, knows an ID that no row has.
    assert.deepEqual(serialsOf(history!), [HOME.serial]);
    assert.equal(history!.contacts[0]!.seenBy, "both");
    assert.match(history!.notes.map((one) => wordsOf(one, "vi")).join(), /Chưa có InfoF/);
    const [keys] = (await runPhoneTrace(phones, { ...upload("keys"), ...all }, by())).traces;
    assert.deepEqual(serialsOf(keys!), [HOME.serial, PASSER.serial]);
    assert.match(keys!.notes.map((one) => wordsOf(one, "en")).join(), /history was not given/);
  });

  it("need an officer with boxes, and a reason", async () => {
    const refused = (code: "phone/sealed" | "phone/wrong-key" | "station/no-reason") => (error: unknown) =>
      isUserError(error, code);
    await assert.rejects(runPhoneTrace(phones, { ...list(), ...all }), refused("phone/sealed"));
    const other = runPhoneTrace(phones, { ...list(), ...all }, by(otherOfficer));
    await assert.rejects(other, refused("phone/wrong-key"));
    const none = runPhoneTrace(phones, { ...list(), ...all }, { ...by(), reason: "..." });
    await assert.rejects(none, refused("station/no-reason"));
  });

  it("give up on a list that would be searched for years", async () => {
    const refused = (error: unknown) => isUserError(error, "phone/too-many-ids");
    for (const entry of [
      { ...ENTRY, slotsPerDay: 86_400_000 },
      { ...ENTRY, startS: -99_999_999_999 },
    ]) {
      const many = list(...Array.from({ length: 5 }, () => entry));
      await assert.rejects(runPhoneTrace(phones, { ...many, ...all }, by()), refused);
    }
  });

  describe("on the command line", () => {
    const file = (name: string, content: string | Uint8Array) => {
      writeFileSync(folder.path(name), content);
      return folder.path(name);
    };
    const store = () => ["--store", folder.path("practice.sqlite")];

    it("say one line for what is wrong with a file, in either language", async () => {
      const practice = await folder.store("practice.sqlite");
      await practice.tokens();
      const history = formatHistory(historyOf());
      const keys = file("InfoF.json", formatInfoF(KEYS));
      const rows = file("data_trace.txt", history);
      const other = file("other.json", formatInfoF({ ...KEYS, ...daily(new Uint8Array(32).fill(1)) }));
      const wrong: [args: string[], message: RegExp][] = [
        [["--list", rows], /data_trace\.txt: this is no F0 list.*contact history, not an F0 list/],
        [["--list", keys], /InfoF\.json: .*keys that one phone uploads/],
        [["--list", file("cut.json", '{"data":[{"daily_key":')], /cut\.json: .*not JSON: line 1, column 23/],
        [["--list", file("empty.json", '{"data":[]}')], /names nobody/],
        [["--list", file("a.gz", Buffer.from([0x1f, 0x8b, 8]))], /packed \(gzip\)/],
        [["--history", file("none.txt", "\n \n")], /none\.txt is empty/],
        [["--history", file("cut.txt", history.slice(0, -20))], /cut\.txt: .*line 16: /],
        [["--history", rows, rows], /do not belong together/],
        [["--history", rows, other], /two phones/],
        [
          ["--history", file("x.json", formatInfoF({ ...KEYS, dailyKey: KEYS.baseId }))],
          /daily_key does not follow/,
        ],
        [
          ["--history", file("y.json", formatInfoF({ ...KEYS, dailyKeyStartS: 5 }))],
          /time_start must lie whole days/,
        ],
        [
          ["--history", file("past.txt", history.replaceAll(/\t\d+\n/g, "\t1000\n"))],
          /nothing of these phones/,
        ],
        [["--list", rows, "--history", rows], /give one of/],
        [["--history", folder.path("missing")], /there is no such file/],
      ];
      for (const [args, message] of wrong)
        await assertRefused(traceCommand(), [...store(), ...args], message);
      await assertRefused(traceCommand(), store(), /name the F0/);
      await assertRefused(traceCommand(), [...store(), "--token", "42"], /give --onset/);
    });

    it("are traced among practice tokens, in JSON and in words", async () => {
      const practice = await folder.store("exercise.sqlite");
      const { fillPractice } = await import("../practice-log.js");
      await fillPractice(practice, 1, START_DAY, [{ id: idOf(F0, 11), slot: 11, rssi: four(-62) }]);
      const path = file("list.json", formatF0List([ENTRY, { ...ENTRY, dailyKey: new Uint8Array(32) }]));
      const args = ["--list", path, "--store", folder.path("exercise.sqlite")];
      const { printed, said } = await runAll(traceCommand(), [...args, "--json"]);
      assert.equal(printed.length, 1);
      assert.equal((printed[0]!["contacts"] as object[]).length, 1);
      assert.match(
        said.join("\n"),
        /^bztoken: 1 more F0s of the list: no token that was read here heard them$/,
      );
    });
  });
});

function hash256(bytes: Uint8Array): Buffer {
  return createHash("sha256").update(bytes).digest();
}

/** Keys of another phone, sound in themselves. */
function daily(baseId: Uint8Array) {
  return { baseId, dailyKey: new Uint8Array(hash256(baseId)) };
}
