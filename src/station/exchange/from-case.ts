/** A case as it was traced and worked, for export. */
import type { CaseContent } from "../cases/content.js";
import { contactKey } from "../cases/people.js";
import { labelOf } from "../serial-number.js";
import type { Person, TokenName } from "../store/types.js";
import { isoDay } from "../text/local-time.js";
import type { ExportedCase, ExportedContact, ExportedPerson } from "./exported-case.js";

type Traced = Pick<CaseContent["trace"], "holder" | "tokens" | "contacts">;

/** @param withAll  also those whom the rule does not name */
export function exportedCase(
  caseId: string,
  { trace, onsetDay, work }: { trace: Traced; onsetDay: number | null; work: CaseContent["notes"]["work"] },
  madeMs: number,
  withAll: boolean,
): ExportedCase {
  return {
    ...{ caseId, madeMs, onset: onsetDay === null ? null : isoDay(onsetDay) },
    f0: exportedPerson(caseId, trace.holder, trace.tokens),
    contacts: trace.contacts
      .filter(({ isClose }) => isClose || withAll)
      .map(({ holder, tokens, ...contact }): ExportedContact => {
        const { status, note } = work[contactKey({ holder, tokens })] ?? { status: "todo", note: "" };
        return { person: exportedPerson(caseId, holder, tokens), ...contact, status, note };
      }),
  };
}

/** A token that nobody has stands for a person of this case only: its number may be another authority's as well. */
function exportedPerson(caseId: string, holder: Person | null, tokens: readonly TokenName[]): ExportedPerson {
  return {
    id: holder?.id ?? `${caseId}/${tokens[0]!.token}`,
    name: holder?.name ?? null,
    unit: holder?.unit ?? null,
    phone: holder?.phone ?? null,
    birthYear: holder?.birthYear ?? null,
    tokens: tokens.map(labelOf),
  };
}
