import { existsSync, readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import type { Hono } from "hono";
import { repositoryRoot } from "../repository-root.js";
import { UserError } from "../../words/user-error.js";

export interface PageFile {
  /** Of its content. */
  type: string;
  body: Uint8Array;
}

/** Everything that a page loads, by path: HTML at "/", program, style, fonts. */
export type PageFiles = ReadonlyMap<string, PageFile>;

const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".woff2": "font/woff2",
};

/** A page as the build left it (build/pages.ts). */
export function readPage(name: "station" | "gate" | "watch"): PageFiles {
  const built = `.build/pages/${name}`;
  const folder = join(repositoryRoot(), built);
  if (!existsSync(folder)) throw new UserError("program/not-built", { file: built });
  const files = readdirSync(folder).map((file): [string, PageFile] => [
    file === "index.html" ? "/" : `/${file}`,
    { type: TYPES[extname(file)]!, body: readFileSync(join(folder, file)) },
  ]);
  return new Map(files);
}

/** What a page loads, without the page. */
export function partsOf(page: PageFiles): PageFiles {
  return new Map([...page].filter(([path]) => path !== "/"));
}

export function servePage(app: Hono, page: PageFiles): void {
  for (const [path, { type, body }] of page) {
    app.get(path, (context) => context.body(new Uint8Array(body), 200, { "Content-Type": type }));
  }
}
