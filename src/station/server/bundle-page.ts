/** Puts a page together in memory when the server starts: about 0.1 s, no files to keep in step. */
import { readFileSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { build } from "esbuild";
import { repositoryRoot } from "../repository-root.js";
import type { PageFile, PageFiles } from "./serve-page.js";

const STATION_PAGE = "src/station/page";
/** All pages have the same: it loads /page.js and /page.css. */
const HTML = "src/station/page/shared/index.html";

const TYPES: Record<string, string> = {
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".woff2": "font/woff2",
};

/** @param page  folder with `main.tsx`, from the repository's root */
export async function bundlePage(page = STATION_PAGE): Promise<PageFiles> {
  const folder = join(repositoryRoot(), page);
  const result = await build({
    entryPoints: { page: join(folder, "main.tsx") },
    bundle: true,
    write: false,
    minify: true,
    format: "esm",
    target: "es2020",
    jsx: "automatic",
    jsxImportSource: "preact",
    loader: { ".woff2": "file" },
    assetNames: "[name]",
    outdir: folder,
    logLevel: "silent",
  });
  const html = { type: "text/html; charset=utf-8", body: readFileSync(join(repositoryRoot(), HTML)) };
  const parts = result.outputFiles.map(({ path, contents }): [string, PageFile] => [
    `/${basename(path)}`,
    { type: TYPES[extname(path)]!, body: contents },
  ]);
  return new Map([["/", html], ...parts]);
}
