/** What two tokens' logs hold of each other, window by window, made into spells. Runs on the host. */
import { NOT_HEARD } from "./record.js";
import { type Spell, createSpellFinder } from "./spells.js";

export interface TokenWindows {
  /**
   * A window of both logs, in order of time.
   *
   * @param minutes   what it stands for
   * @param ownDbm    what the one log has, `NOT_HEARD` where nothing; one of the two has something
   */
  hear(atMinute: number, minutes: number, ownDbm: number, otherDbm: number): void;
  /** The spells of all that was heard; nothing is left. */
  take(): Spell[];
}

/** A window of both, of one, and that no log has. */
const BOTH = 2;

export function createTokenWindows(): TokenWindows {
  const finder = createSpellFinder();
  const atMinute: number[] = [];
  const minutes: number[] = [];
  const sumDbm: number[] = [];
  const logs: number[] = [];
  let own = 0;
  let other = 0;

  /** One silent window between two heard ones counts as heard: a body turning away hides single windows. */
  function isJoined(window: number): boolean {
    return window > 0 && atMinute[window]! - atMinute[window - 1]! <= 2 * minutes[window - 1]!;
  }

  /**
   * Up to the next window, or its own length. Where a meeting begins or ends, one of two logs alone hears half of the windows
   * that it touches.
   */
  function minutesOf(window: number, count: number): number {
    const goesOn = window + 1 < count && isJoined(window + 1);
    const whole = goesOn ? atMinute[window + 1]! - atMinute[window]! : minutes[window]!;
    const isEnd = !goesOn || !isJoined(window);
    const isHalf = isEnd && logs[window]! < BOTH && own > 0 && other > 0;
    return isHalf ? whole - minutes[window]! / 2 : whole;
  }

  return {
    hear(at, long, ownDbm, otherDbm) {
      const hasOwn = ownDbm !== NOT_HEARD;
      const hasOther = otherDbm !== NOT_HEARD;
      atMinute.push(at);
      minutes.push(long);
      sumDbm.push((hasOwn ? ownDbm : 0) + (hasOther ? otherDbm : 0));
      logs.push((hasOwn ? 1 : 0) + (hasOther ? 1 : 0));
      if (hasOwn) own++;
      if (hasOther) other++;
    },
    take() {
      const count = atMinute.length;
      for (let window = 0; window < count; window++)
        finder.add(minutesOf(window, count), sumDbm[window]!, logs[window]!, !isJoined(window));
      atMinute.length = minutes.length = sumDbm.length = logs.length = own = other = 0;
      return finder.take();
    },
  };
}
