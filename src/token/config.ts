import type { RegionLayout } from "../log/layout.js";

/** What differs between boards and builds; the figures of flash and clock come from `flash.config.json`. */
export interface TokenConfig extends RegionLayout {
  /** "major.minor.patch", each 0…255. */
  firmwareVersion: string;
  /** Days of the token's own life for which a record stays. */
  retentionDays: number;
  /** By how much the crystal may be wrong, parts in a million. */
  clockBoundPpm: number;
  /** From where the program runs: 0 without a loader, or as update/slots.ts says. */
  boot: number;
  /** CRC-32 of the layout's text (src/custody/token/release.ts): which programs fit. */
  layoutCrc: number;
}
