/** What was done about the contacts of a case; it lies in the locked case file, as who met whom does. */
export const STATUSES = ["todo", "reached", "unreachable", "confirmed", "rejected"] as const;
export type Status = (typeof STATUSES)[number];

export interface ContactWork {
  status: Status;
  note: string;
}

/** By the contact's person, or token where nobody is registered. */
export type CaseWork = Readonly<Record<string, ContactWork>>;
