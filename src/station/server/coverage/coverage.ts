/** Coverage on the page: figures, reports, and what lower units and staff tell. */
import type { Hono } from "hono";
import { z } from "zod";
import type { Language } from "../../../words/language.js";
import { UserError } from "../../../words/user-error.js";
import {
  type Campaign,
  campaignInput,
  campaignOf,
  currentCampaign,
  storedCampaign,
  targetOf,
} from "../../coverage/campaign.js";
import { type Coverage, type CoverageSource, coverageOf } from "../../coverage/coverage.js";
import { type Figures, EMPTY_BOOK, FIGURES, PEOPLE_FIGURES, addFigures } from "../../coverage/figures.js";
import { bookInput, groupFigures } from "../../coverage/report-content.js";
import { FORMS, type Form, reportIn } from "../../coverage/report/forms.js";
import { sampleOf } from "../../coverage/samples/letters.js";
import { SAMPLE_IDS } from "../../coverage/samples/sample.js";
import { isTerritory } from "../../coverage/scope.js";
import { enterFigures, takeReport } from "../../coverage/take-report.js";
import type { Store } from "../../store/store.js";
import type { Unit } from "../../store/types.js";
import { isoDay, localDayOf } from "../../text/local-time.js";
import type { CoverageAnswer, CoverageRow, TakeAnswer, UnitName, UnitsAnswer } from "./coverage-api.js";

const UNITS_FOUND = 20;

const query = z.object({
  unit: z.string().max(80).default(""),
  day: z.coerce.number().int().min(0).max(100_000).optional(),
  campaign: z.string().max(40).default(""),
  sample: z.string().max(20).default(""),
  language: z.enum(["vi", "en"]).default("vi"),
});
const takeInput = z.object({ content: z.base64() });
const figuresInput = z.object({
  unitId: z.string().max(80),
  day: z.number().int().min(0).max(100_000),
  all: bookInput.shape.all,
  groups: z.record(z.string().max(2_000), groupFigures),
});

interface Asked {
  source: CoverageSource;
  unitId: string;
  day: number;
  campaign: Campaign | undefined;
  nowMs: number;
  language: Language;
}

interface CoverageOptions {
  /** What more tokens would bring can be asked. */
  hasSimulator: boolean;
  /** Before the name of the unit in every report, for a station that is not in earnest. */
  mark: string;
}

export function addCoverage(
  app: Hono,
  store: Store,
  utcNowMs: () => number,
  { hasSimulator, mark }: CoverageOptions,
): void {
  app.get("/api/coverage/units", async (context) => {
    const { query } = z.object({ query: z.string().max(200).default("") }).parse(context.req.query());
    const units = await store.units({ query, atDay: localDayOf(utcNowMs()), limit: UNITS_FOUND });
    return context.json((await Promise.all(units.map((unit) => nameOf(store, unit)))) satisfies UnitsAnswer);
  });

  app.get("/api/coverage", async (context) => {
    const asked = await askedBy(context.req.query());
    const campaigns = (await store.campaigns()).map(campaignOf);
    const shared = {
      day: asked.day,
      today: localDayOf(asked.nowMs),
      campaigns,
      samples: [...SAMPLE_IDS],
      hasSimulator,
    };
    if (asked.unitId === "") return context.json({ ...NO_UNITS, ...shared } satisfies CoverageAnswer);
    const coverage = await coverageOf(asked.source, asked, asked.nowMs);
    return context.json({ ...(await answerOf(asked.source, coverage)), ...shared } satisfies CoverageAnswer);
  });

  for (const form of FORMS) {
    app.get(`/api/coverage/report.${form}`, async (context) => {
      const asked = await askedBy(context.req.query());
      const coverage = withMark(mark, await coverageOf(asked.source, asked, asked.nowMs));
      const body = await reportIn(form, asked.source, coverage, asked.language, asked.nowMs);
      const name = `bao-phu-${isoDay(asked.day)}.${form}`;
      // To be looked at, or to be kept.
      const isShown = form === "html" || form === "svg" || form === "txt";
      return context.body(typeof body === "string" ? body : new Uint8Array(body), 200, {
        "Content-Type": TYPES[form],
        "Content-Disposition": `${isShown ? "inline" : "attachment"}; filename="${name}"`,
        // A page by itself, that loads nothing and runs nothing, may bring its own style.
        ...(form === "html"
          ? {
              "Content-Security-Policy":
                "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
            }
          : {}),
      });
    });
  }

  app.post("/api/coverage/report", async (context) => {
    const { content } = takeInput.parse(await context.req.json());
    const bytes = new Uint8Array(Buffer.from(content, "base64"));
    const { unit, day, notes } = await takeReport(store, bytes, utcNowMs());
    return context.json({ unit: unit.name, day, notes } satisfies TakeAnswer);
  });

  app.post("/api/coverage/figures", async (context) => {
    await enterFigures(store, figuresInput.parse(await context.req.json()), utcNowMs());
    return context.json({});
  });

  app.post("/api/coverage/campaign", async (context) => {
    await store.putCampaign(storedCampaign(campaignInput.parse(await context.req.json())));
    return context.json({});
  });

  async function askedBy(asked: Record<string, string>): Promise<Asked> {
    const { unit, day, campaign, sample, language } = query.parse(asked);
    if (sample !== "") {
      const made = sampleOf(sample);
      return { ...made, unitId: unit || made.unitId, day: Math.min(day ?? made.day, made.day), language };
    }
    const nowMs = utcNowMs();
    const today = localDayOf(nowMs);
    const campaigns = await store.campaigns();
    const named = campaigns.find(({ id }) => id === campaign);
    const chosen = campaign === "" ? currentCampaign(campaigns, day ?? today) : named && campaignOf(named);
    if (campaign !== "" && campaign !== "none" && chosen === undefined)
      throw new UserError("coverage/no-campaign");
    const unitId = unit || (await ownUnit(store, day ?? today));
    return { source: store, unitId, day: day ?? today, campaign: chosen, nowMs, language };
  }
}

/** Every form of a report names its unit. */
function withMark(mark: string, coverage: Coverage): Coverage {
  const root = { ...coverage.scope.root, name: mark + coverage.scope.root.name };
  const [first, ...rest] = coverage.lines;
  return { ...coverage, scope: { ...coverage.scope, root }, lines: [{ ...first!, unit: root }, ...rest] };
}

const TYPES: Record<Form, string> = {
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  html: "text/html; charset=utf-8",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  svg: "image/svg+xml",
  txt: "text/plain; charset=utf-8",
  json: "application/json",
};

/** The lowest one that has all others below it or above it: of a list of the whole country, the part that is in use. */
async function ownUnit(store: Store, atDay: number): Promise<string> {
  let own = "";
  let under = await store.units({ parentId: null, atDay, limit: 2 });
  // A tree that goes round in a circle ends too.
  for (let level = 0; level < 10; level++) {
    own ||= under[0]?.id ?? "";
    if (under.length !== 1) break;
    own = under[0]!.id;
    under = await store.units({ parentId: own, atDay, limit: 2 });
  }
  return own;
}

async function nameOf(source: CoverageSource, { id, name, kind }: Unit): Promise<UnitName> {
  const path = await source.unitPath(id);
  return { id, name, kind, above: path.slice(1).map((one) => one.name) };
}

const NOBODY: CoverageRow = { unit: null, now: {}, was: {} };
const NO_UNITS: CoverageAnswer = {
  ...{
    unit: null,
    day: 0,
    today: 0,
    activeDays: 0,
    campaign: null,
    campaigns: [],
    samples: [],
    hasSimulator: false,
  },
  ...{
    total: NOBODY,
    target: null,
    residents: [],
    places: [],
    groups: [],
    activities: {},
    dues: [],
    notes: [],
  },
};

async function answerOf(source: CoverageSource, coverage: Coverage): Promise<CoverageAnswer> {
  const { lines, before, scope, campaign, groupNames, dues, notes, day, activeDays } = coverage;
  const unit = await nameOf(source, scope.root);
  const own = isTerritory(scope.root.kind) ? "residents" : "places";
  const at = new Map(lines.map((line, i) => [line.unit.id, i]));
  const rowsOf = (kind: "residents" | "places"): CoverageRow[] => {
    const rows = (scope.under.get(scope.root.id) ?? []).flatMap((one): CoverageRow[] => {
      const i = at.get(one.id)!;
      const [now, was] = [lines[i]![kind].all, before[i]![kind].all];
      const isOfKind = isTerritory(one.kind) === (kind === "residents");
      if (!isOfKind && Object.keys(now).length === 0) return [];
      const { id, name, kind: level } = one;
      return [{ unit: { id, name, kind: level, above: [] }, now, was }];
    });
    const rest = kind === own ? lines[0]!.own.all : {};
    const hasRest = rows.length > 0 && PEOPLE_FIGURES.some((figure) => (rest[figure] ?? 0) > 0);
    return hasRest ? [...rows, { unit: null, now: rest, was: before[0]!.own.all }] : rows;
  };
  const groups = (["residents", "places"] as const).flatMap((kind) =>
    Object.entries(lines[0]![kind].groups).map(([key, now]) => ({
      ...{ name: groupNames.get(key) ?? key, isOfPlaces: kind === "places", now },
      was: before[0]![kind].groups[key] ?? {},
      target: (campaign && targetOf(campaign, key)) ?? null,
    })),
  );
  const both: Figures = addFigures(lines[0]!.residents.all, (lines[0]!.places ?? EMPTY_BOOK).all);
  const activities = Object.fromEntries(
    FIGURES.slice(PEOPLE_FIGURES.length).flatMap((figure) => (both[figure] === undefined ? [] : [[figure, both[figure]]])), // prettier-ignore
  ) as Figures;
  return {
    ...{
      unit,
      day,
      today: day,
      activeDays,
      campaign: campaign ?? null,
      campaigns: [],
      samples: [],
      hasSimulator: false,
    },
    total: { unit, now: lines[0]![own].all, was: before[0]![own].all },
    target: (campaign && targetOf(campaign, "")) ?? null,
    ...{ residents: rowsOf("residents"), places: rowsOf("places"), groups, activities },
    ...{ dues: [...dues], notes: [...notes] },
  };
}
