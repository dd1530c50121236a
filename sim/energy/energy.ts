/** From what a token did to the charge it took: the same for a schedule on paper and for a simulated token. */
import { TX_POWER_DBM } from "../../src/contacts/record.js";
import {
  DAYS_A_MONTH,
  type EnergyProfile,
  FLASH_ERASE_MS,
  FLASH_PROGRAM_MS,
  SELF_DISCHARGE_A_MONTH,
  savedMas,
} from "./profiles.js";

/** What a token did in some time. */
export interface Activity {
  readonly hours: number;
  readonly adverts: number;
  readonly windows: number;
  /** All windows together. */
  readonly listenMs: number;
  /** Seeking iPhones to connect to, with what else each read costs, in time of listening. */
  readonly soughtMs: number;
  /** Adverts of others that the program was given, of any kind. */
  readonly reports: number;
  /** Encounter records sealed and stored; each began with one report of a neighbour not seen before in its slot. */
  readonly records: number;
  /** Changes of slot, ID and address. */
  readonly slots: number;
  /** Of what is advertised, within a slot. */
  readonly advertChanges: number;
  /** Pages opened or erased, state saved: whatever takes one erase. */
  readonly erases: number;
  /** Writes of up to 256 bytes. */
  readonly programs: number;
  readonly ledMs: number;
}

/** mAh by term. `hearing`, `sealing` and `slotChanges` are the processor's. */
export interface EnergyTerms {
  readonly sleep: number;
  readonly advertising: number;
  readonly listening: number;
  /** Reading iPhones. */
  readonly reading: number;
  readonly hearing: number;
  /** Records: sealed, their CRC, appended, noted in the digest. */
  readonly sealing: number;
  /** IDs and addresses: hashing and restarting the radio. */
  readonly slotChanges: number;
  /** Programs and erases, with the processor that prepares and awaits them. */
  readonly flash: number;
  readonly led: number;
  readonly selfDischarge: number;
}

/**
 * Turns of an empty loop, 0.2 ms each on the chip, as `test/espruino` prints them: a report of a known neighbour and of a
 * new one (among 300), seal and append with the note in the digest, the change of slot with the look at watchdog and battery, a change of what is advertised (65 for the radio, and its alarm), a page opened.
 */
export const CPU_TURNS = {
  known: 21,
  firstSight: 58,
  record: 122 + 15,
  slot: 773 + 72,
  advertChange: 100,
  erase: 437,
} as const;
export const TURN_MS = 0.2;

const MAS_A_MAH = 3600;

/**
 * @param batteryMah  of the cell, whose self-discharge is a term
 * @param txPowerDbm  of the adverts; the firmware's, unless they are another one's
 */
export function energyOf(
  activity: Activity,
  profile: EnergyProfile,
  batteryMah: number,
  txPowerDbm = TX_POWER_DBM,
): EnergyTerms {
  const {
    hours,
    adverts,
    windows,
    listenMs,
    soughtMs,
    reports,
    records,
    slots,
    advertChanges,
    erases,
    programs,
    ledMs,
  } = activity;
  const charge = (ma: number, ms: number) => (ma * ms) / 1000 / MAS_A_MAH;
  const cpu = (turns: number) => charge(profile.cpuMa, turns * TURN_MS);
  // A record's first report is a first sight; more records than reports cannot be.
  const firstSights = Math.min(records, reports);
  const flashMs = programs * FLASH_PROGRAM_MS + erases * FLASH_ERASE_MS;
  return {
    sleep: profile.sleepMa * hours,
    advertising: ((profile.advertMas - savedMas(txPowerDbm)) * adverts) / MAS_A_MAH,
    listening: charge(profile.listenMa, listenMs + windows * profile.listenStartMs),
    reading: charge(profile.listenMa, soughtMs),
    hearing: cpu((reports - firstSights) * CPU_TURNS.known + firstSights * CPU_TURNS.firstSight),
    sealing: cpu(records * CPU_TURNS.record),
    slotChanges: cpu(slots * CPU_TURNS.slot + advertChanges * CPU_TURNS.advertChange),
    flash: cpu(erases * CPU_TURNS.erase) + charge(profile.cpuMa + profile.flashMa, flashMs),
    led: charge(profile.ledMa, ledMs),
    selfDischarge: (batteryMah * SELF_DISCHARGE_A_MONTH * hours) / 24 / DAYS_A_MONTH,
  };
}

export function totalMah(terms: EnergyTerms): number {
  return Object.values(terms).reduce((sum: number, mah: number) => sum + mah, 0);
}
