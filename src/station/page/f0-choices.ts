/** Who can be named as F0: people, whichever token they have or had, and tokens that nobody is registered with. */
import { formatSerial, parseSerial } from "../serial-number.js";
import type { Issue, Person, StoredToken, TokenName } from "../store/types.js";
import { type Match, compareNames, matchOf } from "../text/vietnamese.js";

export interface F0Choice {
  /** The person's ID, or the token's key. */
  key: string;
  person: Person | null;
  /** Those that they have before those that they had, the last one first; with the end of its time with the person, null while they have it. */
  tokens: (TokenName & { toMs: number | null })[];
}

/** People by their names, who has a token before who had one; then tokens that are nobody's. */
export function f0Choices(tokens: readonly StoredToken[], issues: readonly Issue[]): F0Choice[] {
  const named = new Map(tokens.map(({ token, serial }) => [token, { token, serial }]));
  const people = new Map<string, F0Choice>();
  for (const { token, person, toMs } of issues) {
    const choice = people.get(person.id) ?? { key: person.id, person, tokens: [] };
    const name = named.get(token);
    if (name === undefined) continue;
    const held = [{ ...name, toMs }, ...choice.tokens.filter((one) => one.token !== token)];
    people.set(person.id, { ...choice, tokens: held.sort((a, b) => isPast(a) - isPast(b)) });
  }
  const nobodys = tokens
    .filter(({ holder }) => holder === null)
    .map(({ token, serial }) => ({ key: token, person: null, tokens: [{ token, serial, toMs: null }] }));
  const byName = [...people.values()].sort(
    (a, b) =>
      isPast(a.tokens[0]!) - isPast(b.tokens[0]!) ||
      compareNames(a.person!.name, b.person!.name) ||
      a.tokens[0]!.serial - b.tokens[0]!.serial,
  );
  return [...byName, ...nobodys];
}

function isPast({ toMs }: { toMs: number | null }): number {
  return toMs === null ? 0 : 1;
}

export function choiceLabel({ person, tokens }: F0Choice): string {
  return [person?.name, person?.unit, formatSerial(tokens[0]!.serial)].filter(Boolean).join(" · ");
}

export interface Found {
  choices: F0Choice[];
  /** A token's number was typed: only who has or had that token is meant. */
  isNumber: boolean;
}

/** A number means that token, unless there is none, and first who has it; of names those first that were typed to the end. */
export function findF0(choices: readonly F0Choice[], query: string): Found {
  const serial = parseSerial(query);
  const ofNumber = choices.flatMap((choice) => {
    const own = choice.tokens.find((one) => one.serial === serial);
    return own === undefined ? [] : [{ choice, isPast: isPast(own) }];
  });
  if (ofNumber.length > 0) {
    ofNumber.sort((a, b) => a.isPast - b.isPast);
    return { choices: ofNumber.map(({ choice }) => choice), isNumber: true };
  }
  const matched = choices.map((choice) => ({ choice, match: matchOf(textOf(choice), query) }));
  const of = (wanted: Match) => matched.filter(({ match }) => match === wanted).map(({ choice }) => choice);
  return { choices: [...of("whole"), ...of("begun")], isNumber: false };
}

function textOf({ person, tokens }: F0Choice): string {
  return [
    person?.name,
    person?.unit,
    person?.phone?.replace(/\D/g, ""),
    ...tokens.map(({ serial }) => formatSerial(serial)),
  ]
    .filter(Boolean)
    .join(" ");
}
