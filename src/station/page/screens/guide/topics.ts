/** The pages of the guide, and which of them belongs to a screen. */
import type { PictureName } from "./pictures.js";

export const TOPICS = [
  "start",
  "issue",
  "round",
  "read",
  "trace",
  "follow",
  "coverage",
  "papers",
  "hand-over",
  "back-up",
  "training",
] as const;
export type Topic = (typeof TOPICS)[number];

export interface GuidePage {
  title: string;
  lead: string;
  steps: {
    say: string;
    picture?: PictureName;
    /** For who does not see the picture. */
    shows?: string;
  }[];
  beware?: string;
}

const OF_SCREEN: Readonly<Record<string, Topic>> = {
  tokens: "issue",
  people: "issue",
  round: "round",
  coverage: "coverage",
  papers: "papers",
  due: "read",
  loans: "issue",
  read: "read",
  trace: "trace",
  cases: "follow",
  staff: "back-up",
};

export function topicOfScreen(screen: string): Topic {
  return OF_SCREEN[screen] ?? "start";
}

export function topicOfHash(hash: string): Topic {
  return TOPICS.find((topic) => hash === `#guide/${topic}`) ?? "start";
}
