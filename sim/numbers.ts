/**
 * Logarithm and a few distributions by plain arithmetic. `Math.log` may differ in its last bit from engine to engine;
 * additions, multiplications, divisions and square roots of IEEE 754 may not, and the simulator promises the same
 * bytes everywhere.
 */

/** Base-10 logarithm of a positive number, to about 1e-15. */
export function log10(value: number): number {
  return naturalLog(value) / LN_10;
}

/** ln(value) = e·ln 2 + 2·artanh((m − 1)/(m + 1)) for value = m·2^e with m near 1. */
function naturalLog(value: number): number {
  let mantissa = value;
  let exponent = 0;
  for (; mantissa > 1.5; mantissa /= 2) exponent++;
  for (; mantissa < 0.75; mantissa *= 2) exponent--;
  const x = (mantissa - 1) / (mantissa + 1);
  let power = x;
  let sum = 0;
  for (let n = 1; n < 40; n += 2) {
    sum += power / n;
    power *= x * x;
  }
  return exponent * LN_2 + 2 * sum;
}

const LN_2 = 0.6931471805599453;
const LN_10 = 2.302585092994046;

/** A table of the quantile function at the middles of `cells` equal cells, straight between the points given. */
export function quantileTable(
  points: readonly (readonly [share: number, value: number])[],
  cells: number,
): Float64Array {
  const table = new Float64Array(cells);
  let next = 1;
  for (let cell = 0; cell < cells; cell++) {
    const share = (cell + 0.5) / cells;
    while (share > points[next]![0]) next++;
    const [fromShare, from] = points[next - 1]!;
    const [toShare, to] = points[next]!;
    table[cell] = from + ((share - fromShare) / (toShare - fromShare)) * (to - from);
  }
  return table;
}

/**
 * The standard normal distribution as such a table; ±3.5 at 4,096 cells. The distribution function is summed in steps of
 * 1/256 (midpoint rule, error below 1e-6) with exp(-x²/2) by its own recurrence.
 */
export function normalTable(cells: number): Float64Array {
  const STEP = 1 / 256;
  const points: [number, number][] = [[0.5, 0]];
  let share = 0.5;
  for (let i = 0; share < 1 - 1e-7 && i < 6 * 256; i++) {
    const middle = (i + 0.5) * STEP;
    share += STEP * ROOT_TAU_INVERSE * expMinus((middle * middle) / 2);
    points.push([share, (i + 1) * STEP]);
  }
  const mirrored = points.slice(1).map(([s, x]): [number, number] => [1 - s, -x]);
  return quantileTable([...mirrored.reverse(), ...points], cells);
}

const ROOT_TAU_INVERSE = 0.3989422804014327;

/**
 * Rice fading as such a table, in dB about its mean: one steady path and many weak ones, `ratio` times as much power in
 * the first as in all the others together. Power = (√(2·ratio) + x)² + y² with x and y normal, over a grid of both.
 */
export function riceTable(ratio: number, cells: number): Float64Array {
  const normal = normalTable(RICE_GRID);
  const steady = Math.sqrt(2 * ratio);
  const powers = new Float64Array(RICE_GRID * RICE_GRID);
  for (let i = 0; i < powers.length; i++) {
    const x = steady + normal[i % RICE_GRID]!;
    const y = normal[Math.floor(i / RICE_GRID)]!;
    powers[i] = x * x + y * y;
  }
  powers.sort();
  const table = new Float64Array(cells);
  const powersACell = powers.length / cells;
  let meanDb = 0;
  for (let i = 0; i < powers.length; i++) {
    const db = 10 * log10(powers[i]!);
    table[Math.floor(i / powersACell)]! += db / powersACell;
    meanDb += db / powers.length;
  }
  return table.map((db) => db - meanDb);
}

const RICE_GRID = 256;

/**
 * The exponential distribution with mean 1 as a table at the middles of `cells` equal cells: gaps between events that
 * know nothing of each other.
 */
export function exponentialTable(cells: number): Float64Array {
  return new Float64Array(cells).map((_, cell) => -naturalLog(1 - (cell + 0.5) / cells));
}

/** e^-x for x ≥ 0: the series for x/1024, squared ten times. */
function expMinus(x: number): number {
  const small = x / 1024;
  let result = 1 - small * (1 - (small / 2) * (1 - (small / 3) * (1 - small / 4)));
  for (let i = 0; i < 10; i++) result *= result;
  return result;
}
