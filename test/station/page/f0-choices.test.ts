import assert from "node:assert/strict";
import { choiceLabel, f0Choices, findF0 } from "../../../src/station/page/f0-choices.js";
import type { Issue, Person, StoredToken } from "../../../src/station/store/types.js";

const person = (id: string, name: string, unit = "Thôn 3"): Person => ({
  ...{ id, name, unit, phone: null, birthYear: null },
});
const an = person("a", "Nguyễn Văn An");
const binh = person("b", "Trần Bình", "Thôn 42");
const token = (serial: number, holder: Person | null, key = String(serial).padStart(8, "0")) =>
  ({ token: key, serial, holder }) as StoredToken;
const issue = (key: string, who: Person, fromMs: number, toMs: number | null): Issue => ({
  ...{ token: key, person: who, fromMs, toMs },
});

describe("choices of an F0", () => {
  const tokens = [
    token(7, binh),
    token(8, null),
    token(42, binh),
    token(43, an),
    token(77, null),
    token(420, null),
  ];
  const issues = [
    issue("00000042", an, 0, 50),
    issue("00000042", binh, 50, null),
    issue("00000043", an, 60, null),
    issue("00000007", binh, 70, null),
    issue("00000008", an, 80, 90),
  ];
  const choices = f0Choices(tokens, issues);
  const keysFor = (query: string) => findF0(choices, query).choices.map(({ key }) => key);

  it("are people with all their tokens, the last first, and tokens that nobody has", () => {
    assert.deepEqual(
      choices.map(({ key, tokens: held }) => [key, held.map(({ serial, toMs }) => [serial, toMs])]),
      [
        ["a", [[43, null], [8, 90], [42, 50]]],
        ["b", [[7, null], [42, null]]],
        ["00000008", [[8, null]]],
        ["00000077", [[77, null]]],
        ["00000420", [[420, null]]],
      ],
    ); // prettier-ignore
    assert.equal(choiceLabel(choices[0]!), "Nguyễn Văn An · Thôn 3 · 00000043");
  });

  it("by a token's number are those who have or had that token, and nobody whose data holds its digits", () => {
    assert.deepEqual(keysFor("77"), ["00000077"]);
    assert.deepEqual(keysFor("00000043"), ["a"]);
    assert.deepEqual(keysFor(" 7 "), ["b"]);
    assert.deepEqual(keysFor("42"), ["b", "a"]);
    assert.deepEqual(findF0(choices, "420"), { choices: [choices[4]], isNumber: true });
    assert.equal(findF0(choices, "an").isNumber, false);
  });

  it("by a name that was typed to the end come before those that begin with it", () => {
    const anh = f0Choices([token(1, person("c", "Nguyễn Văn Anh")), token(43, an)], [
      issue("00000001", person("c", "Nguyễn Văn Anh"), 0, null),
      issue("00000043", an, 0, null),
    ]); // prettier-ignore
    assert.deepEqual(findF0(anh, "van an").choices.map(({ key }) => key), ["a", "c"]); // prettier-ignore
  });

  it("by name are found without marks", () => {
    assert.deepEqual(keysFor("tran binh"), ["b"]);
    assert.deepEqual(keysFor("nguyen"), ["a"]);
    assert.deepEqual(keysFor("khong co"), []);
  });
});
