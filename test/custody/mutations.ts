/** Bytes that nobody meant: random ones, and right ones with flips, cuts, insertions and repetitions. */
import fc from "fast-check";

type Change = (bytes: Uint8Array) => Uint8Array;

const join = (...parts: Uint8Array[]) => new Uint8Array(Buffer.concat(parts));
const place = fc.nat(1_000_000);
const fewBytes = fc.uint8Array({ minLength: 1, maxLength: 40 });
/** Lengths, counts, versions and ends that readers look at. */
const telling = fc.constantFrom(0, 1, 2, 3, 4, 7, 8, 10, 16, 17, 20, 31, 32, 64, 127, 128, 254, 255);

/** A part from `at` on, at most `length` long; `at` may be any number. */
function cutAt(bytes: Uint8Array, at: number, length: number): [Uint8Array, Uint8Array, Uint8Array] {
  const from = at % (bytes.length + 1);
  return [bytes.subarray(0, from), bytes.subarray(from, from + length), bytes.subarray(from + length)];
}

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(place, fc.nat(7)).map(([at, bit]): Change => (bytes) => {
    const changed = new Uint8Array(bytes);
    if (bytes.length > 0) changed[at % bytes.length]! ^= 1 << bit;
    return changed;
  }),
  fc.tuple(place, telling).map(([at, value]): Change => (bytes) => {
    const changed = new Uint8Array(bytes);
    if (bytes.length > 0) changed[at % bytes.length] = value;
    return changed;
  }),
  // The first bytes say what a file is: they are worth more changes than others.
  fc.tuple(fc.nat(11), telling).map(([at, value]): Change => (bytes) => {
    const changed = new Uint8Array(bytes);
    if (at < bytes.length) changed[at] = value;
    return changed;
  }),
  place.map(
    (at): Change =>
      (bytes) =>
        bytes.slice(0, at % (bytes.length + 1)),
  ),
  fc.tuple(place, fc.nat(80)).map(([at, length]): Change => (bytes) => {
    const [before, , after] = cutAt(bytes, at, length);
    return join(before, after);
  }),
  fc.tuple(place, fewBytes).map(([at, more]): Change => (bytes) => {
    const [before, , after] = cutAt(bytes, at, 0);
    return join(before, more, after);
  }),
  fewBytes.map(
    (more): Change =>
      (bytes) =>
        join(bytes, more),
  ),
  fc.tuple(place, fc.nat(200), place).map(([at, length, to]): Change => (bytes) => {
    const [, part] = cutAt(bytes, at, length);
    const [before, , after] = cutAt(bytes, to, 0);
    return join(before, part, after);
  }),
);

const changes = fc.array(change, { minLength: 1, maxLength: 4 });

/** Random bytes, with and without the beginning of `valid`; mostly `valid` with one to four changes. */
export function damaged(valid: Uint8Array): fc.Arbitrary<Uint8Array> {
  return fc.oneof(
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 2 * valid.length }) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.nat(16), fc.uint8Array({ maxLength: valid.length }))
        .map(([length, rest]) => join(valid.subarray(0, length), rest)),
    },
    { weight: 8, arbitrary: changes.map((list) => list.reduce((bytes, run) => run(bytes), valid)) },
  );
}
