/** What the plan shows: the frames' view, with people gliding to where they have moved and lights that can be seen. */
import type { Message, OpeningAnswer } from "../api.js";
import { type View, WITH_OWNER, applyFrame, createView } from "../frames.js";
import { type Plan, planOf, pointOnPlan } from "../plan.js";

/** A way is short on the plan; a step of 60 cm is not worth a glide. */
const GLIDE_MS = 450;
/** A blink of 40 ms, at 600 times its speed, still shows. */
const FLASH_MS = 700;
/** The plan is laid out for a screen like this and fitted to the one there is. */
const ASPECT = 1.75;

export interface Stage {
  readonly plan: Plan;
  view(): View;
  apply(message: Message, nowMs: number): void;
  /** Writes where everybody's device is drawn, in metres of the plan, NaN for those on the way. */
  positions(nowMs: number, x: Float64Array, y: Float64Array): void;
  isFlashing(person: number, nowMs: number): boolean;
  /** Until then there is something to draw even if no message comes. */
  busyUntilMs(): number;
}

export function createStage({ places, people }: OpeningAnswer): Stage {
  const plan = planOf(places, ASPECT);
  const toX = new Float64Array(people.length).fill(NaN);
  const toY = new Float64Array(people.length).fill(NaN);
  const fromX = new Float64Array(people.length);
  const fromY = new Float64Array(people.length);
  const movedMs = new Float64Array(people.length).fill(-GLIDE_MS);
  const flashUntilMs = new Float64Array(people.length);
  let view = createView(people.length);
  let busyUntilMs = 0;

  function xAt(person: number, nowMs: number, from: Float64Array, to: Float64Array): number {
    const share = (nowMs - movedMs[person]!) / GLIDE_MS;
    if (share >= 1) return to[person]!;
    const eased = share * share * (3 - 2 * share);
    return from[person]! + (to[person]! - from[person]!) * eased;
  }

  function move(person: number, nowMs: number, glides: boolean): void {
    const place = view.place[person]!;
    if (place < 0) {
      toX[person] = NaN;
      return;
    }
    const wasSeen = !Number.isNaN(toX[person]!);
    const [x, y] = [xAt(person, nowMs, fromX, toX), xAt(person, nowMs, fromY, toY)];
    const to = pointOnPlan(plan, places, place, view.xCm[person]!, view.yCm[person]!);
    toX[person] = to.x;
    toY[person] = to.y;
    if (!glides || !wasSeen) {
      movedMs[person] = nowMs - GLIDE_MS;
      return;
    }
    [fromX[person], fromY[person]] = [x, y];
    movedMs[person] = nowMs;
    busyUntilMs = nowMs + GLIDE_MS;
  }

  return {
    plan,
    view: () => view,
    apply({ frame, isFull }, nowMs) {
      if (isFull) view = createView(people.length);
      applyFrame(view, frame);
      for (let i = 0; i < (frame.people?.length ?? 0); i += 4) move(frame.people![i]!, nowMs, !isFull);
      for (const person of frame.flashed ?? []) {
        flashUntilMs[person] = nowMs + FLASH_MS;
        busyUntilMs = Math.max(busyUntilMs, nowMs + FLASH_MS);
      }
    },
    positions(nowMs, x, y) {
      for (let person = 0; person < people.length; person++) {
        x[person] = xAt(person, nowMs, fromX, toX);
        y[person] = xAt(person, nowMs, fromY, toY);
      }
    },
    isFlashing: (person, nowMs) => view.isLit[person] === 1 || nowMs < flashUntilMs[person]!,
    busyUntilMs: () => busyUntilMs,
  };
}

/** Where a device lies that is not with its owner; undefined for all others. */
export function leftAt(stage: Stage, { places }: OpeningAnswer, person: number) {
  const { devicePlace, deviceXCm, deviceYCm, place, xCm, yCm } = stage.view();
  const at = devicePlace[person]!;
  if (at === WITH_OWNER || at < 0) return undefined;
  const isWithOwner =
    at === place[person] && deviceXCm[person] === xCm[person] && deviceYCm[person] === yCm[person];
  return isWithOwner
    ? undefined
    : pointOnPlan(stage.plan, places, at, deviceXCm[person]!, deviceYCm[person]!);
}
