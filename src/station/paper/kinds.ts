/** Which papers there are. */
export const PAPERS = [
  "leaflet",
  "broadcast",
  "sms",
  "questions",
  "notice",
  "consent",
  "guardian",
  "assessment",
] as const;
export type Paper = (typeof PAPERS)[number];

/** At once on the page: ten sheets, whose numbers fit into an address. */
export const MOST_LABELS = 650;
