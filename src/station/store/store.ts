/**
 * What the station keeps: tokens, who has them, their logs, still sealed, and at an authority their boxes.
 *
 * A chunk of records and the place to go on from are written in one transaction, so a pulled plug or a crash
 * loses at most the chunk in flight, and storing one twice changes nothing.
 */
import { createBindings } from "./bindings.js";
import { createClocks } from "./clocks.js";
import { createCustodyStore } from "./custody/custody.js";
import { createExchangeStore } from "./exchange.js";
import { createKnownKeys } from "./custody/known-keys.js";
import { createLedger } from "./custody/ledger.js";
import { createLogs } from "./logs.js";
import type { OpenOptions } from "./database/opened.js";
import { openDatabase } from "./database/open-database.js";
import { createOperatingKeys } from "./custody/operating-keys.js";
import { createPreparations } from "./custody/preparations.js";
import { createPeople } from "./people.js";
import { createPeopleList } from "./registry/people-list.js";
import { createCoverageStore } from "./registry/coverage.js";
import { createHouseholds } from "./registry/households.js";
import { createGatePassages } from "./registry/gate-passages.js";
import { createUnits } from "./registry/units.js";
import { createTokenStates } from "./registry/token-states.js";
import { createRegister } from "./register.js";
import type { StoreKey } from "./encryption/store-key.js";
import { createReleases } from "./registry/releases.js";
import { createRetention } from "./retention.js";
import { createAccounts } from "./staff/accounts.js";
import { createBackupKeys } from "./staff/backup-keys.js";
import { createSettings } from "./staff/settings.js";
import { createWithdrawal } from "./staff/withdrawal.js";

export * from "./types.js";

export type Store = Awaited<ReturnType<typeof openStore>>;

/**
 * Opens (or makes) a store; `UserError` where it is foreign, damaged or too new.
 *
 * @param at  a file, or a PostgreSQL database: `postgres://…`
 */
export async function openStore(at: string, options: OpenOptions = { mayCreate: true }) {
  const { db, access, path, key, write, expire, copyInto, explain } = await openDatabase(at, options);
  return {
    path,
    /** Who could read its file when it was opened. */
    access,
    /** Of its file; undefined: it is plain, or in PostgreSQL. */
    key,
    ...createRegister(db, write),
    ...createPeople(db, write),
    ...createPeopleList(db, write),
    ...createUnits(db, write),
    ...createHouseholds(db, write),
    ...createGatePassages(db, write),
    ...createCoverageStore(db, write),
    ...createTokenStates(db, write),
    ...createLogs(db, write),
    ...createClocks(db, write),
    ...createRetention(db, write, expire),
    ...createCustodyStore(db, write),
    ...createLedger(db, write),
    ...createPreparations(db, write),
    ...createKnownKeys(db, write),
    ...createOperatingKeys(db, write),
    ...createExchangeStore(db, write),
    ...createReleases(db, write),
    ...createBindings(db, write),
    ...createAccounts(db, write, options.pinLogN),
    ...createSettings(db, write),
    ...createBackupKeys(db, write),
    ...createWithdrawal(db, write),
    async copyInto(file: string, fileKey: StoreKey): Promise<void> {
      try {
        await copyInto(file, fileKey);
      } catch (error) {
        throw explain(error);
      }
    },
    async close(): Promise<void> {
      await db.destroy();
    },
  };
}
