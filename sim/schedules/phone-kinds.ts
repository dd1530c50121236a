/** How phones with Bluezone listen, by what the app and the system let them. PARAMETERS.md, Phones, has the sources. */

export interface PhoneKind {
  readonly name: string;
  readonly device: "android" | "iphone";
  /** The app is open. */
  readonly isOpen: boolean;
  /** Bluezone listens for so long, and then does not; it begins anywhere in that. */
  readonly onMs: number;
  readonly offMs: number;
  /** While it does, the system's radio listens for so much of each interval. */
  readonly windowMs: number;
  readonly intervalMs: number;
  /** Not before it has heard the wake-up beacon, which the system listens for with the same radio. */
  readonly isSuspended: boolean;
}

/** Without a break, cut into pieces that the simulated air takes at a time. */
const ALWAYS = { windowMs: 4_000, intervalMs: 4_000 };
const SCHEDULER = { onMs: 40_000, offMs: 260_000 };
const IOS = { onMs: Infinity, offMs: 0 };
const IOS_BACKGROUND = { windowMs: 30, intervalMs: 300 };

const android = { device: "android", isOpen: false, isSuspended: false } as const;
const iphone = { device: "iphone", isOpen: false, isSuspended: false } as const;

export const PHONE_KINDS: readonly PhoneKind[] = [
  { ...android, name: "Android, app open", isOpen: true, onMs: 150_000, offMs: 5_000, ...ALWAYS },
  { ...android, name: "Android, background", ...SCHEDULER, ...ALWAYS },
  { ...android, name: "Android, low power", ...SCHEDULER, windowMs: 512, intervalMs: 5_120 },
  { ...android, name: "Android, screen off", ...SCHEDULER, windowMs: 512, intervalMs: 10_240 },
  { ...iphone, name: "iPhone, app open", isOpen: true, ...IOS, windowMs: 3_000, intervalMs: 4_000 },
  { ...iphone, name: "iPhone, background", ...IOS, ...IOS_BACKGROUND },
  { ...iphone, name: "iPhone, suspended", isSuspended: true, ...IOS, ...IOS_BACKGROUND },
];
