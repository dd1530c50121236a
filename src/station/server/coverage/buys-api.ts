/** What page, station and simulator say to each other of what tokens buy. Types only. */

/** To whom tokens go first. */
export type GivenTo = "anyone" | "households" | "sellers" | "health-staff";

export interface BuysStep {
  /** More tokens than today. */
  tokens: number;
  /** Of all real close contacts, the share that is found then; null: of nobody is known that they are one of these. */
  found: Record<GivenTo, number | null>;
}

export interface Buys {
  /** So many people were simulated, for so many days. */
  people: number;
  days: number;
  contacts: number;
  /** From today's tokens to one for everybody; the second is the next hundred, or all that are left to give. */
  steps: BuysStep[];
}

/** The simulator's. @param onProgress  from 0 to 1 */
export type WhatTokensBuy = (
  figures: { population: number; covered: number },
  onProgress: (share: number) => void,
) => Promise<Buys>;

/** GET /api/coverage/buys?population=&covered= */
export type BuysAnswer = { state: "running"; share: number } | { state: "done"; buys: Buys };
