/** The station: its store, its tokens, its packs, its page. */
export const station = {
  "program/fault": "a fault of the program: {why}",
} as const;
