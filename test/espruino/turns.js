/* For programs that run in the interpreter: what a piece of code costs there, in turns of an empty loop ("iterations"). */

/**
 * The host does other things and its clock changes pace. So the time that this process waited for a processor does not
 * count, an empty loop is timed before and after each piece of work, and what counts of several rounds is the lower quartile:
 * the least of them may owe its place to an empty loop that was held up.
 */
const ROUNDS = 11;
const CALLS_IN_PIECE = 25;
const EMPTY_TURNS = 500;

const hostTime = getTime;

/** Seconds that this process was ready to run and had no processor (Linux's schedstat, nanoseconds). */
function secondsWaited() {
  return parseInt(require("fs").readFileSync("/proc/self/schedstat").split(" ")[1]) / 1e9;
}

function secondsOf(run) {
  const waited = secondsWaited();
  const start = hostTime();
  run();
  const seconds = hostTime() - start;
  return seconds - (secondsWaited() - waited);
}

function emptyLoop() {
  for (let i = 0; i < EMPTY_TURNS; i++);
}

/** Turns that `run` takes this once; for what is the same each time there are `turnsOf`, `turnsOfLong` and `createSteps`. */
export function turnsOnce(run) {
  const before = secondsOf(emptyLoop);
  const seconds = secondsOf(run);
  const empty = Math.min(before, secondsOf(emptyLoop));
  return (EMPTY_TURNS * seconds) / empty;
}

/** The value that a part (0…1) of the values does not exceed. Takes typed arrays, too. */
export function quantile(values, part) {
  const sorted = [].slice.call(values).sort(function (a, b) {
    return a - b;
  });
  return sorted[Math.floor((sorted.length - 1) * part)];
}

/** What a row of measurements of the same thing says. */
function settle(turns) {
  return quantile(turns, 0.25);
}

/**
 * Work in steps that come again in each of some rounds: `time(step, run)` runs one, `turns()` says what each takes.
 * Typed arrays, because memory is short here.
 */
export function createSteps(count, rounds) {
  const rows = [];
  for (let step = 0; step < count; step++) rows.push(new Float32Array(rounds));
  const timed = new Uint8Array(count);
  return {
    time: function (step, run) {
      rows[step][timed[step]++] = turnsOnce(run);
    },
    turns: function () {
      const all = [];
      for (let step = 0; step < count && timed[step] > 0; step++)
        all.push(settle(rows[step].subarray(0, timed[step])));
      return all;
    },
  };
}

/** Turns of one of `times` calls, in the mean over pieces of them. */
function turnsOfCall(times, run, prepare) {
  const pieces = times / CALLS_IN_PIECE;
  const steps = createSteps(pieces, ROUNDS);
  function piece() {
    for (let i = 0; i < CALLS_IN_PIECE; i++) run();
  }
  for (let round = 0; round < ROUNDS; round++) {
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

/** Turns of one call that takes hundreds of them; `prepare`, which does not count, runs before each round. */
export function turnsOfLong(run, prepare) {
  const steps = createSteps(1, ROUNDS);
  for (let round = 0; round < ROUNDS; round++) {
    if (prepare) prepare();
    steps.time(0, run);
  }
  return steps.turns()[0];
}

/** Tells the test its figures, a name for each. */
export function printFigures(figures) {
  print("figures " + JSON.stringify(figures));
}
