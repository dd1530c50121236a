import { build } from "esbuild";

/** The command line (or what a benchmark enters by) as `<folder>/bztoken.mjs`. What is put in: when it was made, because no computer's date before that is right. */
export async function buildProgram(root: string, folder: string, entry = "src/bztoken.ts"): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    packages: "external",
    splitting: true,
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    logLevel: "warning",
    define: { BUILT_MS: String(madeMs()) },
  });
}

/** When the program is made; SOURCE_DATE_EPOCH (s) makes the same program twice. */
export function madeMs(): number {
  const seconds = process.env["SOURCE_DATE_EPOCH"];
  return seconds === undefined ? Date.now() : Number(seconds) * 1000;
}
