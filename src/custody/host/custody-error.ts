/** What can be wrong with a key, a file or a token; each code has one action for the user, named in the message. */
export type CustodyProblem =
  | "not-this-file"
  | "unknown-version"
  | "damaged"
  | "incomplete"
  | "wrong-passphrase"
  | "wrong-key"
  | "foreign-sender"
  | "wrong-token"
  | "wrong-role"
  | "shares"
  | "unsound-secret"
  | "out-of-range";

/** Thrown before anything has been changed. */
export class CustodyError extends Error {
  override readonly name = "CustodyError";

  constructor(
    readonly problem: CustodyProblem,
    message: string,
  ) {
    super(message);
  }
}
