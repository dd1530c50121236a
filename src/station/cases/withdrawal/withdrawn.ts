/**
 * A case without the names, telephones and notes of people who took their consent back, and without their words in notes about
 * others (CUSTODY.md, _Words about a person_). That somebody was near the F0 stays.
 */
import { soughtOf } from "../../text/mentions.js";
import type { CaseContent } from "../content.js";
import { type NamedRow, isNamed, namedIn, withoutWordsOf } from "./mentions.js";
import { contactKey } from "../people.js";
import type { CaseNotes, ContactWork } from "../work.js";

const NOTHING_LEFT = { name: "", unit: "", phone: null, isWithdrawn: true } as const;

/**
 * The same content where nothing in it is theirs.
 *
 * @param gone  who was just deleted, by name: whoever is no person of the case is known in it by that alone
 */
export function withoutWithdrawn(
  content: CaseContent,
  withdrawn: ReadonlySet<string>,
  gone?: Pick<NamedRow, "name" | "phone">,
): CaseContent {
  if (withdrawn.size === 0) return content;
  let isChanged = false;
  const isGone = ({ id, sameAs }: NamedRow) => withdrawn.has(id) || withdrawn.has(sameAs ?? "");

  function cleaned(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(cleaned);
    if (typeof value !== "object" || value === null) return value;
    const row = value as Record<string, unknown>;
    if (isNamed(row) && isGone(row)) {
      isChanged ||= row.isWithdrawn !== true;
      // Who is known by a token has a year of birth, who is known by an interview a note.
      const rest = "birthYear" in row ? { birthYear: null } : { note: "" };
      return { ...row, ...NOTHING_LEFT, ...rest };
    }
    return Object.fromEntries(Object.entries(row).map(([key, one]) => [key, cleaned(one)]));
  }

  function withoutNote(work: ContactWork): ContactWork {
    isChanged ||= work.note !== "";
    return { ...work, note: "" };
  }

  function cleanNotes(notes: CaseNotes, f0Key: string): CaseNotes {
    const work = Object.fromEntries(
      Object.entries(notes.work).map(([key, one]) => [key, withdrawn.has(key) ? withoutNote(one) : one]),
    );
    if (notes.origin === null) return { ...notes, work };
    const origin = { ...notes.origin };
    if (origin.f0 !== null && withdrawn.has(origin.f0Id ?? "")) {
      isChanged = true;
      origin.f0 = null;
    }
    if (withdrawn.has(f0Key)) origin.work = withoutNote(origin.work);
    return { ...notes, work, origin };
  }

  // The case forgets what they are called below, and every other text must have lost it before.
  const words = [
    ...namedIn(content).filter((row) => row.name !== "" && isGone(row)),
    ...(gone ? [gone] : []),
  ];
  const noted = words.reduce(
    (notes, one) => withoutWordsOf(content, notes, soughtOf(one), withdrawn),
    content.notes,
  );
  isChanged ||= noted !== content.notes;
  const named = cleaned({ ...content, notes: noted }) as CaseContent;
  const clean = { ...named, notes: cleanNotes(named.notes, contactKey(named.trace)) };
  return isChanged ? clean : content;
}
