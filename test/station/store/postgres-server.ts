/** A PostgreSQL server of the test's own, in a folder of its own, that nobody else can reach. */
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Context } from "mocha";
import pg from "pg";

const run = promisify(execFile);

/** Where Debian's packages put the programs, by version. */
const DEBIAN = "/usr/lib/postgresql";
/** The server does not run as root; Debian's `nobody` may own its folder as well as anyone. */
const NOBODY = 65_534;

function programs(): string | undefined {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN) : [];
  return versions
    .map((version) => join(DEBIAN, version, "bin"))
    .find((bin) => existsSync(join(bin, "initdb")));
}

export const hasPostgres = () => programs() !== undefined;

/** Skips the suite where PostgreSQL is not installed; with REQUIRE_POSTGRES=1 that is an error. */
export function needPostgres(suite: Context): void {
  if (hasPostgres()) return;
  if (process.env["REQUIRE_POSTGRES"] === "1") throw new Error(`no PostgreSQL in ${DEBIAN}`);
  console.log(`      skipped: no PostgreSQL in ${DEBIAN} (Debian package postgresql)`);
  suite.skip();
}

export async function startPostgres() {
  const bin = programs()!;
  const folder = mkdtempSync(join(tmpdir(), "bz-pg-"));
  const isRoot = process.getuid?.() === 0;
  if (isRoot) chownSync(folder, NOBODY, NOBODY);
  const options = { cwd: folder, ...(isRoot ? { uid: NOBODY, gid: NOBODY } : {}) };
  const data = join(folder, "data");
  const args = [
    "-D",
    data,
    "-A",
    "trust",
    "-U",
    "bluezone",
    "-E",
    "UTF8",
    "--locale",
    "C.UTF-8",
    "--no-sync",
  ];
  await run(join(bin, "initdb"), args, options);
  const server = `-k ${folder} -h '' -c fsync=off`;
  await run(
    join(bin, "pg_ctl"),
    ["-D", data, "-o", server, "-w", "-l", join(folder, "log"), "start"],
    options,
  );
  const urlOf = (database: string) => `postgres://bluezone@${encodeURIComponent(folder)}/${database}`;
  return {
    urlOf,
    /** An empty database. */
    async database(): Promise<string> {
      const name = `s${randomBytes(4).toString("hex")}`;
      await query(urlOf("postgres"), `create database ${name}`);
      return urlOf(name);
    },
    query,
    async stop(): Promise<void> {
      await run(join(bin, "pg_ctl"), ["-D", data, "-m", "immediate", "stop"], options);
      rmSync(folder, { recursive: true });
    },
  };
}

/** What the statement gives back. */
async function query(url: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}
