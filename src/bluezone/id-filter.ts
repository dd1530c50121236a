/** Tells most IDs from those of a large set, before anything is looked up. */

/**
 * Whether one of the IDs may begin with these 32 bits: a look into a small table, where a look into a set of strings takes as long
 * as a hash, or several times as long in a set of a million.
 *
 * @param beginnings  of the IDs: their first 32 bits
 * @param bits        of the beginning that are looked at; a table of 2^bits bits
 */
export function createIdFilter(beginnings: Iterable<number>, bits: number): (begin: number) => boolean {
  const table = new Uint8Array(2 ** bits / 8);
  for (const begin of beginnings) {
    const place = begin >>> (32 - bits);
    table[place >>> 3]! |= 1 << (place & 7);
  }
  return (begin) => {
    const place = begin >>> (32 - bits);
    return (table[place >>> 3]! & (1 << (place & 7))) !== 0;
  };
}
