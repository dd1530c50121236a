import { useNumber } from "../../../src/station/page/shared/language.js";
import { formatDay, localDayOf } from "../../../src/station/text/local-time.js";
import { type OpeningAnswer, SPEEDS, type Status } from "../api.js";
import { client } from "./client.js";
import { clockText, useText, weekdayOf } from "./text.js";

interface ControlsProps {
  opening: OpeningAnswer;
  status: Status;
  utcMs: number;
}

/** What time it is there, and how fast it goes. */
export function Controls({ opening, status, utcMs }: ControlsProps) {
  const text = useText();
  const number = useNumber();
  const { speed, isOnTheWay, isOver } = status;
  const nameOf = (one: Status["speed"]) => {
    if (one === 0) return text.pause;
    return one === "max" ? text.fastest : `${one}×`;
  };
  return (
    <div class="controls">
      <p class="now">
        <strong>
          {[...clockText(utcMs)].map((figure, n) => (
            <i key={n}>{figure}</i>
          ))}
        </strong>
        <span>
          {text.weekdays[weekdayOf(utcMs)]} {formatDay(localDayOf(utcMs))}
        </span>
      </p>
      <div class="speeds choices" role="group" aria-label={text.speed}>
        {SPEEDS.map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={one === speed && !isOnTheWay}
            disabled={isOver}
            onClick={() => void client.setSpeed({ speed: one })}
          >
            {nameOf(one)}
          </button>
        ))}
      </div>
      <p class="pace" aria-live="off">
        {paceText()}
      </p>
      {opening.isReplay && (
        <p class="replay">
          <span class="tag warn">{text.replay}</span>
          <button type="button" class="plain" onClick={() => void client.restart()}>
            {text.restart}
          </button>
        </p>
      )}
    </div>
  );

  function paceText(): string {
    if (isOver) return text.isOver;
    if (isOnTheWay) return text.onTheWay(clockText(opening.startUtcMs + opening.fromMs).slice(0, 5));
    if (speed === 0) return "";
    return text.pace(number(status.pace, status.pace < 9.95 ? 1 : 0));
  }
}
