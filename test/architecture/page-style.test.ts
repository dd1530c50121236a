import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { en, vi } from "../../src/words/catalogues.js";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const PAGES = ["src/station/page", "sim/watch/page"];
const TOKENS = "src/station/page/shared/style/tokens.css";
const FONT = "src/station/page/shared/style/font.css";

const read = (path: string) => readFileSync(join(root, path), "utf8");
const files = (...extensions: string[]) =>
  PAGES.flatMap((page) =>
    readdirSync(join(root, page), { recursive: true, encoding: "utf8" })
      .filter((path) => extensions.some((extension) => path.endsWith(extension)))
      .map((path) => `${page}/${path}`),
  );
const found = (path: string, pattern: RegExp) =>
  [...read(path).matchAll(pattern)].map(([text]) => `${path}: ${text.trim()}`);

describe("style of the pages", () => {
  it("is found at all", () => {
    assert.ok(files(".css").includes(TOKENS));
    assert.ok(files(".css").length > 10);
  });

  it("takes every colour, font and size of type from the tokens", () => {
    const COLOUR = /#[0-9a-f]{3,8}\b|\b(rgb|hsl|oklch)a?\([^)]*\)/gi;
    // A picture's own units (`px` in an SVG) scale with the picture.
    const TYPE = /font-family:(?! (var\(--font\)|inherit))[^;]*|font-size: [\d.]+(rem|em)/g;
    const own = files(".css").filter((path) => path !== TOKENS && path !== FONT);
    const code = files(".ts", ".tsx");
    assert.deepEqual(
      [...own, ...code].flatMap((path) => found(path, COLOUR)),
      [],
    );
    assert.deepEqual(
      own.flatMap((path) => found(path, TYPE)),
      [],
    );
  });

  it("uses every token, and none that there is not", () => {
    const named = new Set([...read(TOKENS).matchAll(/^ {2}--([a-z0-9-]+):/gm)].map(([, name]) => name!));
    const css = files(".css").map(read).join("\n");
    const used = new Set([...css.matchAll(/var\(--([a-z0-9-]+)\)/g)].map(([, name]) => name!));
    const painted = [...read("sim/watch/page/paint.ts").matchAll(/value\("([a-z0-9-]+)"\)/g)];
    for (const [, name] of painted) used.add(name!);
    assert.deepEqual([...used].sort(), [...named].sort());
  });

  it("has a font for every letter of both pages' words", () => {
    const ranges = [...read(FONT).matchAll(/U\+([0-9A-F]+)(?:-([0-9A-F]+))?/g)].map(([, from, to = from]) => [
      parseInt(from!, 16),
      parseInt(to!, 16),
    ]);
    const words = [
      ...files("vi.ts", "en.ts", ".tsx").map(read),
      ...Object.values(en),
      ...Object.values(vi),
    ].join("");
    const missing = [...new Set(words)].filter(
      (letter) =>
        !ranges.some(([from, to]) => letter.codePointAt(0)! >= from! && letter.codePointAt(0)! <= to!),
    );
    assert.deepEqual(missing, []);
  });
});
