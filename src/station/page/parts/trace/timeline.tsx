import { formatClock, formatShortDay, localDayOf, localDayStartMs } from "../../../text/local-time.js";
import type { ContactSlot } from "../../../cases/trace-result.js";
import { useText } from "../../text.js";

const DAY_MS = 86_400_000;
const SLOT_MS = 900_000;
const SLOTS = 96;

/** Height of a slot's bar as a share of the strip: the nearer, the taller, so that it reads without colour too. */
const HEIGHTS = { near: 1, mid: 0.66, far: 0.36 };

/** More days side by side than tokens keep could not be told apart. */
const MOST_DAYS = 31;

/** The local days on which anybody was met, with those between them; without, where they are years apart. */
export function daysMet(contacts: readonly { slots: readonly ContactSlot[] }[]): number[] {
  const days = new Set(contacts.flatMap(({ slots }) => slots.map(({ startMs }) => localDayOf(startMs))));
  const met = [...days].sort((a, b) => a - b);
  const [first, last] = [met[0] ?? 0, met.at(-1) ?? 0];
  if (last - first >= MOST_DAYS) return met;
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

/** All days of a trace side by side, small enough for a table row. */
export function Strip({ days, slots }: { days: number[]; slots: ContactSlot[] }) {
  const width = days.length * SLOTS;
  const xOf = (ms: number) =>
    days.indexOf(localDayOf(ms)) * SLOTS + (ms - localDayStartMs(localDayOf(ms))) / SLOT_MS;
  // A slot of many days would be thinner than a hair.
  const barWidth = Math.max(1, days.length * 0.55);
  return (
    <svg class="strip" viewBox={`0 0 ${width} 30`} preserveAspectRatio="none" aria-hidden="true">
      {days.map((day, index) => (
        <rect
          key={day}
          x={index * SLOTS + 0.01 * width}
          y="0"
          width={SLOTS - 0.01 * width}
          height="30"
          class="day"
        />
      ))}
      {slots.map((slot) => (
        <Bar key={slot.startMs} slot={slot} x={xOf(slot.startMs)} width={barWidth} height={30} />
      ))}
    </svg>
  );
}

/** One local day on its own, with hours. */
export function DayLine({ day, slots }: { day: number; slots: ContactSlot[] }) {
  const text = useText();
  const startMs = localDayStartMs(day);
  const ofDay = slots.filter((slot) => slot.startMs >= startMs && slot.startMs < startMs + DAY_MS);
  if (ofDay.length === 0) return null;
  return (
    <div class="day-line">
      <span class="day-name">{formatShortDay(day)}</span>
      <svg
        viewBox="0 0 960 34"
        role="img"
        aria-label={ofDay.map((slot) => formatClock(slot.startMs)).join(", ")}
      >
        <rect x="0" y="0" width="960" height="34" class="day" />
        {[6, 12, 18].map((hour) => (
          <line key={hour} x1={hour * 40} x2={hour * 40} y1="0" y2="34" class="hour" />
        ))}
        {ofDay.map((slot) => (
          <Bar
            key={slot.startMs}
            slot={slot}
            x={((slot.startMs - startMs) / SLOT_MS) * 10 + 0.8}
            width={8.4}
            height={34}
          >
            {`${formatClock(slot.startMs)} – ${formatClock(slot.startMs + SLOT_MS)}: ${text.nearness[slot.nearness]}, ${text.heardOf(slot.windowsHeard, slot.windowsListened)}. ${text.seen[slot.seenBy]}.`}
          </Bar>
        ))}
      </svg>
    </div>
  );
}

/** The scale under the day lines. */
export function HourScale() {
  return (
    <div class="day-line scale" aria-hidden="true">
      <span class="day-name" />
      <div class="hours">
        {["00:00", "06:00", "12:00", "18:00", "24:00"].map((hour) => (
          <span key={hour}>{hour}</span>
        ))}
      </div>
    </div>
  );
}

interface BarProps {
  slot: ContactSlot;
  x: number;
  width: number;
  height: number;
  children?: string;
}

function Bar({ slot, x, width, height, children }: BarProps) {
  const tall = height * HEIGHTS[slot.nearness];
  return (
    <rect x={x} y={height - tall} width={width} height={tall} class={`bar ${slot.nearness}`}>
      {children && <title>{children}</title>}
    </rect>
  );
}
