/** What the words of a paper are put together from. */
import type { Signal } from "../../wearer/signals.js";

export interface Issuer {
  /** As it shall be printed, for example "Trạm Y tế xã Bình Minh". */
  name: string;
  phone: string;
}

/** In paragraphs; a line of dots is to be filled in by hand. */
export interface Section {
  head: string;
  lines: readonly string[];
}

export interface Sms {
  head: string;
  text: string;
}

/** Of each row of the token's LED: how it blinks, and what that means. */
export type SignalWords = Record<Signal, { blinks: string; meaning: string }>;

export interface PaperText {
  /** Above each paper, not printed. */
  draft: string;
  print: string;
  labels: { title: string; brand: string; found: (phone: string) => string };
  leaflet: {
    title: string;
    lead: string;
    wear: Section;
    signalsHead: string;
    /** Above the rows that come by themselves. */
    aloneHead: string;
    signals: SignalWords;
    charge: Section;
    near: (phone: string) => Section;
    promises: (days: { token: number; computer: number }) => Section;
    lost: (phone: string) => Section;
  };
  broadcast: (issuer: Issuer) => { title: string; lines: readonly string[] };
  sms: (issuer: Issuer) => { title: string; messages: readonly Sms[] };
  smsLength: (characters: number, segments: number, isPlain: boolean) => string;
  questions: (issuer: Issuer) => { title: string; sections: readonly Section[] };
  notice: (issuer: Issuer, days: { token: number; computer: number }) => Form;
  consent: (issuer: Issuer) => Form;
  guardian: (issuer: Issuer) => Form;
  assessment: (issuer: Issuer, days: { token: number; computer: number }) => Form;
}

export interface Form {
  title: string;
  sections: readonly Section[];
  /** Who signs, from left to right. */
  signatures: readonly string[];
}
