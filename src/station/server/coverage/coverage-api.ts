/** What page and station say to each other of coverage. Types only. */
import type { Campaign, Due } from "../../coverage/campaign.js";
import type { Figures } from "../../coverage/figures.js";
import type { SampleId } from "../../coverage/samples/sample.js";
import type { UnitKind } from "../../store/types.js";
import type { Problem } from "../../../words/problem.js";

export interface UnitName {
  id: string;
  name: string;
  kind: UnitKind;
  /** Names of those above it, the nearest first. */
  above: string[];
}

/** GET /api/coverage/units?query=: at most 20. */
export type UnitsAnswer = UnitName[];

export interface CoverageRow {
  /** Null: what is not broken down. */
  unit: UnitName | null;
  now: Figures;
  /** A week before. */
  was: Figures;
}

export interface CoverageGroup {
  name: string;
  isOfPlaces: boolean;
  now: Figures;
  was: Figures;
  target: number | null;
}

/**
 * GET /api/coverage?unit=&day=&campaign=&sample=; what is left out is chosen by the station. The same question asked of
 * /api/coverage/report.docx, .html, .xlsx, .svg, .txt and .json with &language= is a file.
 */
export interface CoverageAnswer {
  /** Null: there are no units yet; then nothing else is told. */
  unit: UnitName | null;
  /** Local days. */
  day: number;
  today: number;
  activeDays: number;
  campaign: Campaign | null;
  campaigns: Campaign[];
  samples: SampleId[];
  /** What more tokens would bring can be asked. */
  hasSimulator: boolean;
  /** Everybody of the unit; of a place those whom it counts. */
  total: CoverageRow;
  target: number | null;
  /** Units right below that count residents, and those that are places. */
  residents: CoverageRow[];
  places: CoverageRow[];
  groups: CoverageGroup[];
  activities: Figures;
  dues: Due[];
  notes: Problem[];
}

/** POST /api/coverage/report: a lower unit's file, base64. */
export interface TakeInput {
  content: string;
}
export interface TakeAnswer {
  unit: string;
  day: number;
  notes: Problem[];
}

/** POST /api/coverage/figures */
export interface FiguresInput {
  unitId: string;
  day: number;
  all: Figures;
  groups: Record<string, Figures>;
}

/** POST /api/coverage/campaign */
export type CampaignInput = Campaign;
