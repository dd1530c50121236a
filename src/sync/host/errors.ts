/** Everything that can go wrong between a station and a token, and what the person at the desk should do. */
export type SyncErrorCode =
  /** There is no such port. Plug the token in, or choose another port. */
  | "port-missing"
  /** Another program has the port open. Close it. */
  | "port-busy"
  /** The system refuses to open the port: no permission, or no serial port. Ask whoever looks after the computer. */
  | "port-failed"
  /** Something is on the port, but it does not answer as a token. Choose another port, or unplug it and plug it in. */
  | "not-a-token"
  /** The token speaks another version of the protocol. Update this program, or the token. */
  | "unsupported-version"
  /** The token was unplugged, or the line was closed. Plug it in and read again: reading goes on where it stopped. */
  | "line-closed"
  /** The token stopped answering. Unplug it, plug it in and read again. */
  | "no-answer"
  /** The token does not do that: a prepared token hands over no secrets, and no token takes a time it cannot believe. */
  | "refused"
  /** The token knows the message but not its content, or does not know it: update the token. */
  | "not-understood"
  /** The token's log ends before what was read from it: it was erased. Read it from its beginning. */
  | "log-restarted"
  /** The token's answer contradicts the protocol. Do not trust it; have it checked. */
  | "bad-answer";

export class SyncError extends Error {
  override readonly name = "SyncError";

  constructor(
    readonly code: SyncErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
