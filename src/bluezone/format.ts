/** What Bluezone's text formats share: keys and IDs in hex, times in whole seconds. */
import { KEY_BYTES } from "./ids.js";
import { type Value, problem } from "../words/problem.js";
import { UserError } from "../words/user-error.js";

/** A text that is no JSON at all. The text goes along, so that whoever shows the error can say where it breaks. */
export class NotJsonError extends UserError<"bluezone/not-json/text"> {
  constructor(
    readonly what: Value,
    readonly text: string,
  ) {
    super("bluezone/not-json/text", { what });
  }
}

/** The largest time that is read as seconds; in milliseconds it would be March 1973. */
export const MAX_SECONDS = 99_999_999_999;

const HEX_OF_BYTE = Array.from({ length: 256 }, (_, byte) =>
  byte.toString(16).toUpperCase().padStart(2, "0"),
);

export type JsonObject = Readonly<Record<string, unknown>>;

/** Upper-case hex, two digits a byte. */
export function toHex(bytes: Uint8Array): string {
  let hex = "";
  for (const byte of bytes) hex += HEX_OF_BYTE[byte];
  return hex;
}

/** Bytes of a hex text of exactly `length` bytes, upper or lower case; undefined where it is not one. */
export function fromHex(hex: string, length: number): Uint8Array | undefined {
  if (hex.length !== 2 * length || !/^[0-9a-f]*$/i.test(hex)) return undefined;
  return Uint8Array.from({ length }, (_, i) => parseInt(hex.slice(2 * i, 2 * i + 2), 16));
}

/** The object in a JSON text. `what` names the text in the error. */
export function parseJsonObject(text: string, what: Value): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new NotJsonError(what, text);
  }
  return requireObject(value, what);
}

export function requireObject(value: unknown, what: Value): JsonObject {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new UserError("bluezone/not-an-object", { what, value: show(value) });
  return value as JsonObject;
}

/** The 32-byte key in field `name`. */
export function readKey(object: JsonObject, name: string, what: Value): Uint8Array {
  const value = object[name];
  const key = typeof value === "string" ? fromHex(value, KEY_BYTES) : undefined;
  if (!key) throw new UserError("bluezone/key", { what, name, digits: 2 * KEY_BYTES, value: show(value) });
  return key;
}

/** The whole number in field `name`, within bounds. */
export function readInteger(object: JsonObject, name: string, what: Value, min: number, max: number): number {
  const value = object[name];
  if (typeof value !== "number" || !Number.isInteger(value) || value < min || value > max)
    throw new UserError("bluezone/number", { what, name, min, max, value: show(value) });
  return value;
}

/**
 * The time in field `name`, in seconds since 1970. Larger numbers than 99 999 999 999 (year 5138) are refused:
 * they are milliseconds, which Bluezone uses in histories only.
 */
export function readSeconds(object: JsonObject, name: string, what: Value): number {
  return readInteger(object, name, what, 0, MAX_SECONDS);
}

/** A value as it may stand in an error message: quoted, on one line, not too long. */
export function show(value: unknown): Value {
  if (value === undefined) return problem("word/value/missing");
  if (typeof value === "object" && value !== null)
    return problem(Array.isArray(value) ? "word/value/list" : "word/value/object");
  return quote(value);
}

export function quote(value: unknown): string {
  const text = JSON.stringify(value).replace(
    /[\x7F-\x9F\u2028\u2029]/g, // what JSON leaves as it is, and a terminal does not
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
