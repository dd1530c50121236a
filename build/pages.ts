/** Puts the pages together: the station's, that of a gate, and the live view of the simulator. */
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { build } from "esbuild";
import { putFile } from "../firmware/build/put-file.js";

/** Each page's folder, with a `main.tsx`. */
const PAGES = { station: "src/station/page", gate: "src/station/page/gate", watch: "sim/watch/page" };
/** All pages have the same: it loads /page.js and /page.css. */
const HTML = "src/station/page/shared/index.html";

/** Writes what each page loads to `.build/pages/<page>`. Returns the files that went in, relative to the repository. */
export async function buildPages(root: string): Promise<string[]> {
  const html = await readFile(join(root, HTML));
  const sources: string[] = [];
  for (const [page, source] of Object.entries(PAGES)) {
    const { outputFiles, metafile } = await build({
      absWorkingDir: root,
      entryPoints: { page: join(root, source, "main.tsx") },
      bundle: true,
      write: false,
      metafile: true,
      minify: true,
      format: "esm",
      // What is not needed at once, as what draws graphs, is a file of its own.
      splitting: true,
      chunkNames: "[name]",
      target: "es2020",
      jsx: "automatic",
      jsxImportSource: "preact",
      loader: { ".woff2": "file" },
      // The same package as its makers ship it for browsers.
      alias: { "csv-stringify/sync": "csv-stringify/browser/esm/sync" },
      assetNames: "[name]",
      outdir: join(root, source),
      logLevel: "warning",
    });
    const folder = join(root, ".build/pages", page);
    await putFile(join(folder, "index.html"), html);
    for (const { path, contents } of outputFiles) await putFile(join(folder, basename(path)), contents);
    sources.push(...Object.keys(metafile.inputs));
  }
  return sources;
}
