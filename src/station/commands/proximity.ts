import { Command, Option } from "commander";
import { note, print } from "../command-line/print.js";
import { type Hardware, MIDPOINTS_DBM } from "../../contacts/likelihood.js";
import { type Calibration, type Sightings, createSightings } from "../../contacts/proximity.js";
import { UserError } from "../../words/user-error.js";
import { noSightings, readSightings, sightingNotes } from "../sightings.js";
import { printable } from "../text/printable.js";

interface Options {
  window?: string;
  closeMinutes?: boolean;
  oneClock?: boolean;
  hardware?: Hardware;
  midpoint?: string;
  prior: string;
}

/** Of recordings whose share is not known. PARAMETERS.md of `contacts` says how it was chosen. */
const DEFAULT_PRIOR = 0.3;
/** A span of a day is one number for all that happened in it; a longer one has no use. */
const LONGEST_SPAN_S = 86_400;
/** Spans of a token's slot, of whole windows; minutes do not depend on it. */
const MINUTES_SPAN_S = 900;
/** From 1902 to 2106, if seconds since 1970 are meant. */
const LIMITS_S = [-(2 ** 31), 2 ** 32] as const;

/** `bztoken proximity`: how near two devices were, out of recorded radio. */
export function proximityCommand(): Command {
  return new Command("proximity")
    .description(
      "judge nearness in recorded radio; CSV pair,window_start_s,window_s,p_close or pair,close_minutes on stdout",
    )
    .argument(
      "<sightings>",
      "SIGHTINGS.csv or .csv.gz with the header pair,tx,rx,context,t_s,rssi_dbm,distance_m; the distance is never read",
    )
    .option("--window <seconds>", "probability of being within two metres, for each span of so many seconds")
    .option("--close-minutes", "expected minutes within two metres, for each pair")
    .option(
      "--one-clock",
      "equal tx and rx are one device and t_s is one clock for all: both directions count together, and each device's level is taken off",
    )
    .addOption(
      new Option(
        "--hardware <kind>",
        "what sent and heard; if not given, the level is taken from the file",
      ).choices(Object.keys(MIDPOINTS_DBM)),
    )
    .option(
      "--midpoint <dBm>",
      "strength at which within two metres is as likely as not, of calibrated hardware",
    )
    .option("--prior <share>", "share of the time heard that is within two metres", String(DEFAULT_PRIOR))
    .action(judgeFile);
}

async function judgeFile(path: string, options: Options): Promise<void> {
  if ((options.window === undefined) === (options.closeMinutes === undefined))
    throw new UserError("command/proximity/which");
  if (options.hardware !== undefined && options.midpoint !== undefined)
    throw new UserError("command/proximity/two-levels");
  const spanS =
    options.window === undefined ? MINUTES_SPAN_S : readNumber("--window", options.window, 1, LONGEST_SPAN_S);
  const calibration: Calibration = {
    midpointDbm:
      options.midpoint === undefined
        ? options.hardware && MIDPOINTS_DBM[options.hardware]
        : readNumber("--midpoint", options.midpoint, -120, 0),
    prior: readNumber("--prior", options.prior, 0.01, 0.99),
  };

  const sightings = createSightings(spanS, options.oneClock ?? false);
  await readInto(sightings, path, options.oneClock ?? false);
  const proximity = sightings.judge(calibration);
  if (calibration.midpointDbm === undefined)
    say(
      path,
      `midpoint ${proximity.model.midpointDbm.toFixed(1)} dBm, taken from the file so that ${calibration.prior} of its time is within two metres; name calibrated hardware with --hardware or --midpoint`,
    );
  const lines =
    options.window === undefined
      ? [
          "pair,close_minutes",
          ...proximity.closeMinutes().map((one) => `${quoted(one.pair)},${one.closeMinutes.toFixed(2)}`),
        ]
      : [
          "pair,window_start_s,window_s,p_close",
          ...proximity
            .spans()
            .map((one) => [quoted(one.pair), one.index * spanS, spanS, one.probability.toFixed(6)].join(",")),
        ];
  for (const line of lines) print(line);
}

async function readInto(sightings: Sightings, path: string, isOneClock: boolean): Promise<void> {
  const counts = noSightings();
  const devicesOf = new Map<string, { tx: string; rx: string }>();
  for await (const { pair, tx, rx, tS, rssiDbm, where } of readSightings(path, LIMITS_S, counts)) {
    const before = devicesOf.get(pair);
    if (before === undefined) {
      if (isOneClock && (tx.trim() === "" || rx.trim() === ""))
        throw new UserError("command/proximity/nameless", { where: where() });
      if (isOneClock && tx === rx)
        throw new UserError("command/proximity/itself", { where: where(), device: printable(tx) });
      devicesOf.set(pair, { tx, rx });
    } else if (before.tx !== tx || before.rx !== rx) {
      throw new UserError("command/proximity/other-devices", { where: where(), pair: printable(pair) });
    }
    if (rssiDbm !== undefined) sightings.add({ pair, sender: tx, receiver: rx, tS, strengthDbm: rssiDbm });
  }
  for (const told of sightingNotes(counts, "taken")) say(path, told);
}

function say(path: string, told: string): void {
  note(`bztoken: ${path}: ${told}`);
}

function readNumber(option: string, text: string, low: number, high: number): number {
  const value = /^[+-]?(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : NaN;
  if (value >= low && value <= high) return value;
  throw new UserError("command/proximity/number", { option, text: printable(text.slice(0, 80)), low, high });
}

/** RFC 4180. */
function quoted(field: string): string {
  return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
