/** What a page shows, waited for: an answer becomes a picture a moment after it came, and later on a busy machine. */
import { expect as expectWithin5s } from "playwright/test";

export const expect = expectWithin5s.configure({ timeout: 30_000 });
/** Text as it is seen: lines as they stand, hidden parts left out. */
export const SEEN = { useInnerText: true };
