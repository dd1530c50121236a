/** Two tokens that give themselves one number, and stores of before that told tokens apart by nothing else. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import Database from "libsql";
import { localDayOf } from "../../../src/station/text/local-time.js";
import { takePack } from "../../../src/station/packs/take-pack.js";
import { packUp } from "../../../src/station/packs/up.js";
import { runTrace } from "../../../src/station/tracing/run-trace.js";
import { migrations } from "../../../src/station/store/schema.js";
import { openStore, type Store } from "../../../src/station/store/store.js";
import { keyOfSerial } from "../../../src/station/store/token-identity.js";
import {
  HOUR_MS,
  START_DAY,
  START_UTC_MS,
  commune,
  createFolder,
  createTokenBench,
  officer,
  publicOf,
} from "../custody-bench.js";

/** Both chips' numbers come to the same serial number. */
const CHIPS = ["11223E9557E47950", "1122761908EC4F33"] as const;
const SERIAL = 13_017_236;
const NOW_MS = START_UTC_MS + 30 * HOUR_MS;

describe("the identity of a token", function () {
  this.timeout(180_000);
  let folder: ReturnType<typeof createFolder>;
  let store: Store;
  beforeEach(async () => {
    folder = createFolder();
    store = await folder.store("store.sqlite");
  });
  afterEach(() => folder.remove());

  /** An unprepared token of this chip that has heard one neighbour for so many hours. */
  function wornToken(chipId: string, hours: number, seed: number) {
    const token = createTokenBench(seed, chipId);
    token.addNeighbour(Buffer.alloc(12, seed), -50);
    token.live(hours);
    return {
      live: token.live,
      serial: () => token.token().serial(),
      sync: (into = store) => token.sync(into),
    };
  }
  const tokensOf = async (of: Store) =>
    (await of.tokens()).map(({ token, serial, chipId, records }) => ({ token, serial, chipId, records }));

  it("keeps two of one number apart: logs, secrets and marks, and says so", async () => {
    const [first, second] = [wornToken(CHIPS[0], 3, 1), wornToken(CHIPS[1], 4, 2)];
    assert.deepEqual([first.serial(), second.serial()], [SERIAL, SERIAL]);
    const one = await first.sync();
    const two = await second.sync();
    assert.deepEqual([one.token, two.token], CHIPS);
    assert.deepEqual(one.warnings, []);
    assert.deepEqual(two.warnings, [{ code: "same-number", token: CHIPS[1], others: [CHIPS[0]] }]);
    assert.deepEqual([one.added, two.added], [one.received, two.received]);
    assert.ok(one.added >= 12 && two.added >= 16);
    first.live(2);
    second.live(2);
    const again = [await first.sync(), await second.sync()];
    assert.ok(
      again.every(
        ({ added, conflicting, fromSequence }) => added >= 7 && conflicting === 0 && fromSequence > 0,
      ),
    );
    const secrets = await store.secrets();
    assert.deepEqual(secrets.map(({ token }) => token).sort(), [...CHIPS].sort());
    assert.notDeepEqual(secrets[0]!.baseId, secrets[1]!.baseId);
    for (const [i, { serial, token }] of [one, two].entries()) {
      const request = { token, onsetDay: localDayOf(START_UTC_MS), untilMs: START_UTC_MS + 24 * HOUR_MS };
      const trace = await runTrace(store, request);
      assert.deepEqual([trace.tokens[0]!.serial, trace.unreadable], [serial, 0]);
      assert.equal(trace.ownRecords, [one, two][i]!.added + again[i]!.added - (await restarts(token)));
    }
  });

  /** Slots of the log that are marks of a restart, not records. */
  async function restarts(token: string): Promise<number> {
    let count = 0;
    for await (const portion of store.sealedRecords((one) =>
      one === token ? [{ fromDay: 0, toDay: 99_999 }] : [],
    ))
      count += portion.filter(({ sealed }) =>
        sealed.subarray(0, 28).every((byte) => byte === sealed[0]),
      ).length;
    return count;
  }

  it("goes up with packs, and two stores agree on which is which", async () => {
    const [first, second] = [wornToken(CHIPS[0], 3, 1), wornToken(CHIPS[1], 4, 2)];
    await first.sync();
    const authority = await folder.store("authority.sqlite");
    await second.sync(authority);
    await second.sync();
    const path = folder.path("up");
    await packUp(store, path, { sender: commune, receivers: [officer], madeMs: NOW_MS }, true);
    await takePack(authority, path, officer, [publicOf(commune)], NOW_MS);
    assert.deepEqual(await tokensOf(authority), await tokensOf(store));
    assert.deepEqual(await authority.secrets(), await store.secrets());
  });

  it("takes a token of which only the number was known for its own", async () => {
    const token = await store.tokenOf(SERIAL);
    await store.issueToken(token, { name: "Người Mẫu", unit: "Thôn 1", phone: null }, 0);
    const summary = await wornToken(CHIPS[0], 1, 1).sync();
    assert.equal(summary.token, token);
    assert.deepEqual(summary.warnings, []);
    const [row] = await store.tokens();
    assert.deepEqual([row!.chipId, row!.holder!.name], [CHIPS[0], "Người Mẫu"]);
  });

  it("of a chip that was erased is another one, and nothing of the first is overwritten", async () => {
    const claim = { serial: SERIAL, chipId: CHIPS[0] };
    const secrets = (fill: number, generation = 0) => [{ generation, baseId: new Uint8Array(32).fill(fill) }];
    const put = (token: string, fill: number, generation = 0) =>
      store.putSecrets({
        ...{ token, serial: SERIAL, generation, createdDay: START_DAY },
        baseId: new Uint8Array(32).fill(fill),
        sealKey: new Uint8Array(32),
      });
    const first = await store.resolvePractice({ ...claim, secrets: secrets(1) });
    await put(first.token, 1);
    assert.equal((await store.resolvePractice({ ...claim, secrets: secrets(1) })).token, first.token);
    // New keys of its own making: the same token.
    assert.equal((await store.resolvePractice({ ...claim, secrets: secrets(5, 1) })).token, first.token);
    // Of the other chip, which has had new keys already: nothing speaks against it but the chip.
    const other = await store.resolvePractice({ ...claim, chipId: CHIPS[1], secrets: secrets(6, 1) });
    assert.deepEqual([other.token, other.namesakes], [CHIPS[1], [CHIPS[0]]]);
    const second = await store.resolvePractice({ ...claim, secrets: secrets(2) });
    assert.deepEqual(second, { token: `${CHIPS[0]}-2`, namesakes: [CHIPS[1]], isReborn: true });
    await put(second.token, 2);
    assert.equal((await store.resolvePractice({ ...claim, secrets: secrets(1) })).token, first.token);
    assert.equal((await store.resolvePractice({ ...claim, secrets: secrets(2) })).token, second.token);
  });

  it("of a token in service is its number, which its key has proven", async () => {
    const proven = { serial: 42, chipId: CHIPS[0] };
    assert.deepEqual(await store.resolveService(proven), { token: "00000042", wasClaimed: false });
    assert.equal((await store.tokens())[0]!.chipId, CHIPS[0]);
  });

  describe("in a store of version 2", () => {
    const sealed = createHash("sha256").update("a record").digest();
    function makeOldStore(path: string, baseId: Uint8Array): void {
      const old = new Database(path);
      old.pragma("foreign_keys = ON");
      for (const [i, statements] of migrations.slice(0, 2).entries()) {
        for (const statement of statements) old.exec(statement);
        old.exec(`insert into bluezone_store values (${i + 1}, 1)`);
      }
      old.exec(
        `insert into tokens (serial, firmware, is_practice, generation, next_sequence, unread_records, lost_records)
           values (42, '0.1.0', 0, 1, 130, 0, 0), (${SERIAL}, '0.1.0', 1, 0, 5, 0, 0);
         insert into persons values ('p', 'Người Mẫu', 'Thôn 1', null);
         insert into issues values ('i', 42, 'p', 5, null);
         insert into syncs values (42, 10, 20, 0, 130, 1, 1, 0, 7);
         insert into pages values (42, 1, 1, ${START_DAY}, 3), (${SERIAL}, 0, 1, ${START_DAY}, 4);
         insert into readings values (42, 10, 'operator', '{}');
         insert into clock_corrections values (42, 1, 2, 900000, 8, 9);
         insert into boxes values (42, 1, 'log', 'aa', 5, x'00');
         insert into wrapped_secrets values (42, 2, 'id', x'01', 6);
         insert into cases values ('c', 42, 'aa', 1, null, x'02', x'03')`,
      );
      const record = old.prepare("insert into records values (?, ?, 1, 0, ?)");
      record.run(42, 1, sealed);
      record.run(SERIAL, 0, sealed);
      old.prepare("insert into token_secrets values (?, 0, ?, ?, ?)").run(SERIAL, Buffer.from(baseId), START_DAY, Buffer.alloc(32)); // prettier-ignore
      old.close();
    }
    const baseId = new Uint8Array(32).fill(3);
    let migrated: Store;
    beforeEach(async () => {
      makeOldStore(folder.path("old.sqlite"), baseId);
      migrated = await folder.store("old.sqlite");
    });

    it("everything is kept", async () => {
      const practice = keyOfSerial(SERIAL);
      assert.deepEqual(await tokensOf(migrated), [
        { token: "00000042", serial: 42, chipId: null, records: 1 },
        { token: practice, serial: SERIAL, chipId: null, records: 1 },
      ]);
      assert.equal(await migrated.nextSequence("00000042"), 130);
      assert.deepEqual((await migrated.issues()).map(({ token, person }) => [token, person.name]), [["00000042", "Người Mẫu"]]); // prettier-ignore
      assert.deepEqual((await migrated.secrets()).map(({ token }) => token), [practice]); // prettier-ignore
      const [correction] = await migrated.corrections();
      assert.deepEqual(
        [correction!.token, correction!.offsetMs, correction!.isSure],
        ["00000042", 900_000, true],
      );
      assert.deepEqual([(await migrated.boxes()).length, (await migrated.wrappedSecrets()).length], [1, 1]);
      assert.equal((await migrated.cases())[0]!.serial, 42);
      for await (const portion of migrated.sealedRecords(() => [{ fromDay: 0, toDay: 99_999 }])) {
        for (const record of portion) {
          assert.deepEqual(Buffer.from(record.sealed), sealed);
          assert.deepEqual([record.sealDay, record.calendarDay], [START_DAY, START_DAY]);
        }
      }
      await migrated.close();
      await (await openStore(folder.path("old.sqlite"))).close();
      migrated = await folder.store("old.sqlite");
    });

    it("a row gets its chip when the secrets agree, and stays apart where they do not", async () => {
      const claim = { serial: SERIAL };
      const own = [{ generation: 0, baseId }];
      const others = [{ generation: 0, baseId: new Uint8Array(32).fill(4) }];
      const second = await migrated.resolvePractice({ ...claim, chipId: CHIPS[1], secrets: others });
      assert.deepEqual([second.token, second.namesakes], [CHIPS[1], [keyOfSerial(SERIAL)]]);
      const first = await migrated.resolvePractice({ ...claim, chipId: CHIPS[0], secrets: own });
      assert.deepEqual([first.token, first.namesakes], [keyOfSerial(SERIAL), [CHIPS[1]]]);
      const chips = (await migrated.tokens()).map(({ token, chipId }) => [token, chipId]);
      assert.deepEqual(chips.sort(), [
        ["00000042", null],
        [CHIPS[1], CHIPS[1]],
        [keyOfSerial(SERIAL), CHIPS[0]],
      ].sort()); // prettier-ignore
    });
  });
});
