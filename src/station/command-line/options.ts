import { InvalidArgumentError } from "commander";
import { numbersIn } from "../serial-number.js";
import { UserError } from "../../words/user-error.js";

/** For numeric options. Each has a bound of its own: what does not fit into memory ends in a sentence, not in a crash. */
export function wholeNumber(least: number, most: number) {
  return (text: string): number => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most) {
      throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`);
    }
    return value;
  };
}

/** For lists on the terminal. */
export const MOST_SHOWN = 1_000_000;

/** For seeds of the simulator: 32 bits. */
export const seedNumber = wholeNumber(0, 0xffffffff);

/** For the port of a page. */
export function portNumber(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) {
    throw new UserError("command/port-number", { port: text });
  }
  return port;
}

/** For the serial port of a token. What cannot name one is bad input, not a token that is missing. */
export function serialPort(text: string): string {
  const isPort = process.platform === "win32" ? /^(\\\\\.\\)?COM\d{1,3}$/i.test(text) : /.\/|\/./.test(text);
  if (isPort) return text;
  throw new UserError("command/serial-port", {
    text,
    example: process.platform === "win32" ? "COM3" : "/dev/ttyACM0",
  });
}

/** More than any authority has; a slip of the finger names tens of millions. */
const MOST_NUMBERS = 1_000_000;

/** "1-200,417": serial numbers. */
export function readNumbers(text: string | undefined): Set<number> | undefined {
  if (text === undefined) return undefined;
  const numbers = numbersIn(text, MOST_NUMBERS);
  if (numbers === "unclear") throw new UserError("command/tokens", { text });
  if (numbers === "many") throw new UserError("command/many-tokens", { most: MOST_NUMBERS });
  return numbers;
}
