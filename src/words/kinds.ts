import { type Family, type Problem, isUnder } from "./problem.js";

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

/** A code is of the kind of its first family here. What is in none is of the kind of what it wraps, or bad input. */
export const KINDS: readonly (readonly [Family, ErrorKind])[] = [
  // What another key, passphrase or file of the same kind would mend.
  ["custody/wrong-passphrase", "key"],
  ["custody/wrong-key", "key"],
  ["custody/wrong-role", "key"],
  ["custody/wrong-token", "key"],
  ["custody/foreign-sender", "key"],
  ["station/wrong-key", "key"],
  ["station/claim", "key"],
  ["station/line/which", "key"],
  ["station/keys-locked", "key"],
  ["station/store-key/none", "key"],
  ["station/store-key/other", "key"],
  ["station/store-key/mistyped", "key"],
  ["station/sign-in", "key"],
  ["station/account", "key"],
  ["command/wrong-role", "key"],
  ["phone/wrong-key", "key"],
  ["sync/unknown-token", "key"],
  ["sync/needs-admin", "key"],
  ["sync/forged-answer", "key"],
  ["sync/no-consent", "refused"],
  ["sync/time-refused", "refused"],
  ["sync/time-needs-keys", "refused"],
  ["sync/list-refused", "refused"],
  ["sync/update-refused", "refused"],
  ["station/release/nothing-staged", "refused"],
  ["station/release/not-kept", "refused"],
  ["station/release/cut", "device"],
  ["sync/refused", "refused"],
  ["sync/not-understood", "refused"],
  ["sync/log-restarted", "refused"],
  ["sync", "device"],
  ["firmware/console", "device"],
  ["firmware/no-console", "device"],
  // The board is not in a state to be written to.
  ["firmware/other-board", "refused"],
  ["firmware/old-interpreter", "refused"],
  ["firmware/foreign-flash", "refused"],
  ["firmware/no-place", "refused"],
  ["firmware/no-reset", "refused"],
  ["firmware/not-whole", "refused"],
];

export function kindOf({ code, parameters }: Problem): ErrorKind {
  const kind = KINDS.find(([family]) => isUnder(code, family))?.[1];
  const { why } = parameters;
  return kind ?? (typeof why === "object" && "code" in why ? kindOf(why) : "input");
}
