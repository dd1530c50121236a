import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

/** Which room may import which; a room may always import itself. DESIGN: "Arrows point one way". */
const ALLOWED: Record<string, string[]> = {
  hal: [],
  "hal/espruino": ["hal"],
  "hal/simulated": ["hal", "flash.config.json"],
  "hal/conformance": ["hal"],
  "src/bluezone": ["hal"],
  "src/log": ["hal"],
  "src/custody": ["hal"],
  "src/contacts": ["hal", "src/bluezone"],
  "src/sync": ["hal", "src/log", "src/custody"],
  "src/token": ["hal", "src/contacts", "src/log", "src/custody", "src/sync", "src/bluezone"],
  "src/station": ["hal", "src/contacts", "src/log", "src/custody", "src/sync", "src/bluezone"],
  sim: ["hal", "hal/simulated", "src/*", "flash.config.json", "package.json"],
  firmware: ["hal", "hal/espruino", "hal/conformance", "src/token", "flash.config.json", "package.json"],
  "firmware/device/stand-ins": ["hal/espruino"],
  // The host's tools that put the bundle on a board or into the interpreter; nothing of them runs on the token.
  "firmware/build": ["flash.config.json", "src/station/user-error.ts"],
  "firmware/boot": [],
  "firmware/device": ["firmware/build", "firmware/boot", "flash.config.json", "src/station/user-error.ts"],
  // The command line joins everything and is imported by nothing.
  "src/commands": ["*"],
  src: ["*"],
};

/** Folders that must not know any package or any module of Node. */
const PURE = ["hal", "src/bluezone", "src/contacts", "src/log", "src/custody", "src/sync", "src/token"];
const PACKAGES_OF_PURE: Record<string, string[]> = { "src/custody": ["tweetnacl"] };

interface Import {
  file: string;
  target: string;
}

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return sources(path);
    return /\.tsx?$/.test(entry.name) && !entry.name.endsWith(".d.ts") ? [path] : [];
  });
}

/** Every import of a file, static, dynamic or of types; own files as paths from the root, packages by name. */
function importsOf(file: string): Import[] {
  const info = ts.preProcessFile(readFileSync(join(root, file), "utf8"), true, true);
  return info.importedFiles.map(({ fileName }) => {
    if (!fileName.startsWith(".")) return { file, target: fileName };
    const path = relative(root, resolve(root, dirname(file), fileName)).replace(/\.js$/, ".ts");
    return { file, target: path };
  });
}

function roomOf(path: string): string {
  const rooms = Object.keys(ALLOWED).filter((room) => path.startsWith(`${room}/`));
  return rooms.sort((a, b) => b.length - a.length)[0] ?? path;
}

function isAllowed(from: string, to: string): boolean {
  if (from === to) return true;
  return ALLOWED[from]!.some(
    (pattern) =>
      pattern === "*" || pattern === to || (pattern.endsWith("/*") && to.startsWith(pattern.slice(0, -1))),
  );
}

const all = ["hal", "src", "sim", "firmware"].flatMap(sources).flatMap(importsOf);
const own = all.filter(({ target }) => /^(hal|src|sim|firmware|test)\/|\.json$/.test(target));
const packages = all.filter((one) => !own.includes(one));

describe("imports", () => {
  it("are found at all", () => {
    assert.ok(own.length > 50, `${own.length} imports`);
  });

  it("point one way", () => {
    const wrong = own.filter(
      ({ file, target }) =>
        !isAllowed(roomOf(file), roomOf(target)) && !ALLOWED[roomOf(file)]!.includes(target),
    );
    assert.deepEqual(
      wrong.map(({ file, target }) => `${file} must not import ${target}`),
      [],
    );
  });

  it("of pure folders name no package", () => {
    const wrong = packages.filter(({ file, target }) => {
      const room = roomOf(file);
      return PURE.includes(room) && !(PACKAGES_OF_PURE[room] ?? []).includes(target);
    });
    assert.deepEqual(
      wrong.map(({ file, target }) => `${file} must not import ${target}`),
      [],
    );
  });
});
