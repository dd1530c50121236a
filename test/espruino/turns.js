/* For programs that run in the interpreter: what a piece of code costs there, in turns of an empty loop ("iterations"). */

/**
 * The host is busy with other things, and its clock changes pace. So each piece of work lasts a millisecond or two, one
 * that was interrupted does not count, an empty loop is timed right after it, and of several rounds the middle one counts.
 */
const ROUNDS = 9;
const CALLS_IN_PIECE = 25;
const TURNS = 500;
const AGAIN = 500;

const hostTime = getTime;

/** How often this process has been given a processor (Linux's schedstat). */
function timeSlices() {
  return require("fs").readFileSync("/proc/self/schedstat").split(" ")[2];
}

function secondsOf(run) {
  const start = hostTime();
  run();
  return hostTime() - start;
}

function emptyLoop() {
  for (let i = 0; i < TURNS; i++);
}

/** Turns that one call of `run` takes, as measured this once; undefined where it was interrupted. */
export function turnsOnce(run) {
  const before = timeSlices();
  const seconds = secondsOf(run);
  const emptySeconds = secondsOf(emptyLoop);
  return timeSlices() === before ? (TURNS * seconds) / emptySeconds : undefined;
}

export function median(values) {
  const sorted = values.slice(0).sort(function (a, b) {
    return a - b;
  });
  return sorted[sorted.length >> 1];
}

/** The value that 95 % of the values do not exceed. */
export function percentile95(values) {
  const sorted = values.slice(0).sort(function (a, b) {
    return a - b;
  });
  return sorted[Math.floor((sorted.length - 1) * 0.95)];
}

/** Turns of one of `times` calls, in the mean over the pieces that were measured. */
function turnsOfCall(times, run, prepare) {
  const pieces = [];
  function piece() {
    for (let i = 0; i < CALLS_IN_PIECE; i++) run();
  }
  for (let round = 0; round < ROUNDS; round++) {
    if (prepare) prepare();
    for (let at = 0; at * CALLS_IN_PIECE < times; at++) {
      if (round === 0) pieces.push([]);
      const turns = turnsOnce(piece);
      if (turns !== undefined) pieces[at].push(turns);
    }
  }
  // On a busy machine a long piece may have been interrupted each time.
  for (let again = 0; again < AGAIN && pieces[0].length === 0; again++) {
    const turns = turnsOnce(piece);
    if (turns !== undefined) pieces[0].push(turns);
  }
  const medians = pieces.filter((rounds) => rounds.length > 0).map(median);
  return medians.reduce((sum, turns) => sum + turns, 0) / medians.length / CALLS_IN_PIECE;
}

function nothing() {}

/**
 * Turns that one of `times` calls of `run` takes, without the loop around them and the call itself. `times` is a multiple
 * of 25; each round of that many calls begins with `prepare`.
 */
export function turnsOf(times, run, prepare) {
  return turnsOfCall(times, run, prepare) - turnsOfCall(times, nothing);
}

/** Tells the test its figures, a name for each. */
export function printFigures(figures) {
  print("figures " + JSON.stringify(figures));
}
