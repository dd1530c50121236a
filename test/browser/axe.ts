/** axe-core in the page: what it finds, in words. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";

const AXE = readFileSync(fileURLToPath(import.meta.resolve("axe-core/axe.min.js")), "utf8");

interface Found {
  id: string;
  impact: string;
  nodes: { target: string[]; html: string }[];
}

/** Of every rule, best practices and experimental ones on names included; once the page is there. */
export async function axeFindings(page: Page): Promise<string[]> {
  await page.locator("h1").first().waitFor();
  await page.evaluate(AXE);
  const { violations } = await page.evaluate<{ violations: Found[] }>(
    `axe.run(document, { rules: { "label-content-name-mismatch": { enabled: true } } })`,
  );
  return violations.flatMap(({ id, impact, nodes }) =>
    nodes.map(({ target, html }) => `${id} (${impact}): ${target.join(" ")} ${html.slice(0, 120)}`),
  );
}
