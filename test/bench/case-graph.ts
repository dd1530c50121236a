/** How long a case's graph takes to draw in the browser, from the click on: `tsx test/bench/case-graph.ts`. */
import { launchBrowser } from "../browser/chromium.js";
import { openPage } from "../browser/sign-in.js";
import { startVillageStation } from "../browser/village-station.js";
import { largeCase } from "../station/large-case.js";

const RUNS = 7;

const station = await startVillageStation({ people: 2, hours: 1 });
const browser = await launchBrowser();
const page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
await openPage(page, station.newUrl());
for (const people of [100, 500, 1_000]) {
  const id = `large${people}`;
  const answer = { workId: id, openedMs: 0, content: largeCase(people - 1) };
  await page.route(`**/api/cases/${id}`, (route) => route.fulfill({ json: answer }));
  const times: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    await page.evaluate(`location.hash = "#cases/${id}/call"`);
    await page.locator(".calls").waitFor();
    times.push(
      await page.evaluate<number>(`new Promise((resolve) => {
        const startMs = performance.now();
        const look = () => document.querySelector('.graph[data-drawn="${people}"]')
          ? resolve(performance.now() - startMs)
          : setTimeout(look, 5);
        location.hash = "#cases/${id}/graph";
        look();
      })`),
    );
  }
  times.sort((a, b) => a - b);
  const [first, median, last] = [times[0]!, times[RUNS >> 1]!, times.at(-1)!].map(Math.round);
  console.log(`${people} people: half of ${RUNS} drawings within ${median} ms (${first} to ${last})`);
}
await browser.close();
await station.close();
