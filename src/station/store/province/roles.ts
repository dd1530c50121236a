/** Roles of stations, each of a unit, and which unit a token is of. For whoever administers the database, or a unit above. */
import { createHash, createHmac, pbkdf2Sync, randomBytes } from "node:crypto";
import { sql, type Kysely } from "kysely";
import { UserError } from "../../../words/user-error.js";
import type { OpenDatabase } from "../database/opened.js";
import type { StoreTables } from "../schema.js";
import { keyOfSerial } from "../token-identity.js";
import { grantTo } from "./protect.js";
import { RIGHTS, UNIT_COLUMN, hasOwnColumn } from "./rights.js";

const PASSWORD_BYTES = 24;
/** As PostgreSQL makes it by itself. */
const SCRAM_ROUNDS = 4096;
const TOKENS_A_STATEMENT = 1000;

export interface NewRole {
  /** Of the server, as PostgreSQL calls it. */
  role: string;
  /** Official code of its unit. */
  unitCode: string;
  /** What is of no unit yet becomes this unit's. */
  takesOver: boolean;
}

/** Makes a role, or gives one that is there another unit and another password. @returns its password */
export async function makeRole(
  { write }: Pick<OpenDatabase, "write">,
  { role, unitCode, takesOver }: NewRole,
): Promise<{ password: string; unit: string }> {
  const password = drawPassword();
  return write(async (tx) => {
    const unit = await unitOfCode(tx, unitCode);
    const { rows } = await sql`select from pg_roles where rolname = ${role}`.execute(tx);
    const change = sql.raw(rows.length > 0 ? "alter" : "create");
    await sql`${change} role ${sql.id(role)} login nosuperuser nobypassrls password ${sql.lit(verifierOf(password))}`.execute(tx); // prettier-ignore
    await sql`insert into station_roles (role, unit_id) values (${role}, ${unit.id})
      on conflict (role) do update set unit_id = excluded.unit_id`.execute(tx);
    await grantTo(tx, role);
    if (takesOver) await takeOver(tx, unit.id);
    return { password, unit: unit.name };
  });
}

/** @returns how many of them the store knows, and are the unit's now */
export async function giveTokens(
  { write }: Pick<OpenDatabase, "write">,
  unitCode: string,
  serials: readonly number[],
): Promise<{ given: number; unit: string }> {
  return write(async (tx) => {
    const unit = await unitOfCode(tx, unitCode);
    let given = 0;
    for (let from = 0; from < serials.length; from += TOKENS_A_STATEMENT) {
      const tokens = serials.slice(from, from + TOKENS_A_STATEMENT).map(keyOfSerial);
      const { numAffectedRows } = await sql`update tokens set ${sql.ref(UNIT_COLUMN)} = ${unit.id}
        where token in (${sql.join(tokens)})`.execute(tx);
      given += Number(numAffectedRows);
    }
    return { given, unit: unit.name };
  });
}

/** Of those that bore the code one after another, the one that bears it now. */
async function unitOfCode(tx: Kysely<StoreTables>, code: string): Promise<{ id: string; name: string }> {
  const units = await tx
    .selectFrom("units")
    .select(["id", "name"])
    .where("code", "=", code)
    .where("to_day", "is", null)
    .execute();
  if (units.length !== 1) throw new UserError("station/store/role/no-unit", { code });
  return units[0]!;
}

async function takeOver(tx: Kysely<StoreTables>, unit: string): Promise<void> {
  // No unit is part of what the ledger's chain holds together.
  await sql`alter table ledger disable trigger ledger_no_change`.execute(tx);
  for (const [table, right] of Object.entries(RIGHTS)) {
    if (!hasOwnColumn(right)) continue;
    await sql`update ${sql.table(table)} set ${sql.ref(UNIT_COLUMN)} = ${unit}
      where ${sql.ref(UNIT_COLUMN)} = ''`.execute(tx);
  }
  await sql`alter table ledger enable trigger ledger_no_change`.execute(tx);
}

export function drawPassword(): string {
  return randomBytes(PASSWORD_BYTES).toString("base64url");
}

/** What the server keeps of a password; the password itself stands in no statement, and in no log of the server (RFC 5803). */
export function verifierOf(password: string): string {
  const salt = randomBytes(16);
  const salted = pbkdf2Sync(password, salt, SCRAM_ROUNDS, 32, "sha256");
  const keyOf = (name: string) => createHmac("sha256", salted).update(name).digest();
  const stored = createHash("sha256").update(keyOf("Client Key")).digest("base64");
  return `SCRAM-SHA-256$${SCRAM_ROUNDS}:${salt.toString("base64")}$${stored}:${keyOf("Server Key").toString("base64")}`;
}
