/** Key files on disk, for every command that needs one. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Identity, KeyRole, PublicIdentity } from "../../custody/host/identity.js";
import { UserError, isUserError } from "../../words/user-error.js";
import { whyUnreadable } from "../text/unreadable.js";
import { formatFingerprint } from "../fingerprint.js";
import { soundReason } from "../reason.js";
import { askPassphrase } from "./passphrase.js";
import { readBytes } from "./read-text.js";
import { problem } from "../../words/problem.js";

export const KEY_FILE_ENDING = ".bzkey";
export const PUBLIC_FILE_ENDING = ".bzpub";

/** Who opens boxes, and why. */
export interface Officer {
  identity: Identity;
  reason: string;
}

/** An officer's or the recovery key. `UserError` without a reason, before a passphrase is asked for. */
export async function unlockOfficer(path: string, why: string | undefined): Promise<Officer> {
  const reason = soundReason(why);
  if (reason === undefined) throw new UserError("command/reason", { path });
  return { identity: await unlock(path, ["officer", "recovery"]), reason };
}

/** Asks for the passphrase. @param roles  who may do what the command does */
export async function unlock(path: string, roles: readonly KeyRole[]): Promise<Identity> {
  const { peekKeyFile, unlockKeyFile } = await import("../../custody/host/key-file.js");
  const { scrypt } = await import("../node-crypto.js");
  const file = readBytes(path, problem("word/file/key-file"));
  const { role } = inFile(path, () => peekKeyFile(file));
  if (!roles.includes(role)) {
    throw new UserError("command/wrong-role", {
      path,
      role: problem(`word/role/${role}`),
      roles: roles
        .map((one) => problem(`word/role/${one}`))
        .reduce((one, other) => problem("word/or", { one, other })),
    });
  }
  const passphrase = await askPassphrase(path);
  return unlockKeyFile(file, passphrase, scrypt);
}

/** A public key file, checked. */
export async function readPublicFile(path: string): Promise<{ identity: PublicIdentity; file: Uint8Array }> {
  const { decodePublicFile } = await import("../../custody/host/identity.js");
  const file = readBytes(path, problem("word/file/public-key-file"));
  return { identity: inFile(path, () => decodePublicFile(file)), file };
}

/** Public key files, and those that lie in folders. */
export async function readPublicFiles(
  paths: readonly string[],
): Promise<{ identity: PublicIdentity; file: Uint8Array }[]> {
  const files = paths.flatMap((path) => {
    const inside = namesIn(path)?.filter((name) => name.endsWith(PUBLIC_FILE_ENDING));
    if (inside === undefined) return [path];
    if (inside.length === 0)
      throw new UserError("command/no-public-keys", { path, ending: PUBLIC_FILE_ENDING });
    return inside.sort().map((name) => join(path, name));
  });
  const found = new Map<string, { identity: PublicIdentity; file: Uint8Array }>();
  for (const path of files) {
    const one = await readPublicFile(path);
    found.set(formatFingerprint(one.identity.fingerprint), one);
  }
  return [...found.values()];
}

/** Undefined where it is no folder; whoever reads it as a file says why that does not go either. */
function namesIn(path: string): string[] | undefined {
  try {
    return readdirSync(path);
  } catch (error) {
    const isUnreadableFolder = ["EACCES", "EPERM"].includes((error as NodeJS.ErrnoException).code!);
    if (!isUnreadableFolder) return undefined;
    const what = problem("word/file/public-key-file");
    throw new UserError("command/unreadable", { what, path, why: whyUnreadable(error) });
  }
}

/** Puts the file's name before what is wrong with it. */
export function inFile<T>(path: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw isUserError(error, "custody") ? new UserError("station/in-file", { path, why: error }) : error;
  }
}
