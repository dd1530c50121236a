/** What comes of a token's connection to an iPhone. PARAMETERS.md, Phones, has the numbers. */
import { READ_LIMIT_MS, SEEK_LIMIT_MS, type Peer } from "../../hal/hal.js";
import type { ReadOutcome } from "../../hal/simulated/radio.js";
import { draw } from "../../hal/simulated/random.js";
import type { Airwaves } from "../devices/on-air.js";
import { type Phone, personOf } from "../devices/phones.js";
import { CHANNEL, type Channel } from "./channel.js";
import type { FindNeighbours } from "./neighbours.js";

/** Espruino asks again after so long where the first request meets a busy link, which the exchange of the packet size makes it. */
const BUSY_MS = 500;
/** Between two moments at which the link's two ends may send, and in how many of them the ID is there: six requests with their answers. */
const EVENT_MS = 30;
const EVENTS = 12;
/** As a share of 2^32. */
const ALL = 2 ** 32;

const UNFOUND: ReadOutcome = { soughtMs: SEEK_LIMIT_MS, linkedMs: 0, value: undefined };

export function createReads(town: {
  seed: number;
  channel: Channel;
  packetLoss: number;
  findNeighbours: FindNeighbours;
  airwaves: Airwaves;
  phones: readonly (Phone | undefined)[];
}): (reader: number, peer: Peer, startMs: number) => ReadOutcome {
  const { channel, findNeighbours, airwaves, phones } = town;

  /** Strength of the peer's packets before fading; undefined where it is out of reach. */
  function levelOf(reader: number, sender: number, ms: number): number | undefined {
    const { isAway, count, senders, levelDbm } = findNeighbours(reader, ms);
    const state = airwaves.before(sender, ms);
    const at = senders.subarray(0, count).indexOf(sender);
    if (isAway || at < 0 || state === undefined) return undefined;
    return levelDbm[at]! + state.txPowerDbm;
  }

  return (reader, peer, startMs) => {
    const sender = personOf(peer);
    const answer = phones[sender]?.answerAt(peer, startMs);
    const level = levelOf(reader, sender, startMs);
    if (answer === undefined || level === undefined) return UNFOUND;
    const key = draw(draw(town.seed, reader), Math.floor(startMs));
    let draws = 0;
    const unit = () => draw(key, draws++) / ALL;
    const isThrough = () =>
      level + channel.fadingDb(draw(key, draws++)) >= CHANNEL.sensitivityDbm && unit() >= town.packetLoss;

    const { intervalMs } = airwaves.before(sender, startMs)!;
    let soughtMs = unit() * intervalMs;
    // Its advert has to get through, and the token's packet that asks for the connection.
    while (soughtMs <= SEEK_LIMIT_MS && !(isThrough() && isThrough()))
      soughtMs += intervalMs + unit() * CHANNEL.maxAdvertDelayMs;
    if (soughtMs > SEEK_LIMIT_MS) return UNFOUND;
    let linkedMs = BUSY_MS;
    for (let done = 0; done < EVENTS && soughtMs + linkedMs < READ_LIMIT_MS; linkedMs += EVENT_MS)
      if (isThrough() && isThrough()) done++;
    const isInTime = soughtMs + linkedMs < READ_LIMIT_MS;
    return { soughtMs, linkedMs, value: isInTime ? answer : undefined };
  };
}
