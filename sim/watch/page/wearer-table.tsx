/** The LED's table as the leaflet has it, with the rows that hold now; and what leads to each of them. */
import { SIGNALS } from "../../../src/wearer/signals.js";
import { DEEDS } from "../deeds.js";
import type { Inside } from "../inside.js";
import { client } from "./client.js";
import { useText } from "./text.js";

export function WearerTable({ inside, isReplay }: { inside: Inside; isReplay: boolean }) {
  const text = useText();
  const { person, signals, isOn } = inside;
  return (
    <details class="wearer">
      <summary>{text.wearer}</summary>
      <table>
        <tbody>
          {SIGNALS.map((signal, row) => {
            const isNow = isOn && signals.includes(row);
            return (
              <tr key={signal} class={isNow ? "holds" : ""} aria-current={isNow ? "true" : undefined}>
                <td>{isNow && <span class="tag">{text.wearerNow}</span>}</td>
                <th scope="row">{text.signals[signal].blinks}</th>
                <td>{text.signals[signal].meaning}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {!isReplay && (
        <p class="deeds">
          {DEEDS.map((deed) => (
            <button
              key={deed}
              type="button"
              class="plain"
              disabled={!isOn}
              onClick={() => void client.play({ person, deed })}
            >
              {text.deeds[deed]}
            </button>
          ))}
        </p>
      )}
      {!isReplay && <p class="quiet">{text.wearerHint}</p>}
    </details>
  );
}
