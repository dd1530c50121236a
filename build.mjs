/** Bundles the command line. What it puts in: when it was made, because no computer's date before that is right. */
import { build } from "esbuild";

await build({
  entryPoints: ["src/bztoken.ts"],
  bundle: true,
  platform: "node",
  target: "node20",
  format: "esm",
  packages: "external",
  splitting: true,
  outdir: ".build",
  outExtension: { ".js": ".mjs" },
  logLevel: "warning",
  define: { BUILT_MS: String(Date.now()) },
});
