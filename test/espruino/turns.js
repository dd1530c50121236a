/* For programs that run in the interpreter: what a piece of code costs there, in turns of an empty loop ("iterations"). */

/**
 * The host does other things and its clock changes pace. So each piece of work comes several times, an empty loop is timed
 * before each, and of both the least counts: whatever disturbs a measurement makes it longer. That works for pieces of up to
 * a few milliseconds; a longer one is interrupted each time, and there the processor's time counts.
 */
const ROUNDS = 11;
const CALLS_IN_PIECE = 25;
const EMPTY_TURNS = 500;
const LONG_EMPTY_TURNS = 50000;

/**
 * What takes several variables side by side, as a hash does, makes the interpreter look for them through all that is free. Where
 * that lies scattered over the host's large heap, the search costs several times what the hash does; the chip has a tenth of
 * that heap to look through. So each round, or each step, begins with the memory in order.
 */
export const putMemoryInOrder = E.defrag;

const hostTime = getTime;
const fs = require("fs");

function secondsOf(run) {
  const start = hostTime();
  run();
  return hostTime() - start;
}

function emptyLoop() {
  for (let i = 0; i < EMPTY_TURNS; i++);
}

/** Of one turn of an empty loop, the least so far. */
let turnSeconds = 1;

function timeEmptyLoop() {
  turnSeconds = Math.min(turnSeconds, secondsOf(emptyLoop) / EMPTY_TURNS);
}

/** The value that a part (0…1) of the values does not exceed. */
export function quantile(values, part) {
  const sorted = values.slice(0).sort(function (a, b) {
    return a - b;
  });
  return sorted[Math.floor((sorted.length - 1) * part)];
}

/** Work in steps that come again in each of several rounds: `time(step, run)` runs one, `turns()` says what each takes. */
export function createSteps(count) {
  const least = new Float32Array(count);
  return {
    time: function (step, run) {
      timeEmptyLoop();
      const seconds = secondsOf(run);
      if (least[step] === 0 || seconds < least[step]) least[step] = seconds;
    },
    turns: function () {
      const turns = [];
      for (let step = 0; step < count && least[step] > 0; step++) turns.push(least[step] / turnSeconds);
      return turns;
    },
  };
}

/** Turns of one of `times` calls, in the mean over pieces of them. */
function turnsOfCall(times, run, prepare) {
  const pieces = times / CALLS_IN_PIECE;
  const steps = createSteps(pieces);
  function piece() {
    for (let i = 0; i < CALLS_IN_PIECE; i++) run();
  }
  for (let round = 0; round < ROUNDS; round++) {
    putMemoryInOrder();
    if (prepare) prepare();
    for (let at = 0; at < pieces; at++) steps.time(at, piece);
  }
  const sum = steps.turns().reduce(function (all, turns) {
    return all + turns;
  }, 0);
  return sum / times;
}

function nothing() {}

/**
 * Turns that one of `times` calls of `run` takes, without the loop around them and the call itself. `times` is a multiple
 * of 25; each round of that many calls begins with `prepare`.
 */
export function turnsOf(times, run, prepare) {
  return turnsOfCall(times, run, prepare) - turnsOfCall(times, nothing);
}

/** Turns of one call that takes some hundred of them; `prepare`, which does not count, runs before each. */
export function turnsOfStep(run, prepare) {
  const steps = createSteps(1);
  for (let round = 0; round < ROUNDS; round++) {
    putMemoryInOrder();
    if (prepare) prepare();
    steps.time(0, run);
  }
  return steps.turns()[0];
}

/** Of the processor. Reading "stat" brings it up to date, "schedstat" tells it in nanoseconds. */
function processorSeconds() {
  fs.readFileSync("/proc/self/stat");
  return parseInt(fs.readFileSync("/proc/self/schedstat")) / 1e9;
}

function processorSecondsOf(run) {
  const start = processorSeconds();
  run();
  return processorSeconds() - start;
}

function longEmptyLoop() {
  for (let i = 0; i < LONG_EMPTY_TURNS; i++);
}

/** Turns of `run` that takes thousands of them. */
export function turnsOfLong(run) {
  let least = 1000;
  let leastEmpty = 1000;
  for (let round = 0; round < ROUNDS; round++) {
    putMemoryInOrder();
    leastEmpty = Math.min(leastEmpty, processorSecondsOf(longEmptyLoop));
    least = Math.min(least, processorSecondsOf(run));
  }
  return (LONG_EMPTY_TURNS * least) / leastEmpty;
}

/** Tells the test its figures, a name for each. */
export function printFigures(figures) {
  print("figures " + JSON.stringify(figures));
}
