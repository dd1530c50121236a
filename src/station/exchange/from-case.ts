/** A case as it was traced and worked, for export. */
import type { CaseContent } from "../cases/content.js";
import { type CaseOfPeople, type CasePerson, F0_KEY, peopleOf } from "../cases/people.js";
import { labelOf } from "../serial-number.js";
import type { TokenName } from "../store/types.js";
import { isoDay, localDayOf } from "../text/local-time.js";
import type { ExportedCase, ExportedContact, ExportedPerson } from "./exported-case.js";

/**
 * Whom the rule or the F0 names, and whom an officer confirmed; also who was rejected then, because another system may have them
 * already.
 *
 * @param withAll  also those who were around
 */
export function exportedCase(
  caseId: string,
  content: CaseOfPeople & Pick<CaseContent, "onsetDay">,
  madeMs: number,
  withAll: boolean,
): ExportedCase {
  const { holder, tokens } = content.trace;
  const people = peopleOf(content);
  const f0 = {
    ...NOBODY,
    ...holder,
    tokens: labelsOf(tokens),
    id: holder?.id ?? `${caseId}/${tokens[0]!.token}`,
  };
  const ids = new Map([[F0_KEY, f0.id], ...people.map((one) => [one.key, idOf(caseId, one)] as const)]);
  return {
    ...{ caseId, madeMs, onset: content.onsetDay === null ? null : isoDay(content.onsetDay) },
    f0: plain(f0),
    contacts: people
      .filter(({ isNamed, work }) => withAll || isNamed || work.status === "confirmed")
      .map((one): ExportedContact => {
        const { contact, said, lastDay, work } = one;
        const firstDay = Math.min(
          lastDay,
          ...said.map((of) => of.lastDay),
          contact ? localDayOf(contact.firstMs) : lastDay,
        );
        return {
          person: plain({ ...one, id: ids.get(one.key)!, tokens: labelsOf(one.tokens) }),
          class: one.class,
          met: one.met.map((key) => ids.get(key)!),
          ...{ firstDay: isoDay(firstDay), lastDay: isoDay(lastDay) },
          evidence: contact,
          isSaid: said.length > 0,
          status: work.status,
          note: [work.note, ...said.map(({ note }) => note)].filter(Boolean).join("; "),
        };
      }),
  };
}

const NOBODY = { name: null, unit: null, phone: null, birthYear: null };

function plain({ id, name, unit, phone, birthYear, tokens }: ExportedPerson): ExportedPerson {
  return { id, name, unit, phone, birthYear, tokens };
}

/** A token that nobody has stands for a person of this case only: its number may be another authority's as well. */
function idOf(caseId: string, { key, contact }: CasePerson): string {
  return contact === null || contact.holder !== null ? key : `${caseId}/${key}`;
}

function labelsOf(tokens: readonly TokenName[]): string[] {
  return tokens.map(labelOf);
}
