/** A whole store from one database into another, and the proof that nothing of it changed (PROVINCE.md, _Moving_). */
import { createHash } from "node:crypto";
import { existsSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { sql, type Kysely } from "kysely";
import { UserError } from "../../../words/user-error.js";
import { nameNewFile, refuseExisting } from "../../new-file.js";
import { overwriteFile } from "../../overwrite.js";
import { isPostgres } from "../database/dialect.js";
import { openDatabase } from "../database/open-database.js";
import type { OpenDatabase } from "../database/opened.js";
import { isServer } from "../database/server-address.js";
import type { StoreKey } from "../encryption/store-key.js";
import type { StoreTables } from "../schema.js";

type Db = Kysely<StoreTables>;
type Table = keyof StoreTables;
type Row = Record<string, unknown>;

/** No row points at one of a table that comes after its own; by these columns rows are told apart. */
const KEYS: Readonly<Record<Table, readonly string[]>> = {
  bluezone_store: ["version"],
  units: ["id"],
  unit_reports: ["unit_id", "to_id"],
  tokens: ["token"],
  persons: ["id"],
  issues: ["id"],
  token_states: ["token", "at_ms"],
  withdrawn: ["id"],
  gate_passages: ["hour_ms", "kind"],
  token_secrets: ["token", "generation"],
  syncs: ["token", "started_ms"],
  pages: ["token", "generation", "page_sequence", "copy"],
  records: ["token", "generation", "page_sequence", "copy", "position"],
  readings: ["token", "at_ms"],
  clock_corrections: ["token", "generation", "epoch"],
  preparations: ["serial"],
  boxes: ["serial", "generation", "kind", "recipient"],
  wrapped_secrets: ["serial", "generation", "kind", "wrapped"],
  unit_tokens: ["unit", "serial"],
  known_keys: ["fingerprint"],
  former_recipients: ["serial", "recipient"],
  operating_keys: ["serial"],
  locked_stock: ["unit"],
  ledger: ["number"],
  key_names: ["fingerprint"],
  cases: ["id"],
  f0_lists: ["number"],
  list_tags: ["number", "serial"],
  releases: ["number"],
  release_tags: ["number", "serial"],
  release_tries: ["number", "serial"],
  packs_in: ["id"],
  packs_out: ["id"],
  accounts: ["id"],
  settings: ["name"],
  backup_keys: ["fingerprint"],
  coverage: ["unit", "made_ms"],
  campaigns: ["id"],
  households: ["id"],
  visits: ["household_id", "day"],
  coverage_reports: ["unit_id", "kind", "day"],
};
export const TABLES = Object.keys(KEYS) as Table[];

const ROWS_READ = 5_000;
/** Of values in one statement, as both databases take them: PostgreSQL 65,535, SQLite 32,766. */
const MOST_VALUES = 30_000;

/** What a table holds, whatever the order of its rows. */
export interface Digest {
  rows: number;
  /** Hex. */
  sum: string;
}
export type Digests = Readonly<Record<Table, Digest>>;

/** Copies all of `from` into an empty store, whole or not at all. `UserError` where it is not empty, or something came out otherwise. */
export async function moveStore(
  from: OpenDatabase,
  to: OpenDatabase,
  onTable: (table: Table, rows: number) => void = () => {},
): Promise<Digests> {
  // Nobody writes to it meanwhile.
  return from.write((source) =>
    to.write(async (target) => {
      await requireEmpty(target, to.path);
      await target.deleteFrom("bluezone_store").execute();
      const read = {} as Record<Table, Digest>;
      for (const table of TABLES) {
        const sum = createSum();
        for await (const rows of portionsOf(source, table)) {
          rows.forEach(sum.add);
          // A parent may come after what belongs to it.
          await insert(
            target,
            table,
            table === "units" ? rows.map((row) => ({ ...row, parent_id: null })) : rows,
          );
        }
        if (table === "units") await setParents(source, target);
        read[table] = sum.digest();
        onTable(table, read[table].rows);
      }
      if (isPostgres(target)) {
        await sql`select setval('page_changes', (select coalesce(max(change), 0) + 1 from pages))`.execute(
          target,
        );
      }
      const written = await digestsOf(target);
      const other = TABLES.filter((table) => read[table].sum !== written[table].sum);
      if (other.length > 0) throw new UserError("station/store/move/differs", { tables: other.join(", ") });
      return read;
    }),
  );
}

/**
 * The same by their names. A new file gets its own when all of it is in it and was compared.
 *
 * @param keys  of files that are encrypted, or will be
 */
export async function moveNamed(
  from: string,
  to: string,
  keys: { from?: StoreKey | undefined; to?: StoreKey | undefined },
  onTable?: (table: Table, rows: number) => void,
): Promise<Digests> {
  const source = await openDatabase(from, { mayCreate: false, key: keys.from });
  try {
    if (isServer(to)) return await moveInto(source, to, undefined, onTable);
    refuseExisting(to);
    const unnamed = join(dirname(to), `.${basename(to)}.moved`);
    const discard = () => [unnamed, `${unnamed}-journal`].forEach(discardFile);
    discard();
    try {
      const digests = await moveInto(source, unnamed, keys.to, onTable);
      nameNewFile(unnamed, to);
      return digests;
    } catch (error) {
      discard();
      throw error;
    }
  } finally {
    await source.db.destroy();
  }
}

async function moveInto(
  source: OpenDatabase,
  to: string,
  key: StoreKey | undefined,
  onTable: ((table: Table, rows: number) => void) | undefined,
): Promise<Digests> {
  const target = await openDatabase(to, { mayCreate: true, key });
  try {
    return await moveStore(source, target, onTable);
  } finally {
    await target.db.destroy();
  }
}

function discardFile(path: string): void {
  if (!existsSync(path)) return;
  overwriteFile(path);
  rmSync(path);
}

/** Of every table of a store, as it is now. */
export async function digestsOf(db: Db): Promise<Digests> {
  const digests = {} as Record<Table, Digest>;
  for (const table of TABLES) {
    const sum = createSum();
    for await (const rows of portionsOf(db, table)) rows.forEach(sum.add);
    digests[table] = sum.digest();
  }
  return digests;
}

/** A store that was just made holds its version, and nothing else. */
async function requireEmpty(db: Db, path: string): Promise<void> {
  for (const table of TABLES.filter((one) => one !== "bluezone_store")) {
    const { rows } = await sql`select 1 from ${sql.table(table)} limit 1`.execute(db);
    if (rows.length > 0) throw new UserError("station/store/move/not-empty", { path });
  }
}

/** In the order of the key, each portion after the last row of the one before. */
async function* portionsOf(db: Db, table: Table): AsyncGenerator<Row[]> {
  const key = sql.join(KEYS[table].map((column) => sql.ref(column)));
  let last: Row | undefined;
  for (;;) {
    const after =
      last && sql`where (${key}) > (${sql.join(KEYS[table].map((column) => boundOf(last![column])))})`;
    const { rows } = await sql<Row>`select * from ${sql.table(table)} ${after ?? sql``}
      order by ${key} limit ${ROWS_READ}`.execute(db);
    if (rows.length > 0) yield rows;
    if (rows.length < ROWS_READ) return;
    last = rows.at(-1);
  }
}

/** SQLite gives bytes in a shape that it does not take. */
function boundOf(value: unknown): unknown {
  return value instanceof ArrayBuffer ? Buffer.from(value) : value;
}

async function insert(db: Db, table: Table, rows: readonly Row[]): Promise<void> {
  const columns = Object.keys(rows[0]!);
  const most = Math.floor(MOST_VALUES / columns.length);
  for (let from = 0; from < rows.length; from += most) {
    const values = rows
      .slice(from, from + most)
      .map((row) => sql`(${sql.join(columns.map((column) => boundOf(row[column])))})`);
    await sql`insert into ${sql.table(table)} (${sql.join(columns.map((column) => sql.ref(column)))})
      values ${sql.join(values)}`.execute(db);
  }
}

async function setParents(source: Db, target: Db): Promise<void> {
  const parents = await source
    .selectFrom("units")
    .select("parent_id")
    .distinct()
    .where("parent_id", "is not", null)
    .execute();
  for (const { parent_id } of parents) {
    const children = await source
      .selectFrom("units")
      .select("id")
      .where("parent_id", "=", parent_id)
      .execute();
    const ids = children.map(({ id }) => id);
    for (let from = 0; from < ids.length; from += MOST_VALUES) {
      const some = ids.slice(from, from + MOST_VALUES);
      await target.updateTable("units").set({ parent_id }).where("id", "in", some).execute();
    }
  }
}

function createSum() {
  let rows = 0;
  let sum = 0n;
  return {
    add(row: Row): void {
      rows++;
      const hash = createHash("sha256");
      for (const column of Object.keys(row).sort()) hash.update(`${column}=${textOf(row[column])};`);
      sum = BigInt.asUintN(256, sum + BigInt(`0x${hash.digest("hex")}`));
    },
    digest: (): Digest => ({ rows, sum: sum.toString(16).padStart(64, "0") }),
  };
}

/** The same of the same value, whichever database gave it. */
function textOf(value: unknown): string {
  if (value instanceof ArrayBuffer || value instanceof Uint8Array) {
    return `bytes ${Buffer.from(value as Uint8Array).toString("hex")}`;
  }
  return typeof value === "bigint" ? String(value) : JSON.stringify(value);
}
