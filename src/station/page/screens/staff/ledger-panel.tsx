import { useRef, useState } from "preact/hooks";
import { STAFF_ROLES } from "../../../roles.js";
import type { Catalogue } from "../../vi.js";
import { formatFingerprint } from "../../../fingerprint.js";
import { formatSerial } from "../../../serial-number.js";
import type { LedgerAnswer, LedgerState } from "../../../server/staff/staff-api.js";
import { formatMoment } from "../../../text/local-time.js";
import { client } from "../../client.js";
import { useNumber } from "../../shared/language.js";
import { useText } from "../../text.js";
import { useLoaded } from "./use-loaded.js";

/** Who did what, for a supervisor. */
export function LedgerPanel() {
  const text = useText().staff;
  const number = useNumber();
  const { value: ledger, setValue, problem, tell } = useLoaded(() => client.ledger());
  const [isFirst, setFirst] = useState(true);
  /** As it was when the ledger was opened. */
  const whole = useRef<LedgerState>(undefined);
  whole.current = ledger?.check ?? whole.current;

  const show = (before?: number) =>
    void client.ledger(before).then((answer) => {
      setFirst(before === undefined);
      setValue(answer);
    }, tell);
  if (ledger === undefined) return problem ? <p role="alert">{problem}</p> : null;
  const { entries, head, faults } = whole.current!;
  const last = ledger.rows.at(-1)?.number ?? 1;
  return (
    <>
      <p class="quiet">{text.ledgerLead}</p>
      {faults > 0 ? (
        <p class="alert" role="alert">
          {text.ledgerBroken(number(faults))}
        </p>
      ) : (
        <p>{text.ledgerWhole(number(entries))}</p>
      )}
      {entries > 0 && (
        <p class="quiet">
          {text.ledgerHead} <code>{head}</code>
        </p>
      )}
      <div class="card">
        <div class="wide" tabIndex={0} role="region" aria-label={text.ledgerTitle}>
          <table class="dense">
            <thead>
              <tr>
                <th class="number">{text.number}</th>
                <th>{text.moment}</th>
                <th>{text.by}</th>
                <th>{text.act}</th>
                <th>{text.why}</th>
              </tr>
            </thead>
            <tbody>
              {ledger.rows.map((row) => (
                <Row key={row.number} row={row} />
              ))}
            </tbody>
          </table>
        </div>
        <div class="toolbar pages">
          {!isFirst && (
            <button type="button" class="plain" onClick={() => show()}>
              {text.newest}
            </button>
          )}
          <button type="button" class="plain" disabled={last <= 1} onClick={() => show(last)}>
            {text.older}
          </button>
        </div>
      </div>
    </>
  );
}

/** The ledger keeps what roles are called in the program. */
function namedRoles(reason: string, text: Catalogue["staff"]): string {
  const [roles] = reason.split(": ").slice(-1);
  const named = roles!.split(", ").map((one) => STAFF_ROLES.find((role) => role === one));
  const name = reason.slice(0, -roles!.length);
  return name + named.map((role) => (role === undefined ? "" : text.roles[role])).join(", ");
}

function Row({ row }: { row: LedgerAnswer["rows"][number] }) {
  const text = useText().staff;
  const words = useText();
  const number = useNumber();
  const { account, officer, officerName, action, serial, caseId, tokens, days, records } = row;
  const key = officer === "" ? undefined : text.keyOf(officerName ?? formatFingerprint(officer));
  const about = [
    serial === null ? undefined : `${words.serial} ${formatSerial(serial)}`,
    caseId?.slice(0, 8),
    officer === "" && tokens > 0 && text.deleted(number(tokens), number(records)),
    action === "strike" && text.struckIn(number(records)),
    officer !== "" &&
      tokens + days + records > 0 &&
      text.opened(number(tokens), number(days), number(records)),
  ].filter(Boolean);
  return (
    <tr>
      <td class="number">{row.number}</td>
      <td>{formatMoment(row.atMs)}</td>
      <td>
        <span class="main">{account ?? text.commandLine}</span>
        {key && <span class="sub">{key}</span>}
      </td>
      <td>
        {text.acts[action]}
        {about.length > 0 && <span class="sub">{about.join(" · ")}</span>}
      </td>
      <td class="staff-reason">{action === "account" ? namedRoles(row.reason, text) : row.reason}</td>
    </tr>
  );
}
