/** What a run is made from, besides its seed. A file of this shape is a scenario; the ready ones lie beside this file. */
import { LEAST_PEOPLE, MOST_DAYS, MOST_PEOPLE } from "./bounds.js";
import { z } from "zod";
import { UserError } from "../../src/words/user-error.js";
import {
  addUpToOne,
  fields,
  list,
  number,
  oneOf,
  share,
  text,
  trueOrFalse,
  wholeNumber,
} from "./scenario-fields.js";
import { READY_SCENARIOS } from "./ready.js";
import { describeIssue, readScenarioText } from "./scenario-file.js";

const MAX_POSITIONED = 200;
const MAX_PROTOCOL_MINUTES = 23 * 60;

/** What grown-ups of a commune do by day. */
export const TRADES = [
  "farmer",
  "worker",
  "seller",
  "clerk",
  "homemaker",
  "teacher",
  "nurse",
  "commuter",
  "driver",
] as const;

/** Who comes to a place whose people do not live there. */
export const VISITORS = [
  "pupil",
  "teacher",
  "seller",
  "shopper",
  "worker",
  "clerk",
  "nurse",
  "patient",
  "carer",
  "isolated",
  "commuter",
  "driver",
] as const;

function sharesOf<const T extends readonly string[]>(names: T) {
  const shape = Object.fromEntries(names.map((name) => [name, share().default(0)]));
  return fields(shape as Record<T[number], z.ZodDefault<z.ZodNumber>>).refine(
    (shares) => addUpToOne(Object.values(shares)),
    { error: "shares that add up to 1" },
  );
}

/** Sizes of places; the defaults' sources are in PARAMETERS.md. */
const placesSchema = fields({
  pupilsPerClass: wholeNumber(2, 60).default(35),
  stallWidthM: number(1, 3).default(3),
  bedsPerRoom: wholeNumber(1, 12).default(6),
  busStops: wholeNumber(2, 12).default(8),
  minutesBetweenStops: number(1, 30).default(4),
  busSeats: wholeNumber(4, 60).default(28),
}).prefault({});

const householdsSchema = fields({
  kind: z.literal("households"),
  /** Share of households with 1, 2, … members. */
  householdSizes: list(share(), "a list of shares: of households with 1, 2, … members")
    .max(12, { error: "at most 12 shares" })
    .refine(addUpToOne, { error: "shares that add up to 1" }),
  /** Shares of those from 18 to 59 years. */
  trades: sharesOf(TRADES),
  /** A hamlet has a school, a market, a workshop, an office and fields of its own. */
  peoplePerHamlet: wholeNumber(20, 5_000),
  /** Shares of all people: in the ward, each with a relative beside the bed or not; and in quarantine rooms. */
  patients: share().default(0),
  patientsWithCarer: share().default(1),
  isolated: share().default(0),
  places: placesSchema,
});

const visitorsSchema = fields({
  kind: z.literal("visitors"),
  /** More people than this come to another such place, out of range. */
  peoplePerSite: wholeNumber(2, 5_000),
  /** Shares of all people, dealt out evenly: any two sites of one size are alike. */
  groups: sharesOf(VISITORS),
  places: placesSchema,
});

const positionsSchema = fields({
  kind: z.literal("positions"),
  /** More people than there are positions stand in another such room, out of range. */
  isIndoors: trueOrFalse(),
  /** Minute of the day at which the test begins. */
  fromMinute: wholeNumber(0, 1439),
  /** In the second room and further ones it begins later, spread evenly over so many minutes. */
  spreadMinutes: wholeNumber(0, 1439).default(0),
  minutes: wholeNumber(1, MAX_PROTOCOL_MINUTES),
  /** Who stands where from which minute of the test on; in metres. */
  steps: list(
    fields({
      person: wholeNumber(1, MAX_POSITIONED),
      minute: number(0, MAX_PROTOCOL_MINUTES),
      xM: number(-100, 100),
      yM: number(-100, 100),
    }),
    "a list of steps",
  ),
}).check((context) => {
  const { fromMinute, spreadMinutes, minutes, steps } = context.value;
  const refuse = (path: PropertyKey[], input: unknown, message: string) =>
    context.issues.push({ code: "custom", path, input, message });
  const leftMinutes = 1440 - fromMinute - spreadMinutes;
  if (minutes > leftMinutes)
    refuse(["minutes"], minutes, `at most ${leftMinutes}: the test ends on the day it begins`);
  const people = Math.max(...steps.map(({ person }) => person));
  const last = new Map<number, number>();
  steps.forEach(({ person, minute }, index) => {
    if (minute >= minutes)
      refuse(["steps", index, "minute"], minute, `less than the test's ${minutes} minutes`);
    if (minute <= (last.get(person) ?? -1))
      refuse(["steps", index, "minute"], minute, `more than the minute of person ${person}'s step before`);
    last.set(person, minute);
  });
  for (let person = 1; person <= people; person++)
    if (!last.has(person)) refuse(["steps"], undefined, `a step of each person from 1 to ${people}`);
});

/** Whom tokens go to first, as far as they have no phone with Bluezone. */
export const TOKEN_STRATEGIES = ["anyone", "households-without-phones", "sellers", "health-staff"] as const;

const scenarioSchema = fields({
  /** For editors: where the JSON Schema of this format lies. */
  $schema: z.string().optional(),
  name: text("a name"),
  /** One line, shown where scenarios are listed. */
  description: text("a line that says what this is"),
  /** First local midnight. */
  startsAt: z.iso
    .datetime({
      offset: true,
      abort: true,
      error: 'a time with its offset, such as "2021-02-22T00:00:00+07:00"',
    })
    .refine(isLocalMidnight, { error: "a midnight in Vietnam (UTC+7)" }),
  people: wholeNumber(LEAST_PEOPLE, MOST_PEOPLE),
  days: wholeNumber(1, MOST_DAYS),
  /** Crystals run fast or slow by up to this, evenly spread. */
  maxDriftPpm: number(0, 200),
  /** Health staff read every token once in so many days; without it they read none before the end. */
  readEveryDays: wholeNumber(1, MOST_DAYS).optional(),
  /** Crowd noise: adverts of other devices that a radio decodes while it listens. */
  foreignAdvertsPerSecond: number(0, 1000).default(0),
  /** Share of packets that a receiver loses besides those that are too weak or collide, each by itself. */
  packetLoss: share().default(0),
  population: z.discriminatedUnion("kind", [householdsSchema, visitorsSchema, positionsSchema], {
    error: 'an object whose field "kind" is "households", "visitors" or "positions"',
  }),
  /** Shares of all people; a phone is one with Bluezone. */
  devices: fields({
    token: share(),
    android: share(),
    iphone: share(),
    none: share(),
    tokensFirstTo: oneOf(TOKEN_STRATEGIES).default("anyone"),
  }).refine(({ token, android, iphone, none }) => addUpToOne([token, android, iphone, none]), {
    error: "token, android, iphone and none that add up to 1",
  }),
  carrying: fields({
    /** Shares of people, by habit. */
    worn: share(),
    pocket: share(),
    bag: share(),
    /** Chance, for each person and day, that it stays on a table at home … */
    leftAtHome: share(),
    /** … or has no power all day. */
    uncharged: share(),
  })
    .refine(({ worn, pocket, bag }) => addUpToOne([worn, pocket, bag]), {
      error: "worn, pocket and bag that add up to 1",
    })
    .refine(({ leftAtHome, uncharged }) => leftAtHome + uncharged <= 1, {
      error: "leftAtHome and uncharged of at most 1 together",
    }),
});

export type Scenario = z.infer<typeof scenarioSchema>;
export type Households = z.infer<typeof householdsSchema>;
export type Visitors = z.infer<typeof visitorsSchema>;
export type Positions = z.infer<typeof positionsSchema>;
export type PlaceSizes = z.infer<typeof placesSchema>;

function isLocalMidnight(iso: string): boolean {
  return (Date.parse(iso) + 7 * 3_600_000) % 86_400_000 === 0;
}

/** @throws UserError naming the field that is wrong, what was given and what is allowed */
export function parseScenario(value: unknown): Scenario {
  const result = scenarioSchema.safeParse(value);
  if (result.success) return result.data;
  throw new UserError("simulator/scenario/field", { issue: describeIssue(result.error.issues[0]!, value) });
}

/** The ready scenarios. */
export function scenarios(): Scenario[] {
  return READY_SCENARIOS.map(parseScenario);
}

/** @throws UserError listing the scenarios there are */
export function scenarioNamed(name: string): Scenario {
  const found = scenarios().find((scenario) => scenario.name === name);
  if (found !== undefined) return found;
  const names = scenarios().map((scenario) => scenario.name);
  throw new UserError("simulator/scenario/unknown", { name, names: names.join(", ") });
}

/**
 * @param nameOrPath  a ready scenario's name, or the path of a file: whatever has a slash or ends in .json
 * @throws UserError one line with file, line, field, what was given and what is allowed
 */
export function loadScenario(nameOrPath: string): Scenario {
  if (!/[/\\]|\.jsonc?$/i.test(nameOrPath)) return scenarioNamed(nameOrPath);
  const file = readScenarioText(nameOrPath);
  const result = scenarioSchema.safeParse(file.value);
  if (result.success) return result.data;
  throw file.errorFor(result.error.issues);
}

/** The JSON Schema of a scenario file, for editors that check and complete. */
export function scenarioJsonSchema(): unknown {
  return z.toJSONSchema(scenarioSchema, { io: "input" });
}
