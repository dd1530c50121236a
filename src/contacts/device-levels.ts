/**
 * How much louder than the others each device sends, and how much louder it hears. Phones differ by 20 dB, and a wearer's
 * body and pocket act on everything that the device sends or hears; what is left after both levels are taken off tells more
 * about the distance. Runs on the host. PARAMETERS.md has the numbers.
 */

/** One direction of one pair of devices. */
export interface Link {
  readonly sender: string;
  readonly receiver: string;
  /** Mean strength over its windows. */
  readonly meanDbm: number;
}

/** dB above the mean device, by device; 0 of one that is not in it. */
export interface DeviceLevels {
  readonly sendingDb: ReadonlyMap<string, number>;
  readonly receivingDb: ReadonlyMap<string, number>;
}

/** With fewer partners a level says more about where they stood than about the device. */
export const MIN_PARTNERS = 4;
/** A sum over n partners is divided by n + 3: three more that differ from the mean by nothing. */
export const SHRINKING_PARTNERS = 3;

const MAX_ROUNDS = 200;
const SETTLED_DB = 1e-9;

export const NO_LEVELS: DeviceLevels = { sendingDb: new Map(), receivingDb: new Map() };

/**
 * Levels of senders and receivers in turn, each out of what the other leaves unexplained, until they stay.
 *
 * @param links  one for each direction of each pair, in any order
 */
export function deviceLevels(links: readonly Link[]): DeviceLevels {
  // Sums of floating-point numbers depend on their order, and rows of a file come in any.
  const sorted = [...links].sort(
    (a, b) => compare(a.sender, b.sender) || compare(a.receiver, b.receiver) || a.meanDbm - b.meanDbm,
  );
  const meanDbm = sorted.reduce((sum, link) => sum + link.meanDbm, 0) / sorted.length;
  const sendingDb = new Map<string, number>();
  const receivingDb = new Map<string, number>();
  for (let round = 0, changeDb = Infinity; round < MAX_ROUNDS && changeDb > SETTLED_DB; round++) {
    changeDb = Math.max(
      settle(
        sendingDb,
        sorted,
        "sender",
        (link) => link.meanDbm - meanDbm - (receivingDb.get(link.receiver) ?? 0),
      ),
      settle(
        receivingDb,
        sorted,
        "receiver",
        (link) => link.meanDbm - meanDbm - (sendingDb.get(link.sender) ?? 0),
      ),
    );
  }
  return { sendingDb, receivingDb };
}

/** The largest change of a level. */
function settle(
  levels: Map<string, number>,
  links: readonly Link[],
  role: "sender" | "receiver",
  unexplainedDb: (link: Link) => number,
): number {
  const sums = new Map<string, { sumDb: number; partners: number }>();
  for (const link of links) {
    const { sumDb, partners } = sums.get(link[role]) ?? { sumDb: 0, partners: 0 };
    sums.set(link[role], { sumDb: sumDb + unexplainedDb(link), partners: partners + 1 });
  }
  let changeDb = 0;
  for (const [device, { sumDb, partners }] of sums) {
    if (partners < MIN_PARTNERS) continue;
    const levelDb = sumDb / (partners + SHRINKING_PARTNERS);
    changeDb = Math.max(changeDb, Math.abs(levelDb - (levels.get(device) ?? 0)));
    levels.set(device, levelDb);
  }
  return changeDb;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
