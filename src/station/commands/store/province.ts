/** `bztoken store role`, `give`, `spread`, `move`: a PostgreSQL database that the stations of a province share. */
import { Command } from "commander";
import { UserError } from "../../../words/user-error.js";
import { readNumbers } from "../../command-line/options.js";
import { type JsonOptions, jsonOption, note, report } from "../../command-line/print.js";
import { keyOfNew, requireHiddenPassword } from "../../command-line/with-store.js";
import { writeNewFile } from "../../new-file.js";
import { isServer } from "../../store/database/server-address.js";
import type { OpenDatabase } from "../../store/database/opened.js";

interface RoleOptions extends JsonOptions {
  store: string;
  unit: string;
  role: string;
  passwordTo: string;
  takesOver?: true;
}

const DATABASE =
  "the database: postgres://owner@server/database, its password in PGPASSFILE, ~/.pgpass or PGPASSWORD";

export function roleCommand(): Command {
  return new Command("role")
    .description("make a role of the database for the station of a unit, or give it another unit or password")
    .requiredOption("--store <url>", DATABASE)
    .requiredOption(
      "--unit <code>",
      "official code of the unit: it sees its own rows and those of units below it",
    )
    .requiredOption("--role <name>", "the role, as PostgreSQL is to call it")
    .requiredOption(
      "--password-to <file>",
      "new file for its password, which PGPASSFILE names at the station",
    )
    .option("--takes-over", "what is in the store and of no unit yet becomes this unit's")
    .addOption(jsonOption())
    .action(async ({ store, unit: unitCode, role, passwordTo, takesOver, json }: RoleOptions) => {
      const { passwordFileOf } = await import("../../store/database/connect.js");
      const { makeRole } = await import("../../store/province/roles.js");
      const { refuseExisting } = await import("../../new-file.js");
      refuseExisting(passwordTo);
      const made = await administer(store, (database) =>
        makeRole(database, { role, unitCode, takesOver: takesOver === true }),
      );
      await writeNewFile(passwordTo, [Buffer.from(passwordFileOf(store, role, made.password))]);
      report(
        { json },
        { role, unit: made.unit, passwordFile: passwordTo },
        `${role} is the role of ${made.unit}; its password is in ${passwordTo}, for PGPASSFILE at the station`,
      );
    });
}

export function giveCommand(): Command {
  return new Command("give")
    .description("say whose tokens these are in a shared database: their logs go with them")
    .requiredOption("--store <url>", `${DATABASE}; or the role of a unit above both`)
    .requiredOption("--unit <code>", "official code of the unit")
    .requiredOption("--tokens <numbers>", "serial numbers: 1-200,417")
    .addOption(jsonOption())
    .action(async ({ store, unit, tokens, json }: RoleOptions & { tokens: string }) => {
      const { giveTokens } = await import("../../store/province/roles.js");
      const serials = [...readNumbers(tokens)!];
      const { given, unit: name } = await administer(store, (database) =>
        giveTokens(database, unit, serials),
      );
      report({ json }, { given, unit: name }, `${given} of ${serials.length} tokens are those of ${name}`);
      if (given < serials.length)
        note("bztoken: the others are not in this store yet: prepare or read them first");
    });
}

export function spreadCommand(): Command {
  return new Command("spread")
    .description("put the sealed records of a shared database on other servers, and compare them")
    .requiredOption("--store <url>", `${DATABASE}; no station may be running on it`)
    .requiredOption(
      "--over <urls...>",
      "empty databases of the servers that are to keep the records, by their owners",
    )
    .addOption(jsonOption())
    .action(async ({ store, over, json }: JsonOptions & { store: string; over: string[] }) => {
      const { spreadStore } = await import("../../store/province/spread/spread.js");
      for (const url of over) {
        if (!isServer(url)) throw new UserError("station/store/server/address");
        requireHiddenPassword(url);
      }
      const servers = await administer(store, (database) => spreadStore(database, over));
      report(
        { json },
        servers,
        ...servers.map(
          ({ path, rows, digest }) => `${digest.slice(0, 16)}  ${String(rows).padStart(9)}  ${path}`,
        ),
        `${servers.reduce((sum, { rows }) => sum + rows, 0)} records are the same on ${servers.length} servers as they were in ${store}`,
      );
    });
}

export function moveCommand(): Command {
  return new Command("move")
    .description("copy a whole store into an empty database or a new file, and compare every table")
    .requiredOption("--from <store>", "a file or a PostgreSQL database; no station may be running on it")
    .requiredOption(
      "--to <store>",
      "a new file, or an empty PostgreSQL database; it stays beside the old one",
    )
    .addOption(jsonOption())
    .action(async ({ from, to, json }: JsonOptions & { from: string; to: string }) => {
      const { moveNamed } = await import("../../store/province/move.js");
      for (const path of [from, to]) requireHiddenPassword(path);
      const digests = await moveNamed(from, to, { to: await keyOfNew(to) }, (table, rows) => {
        if (process.stderr.isTTY) note(`${table}: ${rows}`);
      });
      const all = Object.entries(digests);
      const rows = all.reduce((sum, [, one]) => sum + one.rows, 0);
      report(
        { json },
        digests,
        ...all.map(([table, one]) => `${one.sum.slice(0, 16)}  ${String(one.rows).padStart(9)}  ${table}`),
        `${rows} rows of ${all.length} tables are the same in ${to}`,
      );
    });
}

async function administer<T>(url: string, act: (database: OpenDatabase) => Promise<T>): Promise<T> {
  if (!isServer(url)) throw new UserError("station/store/role/file");
  requireHiddenPassword(url);
  const { openPostgres } = await import("../../store/database/postgres.js");
  const database = await openPostgres(url, { mayCreate: false, isAdministered: true });
  try {
    return await act(database);
  } catch (error) {
    throw database.explain(error);
  } finally {
    await database.db.destroy();
  }
}
