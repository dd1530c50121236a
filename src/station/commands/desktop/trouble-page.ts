/** Says what is wrong in the browser: whoever clicked on an icon has no window that a sentence could stand in. */
import { Hono } from "hono";
import { type Problem, wordsOf } from "../../../words/problem.js";
import { barePage } from "../../server/bare-page.js";
import { guard } from "../../server/guard.js";
import { serveLocally } from "../../server/serve-locally.js";
import { partsOf, readPage, servePage } from "../../server/serve-page.js";

/** Until a slow browser is there. */
const LASTS_MS = 60_000;
/** For style and fonts. */
const AFTER_MS = 3_000;

/** Serves the words in both languages until they were looked at. @param open  shows an address to people */
export async function showTrouble(problem: Problem, open: (address: string) => Promise<void>): Promise<void> {
  const app = new Hono();
  app.use(guard());
  servePage(app, partsOf(readPage("station")));
  let seen: () => void = () => {};
  const wasSeen = new Promise<void>((resolve) => (seen = resolve));
  app.get("/", (context) => {
    seen();
    return context.html(troublePage(problem));
  });
  const server = await serveLocally(app, 0);
  try {
    await open(server.url);
    await Promise.race([wasSeen.then(() => sleep(AFTER_MS)), sleep(LASTS_MS)]);
  } finally {
    await server.close();
  }
}

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms).unref());

function troublePage(problem: Problem): string {
  return barePage(
    { title: "Chưa mở được máy đọc thẻ", paragraphs: [wordsOf(problem, "vi")] },
    { title: "The token reader could not be opened", paragraphs: [wordsOf(problem, "en")] },
  );
}
