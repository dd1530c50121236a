/** Operating keys for a command: those that lie locked in the store, or those of a stock file. */
import type { TokenKey } from "../../custody/host/enter.js";
import type { Identity } from "../../custody/host/identity.js";
import { readPublicFiles, unlock } from "../command-line/key-files.js";
import { note } from "../command-line/print.js";
import type { Store } from "../store/store.js";
import { UserError } from "../../words/user-error.js";

export interface UnitOptions {
  unit?: string;
  stock?: string;
  key?: string;
  from?: string[];
}

export function checkUnitOptions({ unit, stock, key }: UnitOptions): void {
  if ((stock === undefined) !== (key === undefined)) {
    throw new UserError("command/stock-and-key");
  }
  if (unit !== undefined && stock !== undefined) {
    throw new UserError("command/unit-or-stock");
  }
}

/** The unit, if its key file is named. Asks for the passphrase. */
export async function unlockUnit({ unit, key }: UnitOptions): Promise<Identity | undefined> {
  const path = unit ?? key;
  return path === undefined ? undefined : unlock(path, ["unit"]);
}

/** Those in the store, or of a stock file that a known authority signed; whoever is named with --from is known from then on. */
export async function operatingKeysOf(
  { stock, from }: UnitOptions,
  store: Store,
  unit: Identity,
): Promise<TokenKey[]> {
  if (stock === undefined) return store.unlockOperatingKeys(unit);
  const { withPack } = await import("../packs/pack-file.js");
  const { stockOf } = await import("../packs/take-down.js");
  const named = await readPublicFiles(from ?? []);
  const known = (await store.knownKeys()).filter((one) => one.isSender);
  const identities = named.map(({ identity }) => identity);
  await store.requireSoundKeys(identities);
  const senders = [...known, ...identities];
  const keys = await withPack(stock, unit, senders, stockOf);
  await store.putKnownKeys(
    named.map(({ file }) => file),
    true,
  );
  return keys;
}

/** An older program left them so. */
export async function notePlainKeys(store: Store): Promise<void> {
  if ((await store.operatingKeys()).length === 0) return;
  note(
    `bztoken: keys of tokens in service lie open in ${store.path}, and in every copy of it: name the unit's key file once (bztoken sync --unit, or sign in on the page), and they are locked`,
  );
}
