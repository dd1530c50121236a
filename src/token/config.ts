/** What differs between boards and builds; the figures of flash and clock come from `flash.config.json`. */
export interface TokenConfig {
  /** "major.minor.patch", each 0…255. */
  firmwareVersion: string;
  /** Days of the token's own life for which a record stays. */
  retentionDays: number;
  /** Pages of the flash region, in this order: small state, warning digest, F0 list; then the log's ring ... */
  statePages: number;
  digestPages: number;
  listPages: number;
  /** ... and at the end two slots for firmware, and a reserve. */
  firmwarePages: number;
  reservedPages: number;
  /** By how much the crystal may be wrong, parts in a million. */
  clockBoundPpm: number;
}
