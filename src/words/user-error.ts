import {
  type Code,
  type Family,
  type Parameters,
  type Problem,
  isUnder,
  problem,
  wordsOf,
} from "./problem.js";

const NAME = "UserError";

/** Words within sentences are no errors. */
export type ErrorCode = Exclude<Code, `word/${string}`>;

/**
 * Something is wrong that the person at the keyboard or at the desk can do something about. The message is in English, for
 * logs and tests; whoever shows the error asks `wordsOf` for the reader's language.
 */
export class UserError<C extends ErrorCode = ErrorCode> extends Error implements Problem {
  override readonly name = NAME;
  readonly code: Code;
  readonly parameters: Problem["parameters"];

  constructor(code: C, ...parameters: Parameters<C>) {
    const self = problem(code, ...parameters);
    super(wordsOf(self, "en"));
    this.code = self.code;
    this.parameters = self.parameters;
  }

  /** From what another thread sent, or what another error said. */
  static from({ code, parameters }: Problem): UserError {
    return new this(code as "program/fault", parameters as { why: string });
  }
}

/**
 * Whether it is such an error, and of one of these families if any are named. By name, because what a command loads late
 * may hold the class a second time.
 */
export function isUserError(error: unknown, ...families: readonly Family[]): error is UserError {
  if (!(error instanceof Error) || error.name !== NAME) return false;
  return families.length === 0 || families.some((family) => isUnder((error as UserError).code, family));
}

/** What is told of any error: nothing but its problem, which goes over a wire and between threads. */
export function problemOf(error: unknown): Problem {
  if (isUserError(error)) return { code: error.code, parameters: error.parameters };
  return problem("program/fault", { why: error instanceof Error ? error.message : String(error) });
}
