import { useEffect, useRef, useState } from "preact/hooks";
import { formatSerial } from "../../../src/station/serial-number.js";
import { useNumber } from "../../../src/station/page/shared/language.js";
import type { OpeningAnswer } from "../api.js";
import type { Inside } from "../inside.js";
import { client } from "./client.js";
import { EncounterTable } from "./encounter-table.js";
import { LogPages } from "./log-pages.js";
import { SlotLine } from "./slot-line.js";
import { useText } from "./text.js";
import { WearerTable } from "./wearer-table.js";

/** So often a token is asked for its inside. */
const ASK_MS = 400;

interface PanelProps {
  opening: OpeningAnswer;
  person: number;
  /** Place number, below 0: on the way. */
  place: number;
  isLit: boolean;
  onClose: () => void;
  onSelect: (person: number) => void;
}

export function InsidePanel({ opening, person, place, isLit, onClose, onSelect }: PanelProps) {
  const text = useText();
  const { name, age, occupation, household, device, serial } = opening.people[person]!;
  const inside = useInside(person, device === "token");
  const kind = opening.places[place]?.kind;
  const head = useRef<HTMLElement>(null);
  // Where the panel lies below the plan or the list was scrolled, it would open out of sight.
  useEffect(() => head.current!.scrollIntoView({ block: "nearest" }), [person]);
  return (
    <section class="inside" aria-label={name}>
      <header ref={head}>
        <i class={`led ${isLit ? "lit" : ""}`} role="img" aria-label={isLit ? text.ledLit : ""} />
        <div class="grow">
          <h2>{name}</h2>
          <p class="sub">
            {text.occupations[occupation]}, {text.age(age)}, {text.household(household + 1)} ·{" "}
            {kind === undefined ? text.onTheRoad : text.whereNow(text.places[kind].toLowerCase())}
          </p>
          <p class="sub">
            {serial === undefined ? text.device[device] : `${text.device.token} ${formatSerial(serial)}`}
            {inside !== undefined && `, ${text.carried[inside.carried]}`}
            {inside?.isWarned && <span class="tag bad">{text.warned}</span>}
          </p>
        </div>
        <button type="button" class="plain close" aria-label={text.close} onClick={onClose}>
          ×
        </button>
      </header>
      {device !== "token" && <p class="quiet">{text.noToken}</p>}
      {inside !== undefined && (
        <>
          <Vitals inside={inside} isReplay={opening.isReplay} />
          {inside.isOn && inside.slot === undefined && <p class="warning">{text.noSlot}</p>}
          {inside.slot !== undefined && (
            <>
              <SlotLine slot={inside.slot} ownUtcMs={opening.startUtcMs + inside.ms + inside.aheadMs} />
              <EncounterTable opening={opening} slot={inside.slot} onSelect={onSelect} />
            </>
          )}
          <WearerTable inside={inside} isReplay={opening.isReplay} />
          <LogPages log={inside.log} />
        </>
      )}
    </section>
  );
}

/** Asked for again and again while it is looked at; undefined until the first answer, and without a token. */
function useInside(person: number, hasToken: boolean): Inside | undefined {
  const [inside, setInside] = useState<Inside>();
  useEffect(() => {
    if (!hasToken) return undefined;
    let timer: ReturnType<typeof setTimeout>;
    let isGone = false;
    const ask = async () => {
      const answer = await client.inside(person).catch(() => undefined);
      if (isGone) return;
      setInside(answer);
      timer = setTimeout(() => void ask(), ASK_MS);
    };
    void ask();
    return () => {
      isGone = true;
      clearTimeout(timer);
    };
  }, [person]);
  return inside?.person === person ? inside : undefined;
}

function Vitals({ inside, isReplay }: { inside: Inside; isReplay: boolean }) {
  const text = useText();
  const number = useNumber();
  const { person, isOn, milliVolts, isCharging, energy, timeState, aheadMs } = inside;
  const off = Math.abs(aheadMs);
  const drift =
    timeState === "unset"
      ? ""
      : off === 0
        ? text.exact
        : (aheadMs > 0 ? text.ahead : text.behind)(number(off));
  return (
    <dl class="vitals">
      <div>
        <dt>{text.battery}</dt>
        <dd class={isOn ? "" : "bad"}>
          {isOn ? text.volts(number(milliVolts / 1000, 2)) : text.off}
          {isCharging && `, ${text.charging}`}
        </dd>
        {energy !== undefined && (
          <dd class="sub" title={text.used(number(energy.usedMah, 2))}>
            {text.useADay(number(energy.mahADay, 2))}
          </dd>
        )}
      </div>
      <div>
        <dt>{text.clock}</dt>
        <dd class={timeState === "set" ? "" : "bad"}>{isOn ? text.clockStates[timeState] : "–"}</dd>
        {isOn && <dd class="sub">{drift}</dd>}
      </div>
      {!isReplay && (
        <button type="button" class="plain" disabled={!isOn} onClick={() => void client.press({ person })}>
          {text.press}
        </button>
      )}
    </dl>
  );
}
