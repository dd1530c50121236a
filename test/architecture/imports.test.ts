import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

/** The simulator's rooms, floor by floor from the ground: each knows those below it and none beside or above it. */
const SIM_FLOORS = [
  ["sim", "sim/scenarios"],
  ["sim/town"],
  ["sim/days"],
  ["sim/devices"],
  ["sim/air", "sim/replay"],
  ["sim/energy"],
  ["sim/scores"],
  ["sim/run"],
  ["sim/coverage", "sim/watch", "sim/schedules", "sim/gate"],
  ["sim/commands"],
];

/** Files that lie in `sim` itself. */
const MAX_FILES_IN_SIM = 6;

/** The station's rooms, floor by floor in the same way; the page knows the server by what the two say to each other. */
const STATION_FLOORS = [
  ["src/station/text"],
  ["src/station"],
  ["src/station/store"],
  // What all command lines share, those of firmware and simulator too: options, files, passphrases.
  ["src/station/command-line"],
  ["src/station/clocks"],
  ["src/station/cases"],
  ["src/station/exchange"],
  ["src/station/register", "src/station/tracing", "src/station/paper"],
  ["src/station/reading", "src/station/packs", "src/station/coverage"],
  ["src/station/round", "src/station/line"],
  ["src/station/backup"],
  ["src/station/server"],
  ["src/station/page", "src/station/commands"],
];

/** Files at one level of a room of `src`. */
const MAX_FILES_IN_ROOM = 15;

/** What the station takes from outside: what tokens speak and keep, but not the token itself. */
const BELOW_STATION = [
  "hal",
  "src/contacts",
  "src/log",
  "src/custody",
  "src/sync",
  "src/bluezone",
  "src/wearer",
  "src/words",
];

/** What the simulator takes from outside: the code that it simulates, and the hardware to run it on. */
const BELOW_SIM = ["hal", "hal/simulated", "src", "flash.config.json", "package.json"];

/**
 * Which room may import which: itself always. A room is a folder with all that is in it but the rooms below it that
 * are named here; `src` stands for all its rooms.
 */
const ALLOWED: Record<string, readonly string[]> = {
  hal: [],
  "hal/espruino": ["hal"],
  "hal/simulated": ["hal", "flash.config.json"],
  "hal/conformance": ["hal"],
  // What is wrong, in words: for everything that runs on a computer, and nothing that runs on the token.
  "src/words": [],
  "src/bluezone": ["hal", "src/words"],
  "src/log": ["hal"],
  "src/custody": ["hal", "src/words"],
  "src/contacts": ["hal", "src/bluezone"],
  "src/sync": ["hal", "src/log", "src/custody", "src/words"],
  "src/wearer": [],
  "src/token": ["hal", "src/contacts", "src/log", "src/custody", "src/sync", "src/bluezone", "src/wearer"],
  ...roomsOf(STATION_FLOORS, BELOW_STATION),
  ...roomsOf(SIM_FLOORS, BELOW_SIM),
  firmware: [
    ...[
      "hal",
      "hal/espruino",
      "hal/conformance",
      "src/token",
      "src/custody",
      "flash.config.json",
      "package.json",
    ],
  ],
  "firmware/device/stand-ins": ["hal/espruino"],
  // The host's tools that put the bundle on a board or into the interpreter; nothing of them runs on the token.
  // What a release says of the program comes from the program.
  "firmware/build": ["flash.config.json", "src/words", "src/token", "src/log"],
  "firmware/boot": ["src/words"],
  "firmware/device": ["firmware/boot", "src/words"],
  "firmware/commands": [
    "src",
    "src/station/command-line",
    "firmware/build",
    "firmware/boot",
    "firmware/device",
    // Pins, to measure a board.
    "hal/espruino/board.ts",
  ],
  // Puts all together, for the package; no program imports it.
  build: ["firmware/build", "firmware/boot", "src/station/repository-root.ts"],
  // The command line alone joins all commands.
  "src/bztoken.ts": ["src/program.ts", "src/words", "src/station/command-line"],
  "src/program.ts": [
    "src/words",
    "src/station",
    "src/station/command-line",
    "src/station/commands",
    "firmware/commands",
    "sim/commands",
    "package.json",
  ],
};

// Commands live with what they command. `replay` and `demo` also run the real bundle.
ALLOWED["sim/commands"] = [...ALLOWED["sim/commands"]!, "src/station/command-line", "firmware/device"];

/** Rooms of `src` that only who names them may know. */
const COMMANDS = ["src/station/commands", "src/station/command-line", "src/program.ts", "src/bztoken.ts"];

/** Folders that must not know any package or any module of Node. */
const PURE = [
  "hal",
  "src/bluezone",
  "src/contacts",
  "src/log",
  "src/custody",
  "src/sync",
  "src/token",
  "src/wearer",
  "src/words",
];
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

function roomsOf(floors: readonly string[][], outside: readonly string[]): Record<string, string[]> {
  return Object.fromEntries(
    floors.flatMap((rooms, floor) =>
      rooms.map((room) => [room, [...outside, ...floors.slice(0, floor).flat()]]),
    ),
  );
}

/** Every import of a file, static, dynamic or of types; own files as paths from the root, packages by name. */
function importsOf(file: string): Import[] {
  const info = ts.preProcessFile(readFileSync(join(root, file), "utf8"), true, true);
  return info.importedFiles.map(({ fileName }) => {
    if (!fileName.startsWith(".")) return { file, target: fileName };
    const path = relative(root, resolve(root, dirname(file), fileName));
    const source = [".ts", ".tsx"].map((ending) => path.replace(/\.js$/, ending));
    return { file, target: source.find((one) => existsSync(join(root, one))) ?? path };
  });
}

function roomOf(path: string): string {
  const rooms = Object.keys(ALLOWED).filter((room) => path === room || path.startsWith(`${room}/`));
  return rooms.sort((a, b) => b.length - a.length)[0] ?? path;
}

function isAllowed({ file, target }: Import): boolean {
  const [from, to] = [roomOf(file), roomOf(target)];
  if (from === to) return true;
  return (ALLOWED[from] ?? []).some(
    (room) =>
      room === to || room === target || (room === "src" && to.startsWith("src/") && !COMMANDS.includes(to)),
  );
}

/** Files that import each other in a loop, each loop with all that belongs to it; in order of their names. */
function circlesOf(arrows: readonly Import[]): string[] {
  const targets = new Map<string, string[]>();
  for (const { file, target } of arrows) targets.set(file, [...(targets.get(file) ?? []), target]);
  const reached = new Map<string, Set<string>>();
  for (const file of targets.keys()) {
    const seen = new Set<string>();
    const open = [file];
    for (let next = open.pop(); next !== undefined; next = open.pop())
      for (const target of targets.get(next) ?? []) {
        if (seen.has(target)) continue;
        seen.add(target);
        open.push(target);
      }
    reached.set(file, seen);
  }
  const inCircle = [...targets.keys()].filter((file) => reached.get(file)!.has(file)).sort();
  const circles = inCircle.map((file) =>
    inCircle.filter((other) => reached.get(file)!.has(other) && reached.get(other)!.has(file)).join(", "),
  );
  return [...new Set(circles)];
}

const files = ["hal", "src", "sim", "firmware", "build"].flatMap(sources);
const all = files.flatMap(importsOf);
const own = all.filter(({ target }) => /^(hal|src|sim|firmware|build|test)\/|\.json$/.test(target));
const packages = all.filter((one) => !own.includes(one));

describe("imports", () => {
  it("are found at all", () => {
    assert.ok(own.length > 500, `${own.length} imports`);
    assert.ok(own.some(({ target }) => target.endsWith(".tsx")));
    for (const { target } of own) assert.ok(existsSync(join(root, target)), target);
  });

  it("start in rooms that have a place here", () => {
    assert.deepEqual(
      files.filter((file) => ALLOWED[roomOf(file)] === undefined),
      [],
    );
  });

  it("point one way", () => {
    assert.deepEqual(
      own.filter((one) => !isAllowed(one)).map(({ file, target }) => `${file} must not import ${target}`),
      [],
    );
  });

  it("of src name neither simulator nor firmware, but for those of the command line", () => {
    assert.deepEqual(
      own.filter(
        ({ file, target }) =>
          file.startsWith("src/") && /^(sim|firmware)\//.test(target) && file !== "src/program.ts",
      ),
      [],
    );
  });

  it("go round in no circle, those of types included", () => {
    const ring = [
      { file: "a", target: "b" },
      { file: "b", target: "c" },
      { file: "c", target: "a" },
      { file: "c", target: "d" },
      { file: "e", target: "e" },
    ];
    assert.deepEqual(circlesOf(ring), ["a, b, c", "e"]);
    assert.deepEqual(circlesOf(own), []);
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

const entries = (folder: string) => readdirSync(join(root, folder), { withFileTypes: true });
const foldersOf = (folder: string) =>
  entries(folder).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
const countFiles = (folder: string) => entries(folder).filter((entry) => entry.isFile()).length;
const withFolders = (folder: string): string[] => [
  folder,
  ...foldersOf(folder).flatMap((name) => withFolders(`${folder}/${name}`)),
];

for (const [whole, floors] of [
  ["sim", SIM_FLOORS],
  ["src/station", STATION_FLOORS],
] as const)
  describe(`rooms of ${whole}`, () => {
    it("are all there are", () => {
      assert.deepEqual(
        [whole, ...foldersOf(whole).map((name) => `${whole}/${name}`)].sort(),
        floors.flat().sort(),
      );
    });

    it("are those of their tests", () => {
      const rooms = foldersOf(whole);
      assert.deepEqual(
        foldersOf(whole.replace(/^(src\/)?/, "test/")).filter((folder) => !rooms.includes(folder)),
        [],
      );
    });
  });

describe("no room is a heap", () => {
  it("in sim itself", () => assert.ok(countFiles("sim") <= MAX_FILES_IN_SIM));

  it("in src", () => {
    const folders = withFolders("src");
    assert.ok(folders.includes("src/station/commands"));
    assert.deepEqual(
      folders.filter((folder) => countFiles(folder) > MAX_FILES_IN_ROOM),
      [],
    );
  });

  it("in the tests of the station: beside its rooms lie tests of files that lie beside them", () => {
    const tests = entries("test/station").flatMap(({ name }) => (name.endsWith(".test.ts") ? [name] : []));
    assert.deepEqual(
      tests.filter((name) => !existsSync(join(root, "src/station", name.replace(".test.ts", ".ts")))),
      [],
    );
  });
});
