import village from "./village.json" with { type: "json" };

/** What comes with the program, in the order in which it is listed. */
export const READY_SCENARIOS: readonly unknown[] = [village];
