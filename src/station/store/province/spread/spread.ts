/** A shared store goes from one server to several, whole or not at all, and it is proven that nothing changed (PROVINCE.md). */
import { sql, type Kysely } from "kysely";
import { UserError } from "../../../../words/user-error.js";
import type { OpenDatabase } from "../../database/opened.js";
import type { StoreTables } from "../../schema.js";
import { partitionFunctions, schemaOf } from "../days.js";
import { grantToAll } from "../protect.js";
import { isSpread } from "../is-spread.js";
import { farTables, frontOf } from "./front.js";
import { digestOf, makeRecordServer, type RecordServer } from "./record-server.js";

type Db = Kysely<StoreTables>;

/** Sums of a table's digest, and how many rows it has. */
type Digest = Record<string, number | string>;

export interface Spread {
  path: string;
  rows: number;
  /** Of what it holds, counted there. */
  digest: string;
}

/**
 * @param database  opened to be administered, by its owner
 * @param urls      of the record servers' databases, by their owners: empty ones
 */
export async function spreadStore(
  { db, write, path }: OpenDatabase,
  urls: readonly string[],
): Promise<Spread[]> {
  if (await isSpread(db)) throw new UserError("station/store/spread/already", { path });
  const servers: RecordServer[] = [];
  for (const url of urls) servers.push(await makeRecordServer(url));
  return write(async (tx) => {
    for (const statement of farTables(servers)) await sql.raw(statement).execute(tx);
    const before = await digest(tx, digestOf(`(${RECORDS}) as records`));
    await sql.raw(`insert into records_far ${RECORDS}`).execute(tx);
    const after = [];
    for (let n = 1; n <= servers.length; n++)
      after.push(await digest(tx, `select * from records_digest_${n}`));
    for (const [name, value] of Object.entries(before)) {
      const sum = after.reduce((all, one) => all + BigInt(one[name]!), 0n);
      if (sum !== BigInt(value)) throw new UserError("station/store/move/differs", { tables: "records" });
    }
    await sql`drop table records`.execute(tx);
    const schema = await schemaOf(tx);
    // A store that an earlier program made has not all of the functions that retention calls.
    const statements = [...partitionFunctions(schema), ...frontOf(schema)];
    for (const statement of statements) await sql.raw(statement).execute(tx);
    await grantToAll(tx);
    await sql`select bluezone_days()`.execute(tx);
    return after.map((one, at) => ({
      path: servers[at]!.path,
      rows: Number(one["rows"]),
      digest: BigInt(one["sum_1"]!).toString(16),
    }));
  });
}

const RECORDS = `select records.*, pages.change from records join pages using (token, generation, page_sequence, copy, calendar_day)`;

async function digest(tx: Db, text: string): Promise<Digest> {
  return (await sql.raw<Digest>(text).execute(tx)).rows[0]!;
}
