import { useState } from "preact/hooks";
import { formatMoment } from "../../../text/local-time.js";
import { formatSerial } from "../../../serial-number.js";
import type { StoredToken } from "../../../store/types.js";
import { unreadRows } from "../../contact-sheet.js";
import { useNumber } from "../../shared/language.js";
import { useText } from "../../text.js";
import { Download } from "../download.js";

/** So many are read out of a list; of more somebody asks for the whole. */
const SHOWN = 12;

/** Work to do: tokens that may hold contacts which nobody knows of. */
export function UnreadList({ tokens, fileName }: { tokens: readonly StoredToken[]; fileName: string }) {
  const text = useText();
  const number = useNumber();
  const [isWhole, setWhole] = useState(false);
  if (tokens.length === 0) return <p class="evidence">{text.unreadNoneLeft}</p>;
  return (
    <section class="card unread">
      <div class="toolbar">
        <h3>{text.unreadTitle(number(tokens.length))}</h3>
        <Download name={fileName} rows={() => unreadRows(tokens, text)} />
        <p class="quiet">{text.unreadText}</p>
      </div>
      <div class="wide">
        <table>
          <thead>
            <tr>
              <th>{text.serial}</th>
              <th>{text.holder}</th>
              <th>{text.phone}</th>
              <th>{text.lastRead}</th>
            </tr>
          </thead>
          <tbody>
            {tokens.slice(0, isWhole ? tokens.length : SHOWN).map(({ token, serial, holder, lastReadMs }) => (
              <tr key={token}>
                <td class="serial">{formatSerial(serial)}</td>
                <td>
                  <span class="main">{holder?.name ?? text.nobody}</span>
                  <span class="sub">{holder?.unit}</span>
                </td>
                <td>{holder?.phone}</td>
                <td>{lastReadMs === null ? text.neverRead : formatMoment(lastReadMs)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {!isWhole && tokens.length > SHOWN && (
        <div class="toolbar">
          <button type="button" class="plain" onClick={() => setWhole(true)}>
            {text.showAll(number(tokens.length))}
          </button>
        </div>
      )}
    </section>
  );
}
