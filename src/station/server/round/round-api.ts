/** What page and station say to each other of the house-to-house round. Types only. */
import type { FromRegister } from "../../round/from-register.js";
import type { Round, RoundAsked } from "../../round/round.js";
import type { TakenRound } from "../../round/take-round.js";
import type { HouseholdDetails, Outcome } from "../../store/types.js";

export type { FromRegister, HouseholdDetails, Round, TakenRound };

/** GET /api/round?unit=&team=&list=&day=; the same asked of /api/round/list.html, with &language=, is a page to print. */
export interface RoundQuestion extends Omit<RoundAsked, "day"> {
  /** Null: today. */
  day: number | null;
}

export interface RoundAnswer extends Round {
  today: number;
  /** Not all are in it. */
  isCut: boolean;
}

/** POST /api/round/visit. */
export interface VisitInput {
  id: string;
  day: number;
  /** Null: nobody was there that day. */
  outcome: Outcome | null;
  backDay: number | null;
}

/** POST /api/round/household */
export interface HouseholdInput extends HouseholdDetails {
  /** Null: a new one, */
  id: string | null;
  /** … after this number; null: at the end. Of one that is here, its new number. */
  position: number | null;
}

/** POST /api/round/team */
export interface TeamInput {
  ids: string[];
  team: string;
}

/** POST /api/round/person: somebody of a household who is not in the register. */
export interface MemberInput {
  id: string;
  name: string;
  birthYear: number | null;
  phone: string | null;
  smartphone: boolean | null;
}

/** POST /api/round/smartphone */
export interface SmartphoneInput {
  personId: string;
  smartphone: boolean | null;
}

/** GET /api/round/file.json?unit=&team= is a file for a laptop; POST /api/round/file takes it in: base64. */
export interface RoundFileInput {
  content: string;
}
