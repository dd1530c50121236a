/** Who is traced: a person, over every token they held and while they held it; a token alone where nobody is registered. */
import { problem, type Problem } from "../../words/problem.js";
import { formatMoment } from "../text/local-time.js";
import { formatSerial } from "../serial-number.js";
import type { Issue, Person } from "../store/types.js";
import type { HolderAt } from "./trace-contacts.js";

export interface Subject<Holder> {
  holder: Holder | null;
  /** Keys in the store, the last one held first. */
  tokens: readonly string[];
  /** Whether the token was with them at that time. */
  hasAt(token: string, utcMs: number): boolean;
}

/** Of a token that is traced without asking who had it. */
export function tokenAlone<Holder>(token: string, holderAt: HolderAt<Holder>): Subject<Holder> {
  return {
    holder: null,
    tokens: [token],
    hasAt: (other, utcMs) => other === token && holderAt(token, utcMs) === null,
  };
}

/**
 * @param token     that the F0 held
 * @param personId  undefined: whoever has the token at the end
 */
export function subjectOf(
  { token, personId, untilMs }: { token: string; personId?: string | undefined; untilMs: number },
  issues: readonly Issue[],
  holderAt: HolderAt<Person>,
): Subject<Person> {
  const held = issues.filter(({ person }) => person.id === personId);
  const holder = personId === undefined ? holderAt(token, untilMs) : (held[0]?.person ?? null);
  if (holder === null) return tokenAlone(token, holderAt);
  const own = [...issues].reverse().filter(({ person }) => person.id === holder.id);
  return {
    holder,
    tokens: [...new Set(own.map((issue) => issue.token))],
    hasAt: (other, utcMs) => holderAt(other, utcMs)?.id === holder.id,
  };
}

/** Who else had one of the F0's tokens within the window: a token's number alone does not say who is meant. */
export function describeOtherHolders(
  { holder, tokens }: Subject<Person>,
  issues: readonly Issue[],
  { fromMs, untilMs }: { fromMs: number; untilMs: number },
  serialOf: (token: string) => number,
): Problem[] {
  return issues
    .filter(
      ({ token, person, toMs, ...issue }) =>
        holder !== null &&
        tokens.includes(token) &&
        person.id !== holder.id &&
        issue.fromMs < untilMs &&
        (toMs ?? Infinity) > fromMs,
    )
    .map((issue) =>
      problem("trace/handed-on", {
        serial: formatSerial(serialOf(issue.token)),
        name: holder!.name,
        other: issue.person.name,
        span: spanOf(issue, fromMs),
      }),
    );
}

function spanOf(issue: Issue, windowFromMs: number): Problem {
  if (issue.toMs === null) return problem("trace/since", { moment: formatMoment(issue.fromMs) });
  const to = formatMoment(issue.toMs);
  return issue.fromMs <= windowFromMs
    ? problem("trace/until", { moment: to })
    : problem("trace/between", { from: formatMoment(issue.fromMs), to });
}
