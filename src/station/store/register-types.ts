/** What the register asks and tells: people by the page, what tokens are at, units and places. */
/** Which token it is, whatever number it gives itself. */
export interface TokenName {
  /** Its key in this store: of one in service its number, of another one its chip. */
  token: string;
  serial: number;
}

/** What staff enter of a person. */
export interface PersonDetails {
  name: string;
  unit: string;
  phone: string | null;
  birthYear?: number | null;
}

export interface Person extends Required<PersonDetails> {
  id: string;
  /** They took their consent back: nothing but the ID is left of them. */
  isWithdrawn?: true;
}

export type Sex = "male" | "female";
/** Who agreed that the person wears a token and its records are kept. */
export type ConsentBy = "self" | "guardian";

/** Everything that the register holds of a person. */
export interface RegisterEntry extends Required<PersonDetails> {
  sex: Sex | null;
  /** For many have no phone of their own. */
  relativePhone: string | null;
  /** Who decides for a child or a person in care. */
  guardian: string | null;
  address: string | null;
  /** Officials, health staff, patients, F1…: whom an office has to count. */
  group: string | null;
  consent: { atMs: number; by: ConsentBy } | null;
  /** Null: not known; left out: as it was. */
  smartphone?: boolean | null;
}

export interface RegisteredPerson extends RegisterEntry {
  id: string;
  /** Sender of the pack that brought them; null: entered here. */
  origin: string | null;
  /** When they said that they want no token. */
  refusedMs?: number;
}

export interface PeopleQuery {
  /** As typed: words or their beginnings, numbers of hamlets, years, phones. */
  query: string;
  order: "name" | "unit";
  isDown: boolean;
  /** As the page before gave it; null: the first page. */
  after: string | null;
  limit: number;
}

export interface ListedPerson extends RegisteredPerson {
  /** That they have now. */
  tokens: TokenName[];
}

export interface PeoplePage {
  people: ListedPerson[];
  /** What the next page comes after; null: this is the last one. */
  next: string | null;
}

/** Of a token that nobody has. */
export const RESTING_STATES = ["stock", "lost", "found", "broken", "replaced"] as const;

/** What becomes of a token that another one takes the place of; "replaced": flat or worn, and handed in. */
export const REPLACED_STATES = ["lost", "broken", "replaced"] as const;
export type ReplacedState = (typeof REPLACED_STATES)[number];

export interface RestingState {
  state: (typeof RESTING_STATES)[number];
  sinceMs: number;
}

/** What a token is at now; "preparing": it did not prove its secrets yet, and goes to nobody. */
export type Standing = "issued" | "lent" | "returned" | "preparing" | "prepared" | RestingState["state"];

/** Levels of the country, and the kinds of place that campaigns name beside them. */
export const UNIT_KINDS = [
  ...(["province", "district", "commune", "hamlet"] as const),
  ...(["office", "school", "class", "health", "ward", "quarantine", "company", "workshop"] as const),
  ...(["market", "shop", "restaurant", "hotel", "station", "other"] as const),
] as const;
export type UnitKind = (typeof UNIT_KINDS)[number];

export interface Unit {
  id: string;
  /** Official, with its zeros. A later unit may bear the same one: it is another unit. */
  code: string | null;
  name: string;
  kind: UnitKind;
  parentId: string | null;
  /** First local day; null: since before anybody asks. */
  fromDay: number | null;
  /** First local day on which it is no more; null: it still is. */
  toDay: number | null;
  /** Units that it reports to, apart from its parent. */
  reportsTo: string[];
}

export interface UnitQuery {
  query?: string;
  /** Of this one; null: those at the top. */
  parentId?: string | null;
  ids?: readonly string[];
  /** Valid on this local day. */
  atDay?: number;
  limit: number;
}

/** What came of a visit to a household: ROUND.md. */
export const OUTCOMES = ["issued", "refused", "absent", "back", "none"] as const;
export type Outcome = (typeof OUTCOMES)[number];

export interface Visit {
  /** Local day. */
  day: number;
  /** When it was typed. */
  atMs: number;
  outcome: Outcome;
  /** Local day on which to come back. */
  backDay: number | null;
}

/** What staff enter of a household. */
export interface HouseholdDetails {
  unit: string;
  address: string;
  team: string;
  /** Who live there; null: not known. */
  people: number | null;
  note: string;
}

export interface Household extends HouseholdDetails {
  id: string;
  /** In its unit, from 1. */
  position: number;
  changedMs: number;
}

export interface WalkedHousehold extends Household {
  /** Its people of the register, those without a smartphone first. */
  members: ListedPerson[];
  /** The last one of the round; null: none. */
  last: Visit | null;
}
