/** Papers for the unit, as pages for the browser to print. */
import type { Hono } from "hono";
import { z } from "zod";
import { UserError } from "../../../words/user-error.js";
import { labels } from "../../paper/labels.js";
import { MOST_LABELS, PAPERS } from "../../paper/kinds.js";
import { paper } from "../../paper/paper.js";
import { numbersIn } from "../../serial-number.js";
import { STORE_DAYS, TOKEN_DAYS } from "../../store/kept-days.js";
import type { Store } from "../../store/store.js";
import type { IssuerAnswer } from "./papers-api.js";

const issuerInput = z.object({
  name: z.string().trim().min(1).max(200),
  phone: z.string().trim().min(1).max(40),
});
const kindInput = z.enum([...PAPERS, "labels"]);
const query = issuerInput.extend({
  language: z.enum(["vi", "en"]).default("vi"),
  tokens: z.string().max(10_000).default(""),
});

export function addPapers(app: Hono, store: Store, utcNowMs: () => number): void {
  app.get("/api/papers", async (context) => context.json((await store.issuer()) satisfies IssuerAnswer));

  app.post("/api/papers", async (context) => {
    await store.putIssuer(issuerInput.parse(await context.req.json()), utcNowMs());
    return context.json({});
  });

  app.get("/api/papers/:kind", (context) => {
    const kind = kindInput.parse(context.req.param("kind"));
    const { language, tokens, ...issuer } = query.parse(context.req.query());
    const markup =
      kind === "labels"
        ? labels(serialsOf(tokens), issuer, language)
        : paper(kind, issuer, { token: TOKEN_DAYS, computer: STORE_DAYS }, language);
    return context.body(markup, 200, {
      "Content-Type": "text/html; charset=utf-8",
      "Content-Disposition": `inline; filename="${kind}.html"`,
      // A page by itself, that loads nothing and runs nothing, may bring its own style.
      "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    });
  });
}

function serialsOf(text: string): number[] {
  const serials = numbersIn(text, MOST_LABELS);
  if (typeof serials === "string") throw new UserError("station/labels", { most: MOST_LABELS });
  return [...serials];
}
