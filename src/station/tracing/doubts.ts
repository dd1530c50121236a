/** What was brought for a case and does not hold, in sentences that name who brought it. */
import type { Problem } from "../../words/problem.js";
import { problem } from "../../words/problem.js";
import { formatFingerprint } from "../fingerprint.js";
import { formatSerial } from "../serial-number.js";
import type { WaitingSecret } from "../store/store.js";
import type { Unopened } from "./open-logs.js";

/** @param setAside  wrapped secrets that do not unwrap */
export function describeDoubts(
  setAside: readonly WaitingSecret[],
  unopened: readonly Unopened[],
  daysCut: ReadonlyMap<string, readonly number[]>,
  serialOf: (token: string) => number,
): Problem[] {
  const wrapped = new Map<string, { serial: number; source: string | null; count: number }>();
  for (const { serial, source } of setAside) {
    const name = `${serial}/${source}`;
    wrapped.set(name, { serial, source, count: (wrapped.get(name)?.count ?? 0) + 1 });
  }
  return [
    ...unopened.map(({ token, source, records }) =>
      problem("trace/unopened", {
        count: records,
        serial: formatSerial(serialOf(token)),
        source: fromWhom(source),
      }),
    ),
    ...[...wrapped.values()].map(({ serial, source, count }) =>
      problem("trace/wrapped", { count, serial: formatSerial(serial), source: fromWhom(source) }),
    ),
    ...[...daysCut].map(([token, days]) =>
      problem("trace/cut", { count: days.length, serial: formatSerial(serialOf(token)) }),
    ),
  ];
}

function fromWhom(source: string | null): Problem {
  return source === null
    ? problem("trace/from-here")
    : problem("trace/from-unit", { unit: formatFingerprint(source) });
}
