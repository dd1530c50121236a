/** F0s without a token: by the interview, then by their phone, then by a token that was found; one person, one case. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { formatF0List } from "../../../src/bluezone/f0-list.js";
import { PHONE_WEAKER_DB } from "../../../src/contacts/operating-points.js";
import { contentOf, findCase, handOver, keepContent } from "../../../src/station/cases/cases.js";
import { withHolder } from "../../../src/station/cases/content.js";
import { sheetOf } from "../../../src/station/cases/follow-up.js";
import { peopleOf } from "../../../src/station/cases/people.js";
import { callList } from "../../../src/station/cases/warn.js";
import { exportedCase } from "../../../src/station/exchange/from-case.js";
import { packDown } from "../../../src/station/packs/down.js";
import { createCaseDesk } from "../../../src/station/server/case-desk.js";
import type { Person, Store } from "../../../src/station/store/store.js";
import { keyOfSerial } from "../../../src/station/store/token-identity.js";
import { localDayOf } from "../../../src/station/text/local-time.js";
import { openByInterview } from "../../../src/station/tracing/open-by-interview.js";
import { readList } from "../../../src/station/tracing/phones/phone-files.js";
import { runPhoneTrace } from "../../../src/station/tracing/phones/run-phone-trace.js";
import { runTrace } from "../../../src/station/tracing/run-trace.js";
import { isUserError } from "../../../src/words/user-error.js";
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
import { syntheticId } from "../synthetic-log.js";

const [TOKEN, HOME, SHOP] = [paperToken(42), paperToken(77), paperToken(78)] as const;
const PHONE = createHash("sha256").update("phone of the F0").digest();
const FIRST = START_DAY * 96;
const SLOT_MS = 900_000;
const UNTIL_MS = (FIRST + 60) * SLOT_MS;
const onsetDay = localDayOf(START_UTC_MS);
const slots = [10, 11, 12, 13];
const near = [-50, -50, -50, -50, -50, -50];
const LIST = readList({
  name: "list.json",
  text: formatF0List([
    {
      dailyKey: new Uint8Array(PHONE),
      startS: (START_DAY - 1) * 86_400,
      endS: UNTIL_MS / 1000 - 1,
      slotsPerDay: 96,
    },
  ]),
});

describe("a case of an F0 without a token", function () {
  this.timeout(180_000);
  let folder: ReturnType<typeof createFolder>;
  let store: Store;
  let f0: Person;
  let orders = 0;
  const by = () => ({ identity: officer, reason: "ca mẫu", nowMs: UNTIL_MS + orders++ });
  before(async () => {
    folder = createFolder();
    store = await folder.store("authority.sqlite");
    const heard = (of: (slot: number) => Buffer, rssi: number[]) =>
      slots.map((slot) => ({ id: of(slot), slot, rssi }));
    const phone = (slot: number) => syntheticId(PHONE, START_DAY - 1, FIRST + slot);
    const token = (slot: number) => syntheticId(TOKEN.baseId, TOKEN.createdDay, FIRST + slot);
    const asPhone = near.map((dbm) => dbm - PHONE_WEAKER_DB);
    await putPreparedLog(store, store, TOKEN, START_DAY, heard(phone, asPhone));
    await putPreparedLog(store, store, HOME, START_DAY, [
      ...heard(phone, asPhone),
      ...slots.map((slot) => ({ id: token(slot + 20), slot: slot + 20, rssi: near })),
    ]);
    await putPreparedLog(store, store, SHOP, START_DAY, heard(phone, asPhone));
    f0 = await store.personOf({ name: "Người Mẫu Không Thẻ", unit: "Thôn 5", phone: "0905 000 111" });
    await store.issueToken(
      keyOfSerial(HOME.serial),
      { name: "Người Mẫu Nhà", unit: "Thôn 5", phone: null },
      5,
    );
  });
  after(() => folder.remove());

  const content = async (id: string, key = officer) => contentOf(await findCase(store, id), key);
  const open = () => openByInterview(store, f0, { onsetDay, untilMs: UNTIL_MS }, by());
  let caseId: string;

  it("is opened by an officer for a reason, opens no box, and stands in the ledger", async () => {
    await assert.rejects(
      openByInterview(store, f0, { onsetDay, untilMs: UNTIL_MS }),
      (error) => isUserError(error) && error.code === "station/case/no-key",
    );
    await assert.rejects(
      openByInterview(store, f0, { onsetDay, untilMs: UNTIL_MS }, { ...by(), reason: " " }),
      (error) => isUserError(error) && error.code === "station/no-reason",
    );
    caseId = (await open()).caseId!;
    const entry = (await store.ledger()).at(-1)!;
    assert.deepEqual(
      [entry.action, entry.caseId, entry.serial, entry.tokens, entry.records],
      ["trace", caseId, null, 0, 0],
    );
  });

  it("is worked as any other: people, calls, follow-up, exports, hand-over", async () => {
    const desk = createCaseDesk(store, () => UNTIL_MS);
    await desk.reopen(caseId, by());
    await desk.act(caseId, {
      ...{ do: "say", name: "Người Mẫu Chợ", unit: "Thôn 7", phone: "0905 000 222" },
      ...{ lastDay: onsetDay, note: "quán Mẫu" },
    });
    const [said] = peopleOf(desk.current(caseId).content);
    await desk.act(caseId, { do: "decide", person: said!.key, status: "confirmed", note: "" });
    const worked = await content(caseId);
    assert.deepEqual(
      callList(peopleOf(worked)).map(({ name, phone }) => [name, phone]),
      [["Người Mẫu Chợ", "0905 000 222"]],
    );
    const sheet = sheetOf(peopleOf(worked), worked.notes.followUp, onsetDay + 1);
    assert.deepEqual(sheet.map(({ person, days }) => [person.name, days]), [["Người Mẫu Chợ", 14]]); // prettier-ignore
    const { f0: source, contacts } = exportedCase(caseId, worked, 0, false);
    assert.deepEqual([source.id, source.name, source.tokens], [f0.id, "Người Mẫu Không Thẻ", []]);
    assert.deepEqual(
      contacts.map(({ class: of, met, evidence, isSaid, status }) => [of, met, evidence, isSaid, status]),
      [["f1", [f0.id], null, true, "confirmed"]],
    );
    await handOver(store, officer, await findCase(store, caseId), otherOfficer, "đi vắng", UNTIL_MS);
    assert.equal((await content(caseId, otherOfficer)).trace.holder!.id, f0.id);
    await handOver(store, otherOfficer, await findCase(store, caseId), officer, "trở lại", UNTIL_MS);
  });

  it("is in no list for tokens, and is not counted as a phone that was left out", async () => {
    const address = {
      officer,
      reason: "gửi xã",
      unit: commune,
      tokens: undefined,
      hasStock: false,
      fewestSlots: 1,
    };
    const packed = await packDown(store, folder.path("down"), { ...address, nowMs: UNTIL_MS });
    assert.deepEqual([packed.cases, packed.phonesLeftOut], [0, 0]);
  });

  it("takes in what their phone tells, and keeps what was written; whom both tell of is one contact", async () => {
    const { traces } = await runPhoneTrace(
      store,
      { ...LIST, onsetDay: null, untilMs: UNTIL_MS, holder: f0 },
      by(),
    );
    assert.deepEqual(
      traces.map((one) => [one.caseId, one.holder?.id]),
      [[caseId, f0.id]],
    );
    const byPhone = await content(caseId);
    assert.equal(byPhone.onsetDay, onsetDay, "the interview knows the day, the list does not");
    assert.deepEqual(
      peopleOf(byPhone)
        .map(({ name, said }) => `${name} ${said.length}`)
        .sort(),
      ["Người Mẫu Chợ 1", "Người Mẫu Nhà 0", "null 0", "null 0"],
    );
    assert.equal((await open()).caseId, caseId);
    assert.deepEqual(await content(caseId), byPhone, "opened once more, nothing of it is lost");

    // The token was theirs: their own log then, and not a contact of theirs.
    await store.issueToken(keyOfSerial(TOKEN.serial), { id: f0.id }, 5);
    const token = keyOfSerial(TOKEN.serial);
    const traced = await runTrace(
      store,
      { token, personId: f0.id, onsetDay, untilMs: UNTIL_MS, everyLog: true },
      by(),
    );
    assert.equal(traced.caseId, caseId);
    const both = await content(caseId);
    assert.deepEqual([both.trace.tokens[0]!.serial, both.phoneTrace?.tokens[0]!.serial], [TOKEN.serial, 0]);
    const home = peopleOf(both).find(({ name }) => name === "Người Mẫu Nhà")!;
    const minutesOf = (trace: typeof both.trace) =>
      trace.contacts.find(({ holder }) => holder?.name === "Người Mẫu Nhà")!;
    const [one, other] = [minutesOf(both.trace), minutesOf(both.phoneTrace!)];
    assert.equal(home.contact!.firstMs, Math.min(one.firstMs, other.firstMs));
    assert.equal(home.contact!.lastMs, Math.max(one.lastMs, other.lastMs));
    assert.equal(home.contact!.probability, Math.max(one.probability, other.probability));
    assert.equal(home.contact!.slots.length, 8);
    assert.ok(!peopleOf(both).some(({ tokens }) => tokens.some((one) => one.serial === TOKEN.serial)));
    const packed = await packDown(store, folder.path("both"), {
      ...{
        officer,
        reason: "gửi xã",
        unit: commune,
        tokens: undefined,
        hasStock: false,
        fewestSlots: 1,
        nowMs: UNTIL_MS,
      },
    });
    assert.deepEqual([packed.cases, packed.phonesLeftOut], [1, 0]);
  });

  it("gets a name where a list alone told of the phone, and a list of several takes none", async () => {
    const other = await folder.store("other.sqlite");
    await putPreparedLog(other, other, SHOP, START_DAY, slots.map((slot) => ({ id: syntheticId(PHONE, START_DAY - 1, FIRST + slot), slot, rssi: near }))); // prettier-ignore
    const somebody = await other.personOf({ name: "Người Mẫu Máy", unit: "", phone: null });
    const { traces } = await runPhoneTrace(other, { ...LIST, onsetDay: null, untilMs: UNTIL_MS }, by());
    const one = await findCase(other, traces[0]!.caseId!);
    await keepContent(other, one, withHolder(contentOf(one, officer), somebody), by());
    const named = contentOf(await findCase(other, one.id), officer);
    assert.equal(exportedCase(one.id, named, 0, true).f0.name, "Người Mẫu Máy");
    assert.throws(
      () => withHolder(named, somebody),
      (error) => isUserError(error) && error.code === "station/case/has-name",
    );
    const again = { ...LIST, onsetDay: null, untilMs: UNTIL_MS, holder: somebody };
    assert.equal((await runPhoneTrace(other, again, by())).traces[0]!.caseId, one.id);
    const two = { ...again, phones: [...LIST.phones, ...LIST.phones] };
    await assert.rejects(
      runPhoneTrace(other, two, by()),
      (error) => isUserError(error) && error.code === "phone/whose",
    );
  });

  it("of a contact who fell ill carries everything known of them", async () => {
    const desk = createCaseDesk(store, () => UNTIL_MS);
    await desk.reopen(caseId, by());
    const said = peopleOf(desk.current(caseId).content).find(({ name }) => name === "Người Mẫu Chợ")!;
    await desk.act(caseId, { do: "ill", person: said.key, onsetDay });
    const ill = await store.personOf({ name: said.name!, unit: said.unit!, phone: said.phone });
    const trace = await openByInterview(store, ill, { onsetDay, untilMs: UNTIL_MS }, by());
    const { workId } = await desk.of(trace, onsetDay, officer, { workId: caseId, person: said.key });
    const { origin } = (await content(workId)).notes;
    assert.deepEqual(
      [origin?.caseId, origin?.f0, origin?.said[0]?.note, origin?.work.status],
      [caseId, "Người Mẫu Không Thẻ", "quán Mẫu", "confirmed"],
    );
  });
});
