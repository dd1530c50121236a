import { InvalidArgumentError } from "commander";
import { numbersIn } from "../serial-number.js";
import { UserError } from "../../words/user-error.js";

/** For numeric options. */
export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > 0xffffffff) {
    throw new InvalidArgumentError("Give a whole number from 0 to 4294967295.");
  }
  return value;
}

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
