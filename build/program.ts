import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

/**
 * What nearly every command loads is put in: their hundreds of small files took half of each start: 1.0 s of the processor, 0.5
 * now. They stay dependencies, so that their licences come along. Left out is what brings a binary, and what few commands load.
 */
const CARRIED = [
  ...["@hono/node-server", "cli-progress", "commander", "csv-parse", "csv-stringify", "hono", "kysely"],
  ...["qr", "string-width", "tweetnacl", "uuid", "zod"],
];

/** The command line (or what a benchmark enters by) as `<folder>/bztoken.mjs`. What is put in: when it was made, because no computer's date before that is right. */
export async function buildProgram(root: string, folder: string, entry = "src/bztoken.ts"): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    external: leftOut(root),
    // Some of what is put in asks for Node's own modules in the old way.
    banner: {
      js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
    },
    splitting: true,
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    logLevel: "warning",
    define: { BUILT_MS: String(madeMs()) },
  });
}

function leftOut(root: string): string[] {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    [part in "dependencies" | "devDependencies"]: Record<string, string>;
  };
  return Object.keys({ ...dependencies, ...devDependencies }).filter((name) => !CARRIED.includes(name));
}

/** When the program is made; SOURCE_DATE_EPOCH (s) makes the same program twice. */
export function madeMs(): number {
  const seconds = process.env["SOURCE_DATE_EPOCH"];
  return seconds === undefined ? Date.now() : Number(seconds) * 1000;
}
