/** The package as others get it: packed, installed somewhere else, and run from there. */
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "../../src/station/repository-root.js";

export const root = repositoryRoot();

export const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  name: string;
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
};

export interface Packed {
  tarball: string;
  /** Paths of the files in it. */
  files: string[];
}

/** `npm pack`, which builds everything anew first. */
export function pack(folder: string): Packed {
  const printed = execFileSync("npm", ["pack", "--json", "--pack-destination", folder], {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [{ filename, files }] = JSON.parse(printed) as [{ filename: string; files: { path: string }[] }];
  return { tarball: join(folder, filename), files: files.map(({ path }) => path) };
}

/** Runs a command that serves a page, asks for all that the page loads, and ends it. Returns what the command printed. */
export async function lookAtPage(folder: string, command: string, ...words: string[]): Promise<string> {
  const program = spawn(command, words, { cwd: folder, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  const hasEnded = new Promise((resolve) => program.once("exit", resolve));
  let printed = "";
  try {
    const address = await new Promise<string>((resolve, reject) => {
      const note = (chunk: Buffer) => {
        printed += chunk.toString();
        const found = /http:\/\/127\.0\.0\.1:\d+\/\S*(?=\s)/.exec(printed);
        if (found !== null) resolve(found[0]);
      };
      program.stdout.on("data", note);
      program.stderr.on("data", note);
      program.once("error", reject);
      program.once("exit", () => reject(new Error(`it ended without a page: ${printed}`)));
    });
    const [page, url] = await openPage(address);
    assert.match(page, /<script type="module" src="\/page.js"/);
    assert.ok((await load(url, "page.js", "text/javascript")).includes('getElementById("app")'));
    const css = await load(url, "page.css", "text/css");
    const fonts = [...css.matchAll(/url\("?\.?\/?([^")]+\.woff2)"?\)/g)].map((match) => match[1]!);
    assert.equal(fonts.length, 4);
    for (const font of fonts) assert.match(await load(url, font, "font/woff2"), /^wOF2/);
  } finally {
    // `npx` starts the program in a process of its own.
    if (program.exitCode === null) process.kill(-program.pid!, "SIGTERM");
    await hasEnded;
  }
  return printed;
}

/** Opens the address that a program prints, and keeps the cookie that comes with it. */
async function openPage(address: string): Promise<[page: string, url: string]> {
  const first = await fetch(address, { redirect: "manual" });
  const cookie = first.headers.getSetCookie()[0]?.split(";")[0] ?? "";
  const url = new URL("/", address).href;
  const answer = await fetch(url, { headers: { cookie } });
  assert.equal(answer.status, 200, address);
  return [await answer.text(), url];
}

async function load(url: string, path: string, type: string): Promise<string> {
  const answer = await fetch(url + path);
  assert.equal(answer.status, 200, path);
  assert.equal(answer.headers.get("content-type")!.split(";")[0], type, path);
  return answer.text();
}
