import { Command, Option } from "commander";
import type { Identity, KeyRole } from "../../custody/host/identity.js";
import { inColumns } from "../command-line/table.js";
import { refuseExisting, writeNewFile } from "../new-file.js";
import { PUBLIC_MODE } from "../private-file.js";
import { UserError } from "../../words/user-error.js";
import { formatFingerprint } from "../fingerprint.js";
import { KEY_FILE_ENDING, PUBLIC_FILE_ENDING, inFile, unlock } from "../command-line/key-files.js";
import { askNewPassphrase } from "../command-line/passphrase.js";
import { readBytes } from "../command-line/read-text.js";
import { problem } from "../../words/problem.js";
import { type JsonOptions, jsonOption, report } from "../command-line/print.js";

const SHARE_ENDING = ".bzpart";

/** `bztoken keys …`: key files of officers, of units, and the recovery key. */
export function keysCommand(): Command {
  return new Command("keys")
    .description(
      "make and look at key files; the passphrase is asked for, or the first line of standard input",
    )
    .addCommand(newCommand())
    .addCommand(unitCommand())
    .addCommand(splitCommand())
    .addCommand(joinCommand())
    .addCommand(publicCommand())
    .addCommand(showCommand());
}

function newCommand(): Command {
  return new Command("new")
    .description(`a new key: NAME${KEY_FILE_ENDING}, locked, and NAME${PUBLIC_FILE_ENDING} to give away`)
    .argument("<name>", "path of both files without their endings")
    .addOption(new Option("--role <role>", "whose key").choices(["officer", "recovery"]).default("officer"))
    .addOption(jsonOption())
    .action((name: string, { role, ...options }: { role: KeyRole } & JsonOptions) =>
      makeKey(name, role, options),
    );
}

function unitCommand(): Command {
  return new Command("unit")
    .description("a commune's key: opens what is addressed to the unit, and opens no log")
    .argument("<name>", "path of both files without their endings")
    .addOption(jsonOption())
    .action((name: string, options: JsonOptions) => makeKey(name, "unit", options));
}

async function makeKey(name: string, role: KeyRole, options: JsonOptions): Promise<void> {
  const { SEED_BYTES, createIdentity } = await import("../../custody/host/identity.js");
  const { randomBytes } = await import("../node-crypto.js");
  await writeKey(name, createIdentity(role, randomBytes(SEED_BYTES)), options);
}

async function writeKey(name: string, identity: Identity, options: JsonOptions): Promise<void> {
  const { lockKeyFile } = await import("../../custody/host/key-file.js");
  const { encodePublicFile } = await import("../../custody/host/identity.js");
  const { randomBytes, scrypt } = await import("../node-crypto.js");
  const [keyPath, publicPath] = [name + KEY_FILE_ENDING, name + PUBLIC_FILE_ENDING];
  refuseExisting(keyPath);
  refuseExisting(publicPath);
  const passphrase = await askNewPassphrase(keyPath);
  const locked = await lockKeyFile(identity, passphrase, scrypt, randomBytes);
  await writeNewFile(keyPath, [locked]);
  await writeNewFile(publicPath, [encodePublicFile(identity)], PUBLIC_MODE);
  const fingerprint = formatFingerprint(identity.fingerprint);
  report(
    options,
    { keyFile: keyPath, publicKeyFile: publicPath, role: identity.role, fingerprint },
    `${keyPath}  keep it, and a copy in a safe place; it is useless without its passphrase`,
    `${publicPath}  give it away; compare by telephone: ${fingerprint}`,
  );
}

function splitCommand(): Command {
  return new Command("split")
    .description("three parts of a recovery key, any two of which give it back; one alone tells nothing")
    .argument("<keyfile>", "the locked recovery key")
    .argument("<name>", `path of the parts without -1${SHARE_ENDING} … -3${SHARE_ENDING}`)
    .addOption(jsonOption())
    .action(async (keyFile: string, name: string, options: JsonOptions) => {
      const { splitRecoveryKey } = await import("../../custody/host/recovery.js");
      const { randomBytes } = await import("../node-crypto.js");
      const paths = [1, 2, 3].map((part) => `${name}-${part}${SHARE_ENDING}`);
      for (const path of paths) refuseExisting(path);
      const identity = await unlock(keyFile, ["recovery"]);
      const parts = splitRecoveryKey(identity, randomBytes);
      for (const [i, part] of parts.entries()) await writeNewFile(paths[i]!, [part]);
      const fingerprint = formatFingerprint(identity.fingerprint);
      report(
        options,
        { parts: paths, fingerprint },
        `${paths.join("  ")}  give each to another person, then destroy ${keyFile}`,
        `recovery key ${fingerprint}`,
      );
    });
}

function joinCommand(): Command {
  return new Command("join")
    .description("a recovery key from two of its parts, under a new passphrase")
    .argument("<part...>", "two or three parts")
    .requiredOption("--name <path>", "path of the new files without their endings")
    .addOption(jsonOption())
    .action(async (parts: string[], { name, ...options }: { name: string } & JsonOptions) => {
      const { joinRecoveryKey, peekShare } = await import("../../custody/host/recovery.js");
      const files = parts.map((path) => {
        const file = readBytes(path, problem("word/file/part"));
        inFile(path, () => peekShare(file));
        return { name: path, file };
      });
      await writeKey(name, joinRecoveryKey(files), options);
    });
}

function publicCommand(): Command {
  return new Command("public")
    .description("the public key file once more, from the key file")
    .argument("<keyfile>", "a key file of any kind")
    .argument("<file>", `the new file, best ending in ${PUBLIC_FILE_ENDING}`)
    .addOption(jsonOption())
    .action(async (keyFile: string, path: string, options: JsonOptions) => {
      const { ROLES, encodePublicFile } = await import("../../custody/host/identity.js");
      refuseExisting(path);
      const identity = await unlock(keyFile, ROLES);
      await writeNewFile(path, [encodePublicFile(identity)], PUBLIC_MODE);
      const fingerprint = formatFingerprint(identity.fingerprint);
      report(
        options,
        { publicKeyFile: path, role: identity.role, fingerprint },
        `${path}  give it away; compare by telephone: ${fingerprint}`,
      );
    });
}

function showCommand(): Command {
  return new Command("show")
    .description("whose key a file is; no passphrase is needed")
    .argument("<file...>", "key files, public key files, parts of a recovery key")
    .addOption(jsonOption())
    .action(async (paths: string[], options: JsonOptions) => {
      const { peekKeyFile } = await import("../../custody/host/key-file.js");
      const { decodePublicFile } = await import("../../custody/host/identity.js");
      const { peekShare } = await import("../../custody/host/recovery.js");
      const kinds = { BZKF: "key file", BZPK: "public key file", BZSH: "part of a recovery key" };
      const rows = paths.map((path) => {
        const file = readBytes(path, problem("word/file/file"));
        const magic = Buffer.from(file.subarray(0, 4)).toString("latin1");
        if (magic === "BZKF") return { path, kind: kinds[magic], ...outline(peekKeyFile(file)) };
        if (magic === "BZPK") return { path, kind: kinds[magic], ...outline(decodePublicFile(file)) };
        if (magic === "BZSH") {
          return { path, kind: kinds[magic], ...outline({ role: "recovery", ...peekShare(file) }) };
        }
        throw new UserError("command/no-key-file", { path });
      });
      const cells = rows.map(({ path, kind, role, fingerprint }) => [
        path,
        `${kind}, ${role}, ${fingerprint}`,
      ]);
      report(options, rows, ...inColumns(cells));
    });
}

function outline({ role, fingerprint }: { role: KeyRole; fingerprint: Uint8Array }) {
  return { role, fingerprint: formatFingerprint(fingerprint) };
}
