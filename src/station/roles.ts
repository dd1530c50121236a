/**
 * Who may do what at a station: the one table that the server checks every request by, and the page shows its screens and
 * buttons by. An account may have several roles; the first one of a store has all, as many a commune has one nurse.
 */
export const STAFF_ROLES = ["clerk", "officer", "administrator"] as const;
export type StaffRole = (typeof STAFF_ROLES)[number];

/** By act, whose it is. Officers and administrators look people up; only a clerk writes of them. */
const ACTS = {
  /** Tokens, people, and who has which. */
  look: ["clerk", "officer", "administrator"],
  /** People and tokens: entered, given, taken back, taken in from lists and given out as lists. */
  register: ["clerk"],
  /** Tokens that are plugged in: checked and read; the unit's key unlocked for that. */
  read: ["clerk"],
  /** Traces, and the cases that come of them. */
  cases: ["officer"],
  /** Accounts, their roles and PINs. */
  accounts: ["administrator"],
  settings: ["administrator"],
  backup: ["administrator"],
  /** A person's data are deleted, as they asked for. */
  withdraw: ["administrator"],
  ledger: ["administrator"],
} as const satisfies Record<string, readonly StaffRole[]>;

export type Act = keyof typeof ACTS;
export const ALL_ACTS = Object.keys(ACTS) as Act[];

export function mayDo(roles: readonly StaffRole[], act: Act): boolean {
  return (ACTS[act] as readonly StaffRole[]).some((role) => roles.includes(role));
}
