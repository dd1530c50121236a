/**
 * Bluezone on the air: the advert of an Android phone, which a token imitates, and the beacon that wakes iPhones.
 * Runs on the token, where an advert is a byte string, because only native string calls are cheap there.
 *
 * An advert is a row of AD structures: length of what follows, type, content.
 *
 *   02 01 02                     flags
 *   0F FF B5 22 <12-byte ID>     manufacturer data of company 0x22B5
 *   03 03 56 4E                  list of 16-bit service UUIDs, 0x4E56
 */
import type { ByteString } from "../../hal/hal.js";
import { ID_BYTES } from "./ids.js";

export const ADVERT_BYTES = 23;
export const WAKE_BEACON_BYTES = 30;

/** The advert that carries `id` (12 bytes); flags as those of a phone. */
export function encodeAdvert(id: Uint8Array): Uint8Array {
  const advert = new Uint8Array(ADVERT_BYTES);
  advert.set([0x02, 0x01, 0x02, 0x0f, 0xff, 0xb5, 0x22]);
  advert.set(id, 7);
  advert.set([0x03, 0x03, 0x56, 0x4e], 19);
  return advert;
}

/**
 * Bluezone's iBeacon: UUID C7AFEF7B-1788-4F4A-A87D-691D53BF21C4, major 20, minor 20, −59 dBm at 1 m. An iPhone
 * (3.0.8) whose Bluezone is suspended starts it again on hearing this. It is the same for everybody.
 */
export function wakeBeacon(): Uint8Array {
  return new Uint8Array([
    // flags; then manufacturer data of Apple, an iBeacon
    0x02, 0x01, 0x1a, 0x1a, 0xff, 0x4c, 0x00, 0x02, 0x15,
    // UUID
    0xc7, 0xaf, 0xef, 0x7b, 0x17, 0x88, 0x4f, 0x4a, 0xa8, 0x7d, 0x69, 0x1d, 0x53, 0xbf, 0x21, 0xc4,
    // major, minor, strength
    0x00, 0x14, 0x00, 0x14, 0xc5,
  ]);
}

/** What an iPhone with Bluezone offers to whoever connects: a characteristic of this service holds its ID of the moment. */
export const IPHONE_SERVICE = "00004e56-73f5-4bc4-a12f-17d1ad07a667";
export const IPHONE_CHARACTERISTIC = "00004e56-73f5-4bc4-a12f-17d1ad07a689";
/** That service as it stands in an advert. */
const SERVICE_ON_AIR = "\x67\xA6\x07\xAD\xD1\x17\x2F\xA1\xC4\x4B\xF5\x73\x56\x4E\0\0";
/** Apple's overflow area: manufacturer data of type 1, then 16 bytes, one bit for each of 128 groups of services. */
const OVERFLOW_AREA = "\x14\xFF\x4C\0\x01";
/** Bluezone's bit, in the area's first byte. Another app on the phone adds bits of its own. */
const OVERFLOW_BIT = 8;

/**
 * Whether an iPhone with Bluezone sent this: the app is open and its service in the advert, or it is in the background and its bit set.
 * The bit may stand for another app's service too: only a connection tells. Any bytes will do; never throws.
 */
export function isIphone(data: ByteString): boolean {
  const area = data.indexOf(OVERFLOW_AREA);
  // In the interpreter what only begins like the area at the advert's end is found, too: there is no such byte then.
  return (area >= 0 && (data.charCodeAt(area + 5) & OVERFLOW_BIT) !== 0) || isOpenIphone(data);
}

/** Whether an iPhone sent this on which Bluezone is open. */
export function isOpenIphone(data: ByteString): boolean {
  const service = data.indexOf(SERVICE_ON_AIR);
  return service >= 0 && data.substr(service, 16) === SERVICE_ON_AIR;
}

/**
 * Takes an advert of any layout apart. A structure of length 0 ends it, as in the Core Specification, and so does one
 * that is cut off; of several structures of the company the last one counts, as in Android's own parser.
 */
function walk(data: ByteString): ByteString {
  let id = "";
  let hasService = false;
  let at = 0;
  while (at + 1 < data.length) {
    const length = data.charCodeAt(at);
    const next = at + 1 + length;
    if (length === 0 || next > data.length) break;
    const type = data.charCodeAt(at + 1);
    if (type === 0xff && length >= 3 && data.substr(at + 2, 2) === '\xB5"')
      id = length === 3 + ID_BYTES ? data.substr(at + 4, ID_BYTES) : "";
    // Complete (3) or incomplete (2) list of 16-bit UUIDs.
    if (type === 3 || type === 2)
      for (let uuid = at + 2; uuid + 2 <= next; uuid += 2)
        if (data.substr(uuid, 2) === "VN") hasService = true;
    at = next;
  }
  return hasService ? id : "";
}

/** Of an advert laid out as above: the bytes from 3 to 7, those from 19, and the first (what follows it cannot matter). */
export const USUAL_COMPANY = '\x0F\xFF\xB5"';
export const USUAL_SERVICES = "\x03\x03VN";
export const USUAL_START = "\x02";

/**
 * The 12-byte ID in an advert, or "" where it is not the advert of an Android phone (or token) with Bluezone: as on
 * Android it takes the service 0x4E56 and exactly 12 bytes of the company 0x22B5. Any bytes will do; never throws.
 */
export function parseAdvert(data: ByteString): ByteString {
  // One native search, for type and company, turns away the adverts of everything else.
  return data.indexOf('\xFF\xB5"') < 0 ? "" : walk(data);
}
