/**
 * A case without the names, telephones and notes of people who took their consent back. That somebody was near the F0 stays. Notes
 * about others are not looked through.
 */
import type { CaseContent } from "./content.js";
import { contactKey } from "./people.js";
import type { CaseNotes, ContactWork } from "./work.js";

const NOTHING_LEFT = { name: "", unit: "", phone: null, isWithdrawn: true } as const;

/** The same content where nobody in it did. */
export function withoutWithdrawn(content: CaseContent, withdrawn: ReadonlySet<string>): CaseContent {
  if (withdrawn.size === 0) return content;
  let isChanged = false;

  function cleaned(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(cleaned);
    if (typeof value !== "object" || value === null) return value;
    const row = value as Record<string, unknown>;
    if (isNamed(row) && [row["id"], row["sameAs"]].some((id) => withdrawn.has(id as string))) {
      isChanged ||= row["isWithdrawn"] !== true;
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

  const named = cleaned(content) as CaseContent;
  const clean = { ...named, notes: cleanNotes(named.notes, contactKey(named.trace)) };
  return isChanged ? clean : content;
}

/** A person, or somebody whom an interview names. */
function isNamed(row: Record<string, unknown>): boolean {
  return "id" in row && "name" in row && "phone" in row;
}
