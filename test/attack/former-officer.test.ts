/** A unit that calls its own key an officer's, and an officer who left; both use the public doors and files of their own. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import Database from "libsql";
import { openBox, peekBox } from "../../src/custody/host/boxes.js";
import {
  createIdentity,
  decodePublicFile,
  encodePublicFile,
  type Identity,
} from "../../src/custody/host/identity.js";
import { lockKeyFile } from "../../src/custody/host/key-file.js";
import { unwrapSecret } from "../../src/custody/host/prepare.js";
import { resealAll } from "../../src/station/cases/officer.js";
import { ccmOpen, nodeHash, randomBytes, scrypt } from "../../src/station/node-crypto.js";
import { noteOnLeft } from "../../src/station/commands/reports/note-on-left.js";
import { packUp } from "../../src/station/packs/up.js";
import { takePack } from "../../src/station/packs/take-pack.js";
import { systemTimers } from "../../src/station/reading/serial-line.js";
import { prepareToken } from "../../src/station/register/prepare-token.js";
import { rekeyToken } from "../../src/station/register/rekey-token.js";
import { formerRecipientsMigration } from "../../src/station/store/migrations/custody/former-recipients.js";
import { openStore, type Store } from "../../src/station/store/store.js";
import {
  START_DAY,
  commune,
  createFolder,
  createTokenBench,
  officer,
  otherOfficer,
  publicOf,
  putPreparedLog,
  recovery,
} from "../station/custody-bench.js";
import { startProgram } from "../station/commands/run-command.js";
import { isIn } from "../words/problem-in.js";

const seed = (value: number) => new Uint8Array(32).fill(value);
const isKeyRefused = (error: unknown) => isIn("station", error, "wrong-key");
const file = (identity: Identity) => publicOf(identity).file;
/** A public key file as its owner signs it, with whatever role the owner likes. */
const signedAs = (role: "officer" | "unit", identity: Identity) => {
  const signed = encodePublicFile({ ...identity, role });
  return { identity: decodePublicFile(signed), file: signed };
};
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const log = (serial: number) => {
  const secret = (fill: number) => Buffer.from(Array.from({ length: 32 }, (_, i) => (i * 7 + fill) & 255));
  return { serial, baseId: secret(1), sealKey: secret(2), createdDay: START_DAY };
};

describe("attack: a unit that calls its key an officer's", function () {
  this.timeout(180_000);
  let folder: ReturnType<typeof createFolder>;
  let authority: Store;
  beforeEach(async () => {
    folder = createFolder();
    authority = await folder.store("authority.sqlite");
  });
  afterEach(() => folder.remove());

  const oldUnit = createIdentity("unit", seed(21), 1);
  const oldOfficer = createIdentity("officer", seed(22), 1);
  const oldRecovery = createIdentity("recovery", seed(23), 1);

  /** A store as the program before this one left it: its officers' keys of version 1 are known, a unit's too. */
  async function oldStore(name: string): Promise<Store> {
    const made = await folder.store(name);
    const recipients = [oldOfficer, oldRecovery];
    await putPreparedLog(made, made, log(42), START_DAY, [], recipients);
    await made.close();
    const database = new Database(folder.path(name));
    const insert = database.prepare("insert into known_keys values (?, ?, ?, ?)");
    for (const one of [...recipients, oldUnit])
      insert.run(hex(one.fingerprint), one.role, Buffer.from(encodePublicFile(one)), +(one.role === "unit"));
    database.close();
    return openStore(folder.path(name));
  }

  it("of the version before, with the same fingerprint: no door takes it, in an old store neither", async () => {
    const forged = signedAs("officer", oldUnit);
    assert.deepEqual(forged.identity.fingerprint, oldUnit.fingerprint, "people could not notice");
    const old = await oldStore("old.sqlite");
    await old.close();
    for (const name of ["authority.sqlite", "old.sqlite"]) {
      const before = folder.bytes(name);
      const store = await openStore(folder.path(name));
      const token = createTokenBench();
      const recipients = [forged, publicOf(name === "old.sqlite" ? oldRecovery : recovery)];
      const options = { store, open: () => Promise.resolve(token.open()), timers: systemTimers };
      await assert.rejects(
        prepareToken({ ...options, utcNowMs: token.utcNowMs, serial: 43, recipients }),
        isKeyRefused,
      );
      // As `bztoken reseal` does it.
      await assert.rejects(store.putKnownKeys([forged.file], false), isKeyRefused);
      assert.equal((await store.boxes(hex(forged.identity.fingerprint))).length, 0);
      assert.ok((await store.knownKeys()).every(({ role, boxKey }) => role === "unit" || hex(boxKey) !== hex(oldUnit.boxKey))); // prettier-ignore
      await store.close();
      if (name === "authority.sqlite") assert.deepEqual(folder.bytes(name), before);
    }
  });

  it("nor is its word taken for the authority's, by a commune that never heard of it", async () => {
    const village = await folder.store("village.sqlite");
    const path = folder.path("forged");
    const asOfficer = { ...oldUnit, role: "officer" as const };
    await packUp(authority, path, { sender: asOfficer, receivers: [commune], madeMs: 1 }, true);
    const before = folder.bytes("village.sqlite");
    await assert.rejects(takePack(village, path, commune, [signedAs("officer", oldUnit)], 2), isKeyRefused);
    assert.deepEqual(folder.bytes("village.sqlite"), before);
  });

  it("of this version: its fingerprint is another, and where the unit is known it is refused by itself", async () => {
    const forged = signedAs("officer", commune);
    assert.notDeepEqual(forged.identity.fingerprint, commune.fingerprint);
    await authority.putKnownKeys([file(commune)], true);
    await assert.rejects(authority.putKnownKeys([forged.file], false), isKeyRefused);
    // One of its keys is enough to read along.
    const own = createIdentity("officer", seed(31));
    const half = { ...own, boxKey: commune.boxKey };
    await assert.rejects(authority.putKnownKeys([signedAs("officer", half).file], false), isKeyRefused);
    // Both in one folder, before either is known.
    const fresh = await folder.store("fresh.sqlite");
    await assert.rejects(fresh.putKnownKeys([file(commune), forged.file], false), isKeyRefused);
    assert.deepEqual(await fresh.knownKeys(), []);
  });

  it("officers whom an old store knows go on, and move to keys of this version by re-sealing", async () => {
    const old = await oldStore("old.sqlite");
    assert.deepEqual((await old.knownKeys()).map(({ version }) => version), [1, 1, 1]); // prettier-ignore
    await old.putKnownKeys([file(oldOfficer), file(oldRecovery)], false);
    const [box] = await old.boxes(hex(oldOfficer.fingerprint), "log");
    assert.equal(openBox(box!.box, oldOfficer).serial, 42);
    await old.putKnownKeys([file(officer), file(recovery)], false);
    const { left } = await resealAll(old, oldOfficer, [officer, recovery], START_DAY);
    assert.deepEqual(left, [oldOfficer, oldRecovery].map((one) => hex(one.fingerprint)).sort());
    assert.equal((await old.boxes(hex(officer.fingerprint))).length, 3);
    await old.close();
  });
});

describe("attack: an officer who left", function () {
  this.timeout(180_000);
  let folder: ReturnType<typeof createFolder>;
  let authority: Store;
  beforeEach(async () => {
    folder = createFolder();
    authority = await folder.store("authority.sqlite");
  });
  afterEach(() => folder.remove());

  const both = [officer, otherOfficer, recovery];

  it("opens no box that was sealed after, but with an old one what is overheard at a re-key: people are told", async () => {
    const token = createTokenBench();
    await token.prepare(authority, 42);
    await authority.putKnownKeys(both.map(file), false);
    await resealAll(authority, officer, both, START_DAY);
    const rekey = async () => {
      // The line is the attacker's as well: what is stored as wrapped went over it.
      const overheard: Uint8Array[] = [];
      const store: Store = {
        ...authority,
        async putWrapped(secrets, storedMs) {
          overheard.push(...secrets.map(({ wrapped }) => wrapped));
          await authority.putWrapped(secrets, storedMs);
        },
      };
      const line = token.open();
      const { left } = await rekeyToken({
        ...{ store, line, timers: systemTimers, utcNowMs: token.utcNowMs, officer, reason: "thử" },
      });
      token.live(1);
      return { left, overheard };
    };
    assert.deepEqual((await rekey()).left, [], "nobody left");

    const [kept] = (await authority.boxes(hex(otherOfficer.fingerprint), "log", 42)).slice(-1);
    const leaving = await resealAll(authority, officer, [officer, recovery], START_DAY);
    assert.deepEqual(leaving.left, [hex(otherOfficer.fingerprint)]);
    assert.deepEqual((await authority.boxes()).filter(({ box }) => hex(peekBox(box).recipient) === hex(otherOfficer.fingerprint)), []); // prettier-ignore
    const { left, overheard } = await rekey();
    assert.deepEqual(left, [hex(otherOfficer.fingerprint)]);
    const told = /^Note: .* had boxes of this token once.*trusted desk.*prepare it anew$/;
    assert.match(noteOnLeft("station/left/rekeyed", left, "en").join("\n"), told);
    assert.match(noteOnLeft("station/left/rekeyed", left, "vi").join("\n"), /bàn tin cậy.*chuẩn bị lại/);
    assert.deepEqual(noteOnLeft("station/left/rekeyed", [], "en"), []);
    // What is not promised: the old box and the line give the next secret.
    const stolen = unwrapSecret(nodeHash, ccmOpen, openBox(kept!.box, otherOfficer), overheard[1]!);
    const [now] = (await authority.boxes(hex(officer.fingerprint), "log", 42)).slice(-1);
    assert.deepEqual(stolen.key, openBox(now!.box, officer).key);

    // A token prepared since never was the former officer's, and who comes back has not left.
    await putPreparedLog(authority, authority, log(43), START_DAY, []);
    assert.deepEqual(await authority.formerRecipients(43), []);
    assert.deepEqual((await resealAll(authority, officer, both, START_DAY)).left, []);
    assert.deepEqual(await authority.formerRecipients(42), []);
  });

  it("of an older store is known by the key that has no box any more, for every token in it", async () => {
    await putPreparedLog(authority, authority, log(42), START_DAY, []);
    await authority.putKnownKeys([...both, commune].map(file), false);
    await authority.close();
    const database = new Database(folder.path("authority.sqlite"));
    database.exec("drop table former_recipients");
    for (const statement of formerRecipientsMigration) database.exec(statement);
    database.close();
    const again = await folder.store("authority.sqlite");
    assert.deepEqual(await again.formerRecipients(42), [hex(otherOfficer.fingerprint)]);
  });

  it("is named by `bztoken reseal`, in the reader's language, and only where one left", async () => {
    await putPreparedLog(authority, authority, log(42), START_DAY, [], both);
    const passphrase = "mật khẩu thử";
    writeFileSync(folder.path("an.bzkey"), await lockKeyFile(officer, passphrase, scrypt, randomBytes));
    for (const [name, identity] of Object.entries({ an: officer, binh: otherOfficer, rec: recovery }))
      writeFileSync(folder.path(`${name}.bzpub`), encodePublicFile(identity));
    const reseal = async (language: string, ...names: string[]): Promise<string> => {
      const officers = names.map((name) => folder.path(`${name}.bzpub`));
      const { child, ended } = startProgram(
        [
          ...["reseal", "--key", folder.path("an.bzkey"), "--store", folder.path("authority.sqlite")],
          ...["--reason", "cán bộ nghỉ việc", "--officers", ...officers],
        ],
        { BZTOKEN_LANGUAGE: language },
      );
      child.stdin.end(`${passphrase}\n`);
      const { code, stdout, stderr } = await ended;
      assert.equal(code, 0, stderr);
      return stdout;
    };
    const note = /^(Note|Lưu ý): (.*)$/m;
    assert.doesNotMatch(await reseal("en", "an", "binh", "rec"), note);
    const [, , told] = note.exec(await reseal("en", "an", "rec"))!;
    const name = hex(otherOfficer.fingerprint).replace(/(....)(?=.)/g, "$1-");
    assert.match(told!, new RegExp(`^${name} had boxes .* trusted desk .* prepare them anew$`));
    assert.doesNotMatch(await reseal("en", "an", "rec"), note);
    await reseal("en", "an", "binh", "rec");
    const [, , said] = note.exec(await reseal("vi", "an", "rec"))!;
    assert.match(said!, new RegExp(`^${name} .*bàn tin cậy.*chuẩn bị lại`));
  });
});
