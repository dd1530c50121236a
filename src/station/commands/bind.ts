import { Command } from "commander";
import { readPublicFile, unlockOfficer } from "../command-line/key-files.js";
import { readNumbers } from "../command-line/options.js";
import { type JsonOptions, jsonOption, report } from "../command-line/print.js";
import { DEFAULT_AUTHORITY_STORE, withStore } from "../command-line/with-store.js";
import { inColumns } from "../command-line/table.js";
import { formatFingerprint } from "../fingerprint.js";
import { formatSerial } from "../serial-number.js";

interface BindOptions extends JsonOptions {
  store: string;
  key: string;
  unit: string;
  tokens: string;
  reason: string;
}

/** `bztoken pack bind`: the unit may speak of these tokens in its packs. */
export function bindCommand(): Command {
  return bindingCommand("bind")
    .description("let a unit speak of tokens in its packs; whoever gets their operating keys may already")
    .action((options: BindOptions) => bind(options, "bind"));
}

export function unbindCommand(): Command {
  return bindingCommand("unbind")
    .description("let a unit speak of tokens no longer; what it said of them stays")
    .action((options: BindOptions) => bind(options, "unbind"));
}

/** `bztoken pack bound`: which unit may speak of which tokens. */
export function boundCommand(): Command {
  return new Command("bound")
    .description("of which tokens which unit may speak")
    .option("--store <file>", "store that packs are taken into", DEFAULT_AUTHORITY_STORE)
    .addOption(jsonOption())
    .action(async ({ store: path, json }: { store: string; json?: boolean }) => {
      const bindings = await withStore(path, false, (store) => store.bindings());
      const units = new Map<string, number[]>();
      for (const { unit, serial } of bindings) units.set(unit, [...(units.get(unit) ?? []), serial]);
      const rows = [...units].map(([unit, serials]) => [formatFingerprint(unit), rangesOf(serials)]);
      report({ json }, bindings, ...inColumns(rows));
    });
}

function bindingCommand(name: string): Command {
  return new Command(name)
    .requiredOption("--unit <pubfile>", "public key file of the unit")
    .requiredOption("--tokens <numbers>", "numbers of the tokens, for example 1-200,417")
    .requiredOption("--key <keyfile>", "key file of an officer")
    .requiredOption("--reason <text>", "why; the ledger keeps it")
    .option("--store <file>", "store that packs are taken into", DEFAULT_AUTHORITY_STORE)
    .addOption(jsonOption());
}

async function bind(options: BindOptions, action: "bind" | "unbind"): Promise<void> {
  const { ledgerEntry } = await import("../cases/officer.js");
  const { hexOf } = await import("../store/custody/custody.js");
  const serials = [...readNumbers(options.tokens)!];
  const { identity } = await readPublicFile(options.unit);
  const { identity: officer, reason } = await unlockOfficer(options.key, options.reason);
  const unit = hexOf(identity.fingerprint);
  await withStore(options.store, false, async (store) => {
    const nowMs = Date.now();
    const entry = ledgerEntry(officer, action, nowMs, { reason, tokens: serials.length });
    if (action === "bind") await store.bindTokens(unit, serials, nowMs, entry);
    else await store.unbindTokens(unit, serials, entry);
  });
  const may = action === "bind" ? "may speak of" : "may no longer speak of";
  report(
    options,
    { unit, serials, isBound: action === "bind" },
    `unit ${formatFingerprint(unit)} ${may} ${serials.length} tokens: ${rangesOf(serials)}`,
  );
}

/** "00000001-00000200, 00000417" */
function rangesOf(serials: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const serial of [...serials].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last?.[1] === serial - 1) last[1] = serial;
    else ranges.push([serial, serial]);
  }
  return ranges
    .map(([first, last]) => (first === last ? [first] : [first, last]).map(formatSerial).join("-"))
    .join(", ");
}
