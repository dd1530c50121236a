import type { ListedPerson, Outcome, WalkedHousehold } from "../../../store/types.js";
import { OUTCOMES } from "../../../store/types.js";
import { formatSerial } from "../../../serial-number.js";
import { formatDay, localDayOf } from "../../../text/local-time.js";
import { useMay } from "../../staff/may.js";
import { useText } from "../../text.js";

interface Props {
  household: WalkedHousehold;
  hasUnit: boolean;
  onOutcome: (outcome: Outcome) => void;
  /** To the row above (-1) or below. */
  onMove: (by: -1 | 1) => void;
  onPhone: (person: ListedPerson) => void;
  onGive: (person: ListedPerson) => void;
  onMember: () => void;
  onEdit: () => void;
}

export const resultsId = (household: string) => `results-${household}`;

export function HouseholdRow({ household, hasUnit, ...on }: Props) {
  const words = useText();
  const text = words.round;
  const may = useMay()("register");
  const { id, position, address, unit, team, people, members, last, note } = household;
  const under = [hasUnit && unit, team, people !== null && text.people(String(people)), note].filter(Boolean);

  function press(event: KeyboardEvent) {
    const outcome = OUTCOMES[Number(event.key) - 1];
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (outcome !== undefined) on.onOutcome(outcome);
    else if (event.key === "ArrowDown") on.onMove(1);
    else if (event.key === "ArrowUp") on.onMove(-1);
    else return;
    event.preventDefault();
  }

  return (
    <tr>
      <td class="round-number">{position}</td>
      <td>
        <span class="main">{address}</span>
        {under.length > 0 && <span class="sub">{under.join(" · ")}</span>}
      </td>
      <td>
        {members.map((person) => (
          <div key={person.id} class="round-member">
            <span>
              {person.name}
              {person.birthYear !== null && `, ${person.birthYear}`}
            </span>
            <Phone person={person} onPhone={() => on.onPhone(person)} />
            {person.tokens.length > 0 ? (
              <span class="serial">
                {text.has(person.tokens.map(({ serial }) => formatSerial(serial)).join(", "))}
              </span>
            ) : (
              may && (
                <button
                  type="button"
                  class="plain"
                  aria-label={words.people.giveTo(person.name)}
                  onClick={() => on.onGive(person)}
                >
                  {words.people.give}
                </button>
              )
            )}
            {person.refusedMs !== undefined && (
              <span class="quiet">{text.refused(formatDay(localDayOf(person.refusedMs)))}</span>
            )}
          </div>
        ))}
        {may && (
          <button type="button" class="plain" aria-label={text.addMemberOf(address)} onClick={on.onMember}>
            {text.addMember}
          </button>
        )}
      </td>
      <td>
        <div
          id={resultsId(id)}
          class="round-results"
          role="group"
          aria-label={text.resultOf(position, address)}
          onKeyDown={may ? press : undefined}
        >
          {OUTCOMES.map((outcome, i) => (
            <button
              key={outcome}
              type="button"
              class="plain"
              aria-pressed={last?.outcome === outcome}
              disabled={!may}
              onClick={() => on.onOutcome(outcome)}
            >
              <kbd>{i + 1}</kbd> {text.outcomes[outcome]}
            </button>
          ))}
        </div>
        {last !== null && (
          <span class="sub">
            {[text.on(formatDay(last.day)), last.backDay !== null && text.backOn(formatDay(last.backDay))]
              .filter(Boolean)
              .join(", ")}
          </span>
        )}
      </td>
      <td class="row-action">
        {may && (
          <button type="button" class="plain" aria-label={text.editOf(address)} onClick={on.onEdit}>
            {text.edit}
          </button>
        )}
      </td>
    </tr>
  );
}

/** No, yes, not known: one click further each time. */
function Phone({ person, onPhone }: { person: ListedPerson; onPhone: () => void }) {
  const text = useText().round;
  const may = useMay()("register");
  const state = person.smartphone === false ? "no" : person.smartphone === true ? "yes" : "unknown";
  return may ? (
    <button
      type="button"
      class={`plain round-phone ${state}`}
      aria-label={text.phoneOf(person.name, text.phone[state])}
      onClick={onPhone}
    >
      {text.phone[state]}
    </button>
  ) : (
    <span class={`round-phone ${state}`}>{text.phone[state]}</span>
  );
}
