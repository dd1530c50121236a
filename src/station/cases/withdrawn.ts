/** A case without the names and telephones of people who took their consent back. That somebody was near the F0 stays. */
import type { CaseContent } from "./content.js";

const NOTHING_LEFT = { name: "", unit: "", phone: null, isWithdrawn: true } as const;

/** The same content where nobody in it did. What people wrote as notes is not looked through. */
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

  const clean = cleaned(content) as CaseContent;
  return isChanged ? clean : content;
}

/** A person, or somebody whom an interview names. */
function isNamed(row: Record<string, unknown>): boolean {
  return "id" in row && "name" in row && "phone" in row;
}
