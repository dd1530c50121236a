import type { CustodyProblem } from "../custody/host/custody-error.js";

/** How the program ends; scripts decide by it. */
export const EXIT_CODES = {
  /** What was typed, or a file that was named, is not what the command takes. */
  input: 2,
  /** The token cannot be reached: no such port, in use, no permission, no answer, unplugged. */
  device: 3,
  /** A key, a passphrase or a stock file does not fit. */
  key: 4,
  /** The token, or its wearer, did not agree to what was asked. */
  refused: 5,
} as const;

export type ErrorKind = keyof typeof EXIT_CODES;

/** What another key, passphrase or file of the same kind would mend. */
const KEY_PROBLEMS: readonly CustodyProblem[] = [
  "wrong-passphrase",
  "wrong-key",
  "wrong-role",
  "wrong-token",
  "foreign-sender",
];

export function kindOfProblem(problem: CustodyProblem): ErrorKind {
  return KEY_PROBLEMS.includes(problem) ? "key" : "input";
}

/** An error of the person at the keyboard: one clear line that says what was wrong and what to do. */
export class UserError extends Error {
  override readonly name = "UserError";

  constructor(
    message: string,
    readonly kind: ErrorKind = "input",
  ) {
    super(message);
  }
}
