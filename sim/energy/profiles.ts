/** The current that each state of the hardware draws, from published figures. Sources: PARAMETERS.md, Energy. */

export interface EnergyProfile {
  readonly name: string;
  /** Asleep, clock running, button watched. */
  readonly sleepMa: number;
  /** One advert on all three channels, sent at 0 dBm, beyond sleep. */
  readonly advertMas: number;
  /** Radio listening. */
  readonly listenMa: number;
  /** Radio on before it hears anything, for each window. */
  readonly listenStartMs: number;
  /** Processor working. */
  readonly cpuMa: number;
  /** External flash while it programs or erases, beyond the processor, which waits. */
  readonly flashMa: number;
  /** LED lit. */
  readonly ledMa: number;
}

/**
 * The radio's current while it sends, by power: nRF52840 product specification 1.11, 6.20.15.2, with DC/DC converter at 3 V (without
 * one it is about twice as much). The figure for -8 dBm above that for -4 is the specification's.
 */
const TX_MA: Record<number, number> = { 0: 4.8, [-4]: 3.1, [-8]: 3.3, [-12]: 3.0 };
/** Of an advert of 23 bytes on three channels. */
const TX_MS = 3 * 0.312;

/** What an advert takes less than at 0 dBm, in mA × s; the profiles' figures stand for that. */
export function savedMas(txPowerDbm: number): number {
  const ma = TX_MA[txPowerDbm];
  if (ma === undefined) throw new RangeError(`The current at ${txPowerDbm} dBm is not known`);
  return ((TX_MA[0]! - ma) * TX_MS) / 1000;
}

/** A program of up to 256 bytes; an erase of 4 KiB. */
export const FLASH_PROGRAM_MS = 0.64;
export const FLASH_ERASE_MS = 40;

const FLASH_MA = 15;
const LED_MA = 2;

export const PROFILES = {
  traceband: {
    name: "traceband",
    sleepMa: 0.00256,
    advertMas: 2.44 * 0.004,
    listenMa: 6.01,
    listenStartMs: 15,
    cpuMa: 6,
    flashMa: FLASH_MA,
    ledMa: LED_MA,
  },
  espruino: {
    name: "espruino",
    sleepMa: 0.012,
    advertMas: (0.022 - 0.003) * 0.375,
    listenMa: 12,
    listenStartMs: 0,
    cpuMa: 8,
    flashMa: FLASH_MA,
    ledMa: LED_MA,
  },
} as const satisfies Record<string, EnergyProfile>;

export type ProfileName = keyof typeof PROFILES;

/** A cell's own loss, as a share of its capacity a month. */
export const SELF_DISCHARGE_A_MONTH = 0.02;
export const DAYS_A_MONTH = 30;
