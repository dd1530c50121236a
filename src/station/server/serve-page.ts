import type { Hono } from "hono";

export interface PageFile {
  /** Of its content. */
  type: string;
  body: Uint8Array;
}

/** Everything that a page loads, by path: HTML at "/", program, style, fonts. */
export type PageFiles = ReadonlyMap<string, PageFile>;

export function servePage(app: Hono, page: PageFiles): void {
  for (const [path, { type, body }] of page) {
    app.get(path, (context) => context.body(new Uint8Array(body), 200, { "Content-Type": type }));
  }
}
