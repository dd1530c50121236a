import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  loadScenario,
  parseScenario,
  scenarioJsonSchema,
  scenarioNamed,
  scenarios,
} from "../../../sim/scenarios/scenario.js";
import { isUserError } from "../../../src/words/user-error.js";

const READY = new URL("../../../sim/scenarios/", import.meta.url);
const textOf = (name: string) => readFileSync(new URL(`${name}.json`, READY), "utf8");

describe("a scenario file", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "scenarios-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  function write(text: string): string {
    const path = join(folder, "mine.json");
    writeFileSync(path, text);
    return path;
  }

  /** The one line that loading gives, without the file's name. */
  function errorOf(text: string): string {
    const path = write(text);
    let message = "";
    assert.throws(
      () => loadScenario(path),
      (error: Error) => {
        assert.ok(isUserError(error));
        message = error.message;
        return true;
      },
    );
    assert.ok(message.startsWith(`${path}, line `), message);
    assert.ok(!message.includes("\n"));
    return message.slice(path.length + 2);
  }

  /** A ready scenario's text with one piece of it replaced; the line of that piece. */
  function broken(name: string, piece: string, by: string): { line: number; message: string } {
    const text = textOf(name);
    const at = text.indexOf(piece);
    assert.ok(at >= 0 && text.indexOf(piece, at + 1) < 0, `${piece} is not there once`);
    return { line: text.slice(0, at).split("\n").length, message: errorOf(text.replace(piece, by)) };
  }

  it("may be a ready one, with comments and a byte order mark", () => {
    const path = write(`\uFEFF// my commune\n${textOf("commune")}/* that is all */\n`);
    assert.deepEqual(loadScenario(path), scenarioNamed("commune"));
    assert.deepEqual(loadScenario("commune"), scenarioNamed("commune"));
  });

  for (const [piece, by, field, given, allowed] of [
    ['"people": 2000', '"people": 1', "people", "1", "a whole number from 2 to 100000"],
    ['"people": 2000', '"people": 2.5', "people", "2.5", "a whole number from 2 to 100000"],
    ['"people": 2000', '"people": "many"', "people", '"many"', "a whole number from 2 to 100000"],
    ['"people": 2000', '"people": null', "people", "null", "a whole number from 2 to 100000"],
    ['"days": 1', '"days": 61', "days", "61", "a whole number from 1 to 60"],
    ['"maxDriftPpm": 20', '"maxDriftPpm": -1', "maxDriftPpm", "-1", "a number from 0 to 200"],
    [
      '"maxDriftPpm": 20',
      '"maxDriftPpm": 20, "foreignAdvertsPerSecond": 1001',
      "foreignAdvertsPerSecond",
      "1001",
      "a number from 0 to 1000",
    ],
    ['"name": "commune"', '"name": ""', "name", '""', "a name"],
    [
      '"kind": "households"',
      '"kind": "town"',
      "population.kind",
      '"town"',
      'an object whose field "kind" is "households", "visitors" or "positions"',
    ],
    ['"patients": 0.01', '"patients": 1.2', "population.patients", "1.2", "a number from 0 to 1"],
    [
      '"pupilsPerClass": 35',
      '"pupilsPerClass": 0',
      "population.places.pupilsPerClass",
      "0",
      "a whole number from 2 to 60",
    ],
    [
      '"tokensFirstTo": "anyone"',
      '"tokensFirstTo": "friends"',
      "devices.tokensFirstTo",
      '"friends"',
      'one of "anyone", "households-without-phones", "sellers", "health-staff"',
    ],
    ['"uncharged": 0.03', '"uncharged": true', "carrying.uncharged", "true", "a number from 0 to 1"],
    [
      '"2021-02-22T00:00:00+07:00"',
      '"22.2.2021"',
      "startsAt",
      '"22.2.2021"',
      'a time with its offset, such as "2021-02-22T00:00:00+07:00"',
    ],
    [
      '"2021-02-22T00:00:00+07:00"',
      '"2021-02-22T01:00:00+07:00"',
      "startsAt",
      '"2021-02-22T01:00:00+07:00"',
      "a midnight in Vietnam (UTC+7)",
    ],
    ['"days": 1', '"days": 1, "readEveryDays": 0', "readEveryDays", "0", "a whole number from 1 to 60"],
    [
      '"days": 1',
      '"days": 1, "readEveryDays": "weekly"',
      "readEveryDays",
      '"weekly"',
      "a whole number from 1 to 60",
    ],
    ["0.21, 0.26", "-0.1, 0.57", "population.householdSizes.2", "-0.1", "a number from 0 to 1"],
  ] as const) {
    it(`names line and field where ${field} is ${given}`, () => {
      const { line, message } = broken("commune", piece, by);
      assert.equal(message, `line ${line}: "${field}" is ${given}; allowed: ${allowed}`);
    });
  }

  for (const [piece, by, object, allowed] of [
    ['"farmer": 0.42', '"farmer": 0.5', "population.trades", "shares that add up to 1"],
    ["0.1, 0.18", "0.2, 0.18", "population.householdSizes", "shares that add up to 1"],
    ['"none": 0.726', '"none": 0.7', "devices", "token, android, iphone and none that add up to 1"],
    ['"bag": 0.1', '"bag": 0.2', "carrying", "worn, pocket and bag that add up to 1"],
    ['"leftAtHome": 0.1', '"leftAtHome": 0.98', "carrying", "leftAtHome and uncharged of at most 1 together"],
  ] as const) {
    it(`names the object where ${by.replaceAll('"', "")} breaks its sum`, () => {
      const { message } = broken("commune", piece, by);
      const name = object.split(".").at(-1)!;
      const line = textOf("commune").split(`"${name}"`)[0]!.split("\n").length;
      assert.ok(
        message.startsWith(`line ${line}: "${object}" is {`) ||
          message.startsWith(`line ${line}: "${object}" is [`),
        message,
      );
      assert.ok(message.endsWith(`allowed: ${allowed}`), message);
    });
  }

  it("names an unknown field, and those there are", () => {
    const { line, message } = broken("commune", '"days": 1', '"dayz": 1');
    assert.ok(
      message.startsWith(`line ${line}: "dayz" is no field of a scenario; allowed here: $schema, name, `),
      message,
    );
    assert.ok(message.includes("people, days, maxDriftPpm") && message.endsWith(" (and 1 more)"), message);
    const inside = broken("commune", '"bag": 0.1', '"bag": 0.1, "belt": 0');
    assert.equal(
      inside.message,
      `line ${inside.line}: "carrying.belt" is no field of a scenario; allowed here: worn, pocket, bag, leftAtHome, uncharged`,
    );
    const trade = broken("commune", '"farmer": 0.42', '"famer": 0.42');
    assert.ok(trade.message.includes('"population.trades.famer" is no field'), trade.message);
  });

  it("names a missing field and the line of what it is missing from", () => {
    const top = broken("commune", '"maxDriftPpm": 20,', "");
    assert.equal(top.message, 'line 1: "maxDriftPpm" is missing; allowed: a number from 0 to 200');
    const inside = broken("commune", '"uncharged": 0.03', '"leftAtWork": 0');
    assert.ok(
      inside.message.includes('"carrying.uncharged" is missing; allowed: a number from 0 to 1') ||
        inside.message.includes('"carrying.leftAtWork" is no field'),
    );
  });

  it("may not be something else altogether", () => {
    assert.ok(
      errorOf("[]").startsWith(
        "line 1: the scenario is []; allowed: an object with the fields $schema, name",
      ),
    );
    assert.ok(errorOf('\n\n"village"').startsWith('line 3: the scenario is "village"; allowed: an object'));
  });

  for (const [text, line, column, what] of [
    ["", 1, 1, "something is missing here"],
    ['{\n  "name": "x"', 2, 14, "something is missing here"],
    ['{\n  "name": "x",\n}', 3, 1, "not expected here: }"],
    ['{\r\n  "name": "x"\r\n  "people": 3\r\n}', 3, 3, 'not expected here: "people": 3 '],
    ['{\n  "days": 01\n}', 2, 11, "not expected here: 01"],
    ["{\n  'name': 1\n}", 2, 3, "not expected here: 'name': 1"],
    ['{\n  "a": [1,,2]\n}', 2, 11, "not expected here: ,2]"],
    ['{\n  "people": ten\n}', 2, 13, "not expected here: ten"],
  ] as const) {
    it(`names line and column of a slip in ${JSON.stringify(text)}`, () => {
      const message = errorOf(text);
      assert.ok(message.startsWith(`line ${line}, column ${column}: not JSON: ${what}`), message);
    });
  }

  it("has each field once", () => {
    const { line, message } = broken("commune", '"days": 1', '"days": 1,\n  "days": 2');
    assert.equal(message, `line ${line + 1}: "days" is there twice; leave one of them`);
  });

  it("has positions whose times make sense", () => {
    const late = broken("accuracy-walk", '"fromMinute": 600', '"fromMinute": 1439');
    assert.ok(
      late.message.endsWith(
        '"population.minutes" is 8; allowed: at most 1: the test ends on the day it begins',
      ),
      late.message,
    );
    const walk = JSON.parse(textOf("accuracy-walk")) as {
      population: { minutes: number; steps: { person: number; minute: number }[] };
    };
    const withStep = (change: Partial<{ person: number; minute: number }>) => {
      const copy = structuredClone(walk);
      Object.assign(copy.population.steps.at(-1)!, change);
      return errorOf(JSON.stringify(copy, null, 1));
    };
    assert.match(
      withStep({ minute: 8 }),
      /"population.steps.8.minute" is 8; allowed: less than the test's 8 minutes/,
    );
    assert.match(
      withStep({ minute: 6 }),
      /"population.steps.8.minute" is 6; allowed: more than the minute of person 2's step before/,
    );
    assert.match(
      withStep({ person: 4 }),
      /"population.steps" is .*; allowed: a step of each person from 1 to 4/,
    );
  });

  it("must be there", () => {
    assert.throws(() => loadScenario(join(folder, "none.json")), {
      message: `${join(folder, "none.json")}: there is no such file`,
    });
    assert.throws(() => loadScenario(`${folder}/`), /cannot be read \(EISDIR\)/);
    assert.throws(
      () => loadScenario("hamlet"),
      /no scenario "hamlet"\. Choose one of village, commune, .*, or a file$/,
    );
  });
});

describe("the ready scenarios", () => {
  it("are all listed, described and of their file's name", () => {
    const names = scenarios().map(({ name }) => name);
    assert.deepEqual(names, [
      "village",
      "commune",
      "school-day",
      "market",
      "ward",
      "bus-line",
      "office-grid",
      "pairs",
      "accuracy-walk",
      "longevity",
    ]);
    for (const { name, description } of scenarios()) {
      assert.ok(description.length > 40, name);
      assert.equal((JSON.parse(textOf(name)) as { name: string }).name, name);
    }
  });

  it("have the protocols of Herald's efficacy method", () => {
    const office = scenarioNamed("office-grid").population;
    const longevity = scenarioNamed("longevity").population;
    assert.ok(office.kind === "positions" && longevity.kind === "positions");
    assert.equal(office.minutes, 30);
    assert.equal(longevity.minutes, 8 * 60);
    assert.deepEqual(longevity.steps, office.steps);
    const grid = [0, 2, 4, 6].flatMap((yM) => [0, 2, 4, 6, 8].map((xM) => ({ xM, yM })));
    assert.deepEqual(
      office.steps.map(({ xM, yM }) => ({ xM, yM })),
      grid,
    );
    assert.ok(office.steps.every(({ minute }) => minute === 0));
    const walk = scenarioNamed("accuracy-walk").population;
    assert.ok(walk.kind === "positions");
    const far = walk.steps.filter(({ person }) => person === 2);
    assert.deepEqual(
      far.map(({ xM }) => xM),
      [3, 2, 1.2, 0.8, 1, 1.5, 2.5, 3.5],
    );
    assert.deepEqual(
      far.map(({ minute }) => minute),
      [0, 1, 2, 3, 4, 5, 6, 7],
    );
  });

  it("match the schema for editors, which is the current one", () => {
    assert.deepEqual(JSON.parse(textOf("scenario.schema")), JSON.parse(JSON.stringify(scenarioJsonSchema())));
  });

  it("say which field is wrong when an option spoils one", () => {
    assert.throws(() => parseScenario({ ...scenarioNamed("village"), people: 1 }), {
      message: 'Scenario: "people" is 1; allowed: a whole number from 2 to 100000',
    });
  });
});
