/** Lets simulated time go by in front of spectators: how fast, and what they are told. */
import type { Message, Speed, Status } from "./api.js";
import { SAMPLE_MS, type Change, type Source } from "./changes.js";
import type { Deed } from "./deeds.js";
import type { Inside } from "./inside.js";
import { createScene } from "./scene.js";

/** A spectator gets at most ten messages a second. */
export const TICK_MS = 100;
/** Of each tick the simulation gets so much; the rest is for those who ask. */
const WORK_MS = 80;
/** A computer that was busy or asleep does not make up for more than this. */
const MAX_ELAPSED_MS = 300;
const FIRST_SPEED = 60;
/** How long the pace is averaged over. */
const PACE_MS = 1_000;

export interface Session {
  readonly source: Source;
  status(): Status;
  /** Everything there is, for somebody who has just come. */
  fullMessage(): Message;
  /** `listener` is told what changes from now on, until the answer is called. */
  subscribe(listener: (message: Message) => void): () => void;
  setSpeed(speed: Speed): void;
  /** Presses the button of a token; false where there is none, or where everything has happened already. */
  press(person: number): boolean;
  /** The same for what else may happen to a token. */
  play(person: number, deed: Deed): boolean;
  /** Back to the beginning; false where that cannot be. */
  restart(): boolean;
  inside(person: number): Inside | undefined;
  /** Goes on by as much as real time has passed since the last call; to be called every `TICK_MS`. */
  tick(): void;
}

/**
 * @param realMs    real time, for example `performance.now`
 * @param onChange  gets every change, in order
 */
export function createSession(
  source: Source,
  realMs: () => number,
  onChange: (change: Change) => void = () => {},
): Session {
  const { fromMs, endMs } = source.opening;
  const spectators = new Set<(message: Message) => void>();
  let scene = createScene(source.opening);
  let nowMs = 0;
  let speed: Speed = FIRST_SPEED;
  let isOnTheWay = fromMs > 0;
  let lastRealMs = realMs();
  /** What is due beyond whole milliseconds. */
  let dueMs = 0;
  let pace = 0;

  const isOver = () => nowMs >= endMs;

  function advance(untilMs: number): void {
    for (const change of source.runUntil(untilMs)) {
      scene.apply(change);
      onChange(change);
    }
    nowMs = untilMs;
  }

  /** In steps, until `untilMs` or until the time for it is over. */
  function work(untilMs: number): void {
    const stopAtMs = realMs() + WORK_MS;
    while (nowMs < untilMs && realMs() < stopAtMs)
      advance(Math.min(untilMs, (Math.floor(nowMs / SAMPLE_MS) + 1) * SAMPLE_MS));
  }

  function goOn(elapsedMs: number): void {
    if (isOnTheWay) {
      work(fromMs);
      isOnTheWay = nowMs < fromMs;
    } else if (speed === "max") {
      work(endMs);
    } else if (speed > 0) {
      dueMs += elapsedMs * speed;
      const untilMs = Math.min(endMs, nowMs + Math.floor(dueMs));
      dueMs -= untilMs - nowMs;
      work(untilMs);
      // What could not be done in time is not made up for: the pace tells.
    }
  }

  const status = (): Status => ({ speed, pace, isOnTheWay, isOver: isOver() });

  function tell(message: Message): void {
    for (const listener of spectators) listener(message);
  }

  function tellAll(): void {
    tell({ status: status(), frame: scene.takeFrame(), isFull: false });
  }

  advance(0);

  return {
    source,
    status,
    fullMessage: () => ({ status: status(), frame: scene.fullFrame(), isFull: true }),
    subscribe(listener) {
      spectators.add(listener);
      return () => spectators.delete(listener);
    },
    setSpeed(newSpeed) {
      speed = newSpeed;
      if (newSpeed !== "max") pace = newSpeed;
      isOnTheWay = false;
      dueMs = 0;
      tellAll();
    },
    press(person) {
      if (source.press === undefined || scene.inside(person) === undefined) return false;
      source.press(person);
      return true;
    },
    play(person, deed) {
      if (source.play === undefined || scene.inside(person) === undefined) return false;
      source.play(person, deed);
      return true;
    },
    restart() {
      if (source.restart === undefined) return false;
      source.restart();
      scene = createScene(source.opening);
      nowMs = 0;
      isOnTheWay = fromMs > 0;
      dueMs = 0;
      advance(0);
      scene.takeFrame();
      tell({ status: status(), frame: scene.fullFrame(), isFull: true });
      return true;
    },
    inside: (person) => scene.inside(person),
    tick() {
      const elapsedMs = realMs() - lastRealMs;
      lastRealMs += elapsedMs;
      const beforeMs = nowMs;
      goOn(Math.min(elapsedMs, MAX_ELAPSED_MS));
      const share = Math.min(1, elapsedMs / PACE_MS);
      if (elapsedMs > 0) pace += share * ((nowMs - beforeMs) / elapsedMs - pace);
      tellAll();
    },
  };
}
