/** Public keys that the store gave secrets to or took packs from, and which others it may come to know. */
import type { Kysely } from "kysely";
import { isSame } from "../../../custody/host/bytes.js";
import { decodePublicFile, type PublicIdentity } from "../../../custody/host/identity.js";
import { problem } from "../../../words/problem.js";
import { UserError } from "../../../words/user-error.js";
import { formatFingerprint } from "../../fingerprint.js";
import type { Write } from "../database/opened.js";
import { toBytes, type StoreTables } from "../schema.js";

export function createKnownKeys(db: Kysely<StoreTables>, write: Write) {
  return {
    /** Public key files; once a sender, always one. `UserError` where `requireSoundKeys` refuses one. */
    async putKnownKeys(files: readonly Uint8Array[], isSender: boolean): Promise<void> {
      await write((tx) => addKnownKeys(tx, files, isSender));
    },

    knownKeys: () => knownKeys(db),

    /** Before anything is sealed to them, or taken from them. */
    async requireSoundKeys(named: readonly PublicIdentity[]): Promise<void> {
      requireSoundKeys(await knownKeys(db), named);
    },
  };
}

async function knownKeys(db: Kysely<StoreTables>): Promise<(PublicIdentity & { isSender: boolean })[]> {
  const rows = await db.selectFrom("known_keys").selectAll().orderBy("fingerprint").execute();
  return rows.map((row) => ({
    ...decodePublicFile(toBytes(row.public_file)),
    isSender: row.is_sender === 1,
  }));
}

async function addKnownKeys(
  tx: Kysely<StoreTables>,
  files: readonly Uint8Array[],
  isSender: boolean,
): Promise<void> {
  requireSoundKeys(await knownKeys(tx), files.map(decodePublicFile));
  for (const file of files) {
    const { fingerprint, role } = decodePublicFile(file);
    await tx
      .insertInto("known_keys")
      .values({
        fingerprint: Buffer.from(fingerprint).toString("hex"),
        role,
        public_file: Buffer.from(file),
        is_sender: isSender ? 1 : 0,
      })
      .onConflict((conflict) =>
        isSender ? conflict.column("fingerprint").doUpdateSet({ is_sender: 1 }) : conflict.doNothing(),
      )
      .execute();
  }
}

/**
 * Throws `UserError` for a key that has anything in common with another one that is known: a unit's key that calls
 * itself an officer's. One of version 1 that calls itself an officer's can be a unit's even where nobody knows the unit,
 * and its fingerprint does not tell: it is taken only where the store knows it in that very role.
 */
function requireSoundKeys(known: readonly PublicIdentity[], named: readonly PublicIdentity[]): void {
  const all = [...known];
  for (const one of named) {
    const alike = all.filter((other) => hasInCommon(one, other));
    const other = alike.find((each) => !isSameIdentity(one, each));
    if (other !== undefined) {
      throw new UserError("station/wrong-key/two-roles", {
        key: formatFingerprint(one.fingerprint),
        role: problem(`word/role/${one.role}`),
        other: formatFingerprint(other.fingerprint),
        known: problem(`word/role/${other.role}`),
      });
    }
    if (one.version === 1 && one.role !== "unit" && alike.length === 0) {
      throw new UserError("station/wrong-key/old-version", { key: formatFingerprint(one.fingerprint) });
    }
    all.push(one);
  }
}

function hasInCommon(one: PublicIdentity, other: PublicIdentity): boolean {
  return (
    isSame(one.fingerprint, other.fingerprint) ||
    isSame(one.boxKey, other.boxKey) ||
    isSame(one.signKey, other.signKey)
  );
}

function isSameIdentity(one: PublicIdentity, other: PublicIdentity): boolean {
  return (
    one.version === other.version &&
    one.role === other.role &&
    isSame(one.boxKey, other.boxKey) &&
    isSame(one.signKey, other.signKey)
  );
}
