/**
 * How long who is kept apart, and where: the one table. 14 days, F1 centralised and F2 at home, were the practice of 2020; days of
 * samples are assumed. A setting of each case, because orders changed it several times.
 */
export const CLASSES = ["f1", "f2"] as const;
export type PersonClass = (typeof CLASSES)[number];

export const QUARANTINES = ["centralised", "home"] as const;
export type Quarantine = (typeof QUARANTINES)[number];

export interface ClassRule {
  place: Quarantine;
  /** After the day of the last contact. */
  days: number;
  /** On which of these days a sample is taken, the first being 1. */
  testDays: readonly number[];
}
export type FollowUpRule = Readonly<Record<PersonClass, ClassRule>>;

export const DEFAULT_FOLLOW_UP: FollowUpRule = {
  f1: { place: "centralised", days: 14, testDays: [1, 14] },
  f2: { place: "home", days: 14, testDays: [] },
};
