import type { ComponentChildren } from "preact";
import { formatSerial } from "../../../serial-number.js";
import type { ListedPerson } from "../../../store/types.js";
import { formatDay, localDayOf } from "../../../text/local-time.js";
import { useMay } from "../../staff/may.js";
import { useText } from "../../text.js";

export type Order = "name" | "unit";

interface Props {
  people: readonly ListedPerson[];
  order: Order;
  isDown: boolean;
  onOrder: (order: Order) => void;
  onCorrect: (person: ListedPerson) => void;
  onGive: (person: ListedPerson) => void;
  onWithdraw: (person: ListedPerson) => void;
}

export function PeopleTable({ people, onCorrect, onGive, onWithdraw, ...sorting }: Props) {
  const text = useText().people;
  const staff = useText().staff;
  const may = useMay();
  return (
    <table class="dense">
      <thead>
        <tr>
          <Heading by="name" {...sorting}>
            {text.name}
          </Heading>
          <th>{text.birthYear}</th>
          <th>{text.sex}</th>
          <Heading by="unit" {...sorting}>
            {text.unit}
          </Heading>
          <th>{text.phone}</th>
          <th>{text.tokens}</th>
          <th>{text.consent}</th>
          <th>{text.actions}</th>
        </tr>
      </thead>
      <tbody>
        {people.map((person) => (
          <tr key={person.id}>
            <td>
              <span class="main">{person.name}</span>
              <Under parts={[person.group, person.guardian && text.guardianIs(person.guardian)]} />
            </td>
            <td>{person.birthYear}</td>
            <td>{person.sex && text.sexes[person.sex]}</td>
            <td>
              {person.unit}
              <Under parts={[person.address]} />
            </td>
            <td>
              {person.phone}
              <Under parts={[person.relativePhone && text.relative(person.relativePhone)]} />
            </td>
            <td class="serial">{person.tokens.map(({ serial }) => formatSerial(serial)).join(", ")}</td>
            <td>
              {person.consent === null ? (
                <span class="quiet">
                  {person.refusedMs === undefined
                    ? text.noConsent
                    : text.refused(formatDay(localDayOf(person.refusedMs)))}
                </span>
              ) : (
                <>
                  {formatDay(localDayOf(person.consent.atMs))}
                  {person.consent.by === "guardian" && <Under parts={[text.consents.guardian]} />}
                </>
              )}
            </td>
            <td class="row-action">
              {may("register") && (
                <>
                  <button
                    type="button"
                    class="plain"
                    aria-label={text.giveTo(person.name)}
                    onClick={() => onGive(person)}
                  >
                    {text.give}
                  </button>
                  <button
                    type="button"
                    class="plain"
                    aria-label={text.correctOf(person.name)}
                    onClick={() => onCorrect(person)}
                  >
                    {text.correct}
                  </button>
                </>
              )}
              {may("withdraw") && (
                <button
                  type="button"
                  class="plain"
                  aria-label={staff.withdrawOf(person.name)}
                  onClick={() => onWithdraw(person)}
                >
                  {staff.withdraw}
                </button>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Under({ parts }: { parts: readonly (string | null)[] }) {
  const told = parts.filter(Boolean).join(" · ");
  return told === "" ? null : <span class="sub">{told}</span>;
}

/** A column that the table can be sorted by; once more turns the order round. */
function Heading({
  by,
  order,
  isDown,
  onOrder,
  children,
}: Pick<Props, "order" | "isDown" | "onOrder"> & { by: Order; children: ComponentChildren }) {
  const isSorted = order === by;
  return (
    <th aria-sort={isSorted ? (isDown ? "descending" : "ascending") : "none"}>
      <button type="button" class="sort" onClick={() => onOrder(by)}>
        {children}
        {isSorted && (
          <svg viewBox="0 0 10 6" aria-hidden="true">
            <path d={isDown ? "M0 0h10L5 6z" : "M0 6h10L5 0z"} />
          </svg>
        )}
      </button>
    </th>
  );
}
