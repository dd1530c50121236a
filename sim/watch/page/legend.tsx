import { LINKS } from "../frames.js";
import type { OpeningAnswer } from "../api.js";
import { useText } from "./text.js";

/** What the dots and lines stand for; only what there can be in this town. */
export function Legend({ opening, hasLeft }: { opening: OpeningAnswer; hasLeft: boolean }) {
  const text = useText();
  const has = (...devices: string[]) => opening.people.some(({ device }) => devices.includes(device));
  return (
    <div class="map-legend">
      <b>{text.legendPeople}</b>
      {has("token") && (
        <span>
          <i class="dot token" /> {text.token}
        </span>
      )}
      {has("android", "iphone") && (
        <span>
          <i class="dot android" /> {text.phone}
        </span>
      )}
      {has("none") && (
        <span>
          <i class="dot none" /> {text.without}
        </span>
      )}
      <span>
        <i class="dot lit" /> {text.ledLit}
      </span>
      {hasLeft && (
        <span>
          <i class="left-behind" /> {text.leftBehind}
        </span>
      )}
      <b>{text.legendLinks}</b>
      {[...LINKS].reverse().map(
        (nearness) =>
          nearness !== undefined && (
            <span key={nearness}>
              <i class={`stroke ${nearness}`} /> {text.nearness[nearness]}
            </span>
          ),
      )}
      <span>{text.mapNote}</span>
    </div>
  );
}
