import { readFileSync } from "node:fs";
import { z } from "zod";
import { UserError } from "../src/station/user-error.js";
import village from "./scenarios/village.json" with { type: "json" };

/** What a run is made from, beside its seed; a file of this shape is a scenario. */
const scenarioSchema = z.strictObject({
  name: z.string().min(1),
  /** One line, shown where scenarios are listed. */
  description: z.string(),
  /** First local midnight, as an ISO 8601 time with its offset. */
  startsAt: z.iso.datetime({ offset: true }),
  people: z.int().min(2).max(100_000),
  days: z.int().min(1).max(60),
  /** A hamlet has a school, a market, a workshop, an office and fields of its own. */
  peoplePerHamlet: z.int().min(20).max(5_000),
  pupilsPerClass: z.int().min(2).max(60),
  /** Crystals run fast or slow by up to this, evenly spread. */
  maxDriftPpm: z.number().min(0).max(200),
});

export type Scenario = z.infer<typeof scenarioSchema>;

const BUILT_IN: readonly unknown[] = [village];

/** @throws UserError naming the field that is wrong and what is allowed */
export function parseScenario(value: unknown): Scenario {
  const result = scenarioSchema.safeParse(value);
  if (result.success) return result.data;
  const { path, message } = result.error.issues[0]!;
  const field = path.length === 0 ? "the scenario" : `"${path.join(".")}"`;
  throw new UserError(`Scenario: ${field} is wrong: ${message}`);
}

export function scenarios(): Scenario[] {
  return BUILT_IN.map(parseScenario);
}

/** @throws UserError listing the scenarios there are */
export function scenarioNamed(name: string): Scenario {
  const found = scenarios().find((scenario) => scenario.name === name);
  if (found !== undefined) return found;
  const list = scenarios().map((scenario) => scenario.name);
  throw new UserError(`There is no scenario "${name}". Choose one of: ${list.join(", ")}`);
}

/**
 * @param nameOrPath  a ready scenario's name, or the path of a file: whatever has a slash or ends in .json
 * @throws UserError one line saying what is wrong and what is allowed
 */
export function loadScenario(nameOrPath: string): Scenario {
  if (!/[/\\]|\.json$/.test(nameOrPath)) return scenarioNamed(nameOrPath);
  let text: string;
  try {
    text = readFileSync(nameOrPath, "utf8");
  } catch {
    throw new UserError(`There is no scenario file ${nameOrPath} that can be read`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UserError(`${nameOrPath} is not JSON: ${(error as Error).message}`);
  }
  return parseScenario(value);
}
