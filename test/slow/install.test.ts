/** The package from npm's registry, as a user installs it. Here because it needs the registry or all of it in npm's cache. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lookAtPage, manifest, pack } from "../package/installed.js";

describe("an installation in an empty folder", () => {
  let folder: string;
  let home: string;
  before(function () {
    folder = mkdtempSync(join(tmpdir(), "bz-install-"));
    home = join(folder, "home");
    mkdirSync(home);
    const { tarball } = pack(folder);
    const words = ["install", "--omit=dev", "--prefer-offline", "--no-audit", tarball];
    const { status, stderr } = spawnSync("npm", words, { cwd: home, encoding: "utf8" });
    // Only where there is no network at all.
    if (status !== 0 && /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH/.test(stderr)) this.skip();
    assert.equal(status, 0, stderr);
  });
  after(() => rmSync(folder, { recursive: true }));

  it("brings nothing that only development needs", () => {
    const modules = (name: string) => existsSync(join(home, "node_modules", name));
    assert.deepEqual(Object.keys(manifest.dependencies).filter(modules), Object.keys(manifest.dependencies));
    assert.deepEqual(Object.keys(manifest.devDependencies).filter(modules), []);
    assert.ok(!modules("@abandonware"), "Bluetooth, which the espruino package would bring");
  });

  it("runs `npx bztoken demo`", async () => {
    const words = ["--no-install", "bztoken", "demo", "--people", "4", "--days", "0", "--port", "0"];
    assert.match(await lookAtPage(home, "npx", ...words), /staff page/);
  });

  it("runs `npx bztoken watch` and `station`", async () => {
    await lookAtPage(home, "npx", "--no-install", "bztoken", "watch", "--port", "0");
    const store = join(home, "store.sqlite");
    await lookAtPage(
      home,
      "npx",
      "--no-install",
      "bztoken",
      "station",
      "--plain",
      "--port",
      "0",
      "--store",
      store,
    );
  });
});
