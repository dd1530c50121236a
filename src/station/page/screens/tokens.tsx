import { useState } from "preact/hooks";
import type { StationState } from "../../server/api.js";
import { formatMoment } from "../../local-time.js";
import { formatSerial } from "../../serial-number.js";
import type { StoredToken } from "../../store/types.js";
import { Empty } from "../parts/empty.js";
import { CorrectDialog } from "../parts/correct-dialog.js";
import { GiveDialog } from "../parts/give-dialog.js";
import { matches } from "../shared/search.js";
import { SearchField } from "../shared/search-field.js";
import { useNumber } from "../shared/language.js";
import { agoText, driftText, useText } from "../text.js";

/** A clock that was off by less is called right: IDs change every 15 minutes. */
const GOOD_DRIFT_MS = 60_000;

/** A LiPo cell is full at 4.2 V and empty at about 3.3 V; in between the curve is flat, so only four steps. */
const BATTERY_STEPS_MV = [3500, 3650, 3800, 3950];

export function TokensScreen({ station, refresh }: { station: StationState; refresh: () => Promise<void> }) {
  const text = useText();
  const number = useNumber();
  const [query, setQuery] = useState("");
  const [given, setGiven] = useState<StoredToken>();
  const [corrected, setCorrected] = useState<StoredToken>();
  const { tokens, issues, nowMs } = station;
  const close = (isChanged: boolean) => {
    setGiven(undefined);
    setCorrected(undefined);
    if (isChanged) void refresh();
  };
  const shown = tokens.filter((token) =>
    matches([formatSerial(token.serial), token.holder?.name, token.holder?.unit].join(" "), query),
  );
  const isTwice = ({ token, serial }: StoredToken) =>
    tokens.some((other) => other.serial === serial && other.token !== token);
  const stats: [number, string][] = [
    [tokens.length, text.statTokens],
    [tokens.filter((token) => token.holder !== null).length, text.statHeld],
    [tokens.reduce((sum, token) => sum + token.records, 0), text.statRecords],
    [tokens.filter((token) => token.lastReadMs === null || token.unreadRecords > 0).length, text.statUnread],
  ];
  return (
    <section>
      <div class="title">
        <div>
          <h1>{text.tokensTitle}</h1>
          <p class="lead">{text.tokensLead}</p>
        </div>
      </div>
      {tokens.length === 0 ? (
        <Empty title={text.noTokensTitle}>
          {text.noTokensText} <a href="#read">{text.readTab}</a>
        </Empty>
      ) : (
        <>
          <ul class="stats">
            {stats.map(([value, label]) => (
              <li key={label}>
                <strong>{number(value)}</strong> {label}
              </li>
            ))}
          </ul>
          <div class="card">
            <div class="toolbar">
              <SearchField label={text.search} query={query} onQuery={setQuery} />
            </div>
            <div class="wide">
              <table class="tokens">
                <thead>
                  <tr>
                    <th>{text.serial}</th>
                    <th>{text.holder}</th>
                    <th>{text.lastRead}</th>
                    <th class="number">{text.records}</th>
                    <th>{text.unread}</th>
                    <th>{text.clock}</th>
                    <th>{text.battery}</th>
                    <th />
                  </tr>
                </thead>
                <tbody>
                  {shown.map((token) => (
                    <tr key={token.token}>
                      <td class="serial">
                        {formatSerial(token.serial)}
                        {isTwice(token) && <span class="sub">{token.chipId ?? token.token}</span>}
                      </td>
                      <td>
                        {token.holder ? (
                          <Holder name={token.holder.name} unit={token.holder.unit} />
                        ) : (
                          <span class="quiet">{text.nobody}</span>
                        )}
                      </td>
                      <td>
                        {token.lastReadMs === null ? (
                          <span class="quiet">{text.neverRead}</span>
                        ) : (
                          <Holder
                            name={agoText(text, token.lastReadMs, nowMs)}
                            unit={formatMoment(token.lastReadMs)}
                          />
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
                        {token.holder && (
                          <button type="button" class="plain" onClick={() => setCorrected(token)}>
                            {text.correct}
                          </button>
                        )}
                        <button type="button" class="plain" onClick={() => setGiven(token)}>
                          {token.holder ? text.changeHolder : text.giveToken}
                        </button>
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
            {shown.length === 0 && <p class="quiet center">{text.noMatch}</p>}
          </div>
        </>
      )}
      {given && <GiveDialog token={given} issues={issues} nowMs={nowMs} onClose={close} />}
      {corrected?.holder && (
        <CorrectDialog token={corrected} holder={corrected.holder} nowMs={nowMs} onClose={close} />
      )}
    </section>
  );
}

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
