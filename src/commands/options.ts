import { InvalidArgumentError } from "commander";

/** For numeric options. */
export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > 0xffffffff) {
    throw new InvalidArgumentError("Give a whole number from 0 to 4294967295.");
  }
  return value;
}
