import type { ComponentChildren } from "preact";
import { formatDay, formatMoment } from "../../text/local-time.js";
import { formatSerial } from "../../serial-number.js";
import type { Loan, Standing, StoredToken } from "../../store/types.js";
import { useNumber } from "../shared/language.js";
import { agoText, driftText, useText } from "../text.js";
import { useMay } from "../staff/may.js";
import type { Order, View } from "../token-list.js";
import { BATTERY_STEPS_MV } from "../battery.js";

/** A clock that was off by less is called right: IDs change every 15 minutes. */
const GOOD_DRIFT_MS = 60_000;

/** Such a token goes to nobody. */
const TROUBLED: readonly Standing[] = ["preparing", "lost", "found", "broken", "replaced"];

interface Props {
  tokens: readonly StoredToken[];
  isTwice: (token: StoredToken) => boolean;
  nowMs: number;
  view: View;
  onOrder: (order: Order) => void;
  onCorrect: (token: StoredToken) => void;
  onGive: (token: StoredToken) => void;
}

export function TokenTable({ tokens, isTwice, nowMs, view, onOrder, onCorrect, onGive }: Props) {
  const may = useMay();
  const text = useText();
  const number = useNumber();
  return (
    <table class="tokens">
      <thead>
        <tr>
          <Heading order="serial" {...{ view, onOrder }}>
            {text.serial}
          </Heading>
          <Heading order="name" {...{ view, onOrder }}>
            {text.holder}
          </Heading>
          <Heading order="lastRead" {...{ view, onOrder }}>
            {text.lastRead}
          </Heading>
          <Heading order="records" {...{ view, onOrder }}>
            {text.records}
          </Heading>
          <th>{text.unread}</th>
          <th>{text.clock}</th>
          <th>{text.battery}</th>
          <th class="row-action">{text.actions}</th>
        </tr>
      </thead>
      <tbody>
        {tokens.map((token) => (
          <tr key={token.token}>
            <td class="serial">
              {formatSerial(token.serial)}
              {isTwice(token) && <span class="sub">{token.chipId ?? token.token}</span>}
            </td>
            <td>
              {token.holder ? (
                <Holder
                  name={token.holder.name}
                  unit={[
                    token.holder.unit,
                    token.loan && text.loans.until(dueText(token.loan)),
                    token.collectedBy && text.people.collected(token.collectedBy),
                  ]
                    .filter(Boolean)
                    .join(" · ")}
                />
              ) : token.isGate ? (
                <span class="tag">{text.atGate}</span>
              ) : (
                <span class={TROUBLED.includes(token.standing) ? "tag warn" : "quiet"}>
                  {text.people.standing[token.standing]}
                </span>
              )}
            </td>
            <td>
              {token.lastReadMs === null ? (
                <span class="quiet">{text.neverRead}</span>
              ) : (
                <Holder name={agoText(text, token.lastReadMs, nowMs)} unit={formatMoment(token.lastReadMs)} />
              )}
            </td>
            <td class="number">{number(token.records)}</td>
            <td>
              {token.unreadRecords > 0 ? (
                <span class="tag warn">{text.unreadSome(number(token.unreadRecords))}</span>
              ) : (
                <span class="quiet">{token.lastReadMs === null ? "" : text.unreadNone}</span>
              )}
            </td>
            <td>
              <ClockState token={token} />
            </td>
            <td>
              <Battery token={token} />
            </td>
            <td class="row-action">
              {token.holder && may("register") && (
                <button type="button" class="plain" onClick={() => onCorrect(token)}>
                  {text.correct}
                </button>
              )}
              {/* At a gate it logs nothing: worn, it would protect nobody. */}
              {may("register") && !token.isGate && (
                <button type="button" class="plain" onClick={() => onGive(token)}>
                  {token.holder ? text.changeHolder : text.giveToken}
                </button>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A column that the table can be sorted by; once more turns the order round. */
function Heading({
  order,
  view,
  onOrder,
  children,
}: Pick<Props, "view" | "onOrder"> & { order: Order; children: ComponentChildren }) {
  const isSorted = view.order === order;
  const sorted = isSorted ? (view.isDown ? "descending" : "ascending") : "none";
  return (
    <th aria-sort={sorted} class={order === "records" ? "number" : ""}>
      <button type="button" class="sort" onClick={() => onOrder(order)}>
        {children}
        {isSorted && (
          <svg viewBox="0 0 10 6" aria-hidden="true">
            <path d={view.isDown ? "M0 0h10L5 6z" : "M0 6h10L5 0z"} />
          </svg>
        )}
      </button>
    </th>
  );
}

const dueText = ({ dueDay }: Loan) => (dueDay === null ? null : formatDay(dueDay));

function Holder({ name, unit }: { name: string; unit: string }) {
  return (
    <>
      <span class="main">{name}</span>
      <span class="sub">{unit}</span>
    </>
  );
}

function ClockState({ token }: { token: StoredToken }) {
  const text = useText();
  if (token.timeState === null) return <span class="quiet">–</span>;
  if (token.timeState === "unset") return <span class="tag bad">{text.clockUnset}</span>;
  if (token.timeState === "estimated") return <span class="tag warn">{text.clockEstimated}</span>;
  const driftMs = token.clockDriftMs ?? 0;
  if (Math.abs(driftMs) < GOOD_DRIFT_MS) return <span class="good">{text.clockGood}</span>;
  return <span class="tag warn">{text.clockOff(driftText(text, driftMs))}</span>;
}

function Battery({ token }: { token: StoredToken }) {
  const text = useText();
  if (token.batteryMilliVolts === null) return <span class="quiet">–</span>;
  const bars = BATTERY_STEPS_MV.filter((step) => token.batteryMilliVolts! >= step).length;
  const volts = (token.batteryMilliVolts / 1000).toFixed(2);
  return (
    <span class="battery" title={`${volts} V`}>
      <svg viewBox="0 0 30 14" class={bars < 1 ? "low" : ""} role="img" aria-label={`${volts} V`}>
        <rect x="0.75" y="0.75" width="25.5" height="12.5" rx="3" class="shell" />
        <rect x="27" y="4.5" width="2.5" height="5" rx="1" class="cap" />
        {[0, 1, 2, 3].map((bar) => (
          <rect
            key={bar}
            x={3 + bar * 5.5}
            y="3"
            width="4"
            height="8"
            rx="1"
            class={bar < bars ? "full" : "none"}
          />
        ))}
      </svg>
      {token.isCharging && <span class="sub">{text.charging}</span>}
    </span>
  );
}
