/** Before any test: what the build makes of pages and packages. Otherwise tests would see those of the last build. */
import { copyConsole } from "../build/console.js";
import { buildPages } from "../build/pages.js";
import { repositoryRoot } from "../src/station/repository-root.js";

export async function mochaGlobalSetup(): Promise<void> {
  await buildPages(repositoryRoot());
  await copyConsole(repositoryRoot());
}
