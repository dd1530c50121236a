import { useEffect, useRef, useState } from "preact/hooks";
import { client } from "../client.js";

/** Locking is told of so long before, or half of the time where that is short. */
const NOTICE_MS = 60_000;
/** The station is told of uses no more often; it waits so much longer itself (src/station/server/session.ts). */
const TELL_MS = 20_000;
const LOOK_MS = 500;
const USES = ["keydown", "pointerdown", "wheel", "input"] as const;

/**
 * Counts the time without a key or a click while `isOn`. Of two clocks the one that tells more time counts: one stands still
 * while the computer sleeps, the other may be set.
 *
 * @returns seconds until `onIdle`, once it is time to say so
 */
export function useIdle(idleMs: number, isOn: boolean, onIdle: () => void): number | undefined {
  const [seconds, setSeconds] = useState<number>();
  const act = useRef(onIdle);
  act.current = onIdle;

  useEffect(() => {
    setSeconds(undefined);
    if (!isOn) return undefined;
    let used = { steady: performance.now(), date: Date.now() };
    let told = used.steady;
    const use = () => {
      used = { steady: performance.now(), date: Date.now() };
      setSeconds(undefined);
      if (used.steady - told < TELL_MS) return;
      told = used.steady;
      client.use().catch(() => undefined);
    };
    const look = () => {
      const left = idleMs - Math.max(performance.now() - used.steady, Date.now() - used.date);
      if (left <= 0) act.current();
      else setSeconds(left <= Math.min(NOTICE_MS, idleMs / 2) ? Math.ceil(left / 1000) : undefined);
    };
    for (const name of USES) addEventListener(name, use, { capture: true, passive: true });
    const timer = setInterval(look, LOOK_MS);
    return () => {
      for (const name of USES) removeEventListener(name, use, { capture: true });
      clearInterval(timer);
    };
  }, [idleMs, isOn]);
  return seconds;
}
