/**
 * How fast the simulator is, how that grows with the people, what it keeps in memory, and where its time goes. Bundles
 * `bztoken` as `npm run build` does and runs it in processes of its own.
 *
 *   npx tsx test/bench/simulator.ts [--people 1000,3000,10000] [--profiled 1000] [--scenario village] [--workers 2]
 *
 * CPU seconds are those of all threads. A machine that does other things as well makes them longer too, because its caches
 * are shared; its load is printed beside them. Memory is the largest resident set, less that of a run of 2 people.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { buildProgram } from "../../build/program.js";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const { values: options } = parseArgs({
  options: {
    people: { type: "string", default: "1000,3000,10000" },
    profiled: { type: "string", default: "1000" },
    scenario: { type: "string", default: "village" },
    workers: { type: "string", default: String(Math.min(2, availableParallelism())) },
  },
});

/** Printed by the process itself as it ends. */
const REPORT = `import { isMainThread } from "node:worker_threads";
if (isMainThread) process.on("exit", () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  console.error("cost " + JSON.stringify({ cpuS: (userCPUTime + systemCPUTime) / 1e6, rssKb: maxRSS }));
});`;

interface Run {
  seconds: number;
  cpuS: number;
  rssKb: number;
  outputHash: string;
  scores: { records: number; reportsHeard: number };
}

function simulate(folder: string, people: number, workers: number, nodeOptions: string[] = []): Run {
  const report = `--import=data:text/javascript,${encodeURIComponent(REPORT)}`;
  const command = [...nodeOptions, report, join(folder, "bztoken.mjs"), "simulate", options.scenario];
  const flags = ["--people", `${people}`, "--days", "1", "--workers", `${workers}`, "--json"];
  const run = spawnSync(process.execPath, [...command, ...flags], { encoding: "utf8", cwd: root });
  const cost = /^cost (.*)$/m.exec(run.stderr)?.[1];
  if (run.status !== 0 || cost === undefined) throw new Error(run.stderr);
  return { ...JSON.parse(run.stdout), ...JSON.parse(cost) };
}

const TOKEN = "the token's own code";
const CHANNEL = "channel draw";
/** What is native on the chip and plain code here: belongs to whoever calls it. */
const CIPHER = "cipher, hash, CRC";

/** Where code comes from, as the table shows it; the first that fits. */
const AREAS: readonly (readonly [area: string, source: RegExp])[] = [
  [TOKEN, /^src\/(token|contacts|log|custody|sync|bluezone)\//],
  [CHANNEL, /^sim\/(air\/|devices\/(sent|on-air)\.ts)|^hal\/simulated\/random\.ts/],
  [CIPHER, /^hal\/simulated\/(crypto|aes)|^node:(internal\/crypto|crypto|zlib|buffer)/],
  ["chip: flash", /^hal\/simulated\/flash/],
  ["chip: clock, radio, the rest", /^hal\/simulated\/(hal|clock|radio|usb)\.ts/],
  ["timeline", /^hal\/simulated\/timeline\.ts/],
  ["people and places", /^sim\/(days\/|town\/|devices\/(world|phones)\.ts)/],
  ["reading logs, scores", /^sim\/(scores\/|devices\/(heard|readings|record-columns)\.ts)/],
  ["engine", /^sim\//],
];

interface ProfileNode {
  id: number;
  callFrame: { functionName: string; url: string; lineNumber: number };
  children?: number[];
}

interface Profile {
  nodes: ProfileNode[];
  samples: number[];
  timeDeltas: number[];
}

/** The bundler writes the name of each source file above its code. */
function createSourceLookup(): (url: string, line: number) => string {
  const files = new Map<string, string[]>();
  return (url, line) => {
    if (!url.startsWith("file:")) return url;
    let sources = files.get(url);
    if (sources === undefined) {
      let source = "";
      sources = readFileSync(fileURLToPath(url), "utf8")
        .split("\n")
        .map((text) => (source = /^\/\/ ((?:src|sim|hal|firmware)\/\S+)$/.exec(text)?.[1] ?? source));
      files.set(url, sources);
    }
    return sources[line] ?? "";
  };
}

const WAITING = "waiting";

/** By node of a profile; a cipher says for whom it works. */
function areasOf(nodes: readonly ProfileNode[], sourceOf: (url: string, line: number) => string) {
  const own = new Map(
    nodes.map(({ id, callFrame: { functionName, url, lineNumber } }) => {
      if (functionName === "(garbage collector)") return [id, "garbage collection"];
      if (functionName === "(idle)") return [id, WAITING];
      const source = sourceOf(url, lineNumber);
      return [id, AREAS.find(([, pattern]) => pattern.test(source))?.[0] ?? "Node and the rest"];
    }),
  );
  const areas = new Map<number, string>();
  // Whoever calls comes before what is called.
  for (const { id, children = [] } of nodes) {
    const area = areas.get(id) ?? own.get(id)!;
    areas.set(id, area);
    for (const child of children) {
      const isCipher = own.get(child) === CIPHER;
      const caller = area.startsWith(CIPHER) ? area : `${CIPHER}, for ${area}`;
      areas.set(child, isCipher ? caller : own.get(child)!);
    }
  }
  return areas;
}

/** Share of CPU time of all threads by area, largest first; a thread that waits for another takes none. */
function sharesOf(profiles: readonly Profile[]): [string, number][] {
  const sourceOf = createSourceLookup();
  const times = new Map<string, number>();
  let total = 0;
  for (const { nodes, samples, timeDeltas } of profiles) {
    const areas = areasOf(nodes, sourceOf);
    samples.forEach((id, i) => {
      const area = areas.get(id)!;
      if (area === WAITING) return;
      times.set(area, (times.get(area) ?? 0) + timeDeltas[i]!);
      total += timeDeltas[i]!;
    });
  }
  return [...times].sort((a, b) => b[1] - a[1]).map(([area, time]) => [area, time / total]);
}

function printGrowth(folder: string, counts: number[], workers: number): void {
  const base = simulate(folder, 2, workers);
  console.log(`${options.scenario}, one day, ${workers} worker(s)`);
  console.log(" people  seconds  CPU s  CPU ms/token  KB/token  records/token  reports/token  load");
  for (const people of counts) {
    const { seconds, cpuS, rssKb, scores } = simulate(folder, people, workers);
    const cells = [
      String(people).padStart(7),
      seconds.toFixed(1).padStart(8),
      cpuS.toFixed(1).padStart(6),
      ((1000 * cpuS) / people).toFixed(1).padStart(13),
      ((rssKb - base.rssKb) / people).toFixed(1).padStart(9),
      Math.round(scores.records / people)
        .toString()
        .padStart(14),
      Math.round(scores.reportsHeard / people)
        .toString()
        .padStart(14),
      loadavg()[0]!.toFixed(1).padStart(5),
    ];
    console.log(cells.join(" "));
  }
}

function printShares(folder: string, people: number): void {
  const into = join(folder, "profile");
  const profiled = simulate(folder, people, 2, ["--cpu-prof", `--cpu-prof-dir=${into}`]);
  const alone = simulate(folder, people, 1);
  console.log(`\nCPU time by area, ${people} people, 2 workers`);
  const profiles = readdirSync(into).map(
    (name) => JSON.parse(readFileSync(join(into, name), "utf8")) as Profile,
  );
  const shares = sharesOf(profiles);
  for (const [area, share] of shares) console.log(`${(100 * share).toFixed(1).padStart(6)} %  ${area}`);
  const sumOf = (...areas: string[]) =>
    shares.reduce((sum, [area, share]) => sum + (areas.includes(area) ? 100 * share : 0), 0).toFixed(1);
  console.log(`token and channel ${sumOf(TOKEN, CHANNEL)} %`);
  console.log(`with the token's ciphers ${sumOf(TOKEN, CHANNEL, `${CIPHER}, for ${TOKEN}`)} %`);
  const isSame = profiled.outputHash === alone.outputHash;
  console.log(`\n1 and 2 workers: ${isSame ? "the same bytes" : "NOT THE SAME BYTES"}`);
  if (!isSame) process.exitCode = 1;
}

// Inside the repository, so that the packages are found.
mkdirSync(join(root, ".build"), { recursive: true });
const folder = mkdtempSync(join(root, ".build/bench-"));
try {
  await buildProgram(root, folder);
  printShares(folder, Number(options.profiled));
  printGrowth(folder, options.people.split(",").map(Number), Number(options.workers));
} finally {
  rmSync(folder, { recursive: true });
}
