/** `bztoken store`: the key of a store's file, and what a shared one needs. */
import { Command } from "commander";
import { UserError } from "../../../words/user-error.js";
import { type JsonOptions, jsonOption, note, report } from "../../command-line/print.js";
import { DEFAULT_STORE, withStore } from "../../command-line/with-store.js";
import { giveCommand, moveCommand, roleCommand, spreadCommand } from "./province.js";
import { destroyKey, isOnDiskOf, keysAt, writeKey } from "../../store/encryption/key-places.js";
import { changeStoreKey } from "../../store/encryption/change-key.js";
import { type StoreKey, codeOfKey, makeStoreKey } from "../../store/encryption/store-key.js";
import { isServer } from "../../store/database/server-address.js";

interface Options extends JsonOptions {
  store: string;
  keyTo: string;
}

const HELP = `
The key is found on a stick that is plugged in, or in the file or folder that BZTOKEN_STORE_KEY names; at a terminal the code
from the sheet opens the store as well. No command takes a key as an argument: others of this computer read those.`;

export function storeCommand(): Command {
  return new Command("store")
    .description("encrypt a store, so that its disk alone tells nothing; share one, and move it")
    .addHelpText("after", HELP)
    .addCommand(
      make("encrypt", "encrypt a plain store under a new key", async ({ store, keyTo, json }) => {
        if (await keyOf(store)) throw new UserError("station/store-key/encrypted", { path: store });
        await change({ store, keyTo, json }, undefined);
      }),
    )
    .addCommand(
      make(
        "change-key",
        "give an encrypted store a new key: a stick or a sheet was lost",
        async (options) => {
          const before = await requireKeyOf(options.store);
          await change(options, before);
          for (const place of keysAt(options.keyTo)) if (place.key.id === before.id) destroyKey(place);
          note("bztoken: other sticks and sheets with the old key open this store no more: destroy them");
        },
      ),
    )
    .addCommand(
      make(
        "copy-key",
        "write the key to one more stick, and show the code for its sheet",
        async (options) => {
          await tell(options, await requireKeyOf(options.store));
        },
      ),
    )
    .addCommand(roleCommand())
    .addCommand(giveCommand())
    .addCommand(spreadCommand())
    .addCommand(moveCommand());
}

function make(name: string, description: string, run: (options: Options) => Promise<void>): Command {
  return new Command(name)
    .description(description)
    .option("--store <file>", "the store; no station may be running on it", DEFAULT_STORE)
    .requiredOption("--key-to <folder>", "where the key is written: a stick, never the store's own disk")
    .addOption(jsonOption())
    .action(async (options: Options) => {
      if (isServer(options.store)) throw new UserError("station/store-key/server");
      if (isOnDiskOf(options.store, options.keyTo)) {
        throw new UserError("station/store-key/same-disk", { folder: options.keyTo });
      }
      await run(options);
    });
}

/** Opens it, which brings it to the present version. Undefined: it is plain. */
async function keyOf(path: string): Promise<StoreKey | undefined> {
  return withStore(path, false, (store) => Promise.resolve(store.key));
}

async function requireKeyOf(path: string): Promise<StoreKey> {
  const key = await keyOf(path);
  if (key === undefined) throw new UserError("station/store-key/plain", { path });
  return key;
}

/** The key lies on the stick before anything needs it. */
async function change(options: Options, before: StoreKey | undefined): Promise<void> {
  const after = makeStoreKey();
  await writeKey(options.keyTo, after);
  await (await changeStoreKey(options.store, { before, after }, Date.now())).close();
  await tell(options, after);
}

async function tell({ store, keyTo, json }: Options, key: StoreKey): Promise<void> {
  const keyFile = await writeKey(keyTo, key);
  const code = codeOfKey(key);
  report(
    { json },
    { path: store, keyFile, code },
    `${store} is encrypted; its key is in ${keyFile}`,
    `Code for the sheet, which is kept apart from the computer: ${code}`,
  );
}
