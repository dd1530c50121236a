/** How a station comes into a shared database, and what it is told where it does not. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createProgram } from "../../../../src/program.js";
import { addressOf } from "../../../../src/station/store/database/connect.js";
import { openStore } from "../../../../src/station/store/store.js";
import { needPostgres, startPostgres } from "../postgres-server.js";
import { UNITS, insertOf } from "./sample-rows.js";

const modeOf = (url: string) => new URL(addressOf(url).config.connectionString!).searchParams.get("sslmode");

describe("the address of a shared store", () => {
  it("goes over no network without TLS whose certificate is checked, unless it says so", () => {
    for (const near of ["localhost", "127.0.0.1", "[::1]", "%2Fvar%2Frun%2Fpostgresql"])
      assert.equal(modeOf(`postgres://a@${near}/b`), null, near);
    for (const far of ["10.0.0.7", "db.tinh.example", "localhost.tinh.example"])
      assert.equal(modeOf(`postgres://a@${far}/b`), "verify-full", far);
    assert.equal(modeOf("postgres://a@localhost/b?host=10.0.0.7"), "verify-full");
    assert.equal(modeOf("postgres://a@10.0.0.7/b?sslmode=require"), "verify-full");
    assert.equal(modeOf("postgres://a@10.0.0.7/b?sslmode=disable"), "disable");
  });

  it("is shown as it was given, without its password", () => {
    assert.equal(addressOf("postgres://a:x@10.0.0.7/b?password=y").path, "postgres://a@10.0.0.7/b");
    assert.equal(addressOf("postgres://a@h/b?sslmode=disable").path, "postgres://a@h/b?sslmode=disable");
  });
});

describe("a station at a server with passwords and TLS", function () {
  this.timeout(60_000);
  const environment = { ...process.env };
  let folder: string;
  let server: Awaited<ReturnType<typeof startPostgres>>;
  let url: string;
  let port: number;
  let certificate: string;

  before(async function () {
    needPostgres(this);
    folder = mkdtempSync(join(tmpdir(), "bz-connect-"));
    port = await freePort();
    const [key, crt] = [join(folder, "key"), join(folder, "crt")];
    execFileSync(
      "openssl",
      ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", crt], // prettier-ignore
      { stdio: "ignore" },
    );
    certificate = crt;
    const files = {
      "postgresql.auto.conf": "ssl = on\n",
      "server.key": readFileSync(key, "utf8"),
      "server.crt": readFileSync(crt, "utf8"),
    };
    server = await startPostgres({ port, files });
    url = await server.database();
    await (await openStore(url)).close();
    for (const row of UNITS) {
      const { text, values } = insertOf(row);
      await server.query(url, text, values);
    }
  });
  afterEach(() => {
    process.env = { ...environment };
  });
  after(async () => {
    await server?.stop();
    if (folder) rmSync(folder, { recursive: true });
  });

  const run = (...args: string[]) => createProgram().parseAsync(["node", "bztoken", ...args]);
  const far = (role: string, query = "") =>
    `postgres://${role}@localhost:${port}${new URL(url).pathname}${query}`;
  const open = async (at: string) => (await openStore(at, { mayCreate: false })).close();

  it("gets a role by a command, and in with the file that it wrote", async () => {
    const file = join(folder, "commune.pgpass");
    await run("store", "role", "--store", url, "--unit", "461", "--role", "xa_dong_mau", "--password-to", file); // prettier-ignore
    assert.equal(statSync(file).mode & 0o077, 0, "nobody else reads it");
    await assert.rejects(open(url.replace("bluezone@", "xa_dong_mau@")), /does not take this password/);
    process.env["PGPASSFILE"] = file;
    await open(url.replace("bluezone@", "xa_dong_mau@"));
    await assert.rejects(
      run("store", "role", "--store", url, "--unit", "999", "--role", "x", "--password-to", `${file}2`),
      /no unit of this store bears the code 999/,
    );
  });

  it("gives tokens to a unit by a command", async () => {
    await server.query(url, "insert into tokens (token, serial, next_sequence, dated_sequence, unread_records, lost_records) values ('00000007', 7, 0, 0, 0, 0)"); // prettier-ignore
    await run("store", "give", "--store", url, "--unit", "462", "--tokens", "7-8");
    const rows = await server.query(url, "select bz_unit as unit from tokens");
    assert.deepEqual(rows, [{ unit: "commune-b" }]);
  });

  it("is told what is wrong: password, role, database, rights, TLS, certificate, server", async () => {
    await server.query(url, "create role guest login password 'right'");
    process.env["PGPASSWORD"] = "wrong";
    await assert.rejects(open(far("guest")), /does not take this password/);
    process.env["PGPASSWORD"] = "right";
    await assert.rejects(open(far("guest")), /may not do that in the database/);
    await assert.rejects(open(`postgres://guest@localhost:${port}/nothing`), /does not let this program in/);
    await assert.rejects(open(far("guest", "?sslmode=verify-full")), /nobody vouches for the server/);
    await assert.rejects(open(far("guest", `?sslmode=verify-full&sslrootcert=${certificate}`)), /may not do that/); // prettier-ignore
    const other = far("guest", `?sslmode=verify-full&sslrootcert=${certificate}`).replace(
      "localhost",
      "127.0.0.1",
    );
    await assert.rejects(open(other), /nobody vouches for the server/);
    await assert.rejects(open(`postgres://guest@127.0.0.1:${await freePort()}/b`), /does not answer/);
    await server.query(url, "alter system set ssl = off");
    await server.query(url, "select pg_reload_conf()");
    await eventually(() => assert.rejects(open(far("guest", "?sslmode=verify-full")), /has no TLS/));
  });

  it("puts no password on a command line, where others read it", async () => {
    const at = url.replace("bluezone@", "bluezone:secret@");
    const { argv } = process;
    process.argv = ["node", "bztoken", "store", "move", "--from", at];
    try {
      await assert.rejects(run("store", "move", "--from", at, "--to", join(folder, "x")), (error: Error) => {
        assert.match(error.message, /can be read by others/);
        assert.doesNotMatch(error.message, /secret/);
        return true;
      });
    } finally {
      process.argv = argv;
    }
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function eventually(check: () => Promise<void>): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      return await check();
    } catch (error) {
      if (tries === 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
