/** Numbers the IDs that are on the air, and knows whose they are. */
import { parseAdvert } from "../../src/bluezone/advert.js";
import type { ByteString } from "../../hal/hal.js";
import type { OnAir } from "../devices/on-air.js";
import type { Phone } from "../devices/phones.js";
import type { Change } from "./changes.js";

export interface IdBook {
  /** The number of a person's ID; new ones are put into `change`. */
  enter(change: Change, id: ByteString, person: number): number;
  /** The number of an ID that was heard in a window; one that is not known yet is a phone's. */
  find(change: Change, id: ByteString, startMs: number, endMs: number): number;
}

export function createIdBook(phones: readonly (Phone | undefined)[]): IdBook {
  const numbers = new Map<ByteString, number>();

  function enter(change: Change, id: ByteString, person: number): number {
    const known = numbers.get(id);
    if (known !== undefined) return known;
    const number = numbers.size;
    numbers.set(id, number);
    (change.ids ??= []).push([person, Buffer.from(id, "latin1").toString("hex").toUpperCase()]);
    return number;
  }

  return {
    enter,
    find(change, id, startMs, endMs) {
      const known = numbers.get(id);
      if (known !== undefined) return known;
      const sends = (phone: Phone | undefined, ms: number) => idOf(phone?.onAirAt(ms)) === id;
      return enter(
        change,
        id,
        phones.findIndex((phone) => sends(phone, endMs) || sends(phone, startMs)),
      );
    },
  };
}

function idOf(onAir: OnAir | undefined): ByteString {
  const payload = onAir?.payloads[0];
  return payload === undefined ? "" : parseAdvert(payload);
}
