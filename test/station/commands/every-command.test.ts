/** Every command of the program, by its own tree: what a user can type never ends in a stack trace, and scripts get JSON. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import type { Command } from "commander";
import sinon from "sinon";
import { createIdentity, encodePublicFile } from "../../../src/custody/host/identity.js";
import { lockKeyFile } from "../../../src/custody/host/key-file.js";
import { FAULT, createProgram, endOf } from "../../../src/program.js";
import { randomBytes, scrypt } from "../../../src/station/node-crypto.js";
import { note } from "../../../src/station/command-line/print.js";
import { openStore } from "../../../src/station/store/store.js";
import { keepWithin } from "./within-folder.js";

/** What they print is data in a form of its own, or a page that runs until Ctrl+C. */
const WITHOUT_JSON: Readonly<Record<string, string>> = {
  demo: "a page until Ctrl+C",
  derive: "its lines are for the program that starts it",
  station: "a page until Ctrl+C",
  watch: "a page until Ctrl+C",
  device: "a token until Ctrl+C",
  ids: "its lines are JSON",
  match: "its lines are JSON",
  open: "a page until Ctrl+C",
  paper: "a page to print",
  replay: "its lines are JSON",
  proximity: "its result is CSV",
};

/** Commands that make a village, a simulation or a build out of whatever number they take: they get nothing that is one. */
const HEAVY = [
  "demo",
  "watch",
  "device",
  "build",
  "simulate",
  "coverage",
  "schedules",
  "energy",
  "units add",
];

interface Leaf {
  path: string[];
  command: Command;
}

function leavesOf(command: Command, path: string[] = []): Leaf[] {
  const below = command.commands.flatMap((one) => leavesOf(one, [...path, one.name()]));
  const isLeaf = path.length > 0 && (below.length === 0 || hasAction(command));
  return isLeaf ? [{ path, command }, ...below] : below;
}

/** Commands of commands have none, but a few. */
const hasAction = (command: Command) =>
  (command as unknown as { _actionHandler: unknown })._actionHandler !== null &&
  (command as unknown as { _actionHandler: unknown })._actionHandler !== undefined;

const leaves = leavesOf(createProgram());
const nameOf = ({ path }: Leaf) => path.join(" ");

describe("every command", function () {
  this.timeout(240_000);
  let folder: string;
  let before0: string;
  let tmpdir0: string | undefined;
  let within: ReturnType<typeof keepWithin>;
  let busy: Server;
  /** By what stands in angle brackets. */
  let good: Record<string, string>;
  let hostile: string[];
  before(async () => {
    before0 = process.cwd();
    folder = mkdtempSync(join(tmpdir(), "bz-hostile-"));
    process.chdir(folder);
    // Folders for moments lie in it too.
    tmpdir0 = process.env["TMPDIR"];
    process.env["TMPDIR"] = folder;
    for (const role of ["officer", "unit"] as const) {
      const identity = createIdentity(role, new Uint8Array(32).fill(role.length));
      writeFileSync(`${role}.bzkey`, await lockKeyFile(identity, "mật khẩu mẫu", scrypt, randomBytes));
      writeFileSync(`${role}.bzpub`, encodePublicFile(identity));
    }
    const store = await openStore("bluezone.sqlite");
    await store.close();
    const other = await openStore("authority.sqlite");
    await other.close();
    mkdirSync("folder");
    writeFileSync("empty", "");
    writeFileSync("binary", Buffer.from([0x50, 0x4b, 3, 4, 0, 0xff, 0xfe, 0x80]));
    writeFileSync("text.csv", "a,b\n1,2\n");
    symlinkSync("loop", "loop");
    busy = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => busy.once("listening", resolve));
    good = {
      ...{
        keyfile: "officer.bzkey",
        pubfile: "unit.bzpub",
        file: "text.csv",
        text: "vì sao",
        path: "nowhere",
      },
      ...{ n: "1", numbers: "1-3", number: "7", date: "2020-11-28", store: "authority.sqlite", days: "3" },
      ...{ minutes: "15", id: "00000000", out: "new/out", name: "Người Mẫu", port: "./ttyNone" },
      ...{ hex: "AB".repeat(32), time: "2020-08-08T05:45:00Z", count: "2", seconds: "900" },
    };
    hostile = [
      ...["", "-1", "NaN", "1e309", "99999", "99999999999999999999", "x", "2020-02-31", "31/02/2020"],
      ...[
        "nofile.csv",
        "folder",
        "empty",
        "binary",
        "loop",
        "empty/under",
        "y".repeat(5000),
        "a\nb\u001b[31m",
      ],
      ...["Nguyễn".normalize("NFD"), "__proto__", "' or 1=1 --", "1-99999999"],
    ];
    within = keepWithin(folder);
  });
  after(async () => {
    within.end();
    if (tmpdir0 === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = tmpdir0;
    process.chdir(before0);
    await new Promise((resolve) => busy.close(resolve));
    rmSync(folder, { recursive: true });
  });

  it("has --json, or a reason why not", () => {
    const without = leaves.filter(({ path, command }) => {
      const parents = path.length > 1 ? [command.parent!] : [];
      return ![command, ...parents].some(({ options }) => options.some(({ long }) => long === "--json"));
    });
    assert.deepEqual(without.map(nameOf).sort(), Object.keys(WITHOUT_JSON).sort());
  });

  it("bounds every number but a seed, which any is good for", () => {
    const numbers = leaves.flatMap((leaf) =>
      leaf.command.options
        .filter(({ flags, long, parseArg }) => parseArg && /<[ndk]>/.test(flags) && long !== "--seed")
        .map(({ long, parseArg }) => ({ name: `${nameOf(leaf)} ${long}`, parse: parseArg! })),
    );
    assert.ok(numbers.length > 15);
    const isRefused = (parse: (text: string, before: unknown) => unknown, text: string) => {
      try {
        parse(text, undefined);
        return false;
      } catch (error) {
        return endOf(error).code === 2;
      }
    };
    for (const bad of ["4294967295", "99999999", "1e9", "-1", ""])
      assert.deepEqual(
        numbers.filter(({ parse }) => !isRefused(parse, bad)).map(({ name }) => name),
        [],
        bad,
      );
  });

  it("is kept within its folder here, even where a link leads out of it", () => {
    const outside = join(before0, "never-written");
    symlinkSync(before0, "way-out");
    for (const path of [outside, "way-out/never-written", "../never-written"]) {
      assert.throws(() => writeFileSync(path, ""), /outside the test's folder/);
      assert.throws(() => mkdirSync(path), /outside the test's folder/);
      assert.throws(() => rmSync(path, { force: true }), /outside the test's folder/);
    }
    rmSync("way-out");
    assert.equal(within.tried.splice(0).length, 9);
  });

  /** In this process: how it ended, and what it said. */
  async function ran(args: readonly string[]): Promise<{ code: number; stderr: string }> {
    let stderr = "";
    // Its own: what is restored one by one stays in the common one, which warns on standard error of too many.
    const sandbox = sinon.createSandbox();
    sandbox.stub(process.stdout, "write").returns(true);
    sandbox.stub(process.stderr, "write").callsFake((chunk) => {
      stderr += String(chunk);
      return true;
    });
    sandbox.stub(process, "stdin").value(Readable.from([]));
    try {
      await createProgram().parseAsync([...args], { from: "user" });
      return { code: 0, stderr };
    } catch (error) {
      const { code, told } = endOf(error);
      note(...told);
      return { code, stderr };
    } finally {
      sandbox.restore();
    }
  }

  /** All that the command asks for, of the right kind. */
  function filled({ path, command }: Leaf, spared?: string): string[] {
    const named = command.options.filter(({ mandatory, long }) => mandatory && long !== spared);
    return [
      ...named.flatMap(({ long, flags, argChoices }) => [long!, argChoices?.[0] ?? valueOf(flags, long!)]),
      ...(path[0] === "station" && spared !== "--port"
        ? ["--port", String((busy.address() as AddressInfo).port)]
        : []),
    ];
  }

  function valueOf(flags: string, long: string): string {
    const kind = /<([\w-]+)/.exec(flags)?.[1] ?? "text";
    return good[long.slice(2)] ?? good[kind] ?? "x";
  }

  function check(args: readonly string[], { code, stderr }: { code: number; stderr: string }): void {
    const told = `bztoken ${args.map((arg) => JSON.stringify(arg.slice(0, 60))).join(" ")}\n${stderr}`;
    assert.notEqual(code, FAULT, told);
    assert.doesNotMatch(stderr, /^ {4}at |\bundefined\b|\[object |\u001b/m, told);
    if (code === 0) return;
    const lines = stderr
      .replace(/\(Did you mean [^\n]*\n$/, "")
      .split("\n")
      .slice(0, -1);
    const [error = ""] = lines.slice(-1);
    assert.ok(
      lines.every((line) => line.startsWith("bztoken: ")),
      told,
    );
    assert.ok(/[a-z]/.test(error) && error.length < 900 && lines.length <= 2, told);
  }

  /** A number that is none, of another option. */
  function stops(command: Command, spared: string): string[] {
    const other = command.options.find(
      ({ long, flags }) => long !== spared && /<(n|d|s|times|mAh|ppm|code)>/.test(flags),
    );
    return other === undefined ? [] : [`${other.long}=none`];
  }

  for (const leaf of leaves) {
    const { path, command } = leaf;
    const name = nameOf(leaf);
    it(`${name}: one clear sentence, whatever is typed`, async () => {
      const places = command.registeredArguments;
      const values = places.map((place) => good[place.name()] ?? "text.csv");
      // Without anything, only where something is asked for.
      const asks =
        places.some(({ required }) => required) || command.options.some(({ mandatory }) => mandatory);
      const tried: string[][] = [...(asks ? [[...path]] : []), [...path, "--no-such-option"]];
      const isHeavy = HEAVY.includes(name);
      for (const bad of hostile.filter((one) => !isHeavy || !/^[0-9]/.test(one))) {
        for (const i of places.keys()) {
          const at = values.map((value, j) => (i === j ? bad : value));
          const stop = isHeavy ? stops(command, "") : [];
          tried.push([...path, ...filled(leaf), ...stop, "--", ...at]);
        }
        for (const { long, required, optional } of command.options) {
          if (!required && !optional) continue;
          const rest = places.length === 0 ? [] : ["--", ...values];
          // Names and files that heavy commands take are nobody's here: a number that is none stops them before.
          const stop = isHeavy ? stops(command, long!) : [];
          tried.push([...path, `${long}=${bad}`, ...filled(leaf, long!), ...stop, ...rest]);
        }
      }
      for (const args of tried) check(args, await ran(args));
      assert.deepEqual(within.tried.splice(0), [], "it stays in its folder");
    });
  }
});
