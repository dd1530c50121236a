/** What people wrote in a case about others, and a person's words taken out of it: CUSTODY.md, _Words about a person_. */
import { UserError } from "../../../words/user-error.js";
import {
  type Shared,
  type Sought,
  type Span,
  STRUCK,
  findMentions,
  nameWords,
  onlyPhone,
  strikeOut,
  sureSpans,
} from "../../text/mentions.js";
import type { Chosen, Mention } from "../../store/staff/mentions.js";
import type { CaseContent } from "../content.js";
import { peopleOf } from "../people.js";
import type { CaseNotes, ContactWork, Said } from "../work.js";

/** "note", "symptoms", "said-note" and "place" tell of what happened, the others name somebody. */
export type CaseTextKind =
  | ("note" | "symptoms" | "caller" | "said-name" | "said-unit" | "said-phone" | "said-note")
  | ("place" | "office-name" | "office-phone" | "origin-f0");

export type CaseMention = Mention<CaseTextKind>;

const NOTES: readonly CaseTextKind[] = ["note", "symptoms", "said-note", "place"];
const NAMES: readonly CaseTextKind[] = ["said-name", "caller", "office-name", "origin-f0"];

interface CaseText {
  at: string;
  kind: CaseTextKind;
  /** Key of whom it is about; null: of nobody. */
  person: string | null;
  text: string;
}

/** Every text of a case that people typed, once each. */
function mapTexts(notes: CaseNotes, change: (one: CaseText) => string): CaseNotes {
  const mapped = (kind: CaseTextKind, person: string | null, text: string, ...path: (string | number)[]) =>
    text === "" ? text : change({ at: [kind, ...path].join("/"), kind, person, text });

  function workOf(work: ContactWork, person: string, ...path: string[]): ContactWork {
    const { calls, visits } = work;
    return {
      ...work,
      note: mapped("note", person, work.note, ...path),
      ...(calls && {
        calls: calls.map((call, i) => ({ ...call, by: mapped("caller", person, call.by, ...path, i) })),
      }),
      ...(visits && {
        visits: Object.fromEntries(
          Object.entries(visits).map(([day, visit]) => {
            const symptoms = mapped("symptoms", person, visit.symptoms, ...path, day);
            return [day, { ...visit, symptoms }];
          }),
        ),
      }),
    };
  }

  function saidOf(said: Said, ...path: string[]): Said {
    const person = said.sameAs ?? said.id;
    return {
      ...said,
      name: mapped("said-name", person, said.name, ...path, said.id),
      unit: mapped("said-unit", person, said.unit, ...path, said.id),
      phone: numberOrNone(mapped("said-phone", person, said.phone ?? "", ...path, said.id)),
      note: mapped("said-note", person, said.note, ...path, said.id),
    };
  }

  const { office, origin } = notes;
  return {
    ...notes,
    work: Object.fromEntries(Object.entries(notes.work).map(([key, work]) => [key, workOf(work, key, key)])),
    said: notes.said.map((said) => saidOf(said)),
    places: notes.places.map((place) => ({ ...place, name: mapped("place", null, place.name, place.id) })),
    office: {
      name: mapped("office-name", null, office.name),
      phone: mapped("office-phone", null, office.phone),
    },
    origin: origin && {
      ...origin,
      f0: origin.f0 && mapped("origin-f0", null, origin.f0),
      said: origin.said.map((said) => saidOf(said, "origin")),
      work: workOf(origin.work, "", "origin"),
    },
  };
}

const numberOrNone = (phone: string) => (/\d/.test(phone) ? phone : null);
const isPhone = (kind: CaseTextKind) => kind === "said-phone" || kind === "office-phone";

function spansIn({ kind, text }: CaseText, sought: Sought): Span[] {
  return findMentions(text, isPhone(kind) ? onlyPhone(sought) : sought, NAMES.includes(kind));
}

/** What of a case names the person, as its officer may see it. */
export function caseMentions(content: CaseContent, sought: Sought): CaseMention[] {
  const names = new Map(peopleOf(content).map(({ key, name }) => [key, name]));
  const shared = sharedIn(content, sought, new Set());
  const mentions: CaseMention[] = [];
  mapTexts(content.notes, (one) => {
    const spans = spansIn(one, sought);
    const { at, kind, person, text } = one;
    if (spans.length > 0) {
      const isSure = NOTES.includes(kind) && sureSpans(spans, shared).length > 0;
      mentions.push({ at, kind, text, spans, isSure, of: names.get(person ?? "") ?? "" });
    }
    return text;
  });
  return mentions;
}

/** Takes the words out of the texts that were chosen. `UserError` where one reads otherwise now. */
export function strikeInCase(
  content: CaseContent,
  sought: Sought,
  chosen: readonly Chosen[],
  language: keyof typeof STRUCK,
): CaseContent {
  const wanted = new Map(chosen.map(({ at, text }) => [at, text]));
  const notes = mapTexts(content.notes, (one) => {
    if (wanted.get(one.at) !== one.text) return one.text;
    wanted.delete(one.at);
    return strikeOut(one.text, spansIn(one, sought), isPhone(one.kind) ? "" : STRUCK[language]);
  });
  if (wanted.size > 0) throw new UserError("register/mention/changed");
  return { ...content, notes };
}

/** The same notes without what can only be the person's; the very same ones where nothing is. @param gone  IDs of the register */
export function withoutWordsOf(
  content: CaseContent,
  notes: CaseNotes,
  sought: Sought,
  gone: ReadonlySet<string>,
): CaseNotes {
  const shared = sharedIn(content, sought, gone);
  let isChanged = false;
  const struck = mapTexts(notes, (one) => {
    const spans = NOTES.includes(one.kind) ? sureSpans(spansIn(one, sought), shared) : [];
    isChanged ||= spans.length > 0;
    return strikeOut(one.text, spans, STRUCK.vi);
  });
  return isChanged ? struck : notes;
}

/** Somebody whom a case names: of the register, or of an interview. */
export interface NamedRow {
  id: string;
  name: string;
  phone: string | null;
  /** Of an interview: the same person of the register. */
  sameAs?: string | null;
  isWithdrawn?: true;
}

export function isNamed(row: object): row is NamedRow {
  return "id" in row && "name" in row && "phone" in row;
}

/** All of them, wherever they stand, as often as they do. */
export function namedIn(value: unknown): NamedRow[] {
  if (typeof value !== "object" || value === null) return [];
  return [...(isNamed(value) ? [value] : []), ...Object.values(value).flatMap(namedIn)];
}

/** Whether somebody of the register whom the case knows, but those who went, bears the name or has the telephone. */
function sharedIn(content: CaseContent, sought: Sought, gone: ReadonlySet<string>): Shared {
  const others = namedIn(content).filter((row) => !("sameAs" in row) && !gone.has(row.id));
  return {
    name: others.some((one) => nameWords(one.name).join(" ") === sought.name.join(" ")),
    phone: others.some((one) => findMentions(one.phone ?? "", onlyPhone(sought)).length > 0),
  };
}
