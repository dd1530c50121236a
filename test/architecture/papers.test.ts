/** What documents and comments point to is in the clone. */
import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

/** Folders that git ignores. */
const MADE = ["node_modules", ".git", ".build"];

function filesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (!entry.isDirectory()) return [path];
    return MADE.includes(entry.name) ? [] : filesIn(path);
  });
}

const files = filesIn("");
const folders = new Set(files.map((file) => dirname(file)));
const names = new Set(files.map((file) => basename(file)));
const papers = files.filter((file) => file.endsWith(".md"));
const sources = files.filter((file) => /\.(ts|tsx|js|css|html)$/.test(file));
const read = (file: string) => readFileSync(join(root, file), "utf8");

/** Files that a program makes or that are the user's: named, and not here. */
const NOT_HERE = /^(\.build|\.bztoken|node_modules)\//;

/** Heading → the anchor that a link names it by, as code forges make it. */
function anchorsOf(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{N} -]/gu, "")
      .replaceAll(" ", "-"),
  );
}

/** What relative links of a document miss. */
function brokenLinks(file: string, text: string): string[] {
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target]) => {
    if (/^[a-z]+:/.test(target!)) return [];
    const [path, anchor] = target!.split("#") as [string, string | undefined];
    const to = path === "" ? file : relative(root, resolve(root, dirname(file), path));
    if (!existsSync(join(root, to))) return [`${file} → ${target}`];
    if (anchor === undefined || anchorsOf(read(to)).includes(anchor)) return [];
    return [`${file} → ${target}: no such heading`];
  });
}

const isThere = (path: string) => files.includes(path) || folders.has(path);

/** Paths and documents that a text names and that are not there. `from` is the folder that short ones start in. */
function missingNames(text: string, from: string): string[] {
  const paths = text.match(/(?<![\w./@{}$*-])(?:[\w.-]+\/)+[\w.-]+\.(?:ts|tsx|md|js|json|css|mjs)\b/g) ?? [];
  const documents = text.match(/(?<![\w./-])[A-Z][A-Z-]+\.md\b/g) ?? [];
  return [
    ...paths.filter((path) => {
      if (NOT_HERE.test(path)) return false;
      return ![path, join(from, path), join(dirname(from), path)].some(isThere);
    }),
    ...documents.filter((name) => !names.has(name)),
  ];
}

/** Comments of a source; strings that look like one do no harm. */
function commentsOf(source: string): string {
  return (source.match(/\/\*[^]*?\*\/|(?<=^|\s)\/\/.*/g) ?? []).join("\n");
}

describe("documents and comments", () => {
  it("are found at all", () => {
    assert.ok(papers.length >= 12 && sources.length > 300, `${papers.length} and ${sources.length}`);
    const links = papers.flatMap((file) => [...read(file).matchAll(/\]\([^)]+\)/g)]);
    assert.ok(links.length > 20, `${links.length} links`);
    assert.deepEqual(brokenLinks("README.md", "[a](nowhere.md) [b](DESIGN.md#none) [c](https://x.org)"), [
      "README.md → nowhere.md",
      "README.md → DESIGN.md#none: no such heading",
    ]);
    assert.deepEqual(missingNames("see src/log/log.ts, log/none.ts, FIELD.md and log/ring.ts", "src"), [
      "log/none.ts",
      "FIELD.md",
    ]);
  });

  it("link to what is there", () => {
    assert.deepEqual(
      papers.flatMap((file) => brokenLinks(file, read(file))),
      [],
    );
  });

  it("name files that are there", () => {
    const missing = [
      ...papers.map((file) => [file, read(file)] as const),
      ...sources.map((file) => [file, commentsOf(read(file))] as const),
    ].flatMap(([file, text]) => missingNames(text, dirname(file)).map((name) => `${file} names ${name}`));
    assert.deepEqual(missing, []);
  });

  it("cite no section by a number that nobody counts, and nothing that a clone does not hold", () => {
    const cited = [...papers, ...sources].flatMap((file) => {
      const text = file.endsWith(".md") ? read(file) : commentsOf(read(file));
      return (text.match(/\b(?:DESIGN|FIELD)\b(?!\.md)|\breference\/|\bDESIGN\.md §/g) ?? []).map(
        (word) => `${file}: ${word}`,
      );
    });
    assert.deepEqual(cited, []);
  });
});
