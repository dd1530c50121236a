/** A PostgreSQL server of the test's own, in a folder of its own, that nobody else can reach. */
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chownSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
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

export interface ServerOptions {
  /** As in earnest: what was committed is on the disk. Tests of other things need not wait for it. */
  isDurable?: boolean;
  /** On 127.0.0.1 too, with passwords, and TLS where `settings` switch it on. */
  port?: number;
  /** Further ones: `ssl=on`. */
  settings?: readonly string[];
  /** Written before the first start, into the folder of the data: certificates. */
  files?: Readonly<Record<string, string>>;
}

/** The superuser needs no password, roles of stations do. */
const ACCESS =
  "local all bluezone trust\nlocal all all scram-sha-256\nhost all all 127.0.0.1/32 scram-sha-256\n";

export async function startPostgres({
  isDurable = false,
  port,
  settings = [],
  files = {},
}: ServerOptions = {}) {
  const bin = programs()!;
  const folder = mkdtempSync(join(tmpdir(), "bz-pg-"));
  const isRoot = process.getuid?.() === 0;
  const own = (path: string) => isRoot && chownSync(path, NOBODY, NOBODY);
  own(folder);
  const options = { cwd: folder, ...(isRoot ? { uid: NOBODY, gid: NOBODY } : {}) };
  const data = join(folder, "data");
  const kind = ["-A", "trust", "-U", "bluezone", "-E", "UTF8", "--locale", "C.UTF-8"];
  await run(join(bin, "initdb"), ["-D", data, ...kind, ...(isDurable ? [] : ["--no-sync"])], options);
  for (const [name, text] of Object.entries({ "pg_hba.conf": ACCESS, ...files })) {
    writeFileSync(join(data, name), text, { mode: 0o600 });
    own(join(data, name));
  }
  const given = [`fsync=${isDurable ? "on" : "off"}`, ...settings].map((one) => `-c ${one}`).join(" ");
  const listens = port === undefined ? "-h ''" : `-h 127.0.0.1 -p ${port}`;
  const control = (...args: string[]) => run(join(bin, "pg_ctl"), ["-D", data, ...args], options);
  const start = () =>
    control("-o", `-k ${folder} ${listens} ${given}`, "-w", "-l", join(folder, "log"), "start");
  await start();
  const urlOf = (database: string, user = "bluezone") =>
    `postgres://${user}@${encodeURIComponent(folder)}${port === undefined ? "" : `:${port}`}/${database}`;
  return {
    urlOf,
    folder,
    /** An empty database. */
    async database(): Promise<string> {
      const name = `s${randomBytes(4).toString("hex")}`;
      await query(urlOf("postgres"), `create database ${name}`);
      return urlOf(name);
    },
    query,
    /** One of PostgreSQL's own programs. */
    run: (program: string, ...args: string[]) => run(join(bin, program), args, options),
    /** The server dies at once, with all that it had in memory. What it left needs a moment to notice. */
    kill(): void {
      const [pid] = readFileSync(join(data, "postmaster.pid"), "utf8").split("\n");
      process.kill(Number(pid), "SIGKILL");
    },
    /** After it was killed. */
    async startAgain(): Promise<void> {
      for (let tries = 0; ; tries++) {
        try {
          return void (await start());
        } catch (error) {
          // Processes of the one that was killed hold its memory until they see that it is gone.
          if (tries === 50) throw error;
          await sleep(100);
        }
      }
    },
    async stop(): Promise<void> {
      await control("-m", "immediate", "stop").catch(() => undefined);
      rmSync(folder, { recursive: true });
    },
  };
}

/** The URL of a database for another role. */
export function asRole(url: string, role: string, password: string): string {
  return url.replace("//bluezone@", `//${role}:${password}@`);
}

/** What the statement gives back. */
async function query(url: string, statement: string, values?: unknown[]): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(statement, values)).rows;
  } finally {
    await client.end();
  }
}
