import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { isBuiltin } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, normalize } from "node:path";
import ts from "typescript";
import { buildPages } from "../../build/pages.js";
import { lookAtPage, manifest, pack, root, type Packed } from "./installed.js";

/** What somebody who installs the program needs; each of them names at least one file. */
const NEEDED = [
  // The program, in parts that are loaded when a command needs them.
  /^\.build\/bztoken\.mjs$/,
  /^\.build\/[a-z0-9-]+-[A-Z0-9]{8}\.mjs$/,
  ...["station", "gate", "watch"].flatMap((page) => [
    new RegExp(`^\\.build/pages/${page}/(index\\.html|page\\.css|page\\.js)$`),
    new RegExp(`^\\.build/pages/${page}/be-vietnam-pro-(latin|vietnamese)-[46]00-normal\\.woff2$`),
  ]),
  /^\.build\/pages\/station\/cytoscape\.esm\.js$/,
  // For a board, and for the interpreter's Linux build.
  /^\.build\/firmware\/((XIAOBLE|JOLTJS)(-loader)?|live|stepped)\.js$/,
  /^\.build\/firmware\/(flash\.config|release)\.json$/,
  /^\.build\/espruino\/(espruino|core\/(config|utils|serial))\.js$/,
  /^\.build\/espruino\/LICENSE$/,
  /^(package\.json|(README|CHANGELOG|HARDWARE|INSTALL|THIRD-PARTY)\.md|LICENSE)$/,
  // What the README sends its readers to, and examples of what they may write themselves.
  /^(src|sim|firmware)\/([a-z-]+\/)*[A-Z]+\.md$/,
  /^sim\/scenarios\/[a-z-]+(\.schema)?\.json$/,
];
const FILES = 100;

const importsOf = (code: string) => ts.preProcessFile(code, true, true).importedFiles;
const nameOf = (specifier: string) => specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");

describe("the package", function () {
  this.timeout(180_000);
  let folder: string;
  let packed: Packed;
  let unpacked: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "bz-package-"));
    packed = pack(folder);
    const modules = join(folder, "node_modules");
    mkdirSync(modules);
    execFileSync("tar", ["-xzf", packed.tarball, "-C", modules]);
    unpacked = join(modules, "package");
    // An installation without the registry: beside the package lie those that it names, and no others.
    for (const name of Object.keys(manifest.dependencies)) {
      mkdirSync(dirname(join(modules, name)), { recursive: true });
      symlinkSync(join(root, "node_modules", name), join(modules, name));
    }
  });
  after(() => rmSync(folder, { recursive: true }));

  const read = (file: string) => readFileSync(join(unpacked, file), "utf8");
  const programFiles = () => packed.files.filter((file) => file.endsWith(".mjs"));

  it("holds what its users need, and nothing else", () => {
    assert.deepEqual(
      packed.files.filter((file) => !NEEDED.some((pattern) => pattern.test(file))),
      [],
    );
    assert.deepEqual(
      NEEDED.filter((pattern) => !packed.files.some((file) => pattern.test(file))),
      [],
    );
    for (const [page, files] of [
      ["station", 8],
      ["gate", 7],
      ["watch", 7],
    ] as const)
      assert.equal(packed.files.filter((file) => file.startsWith(`.build/pages/${page}/`)).length, files);
    assert.ok(packed.files.length > FILES, `${packed.files.length} files`);
  });

  it("has no part of the program that no other part loads, and lacks but the one that builds", () => {
    const loaded = new Set(["bztoken.mjs"]);
    for (const file of programFiles())
      for (const { fileName } of importsOf(read(file)))
        if (fileName.startsWith(".")) loaded.add(normalize(fileName));
    const names = programFiles().map((file) => file.replace(".build/", ""));
    assert.deepEqual(
      names.filter((name) => !loaded.has(name)),
      [],
    );
    const missing = [...loaded].filter((name) => !names.includes(name));
    assert.equal(missing.length, 1, missing.join(", "));
    assert.match(missing[0]!, /^firmware-/);
  });

  it("depends on the packages that the program loads, and on no others", () => {
    const specifiers = programFiles().flatMap((file) =>
      importsOf(read(file)).map(({ fileName }) => fileName),
    );
    const names = specifiers.filter((name) => !name.startsWith(".") && !isBuiltin(name)).map(nameOf);
    // What is put in is named in a comment above it, and comes again with its licence.
    const carried = programFiles()
      .flatMap((file) => [...read(file).matchAll(/^\/\/ node_modules\/((@[^/]+\/)?[^/]+)/gm)])
      .map((match) => match[1]!);
    const needed = carried.filter((name) => name in manifest.dependencies);
    assert.ok(needed.includes("kysely"));
    assert.deepEqual([...new Set([...names, ...needed])].sort(), Object.keys(manifest.dependencies).sort());
  });

  it("names the licences of what others wrote in it", async () => {
    const notices = read("THIRD-PARTY.md");
    const sources = await buildPages(root);
    const inPages = sources.flatMap((path) => /node_modules\/((@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []);
    for (const name of new Set([...inPages, "espruino"])) assert.ok(notices.includes(`\`${name}\``), name);
    assert.ok(inPages.includes("preact"));
    for (const name of new Set(inPages.filter((one) => !one.startsWith("@")))) {
      const licence = readFileSync(join(root, "node_modules", name, "LICENSE"), "utf8").trim();
      assert.ok(notices.includes(licence), `the licence of ${name}, word for word`);
    }
  });

  it("holds every document that one of its documents leads to", () => {
    const documents = packed.files.filter((file) => file.endsWith(".md"));
    const links = documents.flatMap((file) =>
      [...read(file).matchAll(/\]\(([^)#:]+\.md)/g)].map((match) => join(dirname(file), match[1]!)),
    );
    assert.ok(links.length > 8);
    assert.deepEqual(
      links.filter((path) => !packed.files.includes(path)),
      [],
    );
  });

  it("opens its pages with nothing installed that builds", async () => {
    const program = join(unpacked, ".build/bztoken.mjs");
    const run = (...words: string[]) =>
      lookAtPage(folder, process.execPath, program, ...words, "--port", "0");
    const printed = await run("demo", "--people", "4", "--days", "0");
    assert.match(printed, /^Firmware for XIAOBLE: \d{5} bytes, \.build\/firmware\/XIAOBLE\.js$/m);
    await run("station", "--plain", "--store", join(folder, "store.sqlite"));
    await run("watch");
  });

  it("says in one sentence that it cannot build", () => {
    const program = join(unpacked, ".build/bztoken.mjs");
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, "build"], { encoding: "utf8" });
    assert.deepEqual([status, stdout], [2, ""]);
    assert.match(stderr, /^bztoken: building needs the repository.*\n$/);
  });
});
