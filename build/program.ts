import { build } from "esbuild";

/** The command line as `<folder>/bztoken.mjs`. What is put in: when it was made, because no computer's date before that is right. */
export async function buildProgram(root: string, folder: string): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: ["src/bztoken.ts"],
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    packages: "external",
    splitting: true,
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    logLevel: "warning",
    define: { BUILT_MS: String(Date.now()) },
  });
}
