/** How the pages of the region are shared out, in this order; the figures come from flash.config.json. Device code. */
export interface RegionLayout {
  /** Small state (state-store.ts), at least 4. */
  statePages: number;
  /** Warning digest, and F0 list (src/custody/token). */
  digestPages: number;
  listPages: number;
  // Here lies the ring of the log: all pages that nothing else has.
  /** Two slots for firmware, side by side. */
  firmwarePages: number;
  /** For what is not known yet. */
  reservedPages: number;
}

export function firstRingPage(layout: RegionLayout): number {
  return layout.statePages + layout.digestPages + layout.listPages;
}

/** @param pageCount  pages of the region without that of the Storage file's header, as `Flash.pageCount` */
export function ringPages(layout: RegionLayout, pageCount: number): number {
  return pageCount - firstRingPage(layout) - layout.firmwarePages - layout.reservedPages;
}

const QUARTER_HOURS = 96; // of a day

/**
 * Records that may be logged a day, in the mean, so that none is overwritten before its time. Pages last for a day more than
 * `retentionDays`, and one of a day stays half empty; a day's records may be saved up and come on top; one page is the spare.
 * A ring too small for a record each quarter hour keeps no such promise: it takes what comes, and gives up its oldest pages.
 */
export function lastingRecordsPerDay(ring: number, recordsPerPage: number, retentionDays: number): number {
  const lasting = Math.floor(((ring - 1 - (retentionDays + 1)) * recordsPerPage) / (retentionDays + 2));
  return lasting < QUARTER_HOURS ? ring * recordsPerPage : lasting;
}
