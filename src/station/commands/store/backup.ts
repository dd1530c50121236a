import { Command } from "commander";
import { readPublicFiles, unlock } from "../../command-line/key-files.js";
import { askPassphrase } from "../../command-line/passphrase.js";
import { type JsonOptions, jsonOption, note, report } from "../../command-line/print.js";
import { readBytes } from "../../command-line/read-text.js";
import { keyOfNew, withStore } from "../../command-line/with-store.js";
import { formatMoment } from "../../text/local-time.js";
import { problem } from "../../../words/problem.js";

interface Options extends JsonOptions {
  store: string;
  key: string;
}

/** `bztoken backup`: the whole store in one sealed file. */
export function backupCommand(): Command {
  return new Command("backup")
    .description("write the whole store into one file that only the keys named here restore")
    .requiredOption("--store <file>", "the store; a station may be running on it")
    .requiredOption("--out <file>", "the new file, best on a stick")
    .requiredOption("--key <keyfile>", "key file of whoever makes it, and may restore it")
    .option("--to <pubfile...>", "public key files of others who may restore it: the recovery key")
    .addOption(jsonOption())
    .action(async ({ store: path, out, key, to, json }: Options & { out: string; to?: string[] }) => {
      const { ROLES } = await import("../../../custody/host/identity.js");
      const { refuseExisting } = await import("../../new-file.js");
      const { writeBackup } = await import("../../backup/write-backup.js");
      refuseExisting(out);
      const others = (await readPublicFiles(to ?? [])).map(({ identity }) => identity);
      const by = await unlock(key, ROLES);
      const { head } = await withStore(path, false, async (store) => {
        await writeBackup(store, out, { by, others, nowMs: Date.now() });
        return store.checkLedger();
      });
      report(
        { json },
        { path: out, head },
        `${out}: the store as it was just now; it opens with ${key} and its passphrase`,
        `head of the ledger ${head}`,
      );
    });
}

/** `bztoken restore`: a store from its back-up. */
export function restoreCommand(): Command {
  return new Command("restore")
    .description("make a store from its back-up; what is there already is never overwritten")
    .argument("<file>", "the back-up")
    .requiredOption("--store <file>", "the new store")
    .requiredOption(
      "--key <file>",
      "a key file that the back-up was made for, or the keyring that lies beside those made on the page",
    )
    .option("--from <pubfile...>", "public key file of whoever made it, where that is another key")
    .addOption(jsonOption())
    .action(async (file: string, { store: path, key, from, json }: Options & { from?: string[] }) => {
      const { ROLES } = await import("../../../custody/host/identity.js");
      const { refuseExisting } = await import("../../new-file.js");
      const { restoreBackup } = await import("../../backup/restore-backup.js");
      const { restoreWithKeyring } = await import("../../backup/station-backup.js");
      const { isKeyring } = await import("../../../custody/host/backup-keyring.js");
      refuseExisting(path);
      const senders = (await readPublicFiles(from ?? [])).map(({ identity }) => identity);
      const bytes = readBytes(key, problem("word/file/key-file"));
      const newKey = (await keyOfNew(path)) ?? "plain";
      const restored = isKeyring(bytes)
        ? await restoreWithKeyring(
            file,
            path,
            { path: key, bytes, passphrase: await askPassphrase(key) },
            newKey,
          )
        : await restoreBackup(file, path, await unlock(key, ROLES), senders, newKey);
      const { madeMs, tokens, ledger } = restored;
      const { head, entries, faults } = ledger;
      report(
        { json },
        { path, madeMs, tokens, head, entries, isLedgerSound: faults.length === 0 },
        `${path}: the store of ${formatMoment(madeMs)}, with ${tokens} tokens`,
        `head of the ledger ${head}, ${entries} entries`,
      );
      if (faults.length > 0) note("bztoken: its ledger does not hold: see bztoken ledger --verify");
    });
}
