/** Asks whether this computer's date is right, where something speaks against it. */
import { createInterface } from "node:readline/promises";
import { Option } from "commander";
import { builtMs } from "../built.js";
import { describeDoubt, type ClockDoubt } from "../clocks/clock-doubt.js";
import { wordsOf } from "../../words/problem.js";

export interface DateOptions {
  dateIsRight?: boolean;
}

export function dateIsRight(): Option {
  return new Option(
    "--date-is-right",
    "you looked at a watch and a calendar: this computer's date counts, whatever the token or the store says",
  );
}

/** @param stop  ends whatever is drawn on the terminal */
export function clockServices({ dateIsRight: isRight }: DateOptions, stop: () => void = () => {}) {
  return {
    utcNowMs: Date.now,
    builtMs,
    async askDate(doubt: ClockDoubt): Promise<boolean> {
      if (isRight) return true;
      if (!process.stdin.isTTY || !process.stderr.isTTY) return false;
      stop();
      const terminal = createInterface({ input: process.stdin, output: process.stderr });
      try {
        const told = wordsOf(describeDoubt(doubt), "en");
        const answer = await terminal.question(
          `${told[0]!.toUpperCase()}${told.slice(1)} (UTC+7).\nLook at a watch. Is this computer's date right? [y/N] `,
        );
        return /^y(es)?$/i.test(answer.trim());
      } finally {
        terminal.close();
      }
    },
  };
}
