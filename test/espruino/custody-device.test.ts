/** The whole way of custody with the real command line, the real interpreter and a serial line between them. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { crc32 } from "node:zlib";
import { openPty } from "../../firmware/device/pty.js";
import { dayOf } from "../../src/bluezone/ids.js";
import { createRecordKeys } from "../../src/custody/host/case-keys.js";
import { unlockKeyFile } from "../../src/custody/host/key-file.js";
import { openRecord } from "../../src/custody/host/open-record.js";
import { createSeal } from "../../src/custody/token/sealer.js";
import { parseSlot } from "../../src/log/parse.js";
import { ccmOpen, nodeHash, scrypt } from "../../src/station/node-crypto.js";
import { openBoxes, sealFor } from "../../src/station/cases/officer.js";
import { createTestCrypto } from "../custody/support.js";
import { allRecords } from "../station/all-records.js";
import { frameBytes, requestOf } from "../sync/reference.js";
import { describeEspruino } from "./interpreter.js";
import { startWornToken, type WornToken } from "./worn-token.js";

const SERIAL = 42;
/** Nobody prepared it; its IDs are what the token hears. */
const CONTACT = { serial: 77, baseId: Buffer.alloc(32, 7), sealKey: Buffer.alloc(32, 8) };
const PASSPHRASES = {
  an: "cua bể xanh ngồi hát",
  recovery: "trâu gạch muối cọp leo",
  xa: "chuông gỗ ếch nhảy lửa",
  "xa-khac": "thuyền mít rung chiếu ve",
};
type Name = keyof typeof PASSPHRASES;

describeEspruino("custody from key files to a trace, in the real interpreter", (interpreter) => {
  let worn: WornToken<Name>;
  let authority: string[];
  let village: string[];
  let sync: string[];
  before(async () => {
    worn = await startWornToken(interpreter, PASSPHRASES);
    authority = ["--store", path("authority.sqlite")];
    village = ["--store", path("village.sqlite")];
    sync = ["sync", "--json", ...village, ...worn.port];
  });
  after(() => worn.stop());

  const path = (name: string) => worn.path(name);
  const bytes = (name: string) => worn.bytes(name);
  const works = (name: Name | "", ...words: string[]) => worn.works(name, ...words);
  const refuses = (code: number, message: RegExp, name: Name | "", ...words: string[]) =>
    worn.refuses(code, message, name, ...words);
  const key = (name: Name) => ["--key", path(`${name}.bzkey`)];
  const publicFile = (name: Name) => path(`${name}.bzpub`);

  async function recordsOf(name: string): ReturnType<typeof allRecords> {
    return worn.withStore(name, allRecords);
  }

  const createdDay = () => dayOf(worn.startMs) - 1;
  const meet = () => worn.meet({ baseId: CONTACT.baseId, createdDay: createdDay() });
  let packs = 0;
  /** Logs to the authority, who traces with them. */
  async function trace() {
    const file = path(`up-${packs++}.bzpack`);
    await works("xa", "pack", "up", ...key("xa"), "--to", publicFile("an"), "--out", file, ...village);
    const take = ["unpack", file, ...key("an"), "--from", publicFile("xa"), ...authority];
    await works("an", ...take);
    const before = bytes("authority.sqlite");
    assert.match(await works("an", ...take), /nothing was changed/);
    assert.deepEqual(bytes("authority.sqlite"), before);
    const onset = new Date(worn.startMs + 7 * 3_600_000).toISOString().slice(0, 10);
    const who = ["--token", String(SERIAL), "--onset", onset, "--reason", "ca bệnh mẫu"];
    return JSON.parse(await works("an", "trace", ...key("an"), ...who, ...authority, "--json")) as {
      ownRecords: number;
      unreadable: number;
      sealedRecords: number;
      outOfTime: number;
      caseId: string;
      contacts: { tokens: { serial: number }[] }[];
    };
  }
  const stock = (file: string, name: Name) => [
    "--stock",
    path(file),
    ...key(name),
    "--from",
    publicFile("an"),
  ];
  const readAs = async (...more: string[]) =>
    JSON.parse(await works(more.length > 0 ? "xa" : "", ...sync, ...more)) as Record<string, unknown>;

  it("keys of an officer, a recovery key and two units", async () => {
    await works("an", "keys", "new", path("an"));
    await works("recovery", "keys", "new", path("recovery"), "--role", "recovery");
    await works("xa", "keys", "unit", path("xa"));
    await works("xa-khac", "keys", "unit", path("xa-khac"));
  });

  it("is prepared, restarts with the time it had, and is in service; twice changes nothing", async () => {
    const prepare = ["prepare", ...worn.port, "--serial", String(SERIAL), ...authority];
    const officers = ["--officers", publicFile("an"), publicFile("recovery")];
    assert.match(await works("", ...prepare, ...officers), /^token 00000042 is prepared and in service/);
    assert.ok(worn.reports.includes("reboot"));
    const before = bytes("authority.sqlite");
    await refuses(2, /in service already.*--key/, "", ...prepare, ...officers);
    await refuses(2, /needs --reason/, "an", ...prepare, ...officers, ...key("an"));
    assert.deepEqual(bytes("authority.sqlite"), before);
    const by = [...key("an"), "--reason", "xem lại thẻ"];
    assert.match(
      await works("an", ...prepare, ...officers, ...by),
      /was prepared already and is in service; nothing was changed/,
    );
    await refuses(4, /no key that is held here fits this token/, "", ...sync);
  });

  it("is not read with another unit's stock file, another sender's, or a pack that is none", async () => {
    const why = ["--reason", "giao thẻ cho xã"];
    const to = ["--to", publicFile("xa"), "--out", path("stock")];
    await works("an", "stock", ...key("an"), ...why, ...to, ...authority);
    const before = bytes("village.sqlite");
    await refuses(4, /addressed to others/, "xa-khac", ...sync, ...stock("stock", "xa-khac"));
    const unnamed = ["--stock", path("stock"), ...key("xa")];
    await refuses(4, /sender of this pack is not known/, "xa", ...sync, ...unnamed);
    await refuses(2, /is no Bluezone Token pack/, "xa", ...sync, ...stock("an.bzpub", "xa"));
    await refuses(4, /passphrase is not the one/, "an", ...sync, ...stock("stock", "xa"));
    assert.deepEqual(bytes("village.sqlite"), before);
  });

  it("logs, and gives no record to an operator before the wearer's press", async () => {
    const met = meet();
    await refuses(5, /did not press the button/, "xa", ...sync, ...stock("stock", "xa"));
    await met;
    assert.ok(!existsSync(path("village.sqlite")) || (await recordsOf("village.sqlite")).length === 0);
  });

  it("is read with a press; what went over the line is no use to who repeats it", async () => {
    worn.wire.fromHost = [];
    worn.wire.fromToken = [];
    const first = await readAs(...stock("stock", "xa"));
    assert.deepEqual([first.serial, first.role, first.isPractice], [SERIAL, "operator", false]);
    assert.ok((first.added as number) >= 1);
    const lines = Buffer.concat(worn.wire.fromHost).toString("latin1").split("\n").filter(Boolean);
    const answers = framesIn(Buffer.concat(worn.wire.fromToken));
    const second = await readAs(...stock("stock", "xa"));
    assert.equal(second.added, 0);
    const records = await recordsOf("village.sqlite");

    // The host's lines once more: the token greets, asks for another proof and gives nothing.
    worn.wire.fromToken = [];
    for (const [i, line] of lines.entries()) {
      worn.device.write(Buffer.from(`\n${line}\n`));
      while (framesIn(Buffer.concat(worn.wire.fromToken)).length <= i)
        await new Promise((resolve) => setTimeout(resolve, 10));
    }
    const types = new Set(framesIn(Buffer.concat(worn.wire.fromToken)).map(({ type }) => type));
    assert.deepEqual([...types].sort(), [HELLO, CHALLENGE, ERROR].sort());

    // The token's answers once more, to a host that asks anew.
    const parrot = await openPty();
    try {
      parrot.onData((data) => {
        for (const line of data.toString("latin1").split("\n").filter(Boolean)) {
          const { 2: type, 3: request } = requestOf(line);
          const answer = answers.find((one) => one.type === type);
          if (answer) parrot.write(frameBytes({ ...answer, request: request! }));
        }
      });
      const to = ["--port", parrot.path];
      await refuses(4, /no key that is held here fits/, "xa", ...sync, ...to, ...stock("stock", "xa"));
    } finally {
      await parrot.close();
    }
    assert.deepEqual(await recordsOf("village.sqlite"), records);
  });

  it("is traced with the officer's key, and with no other", async () => {
    // The contact is a token in service that exists on paper only.
    const file = new Uint8Array(bytes("an.bzkey"));
    const officer = await unlockKeyFile(file, PASSPHRASES.an, scrypt);
    const head = { serial: CONTACT.serial, generation: 1, day: createdDay(), wrapKey: new Uint8Array(32) };
    const contents = [
      { ...head, kind: "id" as const, key: CONTACT.baseId },
      { ...head, kind: "log" as const, key: CONTACT.sealKey },
    ];
    await worn.withStore("authority.sqlite", (store) =>
      store.putBoxes(contents.flatMap((content) => sealFor(content, [officer], content.day))),
    );
    const { contacts, unreadable, sealedRecords, ownRecords, outOfTime } = await trace();
    assert.deepEqual([unreadable, sealedRecords, outOfTime], [0, 0, 0]);
    assert.ok(ownRecords >= 1);
    assert.deepEqual(contacts.map(({ tokens }) => tokens[0]!.serial), [CONTACT.serial]); // prettier-ignore
    const today = new Date(worn.startMs).toISOString().slice(0, 10);
    const why = ["--reason", "ca bệnh mẫu"];
    const traceBy = ["trace", "--token", String(SERIAL), "--onset", today, ...why, ...authority];
    await refuses(2, /name an officer's key file with --key/, "", ...traceBy);
    await refuses(4, /is the key of a unit/, "xa", ...traceBy, ...key("xa"));
  });

  it("gets new secrets, restarts, and is read and traced as before, with both generations", async () => {
    const rekey = ["rekey", ...worn.port, ...authority, "--reason", "trước khi công bố"];
    worn.reports.length = 0;
    assert.match(await works("an", ...rekey, ...key("an")), /new secrets \(generation 2\)/);
    while (!worn.reports.includes("program")) await new Promise((resolve) => setTimeout(resolve, 100));
    await meet();
    const summary = await readAs(...stock("stock", "xa"));
    assert.ok((summary.added as number) >= 1);
    const kept = (await recordsOf("village.sqlite")).filter(({ sealed }) => isRecord(sealed));
    assert.deepEqual([...new Set(kept.map(({ generation }) => generation))], [1, 2]);
    const { unreadable, sealedRecords, contacts } = await trace();
    assert.deepEqual([unreadable, sealedRecords], [0, 0]);
    assert.deepEqual(contacts.map(({ tokens }) => tokens[0]!.serial), [CONTACT.serial]); // prettier-ignore
  });

  it("gets new firmware, settings and an end from an officer only; an erased one is new", async () => {
    const by = [...key("an"), "--reason", "bảo trì", ...authority];
    await refuses(2, /in service: name an officer's key/, "", "flash", ...worn.port);
    assert.match(await works("an", "flash", ...worn.port, ...by), /its log and its clock kept/);
    assert.equal((await readAs(...stock("stock", "xa"))).serial, SERIAL);
    assert.match(await works("an", "configure", ...worn.port, ...by, "--epoch", "1"), /epoch 1, reminder on/);
    await refuses(4, /no key that is held here fits/, "xa", ...sync, ...stock("stock", "xa"));
    const erase = ["erase", ...worn.port, ...by, "--unread", "--serial"];
    await refuses(2, /this is token 00000042, not 00000043/, "an", ...erase, "43");
    await works("an", ...erase, String(SERIAL));
    const { isPractice, serial } = await readAs();
    assert.equal(isPractice, true);
    assert.notEqual(serial, SERIAL);
  });

  it("sealed the very bytes that Node seals from the same record, key and place", async () => {
    const file = new Uint8Array(bytes("an.bzkey"));
    const officer = await unlockKeyFile(file, PASSPHRASES.an, scrypt);
    const boxes = await worn.withStore("authority.sqlite", (store) =>
      openBoxes(store, officer, "log", SERIAL),
    );
    const crypto = createTestCrypto();
    let compared = 0;
    for (const { content } of boxes) {
      const keyOn = createRecordKeys(nodeHash, content);
      for (const record of await recordsOf("village.sqlite")) {
        const slot = parseSlot({ crc32 }, record.sealed);
        if (record.generation !== content.generation || slot.kind !== "record") continue;
        const recordKey = keyOn(record.sealDay)!;
        const plain = openRecord(ccmOpen, recordKey, record, slot.sealed)!;
        const seal = createSeal(crypto, SERIAL, record.generation, recordKey);
        const again = seal(record.pageSequence, record.position, plain);
        assert.deepEqual(Buffer.from(again), Buffer.from(slot.sealed));
        compared++;
      }
    }
    assert.ok(compared >= 2);
  });
});

const isRecord = (sealed: Uint8Array) => parseSlot({ crc32 }, sealed).kind === "record";
const [HELLO, CHALLENGE, ERROR] = [1, 2, 0x7f];

/** Whole frames, one behind the other. */
function framesIn(stream: Buffer) {
  const frames: {
    version: number;
    protection: number;
    type: number;
    request: number;
    payload: Uint8Array;
  }[] = [];
  for (let at = 0; at + 12 <= stream.length;) {
    assert.equal(stream.readUInt16BE(at), 0xb75a);
    const length = stream.readUInt16LE(at + 2);
    if (at + 12 + length > stream.length) break;
    const [version, protection, type, request] = stream.subarray(at + 4, at + 8);
    const payload = new Uint8Array(stream.subarray(at + 8, at + 8 + length));
    frames.push({ version: version!, protection: protection!, type: type!, request: request!, payload });
    at += 12 + length;
  }
  return frames;
}
