/** What the page and the station say to each other of the register of people. Types only. */
import type { Decision, ImportCounts } from "../register/sheet/import-people.js";
import type { Encoding } from "../register/sheet/old-encodings.js";
import type { PlannedRow } from "../register/sheet/plan-people.js";
import type { ConsentBy, Giving, PeoplePage, RegisterEntry, RestingState } from "../store/types.js";

export type { Decision, Encoding, ImportCounts, PlannedRow };

/** GET /api/people?query=&order=name&down=0&after= */
export interface PeopleAnswer extends PeoplePage {
  /** Of all in the register. */
  total: number;
}

/** POST /api/people adds somebody; with an ID it puts right what was written of them. */
export type EntryInput =
  | { id: null; entry: RegisterEntry }
  /** What is to be put right. */
  | { id: string; entry: Partial<RegisterEntry> };

/** POST /api/people/preview: a list as it would be taken in; nothing is written. */
export interface PreviewInput {
  /** The file, base64. */
  content: string;
  /** Null: as it looks. */
  encoding: Encoding | null;
}

export interface Preview {
  plan: PlannedRow[];
  encoding: Encoding;
  /** Headers of columns that are none of a person's. */
  unknownColumns: string[];
}

/** POST /api/people/import */
export interface ImportInput extends PreviewInput {
  /** By row, for those who may be in the register already. */
  decisions: { row: number; decision: Decision }[];
  /** Wrong rows are left out. */
  skipsBad: boolean;
}

/** POST /api/people/give: a token, by the number on its label, to somebody of the register. */
export interface GiveNumberInput extends Pick<Giving, "loan" | "collectedBy" | "replaces"> {
  id: string;
  /** As typed or scanned. */
  number: string;
  /** Null: it is on record already. */
  consent: ConsentBy | null;
}

/** POST /api/tokens/undo takes a wrong issue back. */
export interface UndoInput {
  token: string;
  /** Who got it. */
  person: string;
}

/** POST /api/tokens/state: what became of a token. */
export interface TokenStateInput {
  token: string;
  state: RestingState["state"];
  reason: string;
}
